"""From a plan and a visitor's facts to the bytes that are sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django_jss.engine.facts import Facts
from django_jss.engine.plan.nodes import (
    Alternative,
    Arrival,
    Choice,
    Decision,
    Dynamic,
    Elements,
    Node,
    Plan,
    Run,
    Static,
    Summary,
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A page as it is sent, and what was decided on the way, in the order of the page."""

    body: bytes
    decisions: tuple[Decision, ...]


def fill(plan: Plan, facts: Facts, request: Any = None) -> Filled:
    """Let the rules choose, and join the bytes."""
    if isinstance(plan.root, Static):
        return Filled(plan.root.data, ())
    filling = _Filling(facts, request)
    filling.add(plan.root)
    filling.sum_up()
    return Filled(b"".join(filling.pieces), tuple(filling.decisions))


def chosen(choice: Choice, facts: Facts) -> Alternative | None:
    """The first alternative whose rule holds; None for the default."""
    for alternative in choice.alternatives:
        if alternative.rule.verdict(facts) is True:
            return alternative
    return None


class _Filling:
    """Walks a plan once, gathering the pieces of the answer."""

    __slots__ = ("decided", "decisions", "facts", "pieces", "request", "summaries")

    def __init__(self, facts: Facts, request: Any) -> None:
        self.facts, self.request = facts, request
        self.pieces: list[bytes] = []
        self.decisions: list[Decision] = []
        # By the identity of the choice, which all places that a rendering may be moved to share.
        self.decided: dict[int, Alternative | None] = {}
        self.summaries: list[tuple[int, Summary]] = []

    def add(self, node: Node | None) -> None:
        if isinstance(node, Static):
            self.pieces.append(node.data)
        elif isinstance(node, Choice):
            alternative = self.decide(node)
            self.add(alternative.node if alternative else node.default)
        elif isinstance(node, Arrival):
            alternative = self.decide(node.choice)
            if alternative is not None and alternative.variant == node.variant:
                self.add(node.node)
        elif isinstance(node, Elements):
            self.add_elements(node)
        elif isinstance(node, Run):
            for part in node.parts:
                self.add(part)
        elif isinstance(node, Dynamic):
            data = node.compute(self.request)
            if data is not None:
                self.pieces.append(data)
        elif isinstance(node, Summary):
            self.summaries.append((len(self.pieces), node))
            self.pieces.append(b"")

    def decide(self, choice: Choice) -> Alternative | None:
        """Once for each rendering: where it may be moved to, the same holds as at its own place."""
        if id(choice) not in self.decided:
            alternative = self.decided[id(choice)] = chosen(choice, self.facts)
            self.decisions.append(Decision(choice.rendering, alternative.variant if alternative else None))
        return self.decided[id(choice)]

    def sum_up(self) -> None:
        """Fill in what could be said only at the end."""
        for index, summary in self.summaries:
            self.pieces[index] = summary.compute(self.decisions)

    def add_elements(self, elements: Elements) -> None:
        """A comma is put before each element, and taken back if the element yields nothing; the first one opens."""
        pieces = self.pieces
        separator = b"["
        for part in elements.parts:
            pieces.append(separator)
            before = len(pieces)
            self.add(part)
            if len(pieces) == before:
                pieces.pop()
            else:
                separator = b","
        pieces.append(b"]" if separator == b"," else b"[]")
