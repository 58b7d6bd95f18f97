"""Names in sentences."""

from __future__ import annotations

import pytest

from django_jss.personalization.labels import rule_in_words
from tests.factories.analytics import CampaignFactory, GoalFactory, OutcomeFactory, PageEventFactory
from tests.factories.personalization import goal_triggered, rule, visits_at_least

pytestmark = pytest.mark.django_db


def test_rule_in_words_names_goals(django_assert_num_queries):
    goals = [GoalFactory(name="Sign-up"), GoalFactory(name="Order")]

    with django_assert_num_queries(1):
        words = rule_in_words(rule(*(goal_triggered(goal.guid) for goal in goals)))

    assert words == ("the goal “Sign-up” was triggered in this visit and the goal “Order” was triggered in this visit")


def test_rule_in_words_keeps_the_guid_of_a_goal_that_is_gone():
    goal = GoalFactory()
    document = rule(goal_triggered(goal.guid, "ever"))
    goal.delete()

    assert rule_in_words(document) == f"the goal “{goal.guid}” was triggered at any time, in this visit or before"


@pytest.mark.parametrize(
    ("factory", "condition", "parameter"),
    [
        (PageEventFactory, "event_count", "event"),
        (OutcomeFactory, "outcome_count", "outcome"),
        (CampaignFactory, "visit_campaign", "campaign"),
    ],
)
def test_rule_in_words_names_other_definitions(factory, condition, parameter):
    definition = factory(name="Spring")
    asked = {"condition": condition, parameter: str(definition.guid)}
    if parameter != "campaign":
        asked |= {"times": 2, "span": "ever"}

    assert "“Spring”" in rule_in_words(rule(asked))


def test_rule_in_words_without_references_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert rule_in_words(rule(visits_at_least(2))) == "the number of visits is at least 2"


def test_rule_in_words_says_that_a_rule_cannot_be_read():
    assert rule_in_words("nonsense") == "(something that cannot be read)"
