"""Questions about what the visitor is interested in, as the profile cards of the pages seen tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.base import Group, Predicate, condition
from django_jss.engine.conditions.comparing import check_range, number_test
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import (
    Choices,
    NumberComparison,
    PatternGuid,
    ProfileGuid,
    ProfileKeyGuid,
)
from django_jss.engine.patterns import Standing

PAGES_HELP = _(
    "Only views of pages that have a card of the profile are scored, and the page being viewed is one of them. "
    "No pattern matches before the profile's minimum of scored page views."
)


class Basis(Choices):
    """Which page views count."""

    VISIT = "visit", _("by the pages of this visit")
    CONTACT = "contact", _("by the pages of all visits")


_FACTS = {Basis.VISIT: Fact.VISIT_PROFILES, Basis.CONTACT: Fact.CONTACT_PROFILES}
_NEEDS = frozenset(_FACTS.values())


@condition(
    "pattern_matches",
    group=Group.PROFILES,
    sentence=_("the pattern card that matches now, {basis}, is {pattern}"),
    help_text=PAGES_HELP,
    defaults={"basis": "contact"},
    cost=3,
)
@dataclass(frozen=True, slots=True)
class PatternMatches:
    """Whether the pattern is the nearest of its profile, and enough pages were seen to say so."""

    basis: Basis
    pattern: PatternGuid
    needs: ClassVar = _NEEDS

    def compile(self) -> Predicate:
        pattern = self.pattern
        return _of_pattern(self.basis, pattern, lambda standing: standing.pattern == pattern)


@condition(
    "pattern_nearest",
    group=Group.PROFILES,
    sentence=_("the pattern card that is nearest so far, {basis}, is {pattern}"),
    help_text=_("However few pages were seen, but not before the first one that has a card of the profile."),
    defaults={"basis": "visit"},
    cost=3,
)
@dataclass(frozen=True, slots=True)
class PatternNearest:
    """Whether the pattern is the nearest of its profile, after one scored page view or more."""

    basis: Basis
    pattern: PatternGuid
    needs: ClassVar = _NEEDS

    def compile(self) -> Predicate:
        pattern = self.pattern
        return _of_pattern(
            self.basis,
            pattern,
            lambda standing: bool(standing.distances) and standing.distances[0].pattern == pattern,
        )


@condition(
    "pattern_ever_matched",
    group=Group.PROFILES,
    sentence=_("the pattern card {pattern} matched at some time, now or before"),
    help_text=_("Whether or not it still does: what once matched, by all pages seen until then, stays so."),
    cost=3,
)
@dataclass(frozen=True, slots=True)
class PatternEverMatched:
    """Whether the pattern matched the contact once."""

    pattern: PatternGuid
    needs: ClassVar = frozenset({Fact.CONTACT_PROFILES})

    def compile(self) -> Predicate:
        pattern = self.pattern
        return _of_pattern(Basis.CONTACT, pattern, lambda standing: pattern in standing.matched)


@condition(
    "profile_matched",
    group=Group.PROFILES,
    sentence=_("some pattern card of the profile {profile} matches now, {basis}"),
    help_text=PAGES_HELP,
    defaults={"basis": "contact"},
    cost=3,
)
@dataclass(frozen=True, slots=True)
class ProfileMatched:
    """Whether enough is known of the visitor to match a pattern of the profile."""

    profile: ProfileGuid
    basis: Basis
    needs: ClassVar = _NEEDS

    def compile(self) -> Predicate:
        profile, fact = self.profile, str(_FACTS[self.basis])

        def predicate(facts: Facts) -> Verdict:
            standings = facts[fact]
            standing = standings.get(profile) if isinstance(standings, Mapping) else None
            return standing.pattern is not None if isinstance(standing, Standing) else None

        return predicate


@condition(
    "profile_score",
    group=Group.PROFILES,
    sentence=_("the score of the profile key {key}, {basis}, {comparison} {value} {upper}"),
    help_text=_(
        "The sum, average or percentage that its profile asks for, the page being viewed included. "
        "Without any scored page view it is the key's default."
    ),
    defaults={"basis": "contact", "comparison": "at_least", "value": 5},
    cost=3,
)
@dataclass(frozen=True, slots=True)
class ProfileScore:
    """Compares the score of a profile key."""

    key: ProfileKeyGuid
    basis: Basis
    comparison: NumberComparison
    value: float
    upper: float = 0
    needs: ClassVar = _NEEDS

    def __post_init__(self) -> None:
        check_range(self.comparison, self.value, self.upper)

    def compile(self) -> Predicate:
        key, fact = self.key, str(_FACTS[self.basis])
        holds = number_test(self.comparison, self.value, self.upper)

        def predicate(facts: Facts) -> Verdict:
            scores = (score for standing in _standings(facts, fact) for score in standing.scores if score.key == key)
            score = next(scores, None)
            return holds(score.value) if score else None

        return predicate


def _of_pattern(basis: Basis, pattern: str, holds: Callable[[Standing], bool]) -> Predicate:
    """Asks the standing in the profile that the pattern belongs to; of one that is gone nothing is known."""
    fact = str(_FACTS[basis])

    def predicate(facts: Facts) -> Verdict:
        for standing in _standings(facts, fact):
            if pattern in standing.patterns:
                return holds(standing)
        return None

    return predicate


def _standings(facts: Facts, fact: str) -> Iterator[Standing]:
    standings = facts[fact]
    if isinstance(standings, Mapping):
        yield from (entry for entry in standings.values() if isinstance(entry, Standing))
