"""Compiled rules, against the conformance cases and a naive interpreter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given

from django_jss.engine.compiler import compile_rule
from django_jss.engine.explaining import explain_rule
from django_jss.engine.facts import Facts
from django_jss.engine.logic import all_of, any_of, negation
from django_jss.engine.rules import AllOf, Ask, Not, read_rule, read_stored_rule, write_rule
from tests.engine.strategies import documents, facts

CASES = json.loads((Path(__file__).parent / "conformance.json").read_text())["cases"]


def document(rule):
    return {"version": 1, "rule": rule}


@pytest.mark.parametrize("case", CASES, ids=lambda case: json.dumps(case["rule"]))
def test_rule_has_the_verdict_of_the_conformance_case(case, fixed_conditions):
    rule = read_stored_rule(document(case["rule"]))

    assert compile_rule(rule).verdict(Facts()) is case["verdict"]
    assert explain_rule(rule, Facts()).verdict is case["verdict"]
    assert write_rule(rule) == document(case["rule"])


@given(documents(), facts())
def test_compiled_rule_agrees_with_interpreter_and_explanation(document, facts):
    rule = read_rule(document)

    verdict = compile_rule(rule).verdict(facts)

    assert verdict is interpret(rule, facts)
    assert verdict is explain_rule(rule, facts).verdict


def interpret(rule, facts):
    if isinstance(rule, Ask):
        return rule.condition.compile()(facts)
    if isinstance(rule, Not):
        return negation(interpret(rule.part, facts))
    verdicts = [interpret(part, facts) for part in rule.parts]
    return all_of(verdicts) if isinstance(rule, AllOf) else any_of(verdicts)


@pytest.mark.parametrize(("name", "error"), [("raising", ZeroDivisionError), ("answers_text", TypeError)])
def test_condition_that_misbehaves_is_told_of_by_name(name, error, fixed_conditions):
    failures = []
    rule = read_rule(document({"any": [{"condition": "false"}, {"condition": name}]}))

    compile_rule(rule, lambda *failure: failures.append(failure)).verdict(Facts())

    assert [(condition, type(raised)) for condition, raised in failures] == [(name, error)]


def test_condition_that_cannot_be_compiled_is_told_of_and_unknown(add_condition, monkeypatch):
    failures = []
    add_condition("weird", None)
    rule = read_rule(document({"condition": "weird"}))
    monkeypatch.setattr(type(rule.condition), "compile", lambda self: 1 / 0)

    compiled = compile_rule(rule, lambda *failure: failures.append(failure))

    assert compiled.verdict(Facts()) is None
    assert not compiled.holds(Facts())
    assert [condition for condition, _error in failures] == ["weird"]


def test_cheap_condition_is_asked_first_and_spares_the_dear_one(add_condition):
    asked = []
    add_condition("dear", lambda facts: asked.append("dear") or True, cost=5)
    add_condition("cheap", lambda facts: asked.append("cheap") or False, cost=1)
    rule = read_rule(document({"all": [{"condition": "dear"}, {"condition": "cheap"}]}))

    assert compile_rule(rule).verdict(Facts()) is False
    assert asked == ["cheap"]


def test_compiled_rule_names_the_facts_that_it_may_ask_for():
    goal = {"condition": "goal_triggered", "goal": "0" * 32, "period": "ever"}
    rule = read_rule(document({"not": {"any": [goal, {"condition": "day_of_week", "days": [1]}]}}))

    assert compile_rule(rule).needs == {"visit_goals", "contact_goals", "local_time", "visitor_time"}
