"""Types of the parameters of conditions: how each is read from JSON, written back, checked and described."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from ipaddress import ip_network
from typing import Any, NewType, Self

from django.utils.translation import gettext_lazy as _

from django_jss.engine.countries import CONTINENTS, COUNTRIES
from django_jss.engine.devices import BROWSERS, SYSTEMS, VENDORS
from django_jss.engine.faults import hint
from django_jss.engine.guids import dashed, parse_guid

# A text that may not be empty, such as the name of a parameter.
Name = NewType("Name", str)
GoalGuid = NewType("GoalGuid", str)
EventGuid = NewType("EventGuid", str)
OutcomeGuid = NewType("OutcomeGuid", str)
CampaignGuid = NewType("CampaignGuid", str)
ChannelGuid = NewType("ChannelGuid", str)
PageGuid = NewType("PageGuid", str)
ProfileGuid = NewType("ProfileGuid", str)
ProfileKeyGuid = NewType("ProfileKeyGuid", str)
PatternGuid = NewType("PatternGuid", str)
TemplateGuid = NewType("TemplateGuid", str)
# The name of a group of users.
GroupName = NewType("GroupName", str)
CalendarGuid = NewType("CalendarGuid", str)
SavedRuleGuid = NewType("SavedRuleGuid", str)
SegmentGuid = NewType("SegmentGuid", str)
# 1 for Monday to 7 for Sunday, in order.
Weekdays = NewType("Weekdays", tuple[int, ...])
# 1 for January to 12 for December, in order.
Months = NewType("Months", tuple[int, ...])
# ISO codes, in order.
Countries = NewType("Countries", tuple[str, ...])
Continents = NewType("Continents", tuple[str, ...])
# Some of `DeviceKind`, in order.
DeviceKinds = NewType("DeviceKinds", tuple[str, ...])
# IP networks such as 10.0.0.0/8; a single address is a network of one.
Networks = NewType("Networks", tuple[str, ...])
# Names that authors may choose from a list, or type.
SystemName = NewType("SystemName", str)
BrowserName = NewType("BrowserName", str)
VendorName = NewType("VendorName", str)
# One or more texts, none of them empty.
Texts = NewType("Texts", tuple[str, ...])

MAX_TEXT = 500
MAX_TEXTS = 200
MAX_NUMBER = 10**12


class Choices(StrEnum):
    """Base of parameters with fixed values, each with a label."""

    label: Any

    def __new__(cls, value: str, label: Any = None, *more: Any) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = value if label is None else label
        return member


class Comparison(Choices):
    """Base of comparisons; each `takes` those of the parameters beside it that mean something then."""

    takes: tuple[str, ...]

    def __init__(self, value: str, label: Any = "", takes: tuple[str, ...] = ("value",)) -> None:
        self.takes = takes

    @classmethod
    def governed(cls) -> tuple[str, ...]:
        """The parameters that mean something beside one of them at least."""
        return tuple(dict.fromkeys(name for member in cls for name in member.takes))


class NumberComparison(Comparison):
    EQUAL = "equal", _("is")
    NOT_EQUAL = "not_equal", _("is not")
    LESS = "less", _("is less than")
    AT_MOST = "at_most", _("is at most")
    MORE = "more", _("is more than")
    AT_LEAST = "at_least", _("is at least")
    BETWEEN = "between", _("is between"), ("value", "upper")


class TextComparison(Comparison):
    EQUALS = "equals", _("is")
    NOT_EQUALS = "not_equals", _("is not")
    CONTAINS = "contains", _("contains")
    STARTS_WITH = "starts_with", _("starts with")
    ENDS_WITH = "ends_with", _("ends with")
    ONE_OF = "one_of", _("is one of (a; b; c)")
    MATCHES = "matches", _("matches the regular expression")
    PRESENT = "present", _("is there, whatever its value"), ()
    ABSENT = "absent", _("is not there"), ()


class DateComparison(Comparison):
    ON = "on", _("is"), ("day",)
    BEFORE = "before", _("is before"), ("day",)
    UNTIL = "until", _("is not after"), ("day",)
    AFTER = "after", _("is after"), ("day",)
    SINCE = "since", _("is not before"), ("day",)
    BETWEEN = "between", _("is between"), ("day", "upper")

    @property
    def as_number(self) -> NumberComparison:
        """The same comparison of numbers."""
        return _OF_DATES[self]


_OF_DATES = {
    DateComparison.ON: NumberComparison.EQUAL,
    DateComparison.BEFORE: NumberComparison.LESS,
    DateComparison.UNTIL: NumberComparison.AT_MOST,
    DateComparison.AFTER: NumberComparison.MORE,
    DateComparison.SINCE: NumberComparison.AT_LEAST,
    DateComparison.BETWEEN: NumberComparison.BETWEEN,
}


class Direction(Choices):
    """Where a moment lies."""

    LAST = "last", _("was within the last")
    NEXT = "next", _("is within the next")


class Period(Choices):
    VISIT = "visit", _("in this visit")
    EVER = "ever", _("at any time, in this visit or before")


class WhichVisit(Choices):
    """Whose source is meant."""

    THIS = "this", _("this visit")
    FIRST = "first", _("the first visit")


class UtmPart(Choices):
    """The parameters by which links tell where they stand."""

    SOURCE = "source", _("source")
    MEDIUM = "medium", _("medium")
    CAMPAIGN = "campaign", _("campaign")
    TERM = "term", _("term")
    CONTENT = "content", _("content")


class Span(Choices):
    """A part of a visitor's history; a condition that has one has the parameter `length` beside it.

    The label says where the length stands in a sentence; where it does not, the length means nothing.
    """

    VISIT = "visit", _("in this visit")
    PREVIOUS_VISIT = "previous_visit", _("in the visit before this one")
    VISITS = "visits", _("in the last {length} visits")
    DAYS = "days", _("in the last {length} days")
    EVER = "ever", _("at any time, in this visit or before")

    @property
    def takes_length(self) -> bool:
        return self in (Span.VISITS, Span.DAYS)


class TimeUnit(Choices):
    MINUTES = "minutes", _("minutes")
    HOURS = "hours", _("hours")
    DAYS = "days", _("days")


class Clock(Choices):
    """Whose time of day counts."""

    SITE = "site", _("where the site is")
    VISITOR = "visitor", _("where the visitor is")


DEVICE_KINDS: Mapping[str, Any] = {
    "desktop": _("a desktop"),
    "phone": _("a phone"),
    "tablet": _("a tablet"),
    "tv": _("a television"),
    "console": _("a game console"),
    "bot": _("a bot"),
}
WEEKDAYS: Mapping[int, Any] = {
    1: _("Monday"),
    2: _("Tuesday"),
    3: _("Wednesday"),
    4: _("Thursday"),
    5: _("Friday"),
    6: _("Saturday"),
    7: _("Sunday"),
}
MONTHS: Mapping[int, Any] = {
    1: _("January"),
    2: _("February"),
    3: _("March"),
    4: _("April"),
    5: _("May"),
    6: _("June"),
    7: _("July"),
    8: _("August"),
    9: _("September"),
    10: _("October"),
    11: _("November"),
    12: _("December"),
}


class InvalidParameter(ValueError):
    """Raised by a condition's `__post_init__` about one of its parameters that does not go with the others."""

    def __init__(self, parameter: str, message: Any) -> None:
        super().__init__(message)
        self.parameter = parameter


@dataclass(frozen=True, slots=True)
class ParameterType:
    """`read` takes the JSON value and raises `ValueError` with what it expected; `write` turns it back.

    `name` tells a builder which input it needs: number, decimal, text, texts, choice, several (of the choices), codes
    (several of very many), date, datetime, time, or the kind of a reference.
    """

    name: str
    read: Callable[[Any], Any]
    write: Callable[[Any], Any]
    choices: Mapping[Any, Any] | None = None
    # What kind of thing a GUID refers to, for pickers and labels.
    reference: str | None = None
    may_be_empty: bool = False
    # Texts that are offered; others may be typed.
    suggestions: tuple[str, ...] = ()


def parameter_type(annotation: Any) -> ParameterType | None:
    """The type that goes with the annotation of a condition's field; None if there is none."""
    if isinstance(annotation, type) and issubclass(annotation, Choices):
        return _choice(annotation)
    return TYPES.get(annotation)


def _read_int(raw: Any) -> int:
    if type(raw) is not int or abs(raw) > MAX_NUMBER:
        raise ValueError(_("a whole number"))
    return raw


def _read_text(raw: Any) -> str:
    if not isinstance(raw, str) or len(raw) > MAX_TEXT:
        raise ValueError(str(_("a text of at most {count} characters")).format(count=MAX_TEXT))
    return raw


def _read_name(raw: Any) -> str:
    if not _read_text(raw).strip():
        raise ValueError(_("a text that is not empty"))
    return str(raw).strip()


def _read_guid(raw: Any) -> str:
    try:
        return dashed(parse_guid(raw))
    except ValueError as error:
        raise ValueError(_("a GUID")) from error


def _read_decimal(raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw) or abs(raw) > MAX_NUMBER:
        raise ValueError(_("a number"))
    return float(raw)


def _read_texts(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not 0 < len(raw) <= MAX_TEXTS:
        raise ValueError(str(_("a list of 1 to {count} texts")).format(count=MAX_TEXTS))
    return tuple(dict.fromkeys(_read_name(text) for text in raw))


def _read_networks(raw: Any) -> tuple[str, ...]:
    try:
        return tuple(str(ip_network(text, strict=False)) for text in _read_texts(raw))
    except ValueError as error:
        raise ValueError(_("a list of IP addresses or networks such as 192.0.2.0/24")) from error


def _read_date(raw: Any) -> date:
    return _from_iso(raw, date.fromisoformat, _("a date such as 2026-11-24"))


def _read_datetime(raw: Any) -> datetime:
    return _from_iso(raw, datetime.fromisoformat, _("a date and time such as 2026-11-24T09:00")).replace(tzinfo=None)


def _read_time(raw: Any) -> time:
    return _from_iso(raw, time.fromisoformat, _("a time such as 09:30")).replace(tzinfo=None)


def _from_iso(raw: Any, read: Callable[[str], Any], what: Any) -> Any:
    try:
        return read(_read_text(raw))
    except ValueError as error:
        raise ValueError(what) from error


def _several(choices: Mapping[int, Any], what: Any) -> ParameterType:
    """Some of a few numbered things, kept in order."""

    def read(raw: Any) -> tuple[int, ...]:
        if not isinstance(raw, list) or not raw or not all(type(entry) is int and entry in choices for entry in raw):
            raise ValueError(what)
        return tuple(sorted(set(raw)))

    return ParameterType("several", read, list, choices)


def _codes(choices: Mapping[str, Any], what: Any, *, name: str = "codes") -> ParameterType:
    """Some of many things that have a code, kept in order."""

    def read(raw: Any) -> tuple[str, ...]:
        if not isinstance(raw, list) or not raw or not all(isinstance(code, str) and code in choices for code in raw):
            raise ValueError(what)
        return tuple(sorted(set(raw)))

    return ParameterType(name, read, list, choices)


def reference_type(kind: str) -> ParameterType:
    """A parameter that names a thing of that kind by its GUID; annotations of it go into `TYPES`."""
    return ParameterType(kind, _read_guid, str, reference=kind)


def _choice(kind: type[Choices]) -> ParameterType:
    def read(raw: Any) -> Choices:
        if isinstance(raw, str) and raw in kind.__members__.values():
            return kind(raw)
        names = ", ".join(kind)
        raise ValueError(str(_("one of {names}")).format(names=names) + hint(raw, kind))

    return ParameterType("choice", read, str, {member: member.label for member in kind})


def _suggested(names: Mapping[str, Any]) -> ParameterType:
    return ParameterType("text", _read_text, str, may_be_empty=True, suggestions=tuple(names))


TYPES: dict[Any, ParameterType] = {
    int: ParameterType("number", _read_int, int),
    float: ParameterType("decimal", _read_decimal, float),
    str: ParameterType("text", _read_text, str, may_be_empty=True),
    Name: ParameterType("text", _read_name, str),
    SystemName: _suggested(SYSTEMS),
    BrowserName: _suggested(BROWSERS),
    VendorName: _suggested(VENDORS),
    Texts: ParameterType("texts", _read_texts, list),
    Networks: ParameterType("texts", _read_networks, list),
    Countries: _codes(COUNTRIES, _("a list of country codes such as DK")),
    Continents: _codes(CONTINENTS, _("a list of continent codes such as EU"), name="several"),
    DeviceKinds: _codes(DEVICE_KINDS, _("a list of kinds of devices such as phone"), name="several"),
    date: ParameterType("date", _read_date, date.isoformat),
    # Of the site's time zone, like the next one.
    datetime: ParameterType("datetime", _read_datetime, lambda value: value.isoformat(timespec="minutes")),
    time: ParameterType("time", _read_time, lambda value: value.isoformat(timespec="minutes")),
    Weekdays: _several(WEEKDAYS, _("a list of weekdays, 1 for Monday to 7 for Sunday")),
    Months: _several(MONTHS, _("a list of months, 1 for January to 12 for December")),
    GoalGuid: reference_type("goal"),
    EventGuid: reference_type("event"),
    OutcomeGuid: reference_type("outcome"),
    CampaignGuid: reference_type("campaign"),
    ChannelGuid: reference_type("channel"),
    PageGuid: reference_type("page"),
    ProfileGuid: reference_type("profile"),
    ProfileKeyGuid: reference_type("profile_key"),
    PatternGuid: reference_type("pattern"),
    TemplateGuid: reference_type("template"),
    GroupName: ParameterType("group", _read_name, str, reference="group"),
    CalendarGuid: reference_type("calendar"),
    SavedRuleGuid: reference_type("saved_rule"),
    SegmentGuid: reference_type("segment"),
}
