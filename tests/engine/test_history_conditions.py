"""Conditions that look at a span of history: this visit, the one before, the last visits or days, ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from django_jss.engine.compiler import compile_rule
from django_jss.engine.facts import Facts
from django_jss.engine.history import HISTORY_LENGTH, PastEvent, PastPage
from django_jss.engine.logic import UNKNOWN
from django_jss.engine.rules import InvalidRule, read_rule

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
THING, OTHER = (f"{letter}0000000-0000-4000-8000-000000000000" for letter in "ab")
# A condition of each kind, and an event of its kind.
COUNTS = [
    ({"condition": "goal_count", "goal": THING}, "goal"),
    ({"condition": "event_count", "event": THING}, "event"),
    ({"condition": "outcome_count", "outcome": THING}, "outcome"),
]
# The visitor is on visit 5: something in it, in the visit before, and twice in the third.
VISITS_OF_HAPPENINGS = [(5, 0), (4, 10), (3, 20), (3, 20)]


def verdict(condition, times=1, span="ever", length=1, **facts):
    known = {"visit_number": 5, "local_time": NOW, **facts}
    given = {**condition, "span": span, "length": length}
    if "times" not in given and condition["condition"] not in ("came_by_campaign", "outcome_value", "event_data"):
        given["times"] = times
    return compile_rule(read_rule({"version": 1, "rule": given})).verdict(Facts(known))


def event(kind, visit=5, days_ago=0, definition=THING, **more: Any):
    return PastEvent(kind, definition, NOW - timedelta(days=days_ago), visit, **more)


def events(kind):
    others = [event(kind, definition=OTHER), event("goal" if kind == "event" else "event")]
    return (*others, *(event(kind, *when) for when in VISITS_OF_HAPPENINGS))


def pages():
    there = [PastPage(THING, "/shop/hats", NOW - timedelta(days=days), visit) for visit, days in VISITS_OF_HAPPENINGS]
    return (PastPage(OTHER, "/shop", NOW, 5), PastPage(OTHER, "/shopping/x", NOW, 5), *there)


SPANS = pytest.mark.parametrize(
    ("span", "length", "count"),
    [
        ("visit", 1, 1),
        ("previous_visit", 1, 1),
        ("visits", 1, 1),
        ("visits", 2, 2),
        ("visits", 3, 4),
        ("days", 9, 1),
        ("days", 10, 2),
        ("days", 30, 4),
        ("ever", 1, 4),
    ],
)


@SPANS
@pytest.mark.parametrize(("condition", "kind"), COUNTS)
def test_event_counts_as_often_as_it_happened_in_the_span(condition, kind, span, length, count):
    facts = {"event_history": events(kind), "visit_goals": {THING: 1}, "contact_goals": {THING: 4}}

    assert verdict(condition, count, span, length, **facts) is True
    assert verdict(condition, count + 1, span, length, **facts) is False


@SPANS
@pytest.mark.parametrize(
    "condition",
    [
        {"condition": "page_seen", "page": THING},
        {"condition": "page_below_seen", "path": "/Shop/"},
        {"condition": "page_below_seen", "path": "shop"},
    ],
)
def test_page_counts_as_often_as_it_was_seen_in_the_span(condition, span, length, count):
    assert verdict(condition, count, span, length, page_history=pages()) is True
    assert verdict(condition, count + 1, span, length, page_history=pages()) is False


def test_pages_below_the_home_page_are_all_others():
    condition = {"condition": "page_below_seen", "path": "/"}

    assert verdict(condition, page_history=(PastPage(THING, "/", NOW, 5),)) is False
    assert verdict(condition, page_history=(PastPage(THING, "/a", NOW, 5),)) is True


def test_visits_that_began_on_another_device_meanwhile_are_among_the_last():
    condition = {"condition": "event_count", "event": THING}

    assert verdict(condition, 1, "visits", 1, event_history=(event("event", visit=6),)) is True
    assert verdict(condition, 1, "visit", event_history=(event("event", visit=6),)) is False


def test_visitor_came_by_a_campaign_in_the_span():
    condition = {"condition": "came_by_campaign", "campaign": THING}
    history = (event("campaign", definition=OTHER), event("goal"), event("campaign", 3, 20))

    assert verdict(condition, span="ever", event_history=history) is True
    assert verdict(condition, span="visits", length=3, event_history=history) is True
    assert verdict(condition, span="visit", event_history=history) is False


@pytest.mark.parametrize(
    ("span", "length", "value", "expected"),
    [("ever", 1, 0.3, True), ("visit", 1, 0.1, True), ("visits", 2, 0.2, False), ("previous_visit", 1, 0, True)],
)
def test_value_of_outcomes_is_their_sum_in_the_span(span, length, value, expected):
    condition = {"condition": "outcome_value", "comparison": "equal", "value": value}
    history = (event("goal", value=9), event("outcome", value=0.1), event("outcome", 3, 20, OTHER, value=0.2))

    assert verdict(condition, span=span, length=length, event_history=history) is expected


@pytest.mark.parametrize(
    ("data", "comparison", "value", "expected"),
    [
        ({"Colour": "Red"}, "equals", "red", True),
        ({"colour": "blue"}, "equals", "red", False),
        ({"colour": 5}, "equals", "5", True),
        ({"colour": True}, "equals", "true", True),
        ({"colour": None}, "present", "", False),
        ({"colour": ["red"]}, "contains", "red", True),
        ({}, "absent", "", True),
        ({}, "not_equals", "red", True),
    ],
)
def test_data_of_an_event_are_compared(data, comparison, value, expected):
    condition = {"condition": "event_data", "event": THING, "key": "colour", "comparison": comparison, "value": value}
    history = (event("event", definition=OTHER, data={"colour": "red"}), event("event", data=data))

    assert verdict(condition, event_history=history) is expected


ALL = [
    *(condition for condition, _kind in COUNTS),
    {"condition": "page_seen", "page": THING},
    {"condition": "page_below_seen", "path": "/"},
    {"condition": "came_by_campaign", "campaign": THING},
    {"condition": "outcome_value", "comparison": "at_least", "value": 0},
    {"condition": "event_data", "event": THING, "key": "a", "comparison": "absent"},
]


@pytest.mark.parametrize("condition", ALL)
@pytest.mark.parametrize(
    ("span", "facts"),
    [
        ("days", {}),
        ("days", {"event_history": [1], "page_history": "text"}),
        ("visits", {"event_history": (), "page_history": (), "visit_number": "5"}),
        ("previous_visit", {"event_history": (), "page_history": (), "visit_number": None}),
        ("days", {"event_history": (), "page_history": (), "local_time": None}),
    ],
)
def test_history_that_is_missing_or_odd_is_unknown(condition, span, facts):
    assert verdict(condition, span=span, **facts) is UNKNOWN


def test_goals_of_the_visit_and_ever_are_counted_without_the_history():
    condition = {"condition": "goal_count", "goal": THING}

    assert verdict(condition, 2, "visit", visit_goals={THING: 2}) is True
    assert verdict(condition, 2, "ever", contact_goals={THING: 1}) is False
    assert verdict(condition, 2, "ever", contact_goals=[THING]) is UNKNOWN


def test_what_is_not_in_a_history_that_was_cut_is_unknown_as_far_as_it_reaches():
    history = (event("event", 5), *(event("goal", 3, 20) for _ in range(HISTORY_LENGTH - 1)))
    found, missing = ({"condition": "event_count", "event": guid} for guid in (THING, OTHER))
    value = {"condition": "outcome_value", "comparison": "at_most", "value": 5}

    assert verdict(found, event_history=history) is True
    assert verdict(missing, event_history=history) is UNKNOWN
    assert verdict(missing, span="days", length=30, event_history=history) is UNKNOWN
    assert verdict(missing, span="days", length=10, event_history=history) is False
    assert verdict(missing, span="visits", length=2, event_history=history) is False
    assert verdict(value, event_history=history) is UNKNOWN
    assert verdict(value, span="visit", event_history=history) is True


@pytest.mark.parametrize(
    ("wrong", "parameter"),
    [
        ({"times": 0}, "times"),
        ({"span": "days", "length": 0}, "length"),
        ({"span": "visits", "length": 10_001}, "length"),
    ],
)
def test_span_that_means_nothing_is_refused(wrong, parameter):
    condition = {"condition": "page_below_seen", "path": "/shop", "times": 1, "span": "ever"}

    with pytest.raises(InvalidRule, match=rf"rule\.{parameter}"):
        read_rule({"version": 1, "rule": {**condition, **wrong}})
