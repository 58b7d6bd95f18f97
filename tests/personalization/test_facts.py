"""Facts gathered for the rules of a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from django_jss.analytics.visitors import Visitor
from django_jss.engine.compiler import compile_rule
from django_jss.engine.facts import Fact
from django_jss.engine.given import TYPES, InvalidFacts
from django_jss.engine.rules import read_rule
from django_jss.personalization.facts import Situation, gather, providers, read_given
from tests.factories.personalization import rule, visits_at_least

GOAL = "a0000000-0000-4000-8000-000000000000"
NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


@dataclass
class CopenhagenSite:
    """What facts ask of a site."""

    time_zone: str = "Europe/Copenhagen"


def situation(visitor: Any = None, site: Any = None) -> Situation:
    return Situation(NOW, site=site or CopenhagenSite(), query={"utm": "x"}, visitor=visitor)


@dataclass
class Regular:
    """A visitor who writes down what is asked."""

    asked: list[str] = field(default_factory=list)

    @property
    def visit_number(self):
        self.asked.append("visit_number")
        return 7

    @property
    def visit_goal_counts(self):
        self.asked.append("visit_goal_counts")
        return {}

    @property
    def contact_goal_counts(self):
        self.asked.append("contact_goal_counts")
        return {GOAL: 2}


def test_facts_come_from_request_and_visitor():
    facts = gather(situation(Regular()))

    assert {fact: facts[fact] for fact in FOUND} == FOUND


FOUND = {
    Fact.VISIT_NUMBER: 7,
    Fact.VISIT_GOALS: {},
    Fact.CONTACT_GOALS: {GOAL: 2},
    Fact.QUERY: {"utm": "x"},
    Fact.LOCAL_TIME: NOW,
}


OF_VISITOR = {name for name in map(str, Fact) if name.startswith(("visit_", "contact_", "first_", "previous_"))} | {
    "campaign_traits",
    "channel_history",
    "entry_path",
    "event_history",
    "has_consent",
    "identifier_sources",
    "is_identified",
    "page_history",
    "referrer",
    "seen_templates",
    "visitor_seed",
}
OF_SENDER = {
    "address",
    "cookies",
    "device",
    "headers",
    "host",
    "languages",
    "place",
    "user",
    "user_groups",
    "user_permissions",
    "visitor_time",
}
OF_PAGE = {"calendars", "language", "page", "page_ancestors", "page_fields", "page_path", "page_templates", "site"}


def test_each_fact_has_a_provider_and_a_type():
    assert {str(fact) for fact in Fact} <= providers.things.keys() & TYPES.keys()


def test_visitor_is_asked_only_what_a_rule_asks():
    visitor = Regular()

    compile_rule(read_rule(rule(visits_at_least(3), visits_at_least(5)))).verdict(gather(situation(visitor)))

    assert visitor.asked == ["visit_number"]


def test_day_is_that_of_the_site():
    monday = compile_rule(read_rule(rule({"condition": "day_of_week", "days": [1]})))

    assert monday.holds(gather(situation()))


def test_without_a_visitor_rules_know_only_the_request():
    facts = gather(situation())

    assert {str(fact) for fact in Fact if facts[fact] is None} == OF_VISITOR | OF_SENDER | OF_PAGE
    assert facts[Fact.QUERY] == {"utm": "x"}


def test_unknown_time_zone_makes_the_time_unknown():
    facts = gather(situation(site=CopenhagenSite("Mars/Phobos")))

    assert facts[Fact.LOCAL_TIME] is None
    assert Fact.LOCAL_TIME in facts.failures


def test_facts_given_by_hand_stand_above_those_of_the_visitor():
    given = read_given({"visit_number": 1, "contact_goals": None}, "Europe/Copenhagen")
    visitor = Regular()

    facts = gather(situation(visitor), given)

    assert (facts[Fact.VISIT_NUMBER], facts[Fact.CONTACT_GOALS], visitor.asked) == (1, None, [])
    assert facts[Fact.VISIT_GOALS] == {}


def test_wrong_facts_given_by_hand_are_refused():
    with pytest.raises(InvalidFacts, match="visit_number"):
        read_given({"visit_number": "many"}, "UTC")


@pytest.mark.django_db
def test_facts_of_a_real_visitor_cost_at_most_one_query(django_assert_max_num_queries):
    facts = gather(situation(Visitor()))

    with django_assert_max_num_queries(1):
        assert (facts[Fact.VISIT_NUMBER], facts[Fact.VISIT_GOALS], facts[Fact.CONTACT_GOALS]) == (1, {}, {})
