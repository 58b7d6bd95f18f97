"""Explanations of rules."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import given

from django_jss.engine.explaining import explain_rule
from django_jss.engine.facts import Facts
from django_jss.engine.history import PastPage
from django_jss.engine.rules import read_rule, read_stored_rule
from tests.engine.strategies import documents, facts

VISITS = {"condition": "visit_number", "comparison": "at_least", "value": 3}
GOAL = {"condition": "goal_triggered", "goal": "a0000000-0000-4000-8000-000000000000", "period": "visit"}


def trace(rule, **known):
    return explain_rule(read_stored_rule({"version": 1, "rule": rule}), Facts(known)).as_json()


def test_explanation_shows_what_each_condition_saw_and_found():
    assert trace({"any": [VISITS, {"not": GOAL}]}, visit_number=2) == {
        "kind": "any",
        "verdict": None,
        "parts": [
            {
                "condition": "visit_number",
                "sentence": "the number of visits is at least 3",
                "seen": {"visit_number": 2},
                "verdict": False,
            },
            {
                "kind": "not",
                "verdict": None,
                "parts": [
                    {
                        "condition": "goal_triggered",
                        "sentence": "the goal “a0000000-0000-4000-8000-000000000000” was triggered in this visit",
                        "seen": {"visit_goals": None},
                        "verdict": None,
                    }
                ],
            },
        ],
    }


def test_explanation_shows_the_newest_of_a_long_history():
    page, now = "a0000000-0000-4000-8000-000000000000", datetime(2026, 11, 23, 12, tzinfo=UTC)
    view = {"page": page, "path": "/", "at": str(now), "visit_number": 1}
    seen = {"condition": "page_seen", "page": page, "times": 1, "span": "ever"}

    explained = trace(seen, page_history=(PastPage(page, "/", now, 1),) * 60)["seen"]["page_history"]

    assert explained == [view] * 50 + ["… 10"]


def test_explanation_asks_also_what_cannot_change_the_verdict_any_more():
    explained = trace({"all": [VISITS, {"condition": "day_of_week", "days": [1]}]}, visit_number=1)

    assert explained["verdict"] is False
    assert [part["verdict"] for part in explained["parts"]] == [False, None]


def test_explanation_names_the_error_of_a_condition_that_raised(fixed_conditions):
    assert trace({"condition": "raising"})["error"] == "ZeroDivisionError: division by zero"
    assert "answered str" in trace({"condition": "answers_text"})["error"]


def test_explanation_says_why_something_cannot_be_read():
    explained = trace({"all": [{"condition": "vanished"}]})

    assert explained["verdict"] is None
    assert explained["parts"][0]["error"] == 'rule.all[0].condition: no condition "vanished"'


def test_explanation_writes_times_as_text():
    explained = trace({"condition": "day_of_week", "days": [1]}, local_time=datetime(2026, 11, 23, 9, tzinfo=UTC))

    assert explained["seen"] == {"local_time": "2026-11-23 09:00:00+00:00"}


def test_explanation_tells_what_was_seen_as_texts():
    goal = GOAL["goal"]

    def told(**known):
        return explain_rule(read_stored_rule({"version": 1, "rule": GOAL}), Facts(known)).told

    assert told(visit_goals={goal: 2}) == {"visit_goals": json.dumps({goal: 2})}
    assert told() == {"visit_goals": ""}


@given(documents(), facts())
def test_every_explanation_can_be_said_in_json(document, facts):
    assert json.loads(json.dumps(explain_rule(read_rule(document), facts).as_json()))
