"""Saving what authors decide about who sees what."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from django_jss.content.models import Component, Item
from django_jss.engine.guids import derive
from django_jss.engine.rules import read_stored_rule
from django_jss.personalization.models import PersonalizationVariant, RuleSet, VariantAction
from django_jss.personalization.rule_sets import foreign_of
from django_jss.sites import revisions


@dataclass(frozen=True, slots=True)
class VariantInput:
    """A variant as its author wants it; `guid` None makes a new one, `rule` is the JSON form, already valid."""

    guid: uuid.UUID | None
    name: str
    rule: dict[str, Any]
    action: VariantAction
    component: Component | None = None
    datasource: Item | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    target: str = ""
    target_before: uuid.UUID | None = None
    custom_action: str = ""
    is_enabled: bool = True
    show_from: datetime | None = None
    show_until: datetime | None = None


@transaction.atomic
def save_rule_set(route: Item, rendering_uid: uuid.UUID, variants: Sequence[VariantInput]) -> RuleSet | None:
    """Make these the variants of a rendering, in this order; others that it had are gone. None if there are none left.

    Variants keep their GUIDs, by which visits and explanations name them, also those that were gone and come back. They
    are live with the commit. Raises `ValidationError` for what belongs to another site, by the path to it.
    """
    _refuse_foreign(route.site_id, variants)
    if not variants:
        for gone in RuleSet.objects.filter(route=route, rendering_uid=rendering_uid):
            gone.delete()
        return None
    # The same after all variants were gone, so that their history goes on.
    own = {"guid": key_of(route, rendering_uid)}
    rule_set, _created = RuleSet.objects.get_or_create(route=route, rendering_uid=rendering_uid, defaults=own)
    rule_set.save()
    known = {variant.guid: variant for variant in rule_set.variants.all()}
    taken = _taken(variants)
    kept = []
    for position, wanted in enumerate(variants):
        variant = known.pop(wanted.guid, None) if wanted.guid else None
        if variant is None:
            variant = PersonalizationVariant(rule_set=rule_set)
            if wanted.guid and wanted.guid not in taken:
                variant.guid = wanted.guid
        taken.add(variant.guid)
        variant.position, variant.name, variant.rule = position, wanted.name, wanted.rule
        _take_over(variant, wanted)
        variant.save()
        kept.append(variant.pk)
    rule_set.variants.exclude(pk__in=kept).delete()
    revisions.bump(route.site_id)
    return rule_set


def key_of(route: Item, rendering_uid: uuid.UUID) -> uuid.UUID:
    """The GUID of a rendering's rule set, also while it has none."""
    found = RuleSet.objects.filter(route=route, rendering_uid=rendering_uid).values_list("guid", flat=True).first()
    return found or derive(route.guid, str(rendering_uid))


def _taken(variants: Sequence[VariantInput]) -> set[uuid.UUID]:
    """Those of the GUIDs that variants have, here or elsewhere."""
    wanted = [variant.guid for variant in variants if variant.guid]
    rows = PersonalizationVariant.objects.filter(guid__in=wanted)
    return set(rows.values_list("guid", flat=True)) if wanted else set()


def _refuse_foreign(site_id: int, variants: Sequence[VariantInput]) -> None:
    faults: dict[str, Any] = {}
    for index, variant in enumerate(variants):
        for name, row in (("component", variant.component), ("datasource", variant.datasource)):
            if row is not None and row.site_id != site_id:
                faults[f"variants[{index}].{name}"] = _("It belongs to another site.")
        for fault in foreign_of(read_stored_rule(variant.rule), site_id):
            faults[f"variants[{index}].{fault.path}"] = fault.message
    if faults:
        raise ValidationError(faults)


def _take_over(variant: PersonalizationVariant, wanted: VariantInput) -> None:
    """Give the variant what its action needs, and no more."""
    action = wanted.action
    variant.action, variant.is_enabled = action, wanted.is_enabled
    variant.show_from, variant.show_until = wanted.show_from, wanted.show_until
    variant.component = wanted.component if action == VariantAction.COMPONENT else None
    variant.datasource = wanted.datasource if action in (VariantAction.DATASOURCE, VariantAction.COMPONENT) else None
    is_told = action in (VariantAction.PARAMETERS, VariantAction.CUSTOM)
    variant.params = dict(wanted.params) if is_told else {}
    variant.target = wanted.target if action == VariantAction.MOVE else ""
    variant.target_before = wanted.target_before if action == VariantAction.MOVE else None
    variant.custom_action = wanted.custom_action if action == VariantAction.CUSTOM else ""
