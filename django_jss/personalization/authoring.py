"""Saving what authors decide about who sees what."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from django_jss.content.models import Component, Item
from django_jss.personalization.models import PersonalizationVariant, RuleSet, VariantAction
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

    Variants keep their GUIDs, by which visits and explanations name them. They are live with the commit.
    """
    if not variants:
        for gone in RuleSet.objects.filter(route=route, rendering_uid=rendering_uid):
            gone.delete()
        return None
    rule_set, _created = RuleSet.objects.get_or_create(route=route, rendering_uid=rendering_uid)
    rule_set.save()
    known = {variant.guid: variant for variant in rule_set.variants.all()}
    kept = []
    for position, wanted in enumerate(variants):
        variant = known.get(wanted.guid) if wanted.guid else None
        variant = variant or PersonalizationVariant(rule_set=rule_set)
        variant.position, variant.name, variant.rule = position, wanted.name, wanted.rule
        _take_over(variant, wanted)
        variant.save()
        kept.append(variant.pk)
    rule_set.variants.exclude(pk__in=kept).delete()
    revisions.bump(route.site_id)
    return rule_set


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
