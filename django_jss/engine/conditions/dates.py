"""Questions about date and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.base import Group, Predicate, condition
from django_jss.engine.conditions.comparing import check_range, number_test
from django_jss.engine.conditions.spans import UNITS
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import (
    CalendarGuid,
    Clock,
    InvalidParameter,
    Months,
    NumberComparison,
    TimeUnit,
    Weekdays,
)

CLOCK_HELP = _("The visitor's time is known where the place is.")
_FACTS = {Clock.SITE: Fact.LOCAL_TIME, Clock.VISITOR: Fact.VISITOR_TIME}
_NEEDS = frozenset(_FACTS.values())


@condition("day_of_week", group=Group.DATES, sentence=_("today is {days} {clock}"), help_text=CLOCK_HELP)
@dataclass(frozen=True, slots=True)
class DayOfWeek:
    """Whether it is one of these weekdays."""

    days: Weekdays
    clock: Clock = Clock.SITE
    needs: ClassVar = _NEEDS

    def compile(self) -> Predicate:
        days = frozenset(self.days)
        return _of_now(self.clock, lambda now: now.isoweekday() in days)


@condition("month", group=Group.DATES, sentence=_("the month is {months} {clock}"), help_text=CLOCK_HELP)
@dataclass(frozen=True, slots=True)
class Month:
    """Whether it is one of these months."""

    months: Months
    clock: Clock = Clock.SITE
    needs: ClassVar = _NEEDS

    def compile(self) -> Predicate:
        months = frozenset(self.months)
        return _of_now(self.clock, lambda now: now.month in months)


@condition(
    "day_of_month",
    group=Group.DATES,
    sentence=_("the day of the month {comparison} {value} {upper} {clock}"),
    help_text=CLOCK_HELP,
    defaults={"value": 1},
)
@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """Compares the day of the month, 1 to 31."""

    comparison: NumberComparison
    value: int
    upper: int = 0
    clock: Clock = Clock.SITE
    needs: ClassVar = _NEEDS

    def __post_init__(self) -> None:
        check_range(self.comparison, self.value, self.upper)

    def compile(self) -> Predicate:
        holds = number_test(self.comparison, self.value, self.upper)
        return _of_now(self.clock, lambda now: holds(now.day))


@condition(
    "time_of_day",
    group=Group.DATES,
    sentence=_("it is between {first} and {last} o'clock {clock}"),
    help_text=_("From 22:00 to 06:00 is a night. The later end does not belong to it."),
    defaults={"first": "09:00", "last": "17:00"},
)
@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """Whether the time of day lies between two others; the second may be on the next day."""

    first: time
    last: time
    clock: Clock = Clock.SITE
    needs: ClassVar = _NEEDS

    def __post_init__(self) -> None:
        if self.first == self.last:
            raise InvalidParameter("last", _("must not be the same as the beginning"))

    def compile(self) -> Predicate:
        first, last = self.first, self.last
        if first < last:
            return _of_now(self.clock, lambda now: first <= now.time() < last)
        return _of_now(self.clock, lambda now: now.time() >= first or now.time() < last)


@condition(
    "date_range",
    group=Group.DATES,
    sentence=_("it is between {first} and {last} {clock}"),
    help_text=_("The later end does not belong to it."),
)
@dataclass(frozen=True, slots=True)
class DateRange:
    """Whether it is between two moments."""

    first: datetime
    last: datetime
    clock: Clock = Clock.SITE
    needs: ClassVar = _NEEDS

    def __post_init__(self) -> None:
        if self.last <= self.first:
            raise InvalidParameter("last", _("must be later than the beginning"))

    def compile(self) -> Predicate:
        first, last = self.first, self.last
        return _of_now(self.clock, lambda now: first <= now.replace(tzinfo=None) < last)


@condition("date_passed", group=Group.DATES, sentence=_("it is {moment} or later {clock}"), help_text=CLOCK_HELP)
@dataclass(frozen=True, slots=True)
class DatePassed:
    """Whether a moment has come."""

    moment: datetime
    clock: Clock = Clock.SITE
    needs: ClassVar = _NEEDS

    def compile(self) -> Predicate:
        moment = self.moment
        return _of_now(self.clock, lambda now: now.replace(tzinfo=None) >= moment)


@condition(
    "shortly_after",
    group=Group.DATES,
    sentence=_("{moment} was within the last {length} {unit}"),
    help_text=_("In the time zone of the site."),
    defaults={"length": 24, "unit": "hours"},
)
@dataclass(frozen=True, slots=True)
class ShortlyAfter:
    """Whether a moment is past, but for no longer than that."""

    moment: datetime
    length: int
    unit: TimeUnit
    needs: ClassVar = frozenset({Fact.LOCAL_TIME})

    def __post_init__(self) -> None:
        _check_length(self.length)

    def compile(self) -> Predicate:
        moment, width = self.moment, self.length * UNITS[self.unit]
        return _of_now(Clock.SITE, lambda now: moment <= now.replace(tzinfo=None) <= moment + width)


@condition(
    "shortly_before",
    group=Group.DATES,
    sentence=_("{moment} is within the next {length} {unit}"),
    help_text=_("In the time zone of the site."),
    defaults={"length": 7, "unit": "days"},
)
@dataclass(frozen=True, slots=True)
class ShortlyBefore:
    """Whether a moment is still to come, but soon."""

    moment: datetime
    length: int
    unit: TimeUnit
    needs: ClassVar = frozenset({Fact.LOCAL_TIME})

    def __post_init__(self) -> None:
        _check_length(self.length)

    def compile(self) -> Predicate:
        moment, width = self.moment, self.length * UNITS[self.unit]
        return _of_now(Clock.SITE, lambda now: moment - width <= now.replace(tzinfo=None) < moment)


@condition(
    "in_calendar",
    group=Group.DATES,
    sentence=_("today is in the calendar {calendar}"),
    help_text=_("A calendar is a list of dates, such as holidays; its days are those where the site is."),
    cost=2,
)
@dataclass(frozen=True, slots=True)
class InCalendar:
    """Whether today is one of the dates of a named calendar."""

    calendar: CalendarGuid
    needs: ClassVar = frozenset({Fact.CALENDARS, Fact.LOCAL_TIME})

    def compile(self) -> Predicate:
        calendar, calendars, now = self.calendar, str(Fact.CALENDARS), str(Fact.LOCAL_TIME)

        def predicate(facts: Facts) -> Verdict:
            known, present = facts[calendars], facts[now]
            ranges = known.get(calendar) if isinstance(known, Mapping) else None
            if not isinstance(ranges, tuple) or not isinstance(present, datetime):
                return None
            today = present.date()
            return any(first <= today <= last for first, last in ranges)

        return predicate


def _check_length(length: int) -> None:
    if not 1 <= length <= 100_000:
        raise InvalidParameter("length", _("must be from 1 to 100000"))


def _of_now(clock: Clock, holds: Callable[[datetime], bool]) -> Predicate:
    fact = str(_FACTS[clock])

    def predicate(facts: Facts) -> Verdict:
        now = facts[fact]
        return holds(now) if isinstance(now, datetime) else None

    return predicate
