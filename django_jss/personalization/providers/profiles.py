"""Where the visitor stands in the profiles of the site, the page being viewed included."""

from __future__ import annotations

from collections.abc import Mapping

from django_jss.engine.facts import Fact
from django_jss.engine.given import GivenScores
from django_jss.engine.patterns import Gain, Standing, Tally
from django_jss.personalization.facts import Situation, fact, given_fact
from django_jss.personalization.profiles import gains_of, standings, standings_given


@fact(Fact.VISIT_PROFILES)
def visit_profiles(situation: Situation) -> Mapping[str, Standing] | None:
    return _standings(situation, situation.visitor.visit_tallies, fade=False) if situation.visitor else None


@fact(Fact.CONTACT_PROFILES)
def contact_profiles(situation: Situation) -> Mapping[str, Standing] | None:
    return _standings(situation, situation.visitor.contact_tallies, fade=True) if situation.visitor else None


def _standings(situation: Situation, tallies: Mapping[str, Tally], *, fade: bool) -> Mapping[str, Standing] | None:
    if situation.site is None:
        return None
    return standings(situation.site, tallies, situation.now, _coming(situation), fade=fade)


def _coming(situation: Situation) -> tuple[Gain, ...]:
    """What the page being viewed adds."""
    if situation.site is None or situation.page is None or not situation.is_view:
        return ()
    return gains_of(situation.site, situation.page)


@given_fact(Fact.VISIT_PROFILES)
@given_fact(Fact.CONTACT_PROFILES)
def given_profiles(situation: Situation, given: Mapping[str, GivenScores]) -> Mapping[str, Standing] | None:
    return standings_given(situation.site, given, situation.now) if situation.site else None
