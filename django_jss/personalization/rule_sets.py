"""The rule sets of a page, compiled; and rules checked before they are saved."""

from __future__ import annotations

import logging
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from django_jss.engine.compiler import CompiledRule
from django_jss.engine.faults import Fault
from django_jss.engine.guids import dashed
from django_jss.engine.rules import (
    Ask,
    Broken,
    InvalidRule,
    Reference,
    Rule,
    faults_of,
    located,
    read_rule,
    read_stored_rule,
    references_of,
)
from django_jss.personalization.failures import Reporters
from django_jss.personalization.models import PersonalizationVariant, VariantAction
from django_jss.personalization.references import KINDS
from django_jss.personalization.saved_rules import circle_faults

logger = logging.getLogger("django_jss.personalization")


@dataclass(frozen=True, slots=True)
class ReadyVariant:
    """An enabled variant with its rule compiled; one that shows nothing that exists has a rule that never holds."""

    row: PersonalizationVariant
    rule: CompiledRule


@dataclass(frozen=True, slots=True)
class RuleSets:
    """The variants of a page by the uid of their rendering, in order; `problems` name what is wrong in them."""

    variants: Mapping[uuid.UUID, tuple[ReadyVariant, ...]]
    problems: tuple[str, ...]
    # When a variant begins or ceases to be shown.
    valid_until: datetime | None = None


def rule_sets_of(route_id: int, at: datetime) -> RuleSets:
    """All rule sets of a page, with the variants that are on at that time: one query.

    What cannot be read of a rule, such as a condition whose plugin is gone, is unknown; it is logged once for each
    variant, and stands in the explanation of the page.
    """
    rows = PersonalizationVariant.objects.filter(rule_set__route=route_id, is_enabled=True)
    ready: defaultdict[uuid.UUID, list[ReadyVariant]] = defaultdict(list)
    problems: list[str] = []
    edges: list[datetime] = []
    reporters = Reporters()
    for row in rows.select_related("rule_set__route", "component", "datasource").order_by("position", "pk"):
        edges += [edge for edge in (row.show_from, row.show_until) if edge and edge > at]
        if off_because(row, at):
            continue
        rendering = row.rule_set.rendering_uid
        rule = _stored_rule(row)
        if faults := faults_of(rule):
            problem = f"variant {row.guid} of rendering {rendering}: {'; '.join(map(str, faults))}"
            problems.append(problem)
            logger.error("Page %s, %s", route_id, problem)
        compiled = reporters.compiled(rule, "variant", row.guid, f" (rendering {rendering})")
        ready[rendering].append(ReadyVariant(row, compiled))
    variants = {uid: tuple(found) for uid, found in ready.items()}
    return RuleSets(variants, tuple(problems), min(edges, default=None))


class Scheduled(Protocol):
    """A variant, or what its author wants of it, as far as it may be off."""

    @property
    def is_enabled(self) -> Any: ...

    @property
    def show_from(self) -> Any: ...

    @property
    def show_until(self) -> Any: ...


def off_because(variant: Scheduled, at: datetime) -> str:
    """Why a variant is off at that time; empty if it is on."""
    if not variant.is_enabled:
        return _("it is disabled")
    if variant.show_from and variant.show_from > at:
        return _("it begins on %(moment)s") % {"moment": _written(variant.show_from)}
    if variant.show_until and variant.show_until <= at:
        return _("it ended on %(moment)s") % {"moment": _written(variant.show_until)}
    return ""


def _written(moment: datetime) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT")


@dataclass(frozen=True, slots=True)
class OffVariant:
    """A variant that is not tried, and why."""

    rendering: uuid.UUID
    variant: uuid.UUID
    name: str
    why: str

    def as_json(self) -> dict[str, str]:
        return {
            "uid": dashed(self.rendering),
            "variant": dashed(self.variant),
            "name": self.name,
            "why": self.why,
        }


def off_variants(route_id: int, at: datetime) -> tuple[OffVariant, ...]:
    """The variants of a page that are disabled or not on at that time: one query."""
    rows = PersonalizationVariant.objects.filter(rule_set__route=route_id).select_related("rule_set")
    return tuple(
        OffVariant(row.rule_set.rendering_uid, row.guid, row.name, why)
        for row in rows.order_by("rule_set", "position", "pk")
        if (why := off_because(row, at))
    )


def clean_rule(document: Any, site_id: int, *, own: str = "", asks: frozenset[str] | None = None) -> Rule:
    """The rule that a JSON document says; raises `ValidationError` with every fault, also of what the site lacks.

    A rule that is kept under the GUID `own` must not lead back to itself; one that may ask for certain facts alone is
    told which by `asks`. One query for each kind of definition, such as goals, that the rule refers to.
    """
    try:
        rule = read_rule(document)
    except InvalidRule as error:
        raise _validation_error(error.faults) from error
    faults = [*missing_of(rule, site_id), *(circle_faults(rule, own, site_id) if own else ())]
    if asks is not None:
        faults += _out_of_place(rule, asks)
    if faults:
        raise _validation_error(faults)
    return rule


def _out_of_place(rule: Rule, asks: frozenset[str]) -> list[Fault]:
    message = _("this cannot be asked here")
    return [
        Fault(path, "misplaced", message)
        for path, leaf in located(rule)
        if isinstance(leaf, Ask) and not {str(name) for name in leaf.kind.needs} <= asks
    ]


def missing_of(rule: Rule, site_id: int) -> list[Fault]:
    """What the rule refers to but the site does not have."""
    message = _("the site has no %(kind)s %(guid)s")
    return [_fault(found, "missing", message) for found in _missing(rule, site_id)]


def foreign_of(rule: Rule, site_id: int) -> list[Fault]:
    """What the rule refers to that another site has."""
    missing = _missing(rule, site_id)
    elsewhere = {
        kind: KINDS[kind].names(found.guid for found in missing if found.kind == kind)
        for kind in {found.kind for found in missing}
    }
    message = _("the %(kind)s %(guid)s belongs to another site")
    return [_fault(found, "foreign", message) for found in missing if found.guid in elsewhere[found.kind]]


def _missing(rule: Rule, site_id: int) -> list[Reference]:
    references = [reference for reference in references_of(rule) if reference.kind in KINDS]
    known = {
        kind: KINDS[kind].known({reference.guid for reference in references if reference.kind == kind}, site_id)
        for kind in {reference.kind for reference in references}
    }
    return [found for found in references if found.guid not in known[found.kind]]


def _fault(found: Reference, code: str, message: str) -> Fault:
    return Fault(found.path, code, message % {"kind": KINDS[found.kind].verbose_name, "guid": found.guid})


def _stored_rule(row: PersonalizationVariant) -> Rule:
    """The variant's rule; broken as a whole if the variant does not say what to show, or that is another site's."""
    lacking = {
        VariantAction.COMPONENT: row.component_id is None,
        VariantAction.DATASOURCE: row.datasource_id is None,
        VariantAction.MOVE: not row.target,
        VariantAction.CUSTOM: not row.custom_action,
    }
    if lacking.get(VariantAction(row.action), False):
        return Broken(row.rule, (Fault("", "missing", f'its action "{row.action}" names nothing to show'),))
    site_id = row.rule_set.route.site_id
    if any(shown is not None and shown.site_id != site_id for shown in (row.component, row.datasource)):
        return Broken(row.rule, (Fault("", "foreign", "what it shows belongs to another site"),))
    return read_stored_rule(row.rule)


def _validation_error(faults: tuple[Fault, ...] | list[Fault]) -> ValidationError:
    return ValidationError([ValidationError("%(fault)s", code=fault.code, params={"fault": fault}) for fault in faults])
