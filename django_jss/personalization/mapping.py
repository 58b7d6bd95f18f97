"""Mapping rules: cards and goals for all pages that a rule about the page selects."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from django_jss.content.routing import PageRef
from django_jss.engine.compiler import CompiledRule
from django_jss.engine.rules import faults_of, read_stored_rule
from django_jss.personalization.facts import Situation, gather
from django_jss.personalization.failures import Reporters
from django_jss.personalization.models import MappingRule
from django_jss.personalization.models.profiles import Card
from django_jss.sites import revisions
from django_jss.sites.directory import SiteInfo

logger = logging.getLogger("django_jss.personalization")


@dataclass(frozen=True, slots=True)
class MappedCard:
    """A card that a page has: its row, its profile's GUID, its points by key GUID, and how much it counts."""

    card_id: int
    profile: str
    points: Mapping[str, float]
    percentage: int = 100


@dataclass(frozen=True, slots=True)
class ReadyMapping:
    """A mapping rule, compiled."""

    rule: CompiledRule
    card: MappedCard | None
    goal: uuid.UUID | None


class Kept:
    """The mapping rules of each site that this process keeps, with the revision at which they were read."""

    def __init__(self) -> None:
        self.by_site: dict[int, tuple[int, tuple[ReadyMapping, ...]]] = {}


kept = Kept()


def mapped_cards(site: SiteInfo, page: PageRef) -> tuple[MappedCard, ...]:
    """The cards that mapping rules give to a page."""
    return tuple(mapping.card for mapping in _holding(site, page) if mapping.card)


def mapped_goals(site: SiteInfo, page: PageRef) -> tuple[uuid.UUID, ...]:
    """The goals that a view of the page triggers by mapping rules."""
    return tuple(mapping.goal for mapping in _holding(site, page) if mapping.goal)


def _holding(site: SiteInfo, page: PageRef) -> list[ReadyMapping]:
    mappings = _mappings_of(site.id)
    if not mappings:
        return []
    facts = gather(Situation(now=timezone.now(), site=site, page=page, language=site.default_language))
    return [mapping for mapping in mappings if mapping.rule.verdict(facts) is True]


def _mappings_of(site_id: int) -> tuple[ReadyMapping, ...]:
    """One query after a change, else none."""
    revision = revisions.current(site_id)
    found = kept.by_site.get(site_id)
    if found is None or found[0] != revision:
        found = kept.by_site[site_id] = (revision, _read(site_id))
    return found[1]


def _read(site_id: int) -> tuple[ReadyMapping, ...]:
    rows = MappingRule.objects.filter(site=site_id, is_enabled=True).select_related("card__profile", "goal")
    reporters = Reporters()
    return tuple(_ready(row, reporters) for row in rows)


def _ready(row: MappingRule, reporters: Reporters) -> ReadyMapping:
    rule = read_stored_rule(row.rule)
    for fault in faults_of(rule):
        logger.error("Mapping rule %s: %s", row.guid, fault)
    card = MappedCard(row.card.pk, str(row.card.profile.guid), points_of(row.card)) if row.card else None
    compiled = reporters.compiled(rule, "mapping rule", row.guid)
    return ReadyMapping(compiled, card, row.goal.guid if row.goal else None)


def points_of(card: Card) -> Mapping[str, float]:
    """The points of a card by key GUID; what is no number is left out."""
    points = card.points if isinstance(card.points, dict) else {}
    return {key: float(value) for key, value in points.items() if isinstance(value, int | float)}
