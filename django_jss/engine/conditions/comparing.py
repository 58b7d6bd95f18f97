"""Comparisons of numbers and texts, shared by the conditions.

A number's condition has the parameters `comparison`, `value` and `upper`, a text's has `comparison` and `value`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.base import Inlined, Predicate
from django_jss.engine.expressions import matcher
from django_jss.engine.facts import Facts
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import InvalidParameter, NumberComparison, TextComparison

NUMBERS: Mapping[NumberComparison, Callable[[Any, Any], bool]] = {
    NumberComparison.EQUAL: operator.eq,
    NumberComparison.NOT_EQUAL: operator.ne,
    NumberComparison.LESS: operator.lt,
    NumberComparison.AT_MOST: operator.le,
    NumberComparison.MORE: operator.gt,
    NumberComparison.AT_LEAST: operator.ge,
}
# The same tests of `seen`, as source.
_WRITTEN: Mapping[NumberComparison, str] = {
    NumberComparison.EQUAL: "seen == {value}",
    NumberComparison.NOT_EQUAL: "seen != {value}",
    NumberComparison.LESS: "seen < {value}",
    NumberComparison.AT_MOST: "seen <= {value}",
    NumberComparison.MORE: "seen > {value}",
    NumberComparison.AT_LEAST: "seen >= {value}",
    NumberComparison.BETWEEN: "{value} <= seen <= {upper}",
}
PARTIAL_TEXT = frozenset({TextComparison.CONTAINS, TextComparison.STARTS_WITH, TextComparison.ENDS_WITH})
SEPARATOR = ";"

# What a reader gives for a text that is known not to be there.
ABSENT = object()
# Finds a text among the facts, or `ABSENT`; None is unknown.
Reader = Callable[[Facts], Any]


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def check_range(comparison: NumberComparison, value: float, upper: float) -> None:
    """For `__post_init__`: raises `InvalidParameter` for a range that holds nothing."""
    if comparison is NumberComparison.BETWEEN and upper < value:
        raise InvalidParameter("upper", _("must not be less than the lower end"))


def check_text(comparison: TextComparison, value: str) -> None:
    """For `__post_init__`: raises `InvalidParameter` for a comparison that is always the same, or cannot be made."""
    if not value and comparison in PARTIAL_TEXT:
        raise InvalidParameter("value", _("needed: every text contains nothing"))
    if comparison is TextComparison.ONE_OF and not _listed(value):
        raise InvalidParameter("value", _("needed: texts with semicolons between them"))
    if comparison is TextComparison.MATCHES:
        try:
            matcher(value)
        except ValueError as error:
            raise InvalidParameter("value", error) from error


def number_test(comparison: NumberComparison, value: float, upper: float = 0) -> Callable[[Any], bool]:
    """A test of numbers; both ends of a range belong to it."""
    if comparison is NumberComparison.BETWEEN:
        return lambda number: value <= number <= upper
    holds = NUMBERS[comparison]
    return lambda number: holds(number, value)


def number_predicate(fact: str, comparison: NumberComparison, value: float, upper: float = 0) -> Predicate:
    """Compares the number that a fact is; what is no number is unknown."""
    holds = number_test(comparison, value, upper)

    def ask(facts: Facts) -> Verdict:
        number = facts[fact]
        return holds(number) if is_number(number) else None

    values = {"fact": fact, "value": value, "upper": upper}
    return Inlined(ask, "(seen := facts[{fact}]).__class__ is int", _WRITTEN[comparison], values)


def text_test(comparison: TextComparison, wanted: str) -> Callable[[str], bool]:
    """A test of texts that are there, case put aside; for comparisons that take a value."""
    folded = wanted.casefold()
    if comparison is TextComparison.ONE_OF:
        listed = frozenset(_listed(folded))
        return lambda text: text.casefold() in listed
    if comparison is TextComparison.MATCHES:
        return matcher(wanted)
    tests: Mapping[TextComparison, Callable[[str], bool]] = {
        TextComparison.EQUALS: lambda text: text.casefold() == folded,
        TextComparison.NOT_EQUALS: lambda text: text.casefold() != folded,
        TextComparison.CONTAINS: lambda text: folded in text.casefold(),
        TextComparison.STARTS_WITH: lambda text: text.casefold().startswith(folded),
        TextComparison.ENDS_WITH: lambda text: text.casefold().endswith(folded),
    }
    return tests[comparison]


def text_predicate(read: Reader, comparison: TextComparison, value: str) -> Predicate:
    """Compares the text that is read; what is no text is unknown."""
    if not comparison.takes:
        wanted = comparison is TextComparison.PRESENT

        def presence(facts: Facts) -> Verdict:
            text = read(facts)
            return (text is not ABSENT) is wanted if text is ABSENT or isinstance(text, str) else None

        return presence
    holds, absent = text_test(comparison, value), comparison is TextComparison.NOT_EQUALS

    def ask(facts: Facts) -> Verdict:
        text = read(facts)
        if text is ABSENT:
            return absent
        return holds(text) if isinstance(text, str) else None

    if comparison is TextComparison.EQUALS and isinstance(read, FactReader | EntryReader):
        values = {**read.values, "value": value, "folded": value.casefold()}
        return Inlined(ask, read.written, "seen == {value} or seen.casefold() == {folded}", values)
    return ask


@dataclass(frozen=True, slots=True)
class FactReader:
    """Reads a fact that is a text; an empty one is not there."""

    fact: str
    # The same as an expression, true where there is a text.
    written: ClassVar[str] = "(seen := facts[{fact}]).__class__ is str and seen"

    @property
    def values(self) -> Mapping[str, str]:
        return {"fact": self.fact}

    def __call__(self, facts: Facts) -> Any:
        return ABSENT if (text := facts[self.fact]) == "" else text


@dataclass(frozen=True, slots=True)
class EntryReader:
    """Reads an entry of a fact that is an object of texts."""

    fact: str
    key: str
    written: ClassVar[str] = (
        "(entries := facts[{fact}]).__class__ is dict and (seen := entries.get({key})).__class__ is str"
    )

    @property
    def values(self) -> Mapping[str, str]:
        return {"fact": self.fact, "key": self.key}

    def __call__(self, facts: Facts) -> Any:
        entries = facts[self.fact]
        return entries.get(self.key, ABSENT) if isinstance(entries, Mapping) else None


def fact_reader(fact: str) -> Reader:
    """Reads a fact that is a text; an empty one is not there."""
    return FactReader(fact)


def entry_reader(fact: str, key: str) -> Reader:
    """Reads an entry of a fact that is an object of texts."""
    return EntryReader(fact, key)


def known_entry(facts: Facts, fact: str, entry: str) -> Any:
    """An entry of a fact that is an object; None if it is not known."""
    entries = facts[fact]
    return entries.get(entry) if isinstance(entries, Mapping) else None


def known_reader(fact: str, entry: str) -> Reader:
    """Reads an entry of a fact that is an object; None is not known."""
    return lambda facts: known_entry(facts, fact, entry)


@dataclass(frozen=True, slots=True)
class EntryText:
    """Base of conditions about a text in a fact that is an object: `source` names them. What has no entry is unknown."""

    comparison: TextComparison
    value: str = ""
    source: ClassVar[tuple[str, str]]

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)

    def compile(self) -> Predicate:
        fact, entry = self.source
        return text_predicate(lambda facts: known_entry(facts, fact, entry), self.comparison, self.value)


@dataclass(frozen=True, slots=True)
class EntryNumber:
    """Base of conditions about a number in a fact that is an object; like `EntryText`."""

    comparison: NumberComparison
    value: float
    upper: float = 0
    source: ClassVar[tuple[str, str]]

    def __post_init__(self) -> None:
        check_range(self.comparison, self.value, self.upper)

    def compile(self) -> Predicate:
        fact, entry = self.source
        holds = number_test(self.comparison, self.value, self.upper)

        def predicate(facts: Facts) -> Verdict:
            number = known_entry(facts, fact, entry)
            return holds(number) if is_number(number) else None

        return predicate


def yes_or_no(fact: str, entry: str) -> Predicate:
    """Whether an entry of a fact that is an object is true."""

    def predicate(facts: Facts) -> Verdict:
        value = known_entry(facts, fact, entry)
        return value if isinstance(value, bool) else None

    return predicate


def one_of(fact: str, wanted: str) -> Predicate:
    """Whether a fact that is a list has that text in it."""

    def predicate(facts: Facts) -> Verdict:
        entries = facts[fact]
        return wanted in entries if isinstance(entries, tuple) else None

    return predicate


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(SEPARATOR) if part.strip()]
