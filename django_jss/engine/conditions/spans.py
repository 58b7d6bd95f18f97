"""Parts of a visitor's history, and times gone by, shared by the conditions.

A condition that looks at history has the parameters `span` and `length`, one that asks how long ago something was has
`comparison`, `value`, `upper` and `unit`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.base import Predicate
from django_jss.engine.conditions.comparing import is_number, number_test
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.history import HISTORY_LENGTH
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import InvalidParameter, NumberComparison, Span, TimeUnit

# What to ask for where a condition looks at a span of history.
SPAN_NEEDS = frozenset({Fact.VISIT_NUMBER, Fact.LOCAL_TIME})
MAX_LENGTH = 10_000
UNITS: Mapping[TimeUnit, timedelta] = {
    TimeUnit.MINUTES: timedelta(minutes=1),
    TimeUnit.HOURS: timedelta(hours=1),
    TimeUnit.DAYS: timedelta(days=1),
}
_WHOLE = frozenset({NumberComparison.EQUAL, NumberComparison.NOT_EQUAL})

# Tells of an entry of a history whether it counts.
Test = Callable[[Any], bool]
# Finds the entries of a span, and whether these are all; None if that is not known.
SpanReader = Callable[[Facts], "tuple[list[Any], bool] | None"]


def check_span(span: Span, length: int) -> None:
    """For `__post_init__`: raises `InvalidParameter` for a span that holds nothing."""
    if span.takes_length and not 1 <= length <= MAX_LENGTH:
        message = str(_("must be from 1 to {most}")).format(most=MAX_LENGTH)
        raise InvalidParameter("length", message)


def check_times(times: int) -> None:
    """For `__post_init__`: raises `InvalidParameter` for what is always so."""
    if times < 1:
        raise InvalidParameter("times", _("must be 1 or more"))


def span_reader(history: Fact, span: Span, length: int) -> SpanReader:
    """Reads the entries of a history that lie in the span.

    They are not all if the history is as long as it can be and its oldest entry still lies in the span.
    """
    fact, boundary = str(history), _boundary(span, length)

    def read(facts: Facts) -> tuple[list[Any], bool] | None:
        entries, is_within = facts[fact], boundary(facts)
        if not isinstance(entries, tuple) or is_within is None:
            return None
        found = [entry for entry in entries if is_within(entry)]
        is_cut = len(entries) >= HISTORY_LENGTH and bool(found) and found[-1] is entries[-1]
        return found, not is_cut

    return read


def often(history: Fact, counts: Test, times: int, span: Span, length: int) -> Predicate:
    """Whether a span of history has at least so many entries that count."""
    are_enough = often_by(history, times, span, length)
    return lambda facts: are_enough(facts, counts)


def often_by(history: Fact, times: int, span: Span, length: int) -> Callable[[Facts, Test], Verdict]:
    """The same for a test that is known only when the facts are."""
    read = span_reader(history, span, length)

    def are_enough(facts: Facts, counts: Test) -> Verdict:
        found = read(facts)
        if found is None:
            return None
        entries, are_all = found
        if sum(map(counts, entries)) >= times:
            return True
        return False if are_all else None

    return are_enough


def elapsed_predicate(
    since: Fact, comparison: NumberComparison, value: float, upper: float, unit: TimeUnit
) -> Predicate:
    """Compares the time gone by since a moment; "is" and "is not" count whole units."""
    fact, now, one = str(since), str(Fact.LOCAL_TIME), UNITS[unit]
    holds, counts_whole = number_test(comparison, value, upper), comparison in _WHOLE

    def predicate(facts: Facts) -> Verdict:
        begun, present = facts[fact], facts[now]
        if not isinstance(begun, datetime) or not isinstance(present, datetime):
            return None
        elapsed = max(present - begun, timedelta())
        return holds(elapsed // one if counts_whole else elapsed / one)

    return predicate


def _boundary(span: Span, length: int) -> Callable[[Facts], Test | None]:
    if span is Span.EVER:
        return lambda facts: lambda entry: True
    return _since(length) if span is Span.DAYS else _visits(span, length)


def _since(days: int) -> Callable[[Facts], Test | None]:
    now, width = str(Fact.LOCAL_TIME), timedelta(days=days)

    def boundary(facts: Facts) -> Test | None:
        present = facts[now]
        if not isinstance(present, datetime):
            return None
        first = present - width
        return lambda entry: entry.at >= first

    return boundary


def _visits(span: Span, length: int) -> Callable[[Facts], Test | None]:
    """Visits by their distance from the present one, which is 0; on another device a later one may have begun."""
    fact = str(Fact.VISIT_NUMBER)
    distances = {Span.VISIT: (0, 0), Span.PREVIOUS_VISIT: (1, 1), Span.VISITS: (-math.inf, length - 1)}
    nearest, farthest = distances[span]

    def boundary(facts: Facts) -> Test | None:
        number = facts[fact]
        if not is_number(number):
            return None
        return lambda entry: nearest <= number - entry.visit_number <= farthest

    return boundary
