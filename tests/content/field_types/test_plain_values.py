"""Texts, numbers, yes or no, dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.core.exceptions import ValidationError

from django_jss.content.field_types import field_type

TEXTS = [
    "Single-Line Text",
    "Multi-Line Text",
    "Password",
    "Droplist",
    "Name Value List",
    "Name Lookup",
    "no such type",
]


@pytest.mark.parametrize("kind", [*TEXTS, "Rich Text"])
@pytest.mark.parametrize(("stored", "served"), [("a <b>", "a <b>"), ("", ""), (None, ""), ("0", "0")])
def test_text_is_served_as_it_is_stored(serialize, kind, stored, served):
    assert serialize(kind, stored) == {"value": served}


@pytest.mark.parametrize(
    ("kind", "served"),
    [
        ("Number", {"value": None}),
        ("Integer", {"value": None}),
        ("Checkbox", {"value": False}),
        ("Date", {"value": "0001-01-01T00:00:00Z"}),
        ("Datetime", {"value": "0001-01-01T00:00:00Z"}),
        ("Image", {"value": {}}),
        ("File", {"value": {}}),
        ("General Link", {"value": {"href": ""}}),
        ("Droplink", None),
        ("Droptree", None),
        ("Lookup", None),
        ("Grouped Droplink", None),
        ("Multilist", []),
        ("Treelist", []),
        ("TreelistEx", []),
        ("Checklist", []),
        ("Tag list", []),
    ],
)
def test_empty_value_is_served_as_clients_expect_it(serialize, kind, served):
    empty = field_type(kind).clean(None, sanitize=True)

    assert serialize(kind, None) == serialize(kind, empty) == served
    assert kind == "Checkbox" or field_type(kind).is_empty(empty)


@pytest.mark.parametrize("kind", ["number", "NUMBER", "General link", "rich text"])
def test_name_of_a_type_is_known_in_any_case(kind):
    assert field_type(kind) is not field_type("no such type")


@pytest.mark.parametrize(
    ("raw", "stored"), [(1.21, 1.21), ("1.21", 1.21), (" 31337 ", 31337), (0, 0), ("-3", -3), ("", None), (None, None)]
)
def test_number_is_stored_and_served_as_one(serialize, raw, stored):
    assert field_type("Number").clean(raw, sanitize=True) == stored
    assert serialize("Number", stored) == {"value": stored}


def test_large_whole_number_keeps_all_its_digits():
    assert field_type("Integer").clean("12345678901234567890", sanitize=True) == 12345678901234567890


@pytest.mark.parametrize("raw", ["abc", "1,5", "nan", "inf", "1e999", 10**400, True, [1], {"value": 1}])
def test_number_refuses_what_is_none(raw):
    with pytest.raises(ValidationError):
        field_type("Number").clean(raw, sanitize=True)


@pytest.mark.parametrize("raw", ["1.5", 1.5, "abc"])
def test_integer_refuses_what_is_not_whole(raw):
    with pytest.raises(ValidationError):
        field_type("Integer").clean(raw, sanitize=True)


def test_stored_value_that_is_no_number_is_served_as_none(serialize):
    assert serialize("Number", "abc") == {"value": None}


@pytest.mark.parametrize("raw", [True, "true", "True", "1", 1, "on", "yes"])
def test_checkbox_is_true(serialize, raw):
    assert serialize("Checkbox", field_type("Checkbox").clean(raw, sanitize=True)) == {"value": True}


@pytest.mark.parametrize("raw", [False, "false", "0", 0, "", "off", None])
def test_checkbox_is_false(serialize, raw):
    assert serialize("Checkbox", field_type("Checkbox").clean(raw, sanitize=True)) == {"value": False}


@pytest.mark.parametrize("raw", ["maybe", 2, [], {}])
def test_checkbox_refuses_what_is_neither(raw):
    with pytest.raises(ValidationError):
        field_type("Checkbox").clean(raw, sanitize=True)


@pytest.mark.parametrize(
    "raw",
    [
        "2018-03-14T15:00:00Z",
        "2018-03-14T15:00:00.511Z",
        "2018-03-14T15:00:00",
        "2018-03-14T16:00:00+01:00",
        "20180314T150000Z",
        datetime(2018, 3, 14, 15, tzinfo=UTC),
        datetime(2018, 3, 14, 10, tzinfo=timezone(timedelta(hours=-5))),
    ],
)
def test_date_is_served_in_utc_with_seconds(serialize, raw):
    stored = field_type("Datetime").clean(raw, sanitize=True)

    assert serialize("Datetime", stored) == {"value": "2018-03-14T15:00:00Z"}


def test_day_is_served_as_its_midnight(serialize):
    assert serialize("Date", field_type("Date").clean(date(985, 5, 4), sanitize=True)) == {
        "value": "0985-05-04T00:00:00Z"
    }


@pytest.mark.parametrize("raw", ["yesterday", "2018-02-30", 5, [], "0001-01-01T00:00:00+10:00"])
def test_date_refuses_what_is_none(raw):
    with pytest.raises(ValidationError):
        field_type("Date").clean(raw, sanitize=True)


def test_date_takes_what_is_served_for_an_empty_one_as_empty():
    assert field_type("Date").clean("0001-01-01T00:00:00Z", sanitize=True) == ""


def test_empty_date_is_served_as_the_settings_say(serialize, settings):
    settings.DJANGO_JSS = {"EMPTY_DATE": ""}

    assert serialize("Date", None) == {"value": ""}


@pytest.mark.parametrize(("raw", "stored"), [(True, "true"), (5, "5"), (None, "")])
def test_text_takes_single_values_as_json_writes_them(raw, stored):
    assert field_type("Single-Line Text").clean(raw, sanitize=True) == stored


@pytest.mark.parametrize("kind", ["Single-Line Text", "Rich Text"])
@pytest.mark.parametrize("raw", [{"value": "x"}, ["x"]])
def test_text_refuses_lists_and_objects(kind, raw):
    with pytest.raises(ValidationError):
        field_type(kind).clean(raw, sanitize=True)


@pytest.mark.parametrize("raw", ["a=1&b=x+y", {"a": 1, "b": "x y"}])
def test_name_value_list_is_stored_like_a_query_string(raw):
    assert field_type("Name Value List").clean(raw, sanitize=True) == "a=1&b=x+y"
