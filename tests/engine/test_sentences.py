"""Rules in words."""

from __future__ import annotations

import pytest
from hypothesis import given

from django_jss.engine.rules import read_rule, read_stored_rule
from django_jss.engine.sentences import sentence
from tests.engine.strategies import documents

VISITS = {"condition": "visit_number", "comparison": "at_least", "value": 3}
WEEKEND = {"condition": "day_of_week", "days": [7, 6]}
GOAL = {"condition": "goal_triggered", "goal": "a0000000-0000-4000-8000-000000000000", "period": "ever"}


def query(comparison, value="", name="utm"):
    return {"condition": "query_parameter", "name": name, "comparison": comparison, "value": value}


GOALS = {"condition": "goal_count", "goal": GOAL["goal"], "times": 2}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (VISITS, "the number of visits is at least 3"),
        (WEEKEND, "today is Saturday or Sunday where the site is"),
        (GOAL, "the goal “Newsletter” was triggered at any time, in this visit or before"),
        ({**GOALS, "span": "visit"}, "the goal “Newsletter” was triggered 2 or more times in this visit"),
        (
            {**GOALS, "span": "days", "length": 30},
            "the goal “Newsletter” was triggered 2 or more times in the last 30 days",
        ),
        (
            {
                "condition": "time_since_previous_visit",
                "comparison": "between",
                "value": 2,
                "upper": 5,
                "unit": "days",
            },
            "the time since the visit before this one is between 2 and 5 days",
        ),
        (query("equals", "a{b}"), "the parameter “utm” of the address is “a{b}”"),
        (query("present", "x"), "the parameter “utm” of the address is there, whatever its value"),
        (query("equals", "absent", name="present"), "the parameter “present” of the address is “absent”"),
        ({"all": []}, "always"),
        ({"any": []}, "never"),
        ({"not": VISITS}, "not (the number of visits is at least 3)"),
        (
            {"all": [VISITS, {"any": [WEEKEND, {"not": VISITS}]}, {"any": [VISITS]}]},
            "the number of visits is at least 3 and (today is Saturday or Sunday where the site is or "
            "not (the number of visits is at least 3)) and the number of visits is at least 3",
        ),
    ],
)
def test_sentence_says_the_rule(rule, words):
    names = {("goal", GOAL["goal"]): "Newsletter"}

    assert sentence(read_rule({"version": 1, "rule": rule}), lambda kind, guid: names[kind, guid]) == words


def test_sentence_says_that_something_cannot_be_read():
    rule = read_stored_rule({"version": 1, "rule": {"all": [VISITS, {"condition": "gone"}]}})

    assert sentence(rule) == "the number of visits is at least 3 and (something that cannot be read)"


@given(documents())
def test_every_rule_has_a_sentence(document):
    assert sentence(read_rule(document))
