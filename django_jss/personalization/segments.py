"""Who is in a segment, and how many contacts a rule would match."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from django_jss.analytics.models import Contact, Visit
from django_jss.analytics.recognition import database
from django_jss.engine.compiler import CompiledRule, compile_rule
from django_jss.engine.conditions.saved import RULES
from django_jss.engine.explaining import Trace, explain_rule
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.rules import Rule, read_stored_rule
from django_jss.engine.sentences import Labels
from django_jss.personalization.contacts import BATCH, facts_of_contacts
from django_jss.personalization.labels import labels_for
from django_jss.personalization.models import Segment
from django_jss.personalization.saved_rules import rules_of
from django_jss.sites import directory
from django_jss.sites.directory import SiteInfo

PERIOD = timedelta(days=30)
EXAMPLES = 5
# A page of the admin waits for an estimate; beyond this many seconds those looked at stand for the rest.
SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Example:
    """A contact, and why it matches or not."""

    contact: str
    trace: Trace


@dataclass(frozen=True, slots=True)
class Estimate:
    """Of the `total` contacts with a visit in the last 30 days, `looked_at` were asked, of whom `matching` match."""

    total: int
    looked_at: int
    matching: int
    matches: tuple[Example, ...] = ()
    others: tuple[Example, ...] = ()

    @property
    def is_sampled(self) -> bool:
        return self.looked_at < self.total

    @property
    def about(self) -> int:
        """How many of all match, as far as those looked at tell."""
        return round(self.matching * self.total / self.looked_at) if self.looked_at else 0


@dataclass(slots=True)
class _Counting:
    looked_at: int = 0
    matching: int = 0
    matches: list[Example] = field(default_factory=list)
    others: list[Example] = field(default_factory=list)


def members(segment: Segment, now: datetime | None = None) -> Iterator[str]:
    """The GUIDs of the contacts who are in the segment now: all that the site ever had are asked, in batches."""
    site = directory.current().site_by_id(segment.site_id)
    if site is None:
        return
    rule = compile_rule(read_stored_rule(segment.rule))
    visits = Visit.objects.using(database()).filter(site=site.id)
    ids = list(Contact.objects.using(database()).filter(pk__in=visits.values("contact")).values_list("pk", flat=True))
    for guid, facts in facts_of_contacts(sorted(ids), site, now or timezone.now(), needs_of(rule, site)):
        if rule.holds(facts):
            yield guid


def estimate(rule: Rule, site: SiteInfo, *, now: datetime | None = None, seconds: float = SECONDS) -> Estimate:
    """How many of the contacts of the last 30 days a rule would match, with examples of both kinds.

    They are asked in random order until the time is over.
    """
    now = now or timezone.now()
    visits = Visit.objects.using(database()).filter(site=site.id, started_at__gte=now - PERIOD)
    ids = list(visits.order_by().values_list("contact", flat=True).distinct())
    random.shuffle(ids)
    labels = labels_for([rule])
    counting, compiled = _Counting(), compile_rule(rule)
    ends_at = time.monotonic() + seconds
    for start in range(0, len(ids), BATCH):
        _count(counting, compiled, ids[start : start + BATCH], site, now, labels)
        if time.monotonic() > ends_at:
            break
    return Estimate(len(ids), counting.looked_at, counting.matching, tuple(counting.matches), tuple(counting.others))


def needs_of(rule: CompiledRule, site: SiteInfo) -> frozenset[str]:
    """The facts that a rule may ask for, by saved rules too: then those that all of these may ask for."""
    if RULES not in rule.needs:
        return rule.needs
    return rule.needs.union(*(saved.needs for saved in rules_of(site.id).values()), {str(Fact.VISIT_NUMBER)})


def _count(
    counting: _Counting, rule: CompiledRule, ids: Sequence[int], site: SiteInfo, now: datetime, labels: Labels
) -> None:
    for guid, facts in facts_of_contacts(ids, site, now, needs_of(rule, site)):
        holds = rule.holds(facts)
        counting.looked_at += 1
        counting.matching += holds
        examples = counting.matches if holds else counting.others
        if len(examples) < EXAMPLES:
            examples.append(_example(guid, rule, facts, labels))


def _example(guid: str, rule: CompiledRule, facts: Facts, labels: Labels) -> Example:
    return Example(guid, explain_rule(rule.rule, facts, labels))
