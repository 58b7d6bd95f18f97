"""Conditions about the visitor and this visit: true, false, missing fact, wrong type."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from django_jss.engine.compiler import compile_rule
from django_jss.engine.facts import Facts
from django_jss.engine.logic import UNKNOWN
from django_jss.engine.rules import InvalidRule, read_rule

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CAMPAIGN, OTHER = (f"{letter}0000000-0000-4000-8000-000000000000" for letter in "ab")


def verdict(condition, facts, **parameters):
    rule = {"version": 1, "rule": {"condition": condition, **parameters}}
    return compile_rule(read_rule(rule)).verdict(Facts(facts))


@pytest.mark.parametrize(
    ("number", "is_new", "is_returning"),
    [(1, True, False), (2, False, True), (None, UNKNOWN, UNKNOWN), ("1", UNKNOWN, UNKNOWN)],
)
def test_visitor_is_new_on_the_first_visit_and_returning_after(number, is_new, is_returning):
    facts = {"visit_number": number}

    assert verdict("visitor_is_new", facts) is is_new
    assert verdict("visitor_is_returning", facts) is is_returning


@pytest.mark.parametrize("condition", ["contact_value", "contact_page_views", "visit_page_views", "visit_value"])
@pytest.mark.parametrize(("number", "expected"), [(4, False), (5, True), (None, UNKNOWN), ("5", UNKNOWN)])
def test_number_of_visitor_or_visit_is_compared(condition, number, expected):
    assert verdict(condition, {condition: number}, comparison="at_least", value=5) is expected
    assert verdict(condition, {condition: number}, comparison="between", value=5, upper=6) is expected
    with pytest.raises(InvalidRule, match="upper"):
        verdict(condition, {}, comparison="between", value=5, upper=4)


@pytest.mark.parametrize(
    ("condition", "fact"),
    [("time_since_first_visit", "first_visit_at"), ("time_since_previous_visit", "previous_visit_at")],
)
@pytest.mark.parametrize(
    ("comparison", "value", "unit", "elapsed", "expected"),
    [
        ("at_least", 2, "days", timedelta(days=2), True),
        ("at_least", 2, "days", timedelta(hours=47), False),
        ("more", 2, "days", timedelta(hours=49), True),
        ("at_most", 2, "days", timedelta(hours=49), False),
        ("equal", 2, "days", timedelta(hours=71), True),
        ("equal", 2, "days", timedelta(hours=72), False),
        ("not_equal", 2, "hours", timedelta(minutes=179), False),
        ("less", 30, "minutes", timedelta(minutes=29, seconds=59), True),
        ("less", 30, "minutes", timedelta(hours=-1), True),
    ],
)
def test_time_since_a_visit_is_compared_in_its_unit(condition, fact, comparison, value, unit, elapsed, expected):
    facts = {"visit_number": 2, "local_time": NOW, fact: NOW - elapsed}

    assert verdict(condition, facts, comparison=comparison, value=value, unit=unit) is expected


@pytest.mark.parametrize(("begun", "now"), [(None, NOW), (NOW, None), ("2026-11-23", NOW), (NOW, 5)])
def test_time_since_a_visit_is_unknown_without_a_time(begun, now):
    facts = {"visit_number": 2, "first_visit_at": begun, "previous_visit_at": begun, "visit_started_at": begun}
    facts["local_time"] = now
    asked = {"comparison": "at_least", "value": 0}

    assert verdict("time_since_first_visit", facts, unit="days", **asked) is UNKNOWN
    assert verdict("time_since_previous_visit", facts, unit="days", **asked) is UNKNOWN
    assert verdict("visit_duration", facts, **asked) is UNKNOWN


@pytest.mark.parametrize("comparison", ["at_least", "less", "not_equal"])
def test_time_since_the_previous_visit_is_never_true_of_a_first_visit(comparison):
    facts = {"visit_number": 1, "previous_visit_at": None, "local_time": NOW}

    assert verdict("time_since_previous_visit", facts, comparison=comparison, value=1, unit="days") is False


@pytest.mark.parametrize(("seconds", "expected"), [(0, False), (299, False), (300, True)])
def test_visit_duration_is_in_minutes(seconds, expected):
    facts = {"visit_started_at": NOW - timedelta(seconds=seconds), "local_time": NOW}

    assert verdict("visit_duration", facts, comparison="at_least", value=5) is expected


@pytest.mark.parametrize(
    ("condition", "fact"),
    [("entry_page", "entry_path"), ("previous_page", "previous_path"), ("visit_language", "visit_language")],
)
@pytest.mark.parametrize(
    ("comparison", "text", "expected"),
    [
        ("equals", "/SHOP", True),
        ("equals", "/shop/a", False),
        ("starts_with", "/shop/a", True),
        ("equals", "", False),
        ("not_equals", "", True),
        ("absent", "", True),
        ("present", "", False),
        ("equals", None, UNKNOWN),
        ("absent", 5, UNKNOWN),
    ],
)
def test_text_of_the_visit_is_compared(condition, fact, comparison, text, expected):
    assert verdict(condition, {fact: text}, comparison=comparison, value="/shop") is expected


@pytest.mark.parametrize(
    ("campaign", "is_it", "is_any"),
    [
        (CAMPAIGN, True, True),
        (OTHER, False, True),
        ("", False, False),
        (None, UNKNOWN, UNKNOWN),
        (5, UNKNOWN, UNKNOWN),
    ],
)
def test_campaign_of_the_visit_is_the_one_or_any(campaign, is_it, is_any):
    assert verdict("visit_campaign", {"visit_campaign": campaign}, campaign=CAMPAIGN) is is_it
    assert verdict("visit_has_campaign", {"visit_campaign": campaign}) is is_any
