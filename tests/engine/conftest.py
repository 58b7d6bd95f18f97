"""Conditions with a fixed answer, registered while a test runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from django_jss.engine.conditions import condition, conditions
from django_jss.engine.conditions.base import Group, Predicate


def register(name: str, predicate: Predicate, cost: int = 1) -> None:
    """A condition without parameters."""

    @condition(name, group=Group.REQUEST, sentence=name.replace("_", " "), cost=cost)
    @dataclass(frozen=True)
    class Fixed:
        needs: ClassVar = frozenset({"anything"})

        def compile(self) -> Predicate:
            return predicate


@pytest.fixture
def fixed_conditions():
    """Conditions named for what they do."""
    answers: dict[str, Any] = {
        "true": lambda facts: True,
        "false": lambda facts: False,
        "unknown": lambda facts: None,
        "raising": lambda facts: 1 / 0,
        "answers_text": lambda facts: "yes",
    }
    for name, predicate in answers.items():
        register(name, predicate)
    yield list(answers)
    for name in answers:
        conditions.remove(name)


@pytest.fixture
def add_condition():
    """Register a condition for this test: `add_condition(name, predicate, cost=1)`."""
    added: list[str] = []

    def add(name: str, predicate: Predicate, cost: int = 1) -> None:
        register(name, predicate, cost)
        added.append(name)

    yield add
    for name in added:
        conditions.remove(name)
