"""Warnings about the variants of a rendering, and what a change of them would have shown."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from django_jss.content.models import Item
from django_jss.content.routing import resolve
from django_jss.engine.compiler import compile_rule
from django_jss.engine.linting import Named
from django_jss.engine.rules import read_stored_rule
from django_jss.personalization.authoring import VariantInput
from django_jss.personalization.backtesting import BackTest, TriedVariant, back_test
from django_jss.personalization.linting import warnings_of_variants
from django_jss.personalization.rule_sets import off_because, rule_sets_of
from django_jss.sites import directory
from django_jss.sites.models import Site


@dataclass(frozen=True, slots=True)
class Row:
    """A variant with the page views that it had, and would have had."""

    name: str
    before: int
    after: int


def show_warnings(formset: Any, site: Site) -> None:
    """Put the warnings about the stored variants on their forms."""
    forms = [form for form in formset.forms if form.initial.get("rule") and form.initial.get("is_enabled")]
    named = [
        Named(initial["name"], read_stored_rule(initial["rule"]), initial.get("show_from"), initial.get("show_until"))
        for initial in (form.initial for form in forms)
    ]
    for form, warnings in zip(forms, warnings_of_variants(named, requires_consent=site.requires_consent), strict=True):
        form.warnings = warnings


def tested(item: Item, uid: uuid.UUID, inputs: Sequence[VariantInput]) -> dict[str, Any] | None:
    """Totals, and a row for each variant that is on by now; None if it is no page that visitors can view."""
    site = directory.current().site_by_id(item.site_id)
    page = resolve(site, guid=item.guid) if site else None
    if site is None or page is None:
        return None
    now = timezone.now()
    sets = rule_sets_of(item.pk, now)
    old = [TriedVariant(ready.row.name, ready.rule) for ready in sets.variants.get(uid, ())]
    shown = [each for each in inputs if not off_because(each, now)]
    new = [TriedVariant(each.name, compile_rule(read_stored_rule(each.rule))) for each in shown]
    found = back_test(site, page, old, new)
    names = dict.fromkeys([*(each.name for each in new), *(each.name for each in old), ""])
    return {"total": found.total, "changed": found.changed, "rows": [_row(name, found) for name in names]}


def _row(name: str, found: BackTest) -> Row:
    return Row(name or _("the default"), found.before.get(name, 0), found.after.get(name, 0))
