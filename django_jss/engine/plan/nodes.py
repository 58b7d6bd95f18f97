"""What plans are made of.

A node yields bytes of JSON, or nothing at all: a rendering that a rule hides leaves no trace, not even a comma.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django_jss.engine.compiler import CompiledRule


@dataclass(frozen=True, slots=True)
class Static:
    """Bytes that are the same for all."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Run:
    """Nodes one after the other, such as the beginning of an object, a slot inside it, its end."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Elements:
    """A JSON array whose elements may yield nothing."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """What is shown if a rule holds; `node` None means that nothing is."""

    variant: UUID
    name: str
    rule: CompiledRule
    node: Node | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A rendering with variants, tried in order; the last resort is `default`."""

    rendering: UUID
    component: str
    alternatives: tuple[Alternative, ...]
    default: Node | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a rendering is moved to: `node` is shown if the choice at its own place falls on the variant."""

    choice: Choice
    variant: UUID
    node: Node


@dataclass(frozen=True, slots=True)
class Dynamic:
    """Bytes made for each request; `compute` takes what `fill` is given as `request`, and must not raise.

    None leaves an element of an array out.
    """

    compute: Callable[[Any], bytes | None]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was chosen for a rendering; `variant` None is the default."""

    rendering: UUID
    variant: UUID | None


@dataclass(frozen=True, slots=True)
class Summary:
    """Bytes about all that was decided on the page, wherever they stand in it."""

    compute: Callable[[Sequence[Decision]], bytes]


Node = Static | Run | Elements | Choice | Arrival | Dynamic | Summary


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled page; `needs` are the facts that its rules ask for, `valid_until` when it must be made anew."""

    root: Node
    needs: frozenset[str]
    valid_until: datetime | None = None
    # What went wrong while it was made, for explanations: sentences with ids.
    problems: tuple[str, ...] = field(default=())

    @property
    def has_slots(self) -> bool:
        return not isinstance(self.root, Static)


def joined(parts: Sequence[Node]) -> Node:
    """Nodes one after the other, with neighbouring bytes merged."""
    merged: list[Node] = []
    for part in _flat(parts):
        if isinstance(part, Static) and merged and isinstance(merged[-1], Static):
            merged[-1] = Static(merged[-1].data + part.data)
        else:
            merged.append(part)
    return merged[0] if len(merged) == 1 else Run(tuple(merged))


def array(parts: Sequence[Node]) -> Node:
    """A JSON array, with neighbouring bytes merged; plain bytes if nothing in it depends on the visitor."""
    merged: list[Node] = []
    for part in parts:
        if isinstance(part, Static) and merged and isinstance(merged[-1], Static):
            merged[-1] = Static(merged[-1].data + b"," + part.data)
        else:
            merged.append(part)
    if all(isinstance(part, Static) for part in merged):
        return Static(b"[" + b"".join(part.data for part in merged if isinstance(part, Static)) + b"]")
    return Elements(tuple(merged))


def needs_of(root: Node) -> frozenset[str]:
    """The facts that the rules in a node may ask for. A node shared by several others is looked at once."""
    needs: set[str] = set()
    seen: set[int] = set()
    waiting: list[Node | None] = [root]
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Run | Elements):
            waiting.extend(node.parts)
        elif isinstance(node, Choice):
            needs.update(*(alternative.rule.needs for alternative in node.alternatives))
            waiting.extend([node.default, *(alternative.node for alternative in node.alternatives)])
        elif isinstance(node, Arrival):
            waiting.extend([node.choice, node.node])
    return frozenset(needs)


def _flat(parts: Sequence[Node]) -> list[Node]:
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Run) else [part])
    return flat
