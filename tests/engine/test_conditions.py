"""The built-in conditions: true, false, missing fact, wrong type; and what the rule builder learns of them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from django_jss.engine.compiler import compile_rule
from django_jss.engine.conditions import base, catalogue, condition, conditions
from django_jss.engine.conditions.base import Group, faulty_sentences
from django_jss.engine.explaining import explain_rule
from django_jss.engine.facts import Facts
from django_jss.engine.logic import UNKNOWN
from django_jss.engine.parameters import Name, TimeUnit
from django_jss.engine.rules import read_rule, write_rule

GOAL = "a0000000-0000-4000-8000-000000000000"


def verdict(rule, **facts):
    return compile_rule(read_rule({"version": 1, "rule": rule})).verdict(Facts(facts))


@pytest.mark.parametrize(
    ("comparison", "verdicts"),
    [
        ("equal", [False, True, False]),
        ("not_equal", [True, False, True]),
        ("less", [True, False, False]),
        ("at_most", [True, True, False]),
        ("more", [False, False, True]),
        ("at_least", [False, True, True]),
    ],
)
def test_visit_number_is_compared_as_a_number(comparison, verdicts):
    rule = {"condition": "visit_number", "comparison": comparison, "value": 2}

    assert [verdict(rule, visit_number=number) for number in (1, 2, 10)] == verdicts


@pytest.mark.parametrize("number", [None, "2", True])
def test_visit_number_that_is_no_number_is_unknown(number):
    assert verdict({"condition": "visit_number", "comparison": "at_least", "value": 1}, visit_number=number) is UNKNOWN


@pytest.mark.parametrize(
    ("period", "visit", "ever", "expected"),
    [
        ("visit", {GOAL: 1}, {}, True),
        ("visit", {}, {GOAL: 3}, False),
        ("visit", {GOAL: 0}, {GOAL: 3}, False),
        ("ever", {}, {GOAL: 3}, True),
        ("ever", {}, {}, False),
        ("visit", None, {GOAL: 3}, UNKNOWN),
        ("ever", {GOAL: 1}, None, UNKNOWN),
        ("ever", {}, [GOAL], UNKNOWN),
    ],
)
def test_goal_triggered_looks_at_this_visit_or_at_all(period, visit, ever, expected):
    rule = {"condition": "goal_triggered", "goal": f"{{{GOAL.upper()}}}", "period": period}

    assert verdict(rule, visit_goals=visit, contact_goals=ever) is expected


@pytest.mark.parametrize(
    ("comparison", "value", "text", "expected"),
    [
        ("equals", "spring", "SPRING", True),
        ("equals", "Strasse", "straße", True),
        ("equals", "spring", "springs", False),
        ("equals", "", "", True),
        ("not_equals", "spring", "Spring", False),
        ("not_equals", "spring", "autumn", True),
        ("contains", "Pri", "spring", True),
        ("contains", "x", "spring", False),
        ("starts_with", "SPR", "spring", True),
        ("starts_with", "ing", "spring", False),
        ("ends_with", "ING", "spring", True),
        ("ends_with", "spr", "spring", False),
        ("present", "", "", True),
        ("absent", "", "x", False),
    ],
)
def test_query_parameter_is_compared_without_regard_to_case(comparison, value, text, expected):
    rule = {"condition": "query_parameter", "name": "UTM_Campaign", "comparison": comparison, "value": value}

    assert verdict(rule, query={"utm_campaign": text, "other": "spring"}) is expected


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        ("equals", False),
        ("not_equals", True),
        ("contains", False),
        ("starts_with", False),
        ("ends_with", False),
        ("present", False),
        ("absent", True),
    ],
)
def test_query_parameter_that_is_not_there_is_no_text(comparison, expected):
    rule = {"condition": "query_parameter", "name": "a", "comparison": comparison, "value": "x"}

    assert verdict(rule, query={}) is expected


@pytest.mark.parametrize("comparison", ["equals", "absent"])
@pytest.mark.parametrize("query", [None, "a=x"])
def test_query_parameter_without_a_query_is_unknown(comparison, query):
    rule = {"condition": "query_parameter", "name": "a", "comparison": comparison, "value": "x"}

    assert verdict(rule, query=query) is UNKNOWN


def test_day_of_week_is_that_of_the_given_time():
    rule = {"condition": "day_of_week", "days": [1, 7]}
    monday = datetime(2026, 11, 23, 0, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))

    assert verdict(rule, local_time=monday) is True
    assert verdict(rule, local_time=monday.replace(day=24)) is False
    assert verdict(rule, local_time=monday.replace(day=29)) is True


@pytest.mark.parametrize("time", [None, "2026-11-23"])
def test_day_of_week_without_a_time_is_unknown(time):
    assert verdict({"condition": "day_of_week", "days": [1]}, local_time=time) is UNKNOWN


def test_catalogue_tells_a_builder_all_about_a_condition():
    listed = {entry["name"]: entry for entry in json.loads(json.dumps(catalogue()))}

    query = listed["query_parameter"]
    comparison = query["parameters"][1]
    assert query["group"] == "Request"
    assert query["sentence"] == "the parameter {name} of the address {comparison} {value}"
    assert query["needs"] == ["query"]
    assert [(parameter["name"], parameter["type"], parameter["required"]) for parameter in query["parameters"]] == [
        ("name", "text", True),
        ("comparison", "choice", True),
        ("value", "text", False),
    ]
    assert comparison["default"] == "equals"
    assert {"value": "equals", "label": "is", "takes": ["value"]} in comparison["choices"]
    assert {"value": "absent", "label": "is not there", "takes": []} in comparison["choices"]
    assert listed["goal_triggered"]["parameters"][0]["reference"] == "goal"
    assert listed["goal_count"]["parameters"][2]["choices"][3] == {
        "value": "days",
        "label": "in the last … days",
        "takes": ["length"],
    }
    assert listed["day_of_week"]["parameters"][0]["choices"][6] == {
        "value": 7,
        "label": "Sunday",
    }
    assert listed["visit_number"]["parameters"][1] == {
        "name": "value",
        "label": "value",
        "type": "number",
        "required": True,
        "choices": [],
        "governs": [],
        "default": 2,
        "reference": None,
        "suggestions": [],
    }
    assert "macOS" in listed["operating_system"]["parameters"][1]["suggestions"]


def test_sentences_name_the_parameters_in_every_language_of_the_package():
    with translation.override("en"):
        assert faulty_sentences() == []


def test_sentence_that_names_something_else_is_found(add_condition, monkeypatch):
    add_condition("fine", lambda facts: True)
    add_condition("names_{too}_much", lambda facts: True)

    assert faulty_sentences() == ['condition "names_{too}_much": the sentence "names {too} much" must name nothing']


@pytest.fixture
def refused(monkeypatch):
    """The lists of what could not be registered, both empty."""
    for name in ("duplicates", "wrong_signatures"):
        monkeypatch.setattr(base, name, [])
    return base


def test_condition_of_a_name_that_is_taken_is_left_out_and_told(refused):
    class Another:
        needs: ClassVar = frozenset()

        def compile(self):
            return lambda facts: True

    known = conditions.get("visit_number")
    condition("visit_number", group=Group.VISITOR, sentence="x")(dataclass(Another))

    assert conditions.get("visit_number") is known
    [told] = refused.duplicates
    assert told.startswith('condition "visit_number": django_jss.engine.conditions.visitor.VisitNumber and tests.')


def test_function_is_a_condition_of_its_typed_parameters():
    @condition("warm", group=Group.REQUEST, sentence="{place} is warmer than {degrees} {unit}", needs={"temperature"})
    def warm(facts, place: Name, degrees: int = 20, *, unit: TimeUnit = TimeUnit.DAYS):
        """Whether it is warm."""
        return None if facts["temperature"] is None else facts["temperature"] > degrees

    try:
        kind = conditions.get("warm")
        document = {"version": 1, "rule": {"condition": "warm", "place": "Oslo", "degrees": 10}}
        rule = read_rule(document)

        assert kind.needs == {"temperature"}
        assert {name: parameter.name for name, parameter in kind.parameters.items()} == {
            "place": "text",
            "degrees": "number",
            "unit": "choice",
        }
        assert kind.optional == {"degrees": 20, "unit": TimeUnit.DAYS}
        assert write_rule(rule) == document
        compiled = compile_rule(rule)
        assert [compiled.verdict(Facts({"temperature": seen})) for seen in (5, 15, None)] == [False, True, None]
        assert explain_rule(rule, Facts({"temperature": 15})).as_json()["seen"] == {"temperature": 15}
        assert warm({"temperature": 21}, "Oslo") is True
    finally:
        conditions.remove("warm")


class NoDataclass:
    needs: ClassVar = frozenset()

    def compile(self):
        return lambda facts: True


@dataclass
class OddField:
    colour: complex
    needs: ClassVar = frozenset()

    def compile(self):
        return lambda facts: True


@dataclass
class NoCompile:
    needs: ClassVar = frozenset()


@dataclass
class NoNeeds:
    def compile(self):
        return lambda facts: True


@dataclass
class TextAsNeeds(NoNeeds):
    needs: ClassVar = "visit_number"


async def later(facts):
    return True


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (NoDataclass, "no dataclass"),
        (OddField, r"complex.*\"colour\" is no parameter type"),
        (NoCompile, "no method compile"),
        (NoNeeds, "no needs"),
        (TextAsNeeds, "no needs"),
        (lambda: True, "takes no facts"),
        (lambda *facts: True, "no name"),
        (lambda facts, *more: True, "no name"),
        (lambda facts, **more: True, "no name"),
        (lambda facts, value: True, '"value" has no type'),
        (later, "plain function"),
        ("text", "plain function"),
    ],
)
def test_what_cannot_be_a_condition_is_left_out_and_told(wrong, why, refused):
    assert condition("odd", group=Group.VISITOR, sentence="odd")(wrong) is wrong

    assert conditions.get("odd") is None
    [told] = refused.wrong_signatures
    assert re.search(f'condition "odd": .*{why}', told)
