"""Writes the function that asks a group of conditions.

Calling a condition takes longer than most of what conditions do. So the function is Python source of its own, in which
the commonest case of an `Inlined` condition stands in place of the call. Source depends on what kinds of conditions a
group has and in which order, never on their values: these are handed to it, and groups alike share what was compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, cast

from django_jss.engine.conditions.base import Inlined, Predicate
from django_jss.engine.facts import Facts
from django_jss.engine.logic import Verdict

# Asks the conditions from that one on, one at a time.
Rest = Callable[[Facts, int], Verdict]


class _Shape(NamedTuple):
    """What the source says of one condition."""

    guard: str = ""
    holds: str = ""
    names: tuple[str, ...] = ()


def generated(predicates: Sequence[Predicate], neutral: bool, rest: Rest) -> Predicate:
    """`all` of them if `neutral` is True, `any` if it is False: the first verdict that is not neutral ends it.

    One that decides nothing, and an exception, are left to `rest`.
    """
    values: list[Any] = []
    for predicate in predicates:
        values.append(predicate)
        if isinstance(predicate, Inlined):
            values += predicate.values.values()
    return _maker(tuple(map(_shape, predicates)), neutral)(rest, *values)


def _shape(predicate: Predicate) -> _Shape:
    if isinstance(predicate, Inlined):
        return _Shape(predicate.guard, predicate.holds, tuple(predicate.values))
    return _Shape()


@lru_cache(maxsize=2000)
def _maker(shapes: tuple[_Shape, ...], neutral: bool) -> Callable[..., Predicate]:
    parameters = ["rest"]
    lines: list[str] = []
    for index, shape in enumerate(shapes):
        parameters += [f"ask_{index}", *(f"{name}_{index}" for name in shape.names)]
        lines += _asking(index, shape, neutral)
    source = "\n".join(
        (
            f"def make({', '.join(parameters)}):",
            "    def group(facts):",
            "        try:",
            *(f"            {line}" for line in lines),
            f"            return {neutral}",
            "        except Exception:",
            "            return rest(facts, 0)",
            "    return group",
        )
    )
    namespace: dict[str, Any] = {}
    exec(compile(source, "<rule>", "exec"), namespace)
    return cast(Callable[..., Predicate], namespace["make"])


def _asking(index: int, shape: _Shape, neutral: bool) -> list[str]:
    decisive = not neutral
    called = f"if (verdict := ask_{index}(facts)) is not {neutral}:"
    answer = f"    return {decisive} if verdict is {decisive} else rest(facts, {index})"
    if not shape.guard:
        return [called, answer]
    own = {name: f"{name}_{index}" for name in shape.names}
    return [
        f"if {shape.guard.format(**own)}:",
        f"    if {'not ' if neutral else ''}({shape.holds.format(**own)}):",
        f"        return {decisive}",
        f"el{called}",
        answer,
    ]
