"""Why each rendering of a page shows what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django_jss.engine.explaining import Trace, explain_rule
from django_jss.engine.facts import Facts
from django_jss.engine.guids import dashed
from django_jss.engine.plan.filling import chosen
from django_jss.engine.plan.nodes import Arrival, Choice, Elements, Node, Plan, Run
from django_jss.engine.sentences import Labels, guids, sentence


@dataclass(frozen=True, slots=True)
class Tried:
    """A variant that was tried; those after the chosen one are not."""

    variant: UUID
    name: str
    sentence: str
    trace: Trace


@dataclass(frozen=True, slots=True)
class ExplainedRendering:
    """The variants tried for a rendering, and the one chosen; None is the default."""

    rendering: UUID
    component: str
    tried: tuple[Tried, ...]
    chosen: UUID | None

    def as_json(self) -> dict[str, Any]:
        return {
            "uid": dashed(self.rendering),
            "componentName": self.component,
            "variant": dashed(self.chosen) if self.chosen else None,
            "tried": [
                {
                    "variant": dashed(tried.variant),
                    "name": tried.name,
                    "rule": tried.sentence,
                    "verdict": tried.trace.verdict,
                    "trace": tried.trace.as_json(),
                }
                for tried in self.tried
            ],
        }


def explain_plan(plan: Plan, facts: Facts, labels: Labels = guids) -> tuple[ExplainedRendering, ...]:
    """The personalized renderings that these facts bring onto the page, in its order."""
    explained: list[ExplainedRendering] = []
    _walk(plan.root, facts, labels, explained)
    return tuple(explained)


def _walk(node: Node | None, facts: Facts, labels: Labels, explained: list[ExplainedRendering]) -> None:
    if isinstance(node, Run | Elements):
        for part in node.parts:
            _walk(part, facts, labels, explained)
    elif isinstance(node, Choice):
        _explain_choice(node, facts, labels, explained)
    elif isinstance(node, Arrival) and (alternative := chosen(node.choice, facts)):
        _walk(node.node if alternative.variant == node.variant else None, facts, labels, explained)


def _explain_choice(choice: Choice, facts: Facts, labels: Labels, explained: list[ExplainedRendering]) -> None:
    tried: list[Tried] = []
    shown, winner = choice.default, None
    for alternative in choice.alternatives:
        rule = alternative.rule.rule
        trace = explain_rule(rule, facts, labels)
        tried.append(Tried(alternative.variant, alternative.name, sentence(rule, labels), trace))
        if trace.verdict is True:
            shown, winner = alternative.node, alternative.variant
            break
    explained.append(ExplainedRendering(choice.rendering, choice.component, tuple(tried), winner))
    _walk(shown, facts, labels, explained)
