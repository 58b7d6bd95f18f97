"""What is odd about rules, found without asking anybody: rules that always or never hold, variants that are never reached."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from django_jss.engine.parameters import NumberComparison, TextComparison
from django_jss.engine.rules import AllOf, AnyOf, Ask, Not, Rule, write_rule

ALWAYS = _("It always holds.")
NEVER = _("It never holds: what it asks for excludes itself.")
UNREACHABLE = _("It is never reached: “{earlier}” before it holds whenever this one does.")

# Lower and upper end of the numbers that a comparison lets through; a strict one is a whisker away.
_WHISKER = 1e-9
_Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Named:
    """A variant as the order of variants matters to it."""

    name: str
    rule: Rule
    show_from: datetime | None = None
    show_until: datetime | None = None

    def is_on_whenever(self, other: Named) -> bool:
        """Whether this variant is scheduled at all times at which the other one is."""
        begins = self.show_from is None or (other.show_from is not None and self.show_from <= other.show_from)
        ends = self.show_until is None or (other.show_until is not None and self.show_until >= other.show_until)
        return begins and ends


def verdict_of(rule: Rule) -> bool | None:
    """True for a rule that always holds, False for one that never does; None for the rest."""
    if isinstance(rule, AllOf):
        parts = [verdict_of(part) for part in rule.parts]
        if False in parts or _excludes_itself(rule.parts):
            return False
        return True if all(part is True for part in parts) else None
    if isinstance(rule, AnyOf):
        parts = [verdict_of(part) for part in rule.parts]
        if True in parts or _has_opposites(rule.parts):
            return True
        return False if all(part is False for part in parts) else None
    if isinstance(rule, Not):
        inner = verdict_of(rule.part)
        return None if inner is None else not inner
    return None


def oddities(rule: Rule) -> list[Any]:
    """What is odd about one rule, in words."""
    return {True: [ALWAYS], False: [NEVER], None: []}[verdict_of(rule)]


def unreachable(variants: Sequence[Named]) -> dict[int, str]:
    """By position, the variants that are never reached, each with the name of the one that stands before it."""
    hidden: dict[int, str] = {}
    for index, variant in enumerate(variants):
        earlier = (other for other in variants[:index] if other.is_on_whenever(variant))
        hiding = next((other for other in earlier if _implies(variant.rule, other.rule)), None)
        if hiding is not None:
            hidden[index] = hiding.name
    return hidden


def _implies(rule: Rule, other: Rule) -> bool:
    """Whether `other` surely holds whenever `rule` does: it always does, or asks for a part of the same."""
    if verdict_of(other) is True:
        return True
    return {_key(part) for part in _parts(other)} <= {_key(part) for part in _parts(rule)}


def _key(rule: Rule) -> str:
    """The same for rules that ask the same."""
    return json.dumps(write_rule(rule)["rule"], sort_keys=True)


def _parts(rule: Rule) -> tuple[Rule, ...]:
    """What all must hold; groups of all inside one are dissolved."""
    if isinstance(rule, AllOf):
        return tuple(part for each in rule.parts for part in _parts(each))
    return (rule,)


def _has_opposites(parts: Iterable[Rule]) -> bool:
    found = list(parts)
    keys = {_key(part) for part in found}
    return any(isinstance(part, Not) and _key(part.part) in keys for part in found)


def _excludes_itself(parts: Sequence[Rule]) -> bool:
    flat = _parts(AllOf(tuple(parts)))
    if _has_opposites(flat):
        return True
    alike: defaultdict[Any, list[Any]] = defaultdict(list)
    for part in flat:
        if isinstance(part, Ask):
            alike[_question(part.condition)].append(part.condition)
    return any(_are_apart(conditions) for conditions in alike.values() if len(conditions) > 1)


def _question(condition: Any) -> Any:
    """What is asked, without what it is compared with."""
    asked = [
        (field.name, getattr(condition, field.name))
        for field in fields(condition)
        if field.name not in ("comparison", "value", "upper") and not isinstance(getattr(condition, field.name), tuple)
    ]
    return type(condition), tuple(asked)


def _are_apart(conditions: Sequence[Any]) -> bool:
    comparisons = [getattr(condition, "comparison", None) for condition in conditions]
    if all(isinstance(comparison, NumberComparison) for comparison in comparisons):
        ranges = [_range(condition) for condition in conditions]
        return max(low for low, _high in ranges) > min(high for _low, high in ranges)
    exact = [
        each for each, comparison in zip(conditions, comparisons, strict=True) if comparison is TextComparison.EQUALS
    ]
    if len({condition.value.casefold() for condition in exact}) > 1:
        return True
    return _lists_are_apart(conditions)


def _lists_are_apart(conditions: Sequence[Any]) -> bool:
    """Whether lists of choices, such as weekdays or countries, have nothing in common."""
    for field in fields(conditions[0]):
        values = [getattr(condition, field.name) for condition in conditions]
        if all(isinstance(value, tuple) for value in values) and field.name != "networks":
            return not set.intersection(*(set(value) for value in values))
    return False


def _range(condition: Any) -> _Range:
    value, comparison = condition.value, condition.comparison
    ranges: dict[NumberComparison, _Range] = {
        NumberComparison.EQUAL: (value, value),
        NumberComparison.LESS: (-math.inf, value - _WHISKER),
        NumberComparison.AT_MOST: (-math.inf, value),
        NumberComparison.MORE: (value + _WHISKER, math.inf),
        NumberComparison.AT_LEAST: (value, math.inf),
        NumberComparison.BETWEEN: (value, condition.upper),
    }
    return ranges.get(comparison, (-math.inf, math.inf))
