"""Comparisons of dates and moments, shared by the conditions: of users, contacts and pages, in the time zone of the site.

A condition that compares has the parameters `comparison`, `day` and `upper`, one that asks whether a moment is near has
`direction`, `length` and `unit`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.base import Predicate
from django_jss.engine.conditions.comparing import number_test
from django_jss.engine.conditions.spans import MAX_LENGTH, UNITS
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import DateComparison, Direction, InvalidParameter, TimeUnit

# Where a range of days needs no upper end.
NO_DAY = date(1, 1, 1)
DAY_HELP = _("The day is that of the site's time zone.")
# How fields hold a day without a time.
_MIDNIGHT = "T00:00:00Z"


def check_days(comparison: DateComparison, day: date, upper: date) -> None:
    """For `__post_init__`: raises `InvalidParameter` for a range that holds nothing."""
    if comparison is DateComparison.BETWEEN and upper < day:
        raise InvalidParameter("upper", _("must not be before the first day"))


def check_length(length: int) -> None:
    """For `__post_init__`: raises `InvalidParameter` for a time that is none, or too long."""
    if not 1 <= length <= MAX_LENGTH:
        raise InvalidParameter("length", str(_("must be from 1 to {most}")).format(most=MAX_LENGTH))


def day_predicate(read: Callable[[Facts], Any], comparison: DateComparison, day: date, upper: date) -> Predicate:
    """Compares the day that is read; what is neither date nor moment, nor one in ISO 8601, is unknown."""
    holds = number_test(comparison.as_number, day, upper)  # type: ignore[arg-type]

    def predicate(facts: Facts) -> Verdict:
        moment = moment_of(read(facts), _zone(facts))
        return holds(moment.date()) if moment else None

    return predicate


def near_predicate(read: Callable[[Facts], Any], direction: Direction, length: int, unit: TimeUnit) -> Predicate:
    """Whether the moment that is read, of a date its beginning, is less than so long ago, or ahead."""
    now, width = str(Fact.LOCAL_TIME), UNITS[unit] * length

    def predicate(facts: Facts) -> Verdict:
        present, moment = facts[now], moment_of(read(facts), _zone(facts))
        if moment is None or not isinstance(present, datetime):
            return None
        apart = present - moment if direction is Direction.LAST else moment - present
        return timedelta() <= apart <= width

    return predicate


def moment_of(value: Any, zone: tzinfo | None) -> datetime | None:
    """A date or moment, or one in ISO 8601, as a moment of the time zone; without one, nothing is known."""
    if isinstance(value, str):
        value = _parsed(value)
    if zone is None or not isinstance(value, date):
        return None
    if not isinstance(value, datetime):
        return datetime.combine(value, time.min, zone)
    return value.astimezone(zone) if value.tzinfo else value.replace(tzinfo=zone)


def _parsed(text: str) -> date | None:
    try:
        day = text.removesuffix(_MIDNIGHT)
        return date.fromisoformat(day) if len(day) == len("2026-11-24") else datetime.fromisoformat(text)
    except ValueError:
        return None


def _zone(facts: Facts) -> tzinfo | None:
    present = facts[Fact.LOCAL_TIME]
    return present.tzinfo if isinstance(present, datetime) else None
