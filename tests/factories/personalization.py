"""Rule sets and their variants."""

from __future__ import annotations

import uuid
from typing import Any

import factory
from factory.django import DjangoModelFactory

from django_jss.models import PersonalizationVariant, RuleSet, VariantAction


def rule(*conditions: dict[str, Any]) -> dict[str, Any]:
    """The document of a rule that holds if all of these conditions do."""
    return {"version": 1, "rule": {"all": list(conditions)}}


def visits_at_least(number: int) -> dict[str, Any]:
    """The JSON form of the condition that it is at least this visit."""
    return {"condition": "visit_number", "comparison": "at_least", "value": number}


def goal_triggered(goal: uuid.UUID, period: str = "visit") -> dict[str, Any]:
    return {"condition": "goal_triggered", "goal": str(goal), "period": period}


class RuleSetFactory(DjangoModelFactory[RuleSet]):
    """Needs a `route`."""

    class Meta:
        model = RuleSet

    rendering_uid = factory.LazyFunction(uuid.uuid4)


class VariantFactory(DjangoModelFactory[PersonalizationVariant]):
    """Needs a `rule_set`; hides the rendering from all, unless told otherwise."""

    class Meta:
        model = PersonalizationVariant

    name = factory.Sequence(lambda number: f"Variant {number}")
    position = factory.Sequence(lambda number: number)
    rule = factory.LazyFunction(rule)
    action = VariantAction.HIDE
