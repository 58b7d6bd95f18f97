"""Facts: found out late and once, or given by hand."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from django_jss.engine.facts import Facts
from django_jss.engine.given import TYPES, FactType, InvalidFacts, read_facts, write_value
from django_jss.engine.history import HISTORY_LENGTH, PastEvent, PastPage

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
GOAL = "a0000000-0000-4000-8000-000000000000"


def test_fact_is_found_out_when_first_asked_for_and_once():
    asked = []
    facts = Facts(providers={"visit_number": lambda source: asked.append(source) or 3}, source="here")

    assert asked == []
    assert [facts["visit_number"], facts["visit_number"], facts.get("visit_number")] == [3, 3, 3]
    assert asked == ["here"]


def test_missing_fact_is_none():
    facts = Facts({"query": None})

    assert facts["visit_number"] is None
    assert facts.get("query", "default") == "default"


def test_fact_whose_provider_raises_is_missing_and_remembered():
    facts = Facts(providers={"visit_number": lambda source: 1 / 0})

    assert facts["visit_number"] is None
    assert isinstance(facts.failures["visit_number"], ZeroDivisionError)


def test_known_fact_stands_above_its_provider():
    assert Facts({"visit_number": 7}, {"visit_number": lambda source: 1})["visit_number"] == 7


def test_facts_by_hand_are_read_as_providers_give_them():
    given = {
        "visit_number": 4,
        "visit_goals": [f"{{{GOAL.upper()}}}"],
        "contact_goals": {GOAL: 3},
        "query": {"UTM_Source": "News"},
        "local_time": "2026-11-23T09:00",
    }

    assert read_facts(given, COPENHAGEN) == {
        "visit_number": 4,
        "visit_goals": {GOAL: 1},
        "contact_goals": {GOAL: 3},
        "query": {"utm_source": "News"},
        "local_time": datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN),
    }


def test_history_by_hand_comes_newest_first():
    events = [
        {"kind": "goal", "definition": GOAL.upper(), "at": "2026-11-20T09:00", "visit_number": 1},
        {
            "kind": "outcome",
            "definition": GOAL,
            "at": "2026-11-23T09:00",
            "visit_number": 2,
            "value": 5,
            "data": {"a": 1},
        },
    ]
    pages = [{"page": GOAL, "at": "2026-11-23T09:00", "visit_number": 2, "path": "/a"}]
    monday, friday = (datetime(2026, 11, day, 9, tzinfo=COPENHAGEN) for day in (23, 20))

    assert read_facts({"event_history": events, "page_history": pages}, COPENHAGEN) == {
        "event_history": (
            PastEvent("outcome", GOAL, monday, 2, 5.0, {"a": 1}),
            PastEvent("goal", GOAL, friday, 1),
        ),
        "page_history": (PastPage(GOAL, "/a", monday, 2),),
    }


EVENT = {"kind": "goal", "definition": GOAL, "at": "2026-11-20T09:00", "visit_number": 1}


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("contact_value", 1.5),
        ("visit_language", 5),
        ("visit_campaign", "spring"),
        ("first_visit_at", 5),
        ("event_history", "goal"),
        ("event_history", ["goal"]),
        ("event_history", [EVENT] * (HISTORY_LENGTH + 1)),
        ("event_history", [{**EVENT, "kind": "visit"}]),
        ("event_history", [{**EVENT, "kind": []}]),
        ("event_history", [{**EVENT, "definition": None}]),
        ("event_history", [{**EVENT, "value": "5"}]),
        ("event_history", [{**EVENT, "value": float("nan")}]),
        ("event_history", [{**EVENT, "data": [1]}]),
        ("event_history", [{**EVENT, "visit_number": -1}]),
        ("event_history", [{**EVENT, "more": 1}]),
        ("event_history", [{**EVENT, "time_zone": "UTC"}]),
        ("event_history", [{"kind": "goal"}]),
        ("page_history", [{"page": GOAL, "at": "2026-11-20", "visit_number": 1, "path": 5}]),
        ("event_history", [{**EVENT, "data": {"a": [[[[[[1]]]]]]}}]),
        ("event_history", [{**EVENT, "data": {"a": float("inf")}}]),
        ("local_time", "0001-01-01T00:00"),
        ("local_time", "9999-12-31T23:59:59-12:00"),
        ("place", {"country": 45}),
        ("place", {"latitude": "north"}),
        ("place", {"latitude": float("nan")}),
        ("place", {"is_eu": "yes"}),
        ("place", {"town": "Oslo"}),
        ("device", {"type": "fridge"}),
        ("device", {"os_version": "17"}),
        ("calendars", {GOAL: 5}),
        ("calendars", {GOAL: [["2026-01-01"]]}),
        ("contact_attributes", {"name": "\ud800"}),
        ("contact_attributes", {"\ud800": "name"}),
        ("contact_attributes", {"tags": ["a"]}),
        ("contact_profiles", {GOAL: {"scores": {GOAL: "9"}}}),
        ("seen_templates", {GOAL: 5}),
        ("query", {"q": 5}),
        ("visit_goals", {"sign-up": 1}),
        ("visit_goals", {GOAL: True}),
    ],
)
def test_fact_by_hand_of_a_wrong_form_is_refused(fact, value):
    with pytest.raises(InvalidFacts, match=rf"{fact}[\w.\[\]]*: expected"):
        read_facts({fact: value}, COPENHAGEN)


def test_campaign_by_hand_may_be_none_at_all():
    given = {"visit_campaign": "", "entry_path": "/a", "visit_value": -5}

    assert read_facts(given, COPENHAGEN) == given


def test_time_by_hand_with_an_offset_is_moved_to_the_site():
    assert read_facts({"local_time": "2026-11-23T23:30:00Z"}, COPENHAGEN)["local_time"].isoformat() == (
        "2026-11-24T00:30:00+01:00"
    )


def test_null_by_hand_says_that_a_fact_is_not_known():
    assert read_facts({"visit_number": None}, COPENHAGEN) == {"visit_number": None}


def test_facts_by_hand_are_refused_with_all_faults():
    given = {
        "visit_numbr": 4,
        "visit_number": "4",
        "visit_goals": ["sign-up"],
        "contact_goals": {GOAL: -1},
        "query": ["a"],
        "local_time": "Monday",
    }

    with pytest.raises(InvalidFacts) as raised:
        read_facts(given, COPENHAGEN)

    assert [(fault.path, fault.code) for fault in raised.value.faults] == [
        ("visit_numbr", "unknown"),
        ("visit_number", "value"),
        ("visit_goals", "value"),
        ("contact_goals", "value"),
        ("query", "value"),
        ("local_time", "value"),
    ]
    assert 'no fact "visit_numbr"; did you mean "visit_number"?' in str(raised.value)
    assert 'visit_number: expected a whole number, 0 or more, got "4"' in str(raised.value)


@pytest.mark.parametrize(
    ("fact", "value", "path"),
    [
        ("event_history", [EVENT, {**EVENT, "kind": "visit"}], "event_history[1].kind"),
        ("event_history", [{"kind": "goal"}], "event_history[0].at"),
        ("page_history", [{"page": "x", "at": "2026-11-20", "visit_number": 1}], "page_history[0].page"),
        ("place", {"country": 5}, "place.country"),
        ("device", {"os": "iOS", "is_touch": 1}, "device.is_touch"),
        ("place", {"town": "Oslo"}, "place.town"),
    ],
)
def test_fault_names_the_part_of_a_fact_that_is_wrong(fact, value, path):
    with pytest.raises(InvalidFacts) as raised:
        read_facts({fact: value}, COPENHAGEN)

    assert [fault.path for fault in raised.value.faults] == [path]


@pytest.mark.parametrize("error", [TypeError, OverflowError, KeyError])
def test_reader_of_a_project_may_raise_anything(error, monkeypatch):
    def read(raw, time_zone):
        raise error

    monkeypatch.setitem(TYPES, "shoe_size", FactType("a size", read))

    with pytest.raises(InvalidFacts, match="shoe_size: expected a size, got a list"):
        read_facts({"shoe_size": []}, COPENHAGEN)


@pytest.mark.parametrize("name", ["\ud800", "x" * 5000, ""])
def test_name_of_no_fact_can_always_be_told(name):
    with pytest.raises(InvalidFacts) as raised:
        read_facts({name: 1}, COPENHAGEN)

    assert len(str(raised.value).encode()) < 1000


def test_facts_are_written_in_the_form_in_which_they_are_given():
    given = {
        "event_history": [{**EVENT, "value": 5.0, "data": {"a": [1]}, "name": "Sign up"}],
        "page_history": [{"page": GOAL, "at": "2026-11-20T09:00", "visit_number": 1, "path": "/a"}],
        "first_visit_at": "2026-11-20T09:00",
        "place": {"country": "DK", "latitude": 55.5},
        "contact_goals": {GOAL: 3},
        "seen_templates": {GOAL: [GOAL]},
    }
    facts = read_facts(given, COPENHAGEN)

    written = {name: write_value(value) for name, value in facts.items()}

    assert read_facts(json.loads(json.dumps(written)), COPENHAGEN) == facts
