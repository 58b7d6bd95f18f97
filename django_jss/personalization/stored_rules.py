"""All rules that there are, wherever they are kept."""

from __future__ import annotations

from collections.abc import Iterator

from django_jss.analytics.models import Goal
from django_jss.engine.rules import Rule, read_stored_rule
from django_jss.personalization.models import ChannelRule, MappingRule, PersonalizationVariant, SavedRule, Segment


def stored_rules() -> Iterator[tuple[str, Rule]]:
    """Each rule with where it is, in words. A query for each table."""
    variants = PersonalizationVariant.objects.select_related("rule_set__route")
    for variant in variants.iterator(chunk_size=500):
        yield f"{variant.rule_set.route.path}: {variant.name}", read_stored_rule(variant.rule)
    for model in (ChannelRule, Goal, MappingRule, SavedRule, Segment):
        # A goal need not have one.
        for row in model._default_manager.filter(rule__isnull=False).iterator(chunk_size=500):
            yield f"{model._meta.verbose_name} {row.name}", read_stored_rule(row.rule)
