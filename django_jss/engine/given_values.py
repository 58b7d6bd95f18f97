"""How the values of facts that are given by hand are read from JSON, and written to it.

A reader takes a JSON value and the site's time zone. It raises `ValueError` for what it does not take, `WrongEntry` if that
is a part of the value.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from django_jss.engine.guids import dashed, parse_guid
from django_jss.engine.history import EVENT_KINDS, HISTORY_LENGTH, PastEvent, PastPage
from django_jss.engine.patterns import Standing

MAX_COUNT = 10**9
# Times outside these years cannot be moved between time zones, or mean nothing.
YEARS = range(1900, 2200)
DEEPEST_DATA = 5


class WrongEntry(ValueError):
    """A part of a value is wrong: `path` leads to it (`[3].kind`), `expects` is what should be there instead of `raw`."""

    def __init__(self, path: str, expects: Any, raw: Any) -> None:
        super().__init__(path)
        self.path, self.expects, self.raw = path, expects, raw


@dataclass(frozen=True, slots=True)
class FactType:
    """`read` takes a JSON value and the site's time zone; it raises `ValueError` for what is not `expects`."""

    expects: Any
    read: Callable[[Any, ZoneInfo], Any]


@dataclass(frozen=True, slots=True)
class GivenScores:
    """Scores of a profile that are given by hand, by key GUID; `count` None is as many page views as it needs."""

    scores: Mapping[str, float]
    count: int | None = None


def read_part(path: str, kind: FactType, raw: Any, time_zone: ZoneInfo) -> Any:
    """A part of a value; raises `WrongEntry` that says where it is."""
    try:
        return kind.read(raw, time_zone)
    except WrongEntry as error:
        raise WrongEntry(path + error.path, error.expects, error.raw) from error
    except ValueError as error:
        raise WrongEntry(path, kind.expects, raw) from error


def object_of(parts: Mapping[str, FactType], *, needed: frozenset[str] = frozenset()) -> Callable[[Any, ZoneInfo], Any]:
    """A reader of objects with these entries alone; one that is null is left out."""
    names = ", ".join(parts)

    def read(raw: Any, time_zone: ZoneInfo) -> dict[str, Any]:
        if not isinstance(raw, dict):
            raise ValueError
        for name in raw:
            if name not in parts:
                raise WrongEntry(f".{plain_name(name)}", str(_("one of the entries {names}")).format(names=names), name)
        known = {name: value for name, value in raw.items() if value is not None}
        for name in sorted(needed - known.keys()):
            raise WrongEntry(f".{name}", parts[name].expects, None)
        return {name: read_part(f".{name}", parts[name], value, time_zone) for name, value in known.items()}

    return read


def plain_name(name: Any) -> str:
    """A name from JSON as messages can hold it."""
    return str(name)[:100].encode("utf-8", "replace").decode()


def read_count(raw: Any, time_zone: ZoneInfo) -> int:
    if type(raw) is not int or not 0 <= raw <= MAX_COUNT:
        raise ValueError
    return raw


def read_counts(raw: Any, time_zone: ZoneInfo) -> dict[str, int]:
    """Of a list each entry counts once."""
    if isinstance(raw, list):
        return {read_guid(guid, time_zone): 1 for guid in raw}
    if not isinstance(raw, dict):
        raise ValueError
    return {read_guid(guid, time_zone): read_count(count, time_zone) for guid, count in raw.items()}


def read_moment(raw: Any, time_zone: ZoneInfo) -> datetime:
    instant = datetime.fromisoformat(read_text(raw, time_zone))
    if instant.year not in YEARS:
        raise ValueError
    return instant.astimezone(time_zone) if instant.tzinfo else instant.replace(tzinfo=time_zone)


def read_value(raw: Any, time_zone: ZoneInfo) -> int:
    if type(raw) is not int or abs(raw) > MAX_COUNT:
        raise ValueError
    return raw


def read_number(raw: Any, time_zone: ZoneInfo) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not abs(raw) < MAX_COUNT:
        raise ValueError
    return float(raw)


def read_text(raw: Any, time_zone: ZoneInfo) -> str:
    """Half of a surrogate pair, which JSON can say, is no text."""
    if not isinstance(raw, str):
        raise ValueError
    raw.encode()
    return raw


def read_bool(raw: Any, time_zone: ZoneInfo) -> bool:
    if not isinstance(raw, bool):
        raise ValueError
    return raw


def read_guid(raw: Any, time_zone: ZoneInfo) -> str:
    return dashed(parse_guid(raw))


def read_reference(raw: Any, time_zone: ZoneInfo) -> str:
    return "" if raw == "" else read_guid(raw, time_zone)


def read_texts_by_name(raw: Any, time_zone: ZoneInfo) -> dict[str, str]:
    if not isinstance(raw, dict):
        raise ValueError
    return {read_text(name, time_zone).casefold(): read_text(value, time_zone) for name, value in raw.items()}


def read_texts(raw: Any, time_zone: ZoneInfo) -> tuple[str, ...]:
    if not isinstance(raw, list):
        raise ValueError
    return tuple(read_text(text, time_zone) for text in raw)


def read_codes(raw: Any, time_zone: ZoneInfo) -> tuple[str, ...]:
    return tuple(text.lower() for text in read_texts(raw, time_zone))


def read_guids(raw: Any, time_zone: ZoneInfo) -> tuple[str, ...]:
    return tuple(read_guid(guid, time_zone) for guid in read_texts(raw, time_zone))


def read_guids_by_guid(raw: Any, time_zone: ZoneInfo) -> dict[str, tuple[str, ...]]:
    if not isinstance(raw, dict):
        raise ValueError
    return {read_guid(guid, time_zone): read_guids(guids, time_zone) for guid, guids in raw.items()}


def read_plain(raw: Any, time_zone: ZoneInfo) -> dict[str, Any]:
    """Texts, numbers and yes or no by name; what is null is not known."""
    found = read_data(raw, time_zone)
    if any(isinstance(value, dict | list) for value in found.values()):
        raise ValueError
    return {name: value for name, value in found.items() if value is not None}


def read_data(raw: Any, time_zone: ZoneInfo) -> dict[str, Any]:
    """What an event carries: an object of whatever JSON can say, not too deep."""
    if not isinstance(raw, dict):
        raise ValueError
    _check_data(raw, DEEPEST_DATA)
    return raw


def _check_data(raw: Any, depth: int) -> None:
    if isinstance(raw, str):
        raw.encode()
    elif isinstance(raw, float) and not math.isfinite(raw):
        raise ValueError
    elif isinstance(raw, dict | list):
        if not depth:
            raise ValueError
        for part in (*raw, *(raw.values() if isinstance(raw, dict) else ())):
            _check_data(part, depth - 1)


def read_calendars(raw: Any, time_zone: ZoneInfo) -> dict[str, tuple[tuple[date, date], ...]]:
    if not isinstance(raw, dict) or not all(isinstance(ranges, list) for ranges in raw.values()):
        raise ValueError
    return {read_guid(guid, time_zone): tuple(_read_range(days) for days in ranges) for guid, ranges in raw.items()}


def _read_range(raw: Any) -> tuple[date, date]:
    if not isinstance(raw, list) or len(raw) != 2 or not all(isinstance(day, str) for day in raw):
        raise ValueError
    first, last = (date.fromisoformat(day) for day in raw)
    return first, last


def read_scores(raw: Any, time_zone: ZoneInfo) -> dict[str, GivenScores]:
    if not isinstance(raw, dict):
        raise ValueError
    return {read_guid(profile, time_zone): _read_scores(scores, time_zone) for profile, scores in raw.items()}


def _read_scores(raw: Any, time_zone: ZoneInfo) -> GivenScores:
    if not isinstance(raw, dict) or not {"scores"} <= raw.keys() <= {"scores", "count"}:
        raise ValueError
    scores, count = raw["scores"], raw.get("count")
    if not isinstance(scores, dict):
        raise ValueError
    given = {read_guid(key, time_zone): read_number(score, time_zone) for key, score in scores.items()}
    return GivenScores(given, None if count is None else read_count(count, time_zone))


def _read_kind(raw: Any, time_zone: ZoneInfo) -> str:
    kind = read_text(raw, time_zone)
    if kind not in EVENT_KINDS:
        raise ValueError
    return kind


COUNT = FactType(_("a whole number, 0 or more"), read_count)
NUMBER = FactType(_("a number"), read_number)
TEXT = FactType(_("a text"), read_text)
MOMENT = FactType(_("a time such as 2026-11-24T09:00"), read_moment)
YES_OR_NO = FactType(_("true or false"), read_bool)
_EVENT = object_of(
    {
        "kind": FactType(", ".join(EVENT_KINDS), _read_kind),
        # Searches, downloads and errors have none.
        "definition": FactType(_("a GUID, or an empty text"), read_reference),
        "at": MOMENT,
        "visit_number": COUNT,
        "value": NUMBER,
        "data": FactType(_("an object"), read_data),
        "name": TEXT,
    },
    needed=frozenset({"kind", "definition", "at", "visit_number"}),
)
_PAGE = object_of(
    {"page": FactType(_("a GUID"), read_guid), "at": MOMENT, "visit_number": COUNT, "path": TEXT},
    needed=frozenset({"page", "at", "visit_number"}),
)


def _read_history(raw: Any, time_zone: ZoneInfo, read: Callable[[Any, ZoneInfo], Any], make: Callable[..., Any]) -> Any:
    """The entries in the order of histories."""
    if not isinstance(raw, list) or len(raw) > HISTORY_LENGTH:
        raise ValueError
    kind = FactType(_("an object"), read)
    entries = [make(**read_part(f"[{index}]", kind, entry, time_zone)) for index, entry in enumerate(raw)]
    return tuple(sorted(entries, key=lambda entry: (entry.visit_number, entry.at), reverse=True))


def read_events(raw: Any, time_zone: ZoneInfo) -> tuple[PastEvent, ...]:
    events: tuple[PastEvent, ...] = _read_history(raw, time_zone, _EVENT, PastEvent)
    return events


def read_pages(raw: Any, time_zone: ZoneInfo) -> tuple[PastPage, ...]:
    def make(path: str = "", **entries: Any) -> PastPage:
        return PastPage(path=path, **entries)

    pages: tuple[PastPage, ...] = _read_history(raw, time_zone, _PAGE, make)
    return pages


def write_value(value: Any) -> Any:
    """The value of a fact in the JSON form in which it can be given by hand."""
    if isinstance(value, PastEvent | PastPage):
        return {name: write_value(getattr(value, name)) for name in value.__slots__}
    if isinstance(value, Standing):
        return {"scores": {score.key: score.value for score in value.scores}, "count": value.count}
    if isinstance(value, Mapping):
        return {str(name): write_value(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [write_value(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value
