"""Conditions about place, device, account, page, request, dates and shares: true, false, missing fact, wrong type."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jss.engine.bucketing import position
from django_jss.engine.compiler import compile_rule
from django_jss.engine.conditions import conditions
from django_jss.engine.conditions.place import distance_km
from django_jss.engine.facts import Facts
from django_jss.engine.logic import UNKNOWN
from django_jss.engine.rules import InvalidRule, read_rule

PAGE, PARENT, OTHER = (f"{digit}0000000-0000-4000-8000-000000000000" for digit in range(3))
SUNDAY = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
PLACE = {"country": "DK", "continent": "EU", "is_eu": True, "city": "Aarhus", "latitude": 56.16, "longitude": 10.2}
DEVICE = {"type": "phone", "os": "Android", "os_version": 14, "is_touch": True, "screen_width": 390}
USER = {"is_authenticated": True, "is_staff": False, "email": "ann@example.com", "age": 41, "born": date(1985, 4, 3)}


def verdict(condition, facts, **parameters):
    rule = {"version": 1, "rule": {"condition": condition, **parameters}}
    return compile_rule(read_rule(rule)).verdict(Facts(facts))


def text(value, comparison="equals"):
    return {"comparison": comparison, "value": value}


# Condition, fact, what it is, parameters that hold, parameters that do not.
CASES = [
    ("country", "place", PLACE, {"countries": ["DK", "SE"]}, {"countries": ["SE"]}),
    ("continent", "place", PLACE, {"continents": ["EU"]}, {"continents": ["AS"]}),
    ("city", "place", PLACE, text("aarhus"), text("Odense")),
    ("latitude", "place", PLACE, {"comparison": "more", "value": 55}, {"comparison": "less", "value": 55}),
    (
        "near_place",
        "place",
        PLACE,
        {"kilometres": 30, "latitude": 56.2, "longitude": 10.2},
        {"kilometres": 3, "latitude": 56.2, "longitude": 10.2},
    ),
    ("ip_address", "address", "192.0.2.7", {"networks": ["192.0.2.0/24"]}, {"networks": ["192.0.2.8", "::/0"]}),
    ("device_type", "device", DEVICE, {"kinds": ["phone", "tablet"]}, {"kinds": ["desktop"]}),
    ("operating_system", "device", DEVICE, text("android"), text("iOS")),
    (
        "operating_system_version",
        "device",
        DEVICE,
        {"comparison": "at_least", "value": 14},
        {"comparison": "less", "value": 14},
    ),
    ("screen_width", "device", DEVICE, {"comparison": "less", "value": 400}, {"comparison": "more", "value": 400}),
    ("preferred_language", "languages", ("da-dk", "en"), {"language": "DA"}, {"language": "en"}),
    ("in_group", "user_groups", ("Members",), {"group": "Members"}, {"group": "Editors"}),
    ("has_permission", "user_permissions", ("shop.buy",), {"permission": "shop.buy"}, {"permission": "shop.sell"}),
    (
        "user_text",
        "user",
        USER,
        {"field": "email", **text("@example.com", "ends_with")},
        {"field": "email", **text("x")},
    ),
    (
        "user_number",
        "user",
        USER,
        {"field": "age", "comparison": "at_least", "value": 40},
        {"field": "age", "comparison": "less", "value": 40},
    ),
    ("page_is", "page", PAGE, {"page": PAGE}, {"page": OTHER}),
    ("page_template", "page_templates", (PAGE, PARENT), {"template": PARENT}, {"template": OTHER}),
    ("page_path", "page_path", "/shop/shoes", text("/shop", "starts_with"), text("/")),
    (
        "page_level",
        "page_path",
        "/shop/shoes",
        {"comparison": "equal", "value": 2},
        {"comparison": "equal", "value": 1},
    ),
    (
        "page_field",
        "page_fields",
        {"topic": "Sport"},
        {"field": "topic", **text("sport")},
        {"field": "topic", **text("x")},
    ),
    (
        "page_number",
        "page_fields",
        {"price": "99.5"},
        {"field": "price", "comparison": "between", "value": 90, "upper": 100},
        {"field": "price", "comparison": "at_least", "value": 100},
    ),
    ("cookie", "cookies", {"tier": "gold"}, {"name": "tier", **text("gold")}, {"name": "tier", **text("iron")}),
    ("header", "headers", {"x-tier": "gold"}, {"name": "X-Tier", **text("gold")}, {"name": "X-Tier", **text("iron")}),
    ("host", "host", "shop.example.com", text("shop.example.com"), text("example.com")),
    ("site", "site", "shop", text("shop"), text("blog")),
    ("page_language", "language", "da-DK", text("da", "starts_with"), text("en")),
    ("month", "local_time", MONDAY, {"months": [11, 12]}, {"months": [1]}),
    ("day_of_month", "local_time", MONDAY, {"comparison": "equal", "value": 23}, {"comparison": "more", "value": 23}),
    ("time_of_day", "local_time", MONDAY, {"first": "22:00", "last": "06:00"}, {"first": "01:00", "last": "22:00"}),
    (
        "date_range",
        "local_time",
        MONDAY,
        {"first": "2026-11-23T00:00", "last": "2026-11-23T01:00"},
        {"first": "2026-11-22T00:00", "last": "2026-11-23T00:30"},
    ),
    ("date_passed", "local_time", MONDAY, {"moment": "2026-11-23T00:30"}, {"moment": "2026-11-23T00:31"}),
    (
        "shortly_after",
        "local_time",
        MONDAY,
        {"moment": "2026-11-22T12:00", "length": 24, "unit": "hours"},
        {"moment": "2026-11-22T12:00", "length": 2, "unit": "hours"},
    ),
    (
        "shortly_before",
        "local_time",
        MONDAY,
        {"moment": "2026-11-23T12:00", "length": 24, "unit": "hours"},
        {"moment": "2026-11-23T12:00", "length": 2, "unit": "hours"},
    ),
]


@pytest.mark.parametrize(("condition", "fact", "value", "true", "false"), CASES, ids=[case[0] for case in CASES])
def test_condition_holds_does_not_hold_or_is_unknown(condition, fact, value, true, false):
    assert verdict(condition, {fact: value}, **true) is True
    assert verdict(condition, {fact: value}, **false) is False
    for unknown in ({}, {fact: None}, {fact: 5}, {fact: object()}):
        assert verdict(condition, unknown, **true) is UNKNOWN
        assert verdict(condition, unknown, **false) is UNKNOWN


@pytest.mark.parametrize(
    ("condition", "fact", "entry"),
    [
        ("in_european_union", "place", "is_eu"),
        ("touch_screen", "device", "is_touch"),
        ("is_authenticated", "user", "is_authenticated"),
        ("is_staff", "user", "is_staff"),
    ],
)
def test_yes_or_no_is_told_as_it_is(condition, fact, entry):
    assert verdict(condition, {fact: {entry: True}}) is True
    assert verdict(condition, {fact: {entry: False}}) is False
    assert verdict(condition, {fact: {}}) is UNKNOWN
    assert verdict(condition, {fact: {entry: "yes"}}) is UNKNOWN
    assert verdict(condition, {}) is UNKNOWN


@pytest.mark.parametrize(
    ("address", "expected"),
    [("ann@example.com", True), ("ann@localhost", False), ("ann example.com", False), ("", False), (None, UNKNOWN)],
)
def test_email_address_has_the_form_of_one(address, expected):
    assert verdict("has_valid_email", {"user": {"email": address}}) is expected


def test_page_below_another_counts_by_ancestors_and_above_by_those_of_the_other():
    facts = {"page": PAGE, "page_ancestors": (PARENT,), "lines": {OTHER: (PAGE, PARENT), PARENT: ()}}

    assert verdict("page_is_below", facts, page=PARENT) is True
    assert verdict("page_is_below", facts, page=PAGE) is True
    assert verdict("page_is_below", facts, page=OTHER) is False
    assert verdict("page_is_above", facts, page=OTHER) is True
    assert verdict("page_is_above", facts, page=PARENT) is False
    assert verdict("page_is_below", {"page": PAGE}, page=OTHER) is UNKNOWN
    assert verdict("page_is_above", {"page": PAGE}, page=OTHER) is UNKNOWN


def test_day_may_be_that_of_the_site_or_of_the_visitor():
    facts = {"local_time": SUNDAY, "visitor_time": MONDAY}

    assert verdict("day_of_week", facts, days=[7]) is True
    assert verdict("day_of_week", facts, days=[1], clock="visitor") is True
    assert verdict("day_of_week", {"local_time": SUNDAY}, days=[1], clock="visitor") is UNKNOWN


def test_calendar_has_today_from_its_first_to_its_last_day():
    calendars = {PAGE: ((date(2026, 11, 20), date(2026, 11, 22)), (date(2026, 12, 24), date(2026, 12, 24)))}

    assert verdict("in_calendar", {"calendars": calendars, "local_time": SUNDAY}, calendar=PAGE) is True
    assert verdict("in_calendar", {"calendars": calendars, "local_time": MONDAY}, calendar=PAGE) is False
    assert verdict("in_calendar", {"calendars": calendars, "local_time": MONDAY}, calendar=OTHER) is UNKNOWN
    assert verdict("in_calendar", {"calendars": calendars}, calendar=PAGE) is UNKNOWN


@pytest.mark.parametrize(
    ("condition", "parameters", "fault"),
    [
        ("near_place", {"kilometres": 0, "latitude": 1, "longitude": 1}, "kilometres"),
        ("near_place", {"kilometres": 1, "latitude": 91, "longitude": 1}, "latitude"),
        ("near_place", {"kilometres": 1, "latitude": 1, "longitude": -181}, "longitude"),
        ("ip_address", {"networks": ["300.1.1.1"]}, "networks"),
        ("country", {"countries": ["XX"]}, "countries"),
        ("country", {"countries": []}, "countries"),
        ("device_type", {"kinds": ["toaster"]}, "kinds"),
        ("time_of_day", {"first": "09:00", "last": "09:00"}, "last"),
        ("date_range", {"first": "2026-11-23T00:00", "last": "2026-11-22T00:00"}, "last"),
        ("shortly_after", {"moment": "2026-11-23T00:00", "length": 0, "unit": "days"}, "length"),
        ("in_share", {"percent": 101, "salt": "x"}, "percent"),
        ("in_share", {"percent": 10, "salt": " "}, "salt"),
        ("latitude", {"comparison": "between", "value": 2, "upper": 1}, "upper"),
    ],
)
def test_parameter_that_makes_no_sense_is_refused(condition, parameters, fault):
    with pytest.raises(InvalidRule, match=f"rule.{fault}"):
        verdict(condition, {}, **parameters)


def test_distance_is_that_on_the_globe():
    copenhagen, malmo, sydney = (55.676, 12.568), (55.605, 13.0), (-33.869, 151.209)

    assert distance_km(copenhagen, malmo) == pytest.approx(28.3, abs=0.5)
    assert distance_km(copenhagen, sydney) == pytest.approx(16050, abs=60)
    assert distance_km(sydney, sydney) == 0


@given(st.text(min_size=1), st.floats(0, 100), st.floats(0, 100))
def test_larger_share_keeps_those_of_the_smaller_one(seed, one, other):
    smaller, larger = sorted((one, other))
    facts = {"visitor_seed": seed}

    if verdict("in_share", facts, percent=smaller, salt="draw"):
        assert verdict("in_share", facts, percent=larger, salt="draw")


@pytest.mark.parametrize("percent", [1, 10, 50])
def test_share_is_as_large_as_it_says(percent):
    seeds = [f"visitor {number}" for number in range(20_000)]

    inside = sum(position("draw", seed) < percent / 100 for seed in seeds)

    # Five standard deviations of a binomial distribution.
    expected = 20_000 * percent / 100
    assert abs(inside - expected) < 5 * (expected * (1 - percent / 100)) ** 0.5


def test_draws_with_different_names_are_independent():
    seeds = [f"visitor {number}" for number in range(20_000)]

    both = sum(position("one", seed) < 0.5 and position("other", seed) < 0.5 for seed in seeds)

    assert abs(both - 5000) < 5 * (20_000 * 0.25 * 0.75) ** 0.5


def test_visitor_without_a_seed_is_in_no_share():
    assert verdict("in_share", {"visitor_seed": ""}, percent=100, salt="x") is UNKNOWN
    assert verdict("in_share", {}, percent=100, salt="x") is UNKNOWN


def test_each_condition_of_the_group_is_tried():
    tried = {case[0] for case in CASES}
    groups = {"place", "device", "account", "page", "dates", "request"}
    alike = {
        "region",
        "region_code",
        "postal_code",
        "metro_code",
        "place_time_zone",
        "isp",
        "organisation",
        "longitude",
    }
    alike |= {"user_date", "user_date_near", "page_date", "page_date_near"}
    alike |= {"browser", "browser_version", "device_vendor", "device_model", "screen_height"}
    elsewhere = {"in_european_union", "touch_screen", "is_authenticated", "is_staff", "has_valid_email", "in_calendar"}
    elsewhere |= {"page_is_below", "page_is_above", "day_of_week", "query_parameter"}

    assert {name for name, kind in conditions if kind.group in groups} == tried | alike | elsewhere


@pytest.mark.parametrize(
    ("condition", "fact", "entry", "value"),
    [
        ("region", "place", "region", "Capital Region"),
        ("region_code", "place", "region_code", "84"),
        ("postal_code", "place", "postal_code", "1050"),
        ("metro_code", "place", "metro_code", "623"),
        ("place_time_zone", "place", "time_zone", "Europe/Copenhagen"),
        ("isp", "place", "isp", "Harbour Net"),
        ("organisation", "place", "organisation", "Harbour"),
        ("browser", "device", "browser", "Firefox"),
        ("device_vendor", "device", "vendor", "Apple"),
        ("device_model", "device", "model", "iPhone"),
    ],
)
def test_entry_of_place_or_device_is_compared(condition, fact, entry, value):
    assert verdict(condition, {fact: {entry: value}}, **text(value.upper())) is True
    assert verdict(condition, {fact: {entry: value}}, **text("x")) is False
    assert verdict(condition, {fact: {}}, **text(value)) is UNKNOWN


@pytest.mark.parametrize(
    ("condition", "fact", "entry"),
    [
        ("longitude", "place", "longitude"),
        ("browser_version", "device", "browser_version"),
        ("screen_height", "device", "screen_height"),
    ],
)
def test_number_of_place_or_device_is_compared(condition, fact, entry):
    assert verdict(condition, {fact: {entry: 12}}, comparison="between", value=11, upper=12) is True
    assert verdict(condition, {fact: {entry: 13}}, comparison="between", value=11, upper=12) is False
    assert verdict(condition, {fact: {entry: "12"}}, comparison="equal", value=12) is UNKNOWN


@pytest.mark.parametrize(
    ("condition", "entry", "comparison", "value", "seen", "expected"),
    [
        ("operating_system", "os", "equals", "macos", "Mac OS X", True),
        ("operating_system", "os", "equals", "Mac OS X", "macOS", True),
        ("operating_system", "os", "one_of", "windows; MAC OS", "macOS", True),
        ("operating_system", "os", "not_equals", "MacOS", "Mac OS X", False),
        ("operating_system", "os", "equals", "Linux", "Ubuntu", True),
        ("operating_system", "os", "starts_with", "mac", "Mac OS X", True),
        ("operating_system", "os", "equals", "BeOS", "beos", True),
        ("browser", "browser", "equals", "safari", "Mobile Safari", True),
        ("browser", "browser", "equals", "Mobile Safari", "Safari", True),
        ("browser", "browser", "one_of", "chrome;edge", "Edge Mobile", True),
        ("browser", "browser", "equals", "chrome", "Opera", False),
        ("browser", "browser", "matches", "^saf", "Mobile Safari", True),
        ("device_vendor", "vendor", "equals", "samsung", "Samsung", True),
        ("device_vendor", "vendor", "equals", "xiaomi", "XiaoMi", True),
    ],
)
def test_names_of_devices_mean_the_same_however_they_are_spelt(condition, entry, comparison, value, seen, expected):
    facts = {"device": {entry: seen}}

    assert verdict(condition, facts, comparison=comparison, value=value) is expected


BEFORE_NOON = datetime(2026, 11, 23, 11, tzinfo=ZoneInfo("America/New_York"))
DAYS = [
    # The value, the day that it is where the site is.
    (date(2026, 11, 22), "2026-11-22"),
    (datetime(2026, 11, 23, 3, tzinfo=UTC), "2026-11-22"),
    ("2026-11-22", "2026-11-22"),
    ("2026-11-22T00:00:00Z", "2026-11-22"),
    ("2026-11-23T03:00:00Z", "2026-11-22"),
    (datetime(2026, 11, 22, 23), "2026-11-22"),
]


@pytest.mark.parametrize(("condition", "fact"), [("user_date", "user"), ("page_date", "page_fields")])
@pytest.mark.parametrize(("value", "day"), DAYS)
def test_day_is_compared_where_the_site_is(condition, fact, value, day):
    facts = {fact: {"on": value}, "local_time": BEFORE_NOON}

    def holds(comparison, day, **more):
        return verdict(condition, facts, field="on", comparison=comparison, day=day, **more)

    assert holds("on", day) is True
    assert [holds(each, day) for each in ("before", "until", "after", "since")] == [False, True, False, True]
    assert [holds(each, "2026-11-23") for each in ("before", "until", "after", "since")] == [True, True, False, False]
    assert holds("between", "2026-11-21", upper=day) is True
    assert holds("between", "2026-11-19", upper="2026-11-21") is False


@pytest.mark.parametrize(("condition", "fact"), [("user_date_near", "user"), ("page_date_near", "page_fields")])
@pytest.mark.parametrize(
    ("value", "direction", "length", "unit", "expected"),
    [
        ("2026-11-23T15:30:00Z", "last", 30, "minutes", True),
        ("2026-11-23T15:29:00Z", "last", 30, "minutes", False),
        ("2026-11-23T16:30:00Z", "last", 30, "minutes", False),
        ("2026-11-23T16:30:00Z", "next", 1, "hours", True),
        ("2026-11-23T15:30:00Z", "next", 1, "hours", False),
        ("2026-11-22", "last", 2, "days", True),
        ("2026-11-25", "next", 2, "days", True),
        ("2026-11-26", "next", 2, "days", False),
    ],
)
def test_date_is_near_or_not(condition, fact, value, direction, length, unit, expected):
    facts = {fact: {"on": value}, "local_time": BEFORE_NOON}

    assert verdict(condition, facts, field="on", direction=direction, length=length, unit=unit) is expected


@pytest.mark.parametrize("fact", ["user", "page_fields"])
@pytest.mark.parametrize("entry", [{}, {"on": None}, {"on": ""}, {"on": "soon"}, {"on": 5}, None, 5])
def test_date_that_is_none_is_unknown(fact, entry):
    name = "user_date" if fact == "user" else "page_date"
    facts = {fact: entry, "local_time": BEFORE_NOON}

    assert verdict(name, facts, field="on", comparison="before", day="2030-01-01") is UNKNOWN
    assert verdict(f"{name}_near", facts, field="on", direction="last", length=1, unit="days") is UNKNOWN
    assert verdict(name, {fact: {"on": "2026-01-01"}}, field="on", comparison="before", day="2030-01-01") is UNKNOWN


@pytest.mark.parametrize("text", ["", "many", "nan", "inf", "{}"])
def test_number_of_a_page_that_is_none_is_unknown(text):
    asked = {"field": "price", "comparison": "at_least", "value": -1}

    assert verdict("page_number", {"page_fields": {"price": text}}, **asked) is UNKNOWN


@pytest.mark.parametrize(
    "wrong",
    [
        {"condition": "user_date", "field": "on", "comparison": "between", "day": "2026-02-01", "upper": "2026-01-01"},
        {"condition": "page_date", "field": "on", "comparison": "between", "day": "2026-02-01"},
        {"condition": "user_date_near", "field": "on", "direction": "last", "length": 0, "unit": "days"},
        {"condition": "page_date_near", "field": "on", "direction": "next", "length": 10001, "unit": "days"},
    ],
)
def test_range_or_time_that_holds_nothing_is_refused(wrong):
    with pytest.raises(InvalidRule):
        read_rule({"version": 1, "rule": wrong})
