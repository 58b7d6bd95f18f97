"""The JSON form of rules: what is read, what is refused and how it is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jss.engine.rules import (
    MAX_DEPTH,
    MAX_NODES,
    AllOf,
    AnyOf,
    Ask,
    Broken,
    InvalidRule,
    faults_of,
    read_rule,
    read_stored_rule,
    references_of,
    write_rule,
)
from tests.engine.strategies import documents

VISITS = {"condition": "visit_number", "comparison": "at_least", "value": 2}
GOAL = {"condition": "goal_triggered", "goal": "0" * 32, "period": "visit"}


def document(rule):
    return {"version": 1, "rule": rule}


def faults(raw):
    with pytest.raises(InvalidRule) as raised:
        read_rule(raw)
    return [(fault.path, fault.code) for fault in raised.value.faults]


@given(documents())
def test_rule_comes_back_from_json_as_it_was(document):
    rule = read_rule(document)

    assert write_rule(rule) == document
    assert read_rule(write_rule(rule)) == rule


def test_read_rule_finds_all_faults_at_once():
    rule = {
        "all": [
            {"condition": "visit_numbr", "value": 2},
            {"condition": "visit_number", "comparison": "atleast", "value": "2"},
            {"any": [{"condition": "day_of_week", "days": []}, 7]},
            {"not": {"condition": "goal_triggered", "goal": "x", "periode": "visit"}},
            {"all": [], "any": []},
            {"any": {}},
        ]
    }

    assert faults(document(rule)) == [
        ("rule.all[0].condition", "unknown"),
        ("rule.all[1].comparison", "value"),
        ("rule.all[1].value", "value"),
        ("rule.all[2].any[0].days", "value"),
        ("rule.all[2].any[1]", "type"),
        ("rule.all[3].not.periode", "unknown"),
        ("rule.all[3].not.goal", "value"),
        ("rule.all[3].not.period", "missing"),
        ("rule.all[4]", "shape"),
        ("rule.all[5].any", "type"),
    ]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            {"condition": "visit_numbr"},
            'rule.condition: no condition "visit_numbr"; did you mean "visit_number"?',
        ),
        ({**VISITS, "valeu": 1}, 'rule.valeu: "visit_number" has no such parameter; did you mean "value"?'),
        (
            {**VISITS, "comparison": "at_leest"},
            'did you mean "at_least"?, got "at_leest"',
        ),
        ({**VISITS, "value": "abc"}, 'rule.value: expected a whole number, got "abc"'),
        ({**VISITS, "value": True}, "rule.value: expected a whole number, got true"),
        ({**VISITS, "value": 2.0}, "rule.value: expected a whole number, got 2.0"),
        ({**GOAL, "goal": ["x"]}, "rule.goal: expected a GUID, got a list"),
        (
            {"condition": "query_parameter", "name": " ", "comparison": "present"},
            'rule.name: expected a text that is not empty, got " "',
        ),
        (
            {"condition": "query_parameter", "name": "a", "comparison": "contains"},
            "rule.value: needed: every text contains nothing",
        ),
        (None, "rule: expected an object, got nothing"),
    ],
)
def test_fault_says_where_what_is_expected_and_what_came(rule, message):
    with pytest.raises(InvalidRule) as raised:
        read_rule(document(rule))

    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ([], [("", "type")]),
        ({}, [("version", "version"), ("rule", "type")]),
        ({"version": 2, "rule": VISITS}, [("version", "version")]),
        ({"version": True, "rule": VISITS}, [("version", "version")]),
        ({"version": 1, "rule": VISITS, "rules": 1}, [("rules", "unknown")]),
    ],
)
def test_document_has_version_and_rule_and_nothing_else(raw, expected):
    assert faults(raw) == expected


def test_parameter_with_a_default_may_be_left_out():
    short = document({"condition": "query_parameter", "name": "a", "comparison": "present"})

    assert write_rule(read_rule(short)) == short
    assert read_rule(short) == read_rule(document({**short["rule"], "value": ""}))


def test_rule_that_is_too_deep_is_refused():
    rule = VISITS
    for _level in range(MAX_DEPTH - 1):
        rule = {"not": rule}

    assert read_rule(document(rule))
    assert [code for _path, code in faults(document({"not": rule}))] == ["size"]


@pytest.mark.parametrize("count", [MAX_NODES, 100_000])
def test_rule_that_is_too_large_is_refused_with_one_fault(count):
    assert [code for _path, code in faults(document({"all": [VISITS] * count}))] == ["size"]


def test_fault_quotes_only_the_beginning_of_a_long_value():
    with pytest.raises(InvalidRule) as raised:
        read_rule(document({"condition": "x" * 100_000}))

    assert len(str(raised.value)) < 200


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(
                st.sampled_from(["version", "rule", "all", "any", "not", "condition", "name", "value", "days"]),
                st.text(max_size=5),
            ),
            inner,
            max_size=4,
        ),
    ),
)


@given(st.one_of(json_values, json_values.map(document)))
def test_reading_raises_nothing_but_invalid_rule(raw):
    stored = read_stored_rule(raw)

    if faults_of(stored):
        assert faults(raw) == [(fault.path, fault.code) for fault in faults_of(stored)]
    else:
        assert read_rule(raw) == stored


def test_stored_rule_keeps_what_it_cannot_read():
    gone = {"condition": "plugin_that_is_gone", "colour": "red"}
    stored = document({"any": [VISITS, gone]})

    rule = read_stored_rule(stored)

    assert isinstance(rule, AnyOf)
    assert isinstance(rule.parts[0], Ask)
    assert isinstance(rule.parts[1], Broken)
    assert [fault.path for fault in faults_of(rule)] == ["rule.any[1].condition"]
    assert write_rule(rule) == stored


def test_references_name_goals_with_the_place_where_they_stand():
    rule = read_rule(document({"all": [VISITS, {"not": GOAL}]}))

    references = [(found.kind, found.guid, found.path) for found in references_of(rule)]

    assert isinstance(rule, AllOf)
    assert references == [("goal", "00000000-0000-0000-0000-000000000000", "rule.all[1].not.goal")]
