"""The command that lists conditions."""

from __future__ import annotations

import json
from io import StringIO

from django.core.management import call_command

from django_jss.engine.conditions import conditions


def listed(*arguments: str) -> str:
    out = StringIO()
    call_command("jss_conditions", *arguments, stdout=out, no_color=True)
    return out.getvalue()


def test_each_condition_is_listed_with_sentence_parameters_and_needs() -> None:
    text = listed()

    assert "Visitor\n" in text
    assert "  goal_triggered: the goal {goal} was triggered {period}\n" in text
    assert "    period: choice (visit, ever)\n" in text
    assert "    needs contact_goals, visit_goals\n" in text


def test_json_is_what_a_rule_builder_is_given() -> None:
    assert {condition["name"] for condition in json.loads(listed("--json"))} == set(conditions.names())
