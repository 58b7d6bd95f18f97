"""Conditions about source, identity and consent: true, false, missing fact, wrong type."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from django_jss.engine.compiler import compile_rule
from django_jss.engine.facts import Facts
from django_jss.engine.history import PastEvent
from django_jss.engine.logic import UNKNOWN
from django_jss.engine.rules import read_rule

CHANNEL, GROUP, OTHER = (f"{digit}0000000-0000-4000-8000-000000000000" for digit in range(3))
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOURCE = {"referrer_host": "google.dk", "search_engine": "Google", "utm_medium": "E-mail"}


def verdict(condition, facts, **parameters):
    rule = {"version": 1, "rule": {"condition": condition, **parameters}}
    return compile_rule(read_rule(rule)).verdict(Facts(facts))


def text(value, comparison="equals"):
    return {"comparison": comparison, "value": value}


CASES = [
    (
        "campaign_facet",
        "campaign_traits",
        {"group": "Spring", "region": "North"},
        {"name": "Region", **text("north")},
        {"name": "group", **text("Autumn")},
    ),
    ("visit_channel", "visit_channel", (CHANNEL, GROUP), {"channel": GROUP}, {"channel": OTHER}),
    ("referrer", "referrer", "https://a.example/x", text("a.example", "contains"), text("", "absent")),
    ("referrer_host", "visit_source", SOURCE, text("google.", "starts_with"), text("bing.com")),
    ("search_engine", "visit_source", SOURCE, {"comparison": "present"}, text("Bing")),
    ("social_network", "visit_source", SOURCE, {"comparison": "absent"}, {"comparison": "present"}),
    (
        "utm",
        "visit_source",
        SOURCE,
        {"part": "medium", "visit": "this", **text("e-mail")},
        {"part": "source", "visit": "this", **text("e-mail")},
    ),
    (
        "utm",
        "first_source",
        {"utm_campaign": "spring"},
        {"part": "campaign", "visit": "first", **text("SPRING")},
        {"part": "term", "visit": "first", "comparison": "present"},
    ),
    ("has_identifier", "identifier_sources", ("shop",), {"name": "shop"}, {"name": "list"}),
    (
        "contact_attribute",
        "contact_attributes",
        {"City": "Aarhus", "vip": True, "age": 41},
        {"name": "city", **text("AARHUS")},
        {"name": "country", "comparison": "present"},
    ),
    (
        "contact_attribute",
        "contact_attributes",
        {"vip": True, "age": 41},
        {"name": "vip", **text("true")},
        {"name": "age", **text("40")},
    ),
    (
        "contact_number",
        "contact_attributes",
        {"age": 41},
        {"name": "age", "comparison": "between", "value": 40, "upper": 41},
        {"name": "age", "comparison": "less", "value": 41},
    ),
]


@pytest.mark.parametrize(("condition", "fact", "value", "true", "false"), CASES)
def test_condition_holds_does_not_hold_or_is_unknown(condition, fact, value, true, false):
    assert verdict(condition, {fact: value}, **true) is True
    assert verdict(condition, {fact: value}, **false) is False
    for unknown in ({}, {fact: None}, {fact: 5}, {fact: object()}):
        assert verdict(condition, unknown, **true) is UNKNOWN
        assert verdict(condition, unknown, **false) is UNKNOWN


@pytest.mark.parametrize("name", ["is_identified", "has_consent"])
def test_yes_or_no_is_told_as_it_is(name):
    assert verdict(name, {name: True}) is True
    assert verdict(name, {name: False}) is False
    assert verdict(name, {name: "yes"}) is UNKNOWN
    assert verdict(name, {}) is UNKNOWN


def test_attribute_that_is_no_number_compares_as_unknown():
    facts = {"contact_attributes": {"age": "41"}}

    assert verdict("contact_number", facts, name="age", comparison="equal", value=41) is UNKNOWN
    assert verdict("contact_number", facts, name="size", comparison="equal", value=41) is UNKNOWN


@pytest.mark.parametrize(
    ("span", "length", "times"), [("visit", 1, 1), ("visits", 2, 2), ("days", 15, 2), ("ever", 1, 3)]
)
def test_channel_counts_as_often_as_visits_came_by_it_in_the_span(span, length, times):
    history = tuple(
        PastEvent("channel", guid, NOW - timedelta(days=days), visit)
        for visit, days in ((3, 0), (2, 10), (1, 20))
        for guid in (CHANNEL, GROUP)
    )
    facts = {"channel_history": history, "visit_number": 3, "local_time": NOW}

    assert verdict("channel_count", facts, channel=GROUP, times=times, span=span, length=length) is True
    assert verdict("channel_count", facts, channel=GROUP, times=times + 1, span=span, length=length) is False
    assert verdict("channel_count", {}, channel=GROUP, times=times, span=span, length=length) is UNKNOWN


def test_search_is_found_by_its_text_in_the_span():
    searches = (
        PastEvent("event", OTHER, NOW, 2, name="Blue shoes"),
        PastEvent("search", "", NOW - timedelta(days=3), 1, name="Blue shoes"),
    )
    facts = {"event_history": searches, "visit_number": 2, "local_time": NOW}

    assert verdict("searched_for", facts, span="ever", **text("shoe", "contains")) is True
    assert verdict("searched_for", facts, span="visit", **text("shoe", "contains")) is False
    assert verdict("searched_for", facts, span="ever", **text("hat", "contains")) is False
    assert verdict("searched_for", {}, span="ever", **text("shoe", "contains")) is UNKNOWN
