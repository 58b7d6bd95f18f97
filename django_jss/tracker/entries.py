"""Entries of a tracker call, and what is wrong with them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import NoneType
from typing import Any
from uuid import UUID

from django_jss.engine.guids import parse_guid
from django_jss.exceptions import JssError

# Keys that begin so are not custom data but about the entry itself.
ID_KEY, AT_KEY, SENT_KEY = "$id", "$at", "$sent"
# Properties of an entry, those of nested objects included.
MAX_KEYS = 200
# MariaDB refuses JSON nested deeper than 32; this leaves room for the levels around it.
MAX_DEPTH = 20
_PLAIN_TYPES = (int, bool, NoneType)
_SHOWN_AT_MOST = 60
_SHOWN_BITS = 200


@dataclass(frozen=True, slots=True)
class EntryFault:
    """Something wrong with an entry; `field` is the name of its property, "" for the entry as a whole."""

    index: int
    field: str
    message: str


class BatchRefused(JssError):
    """Entries of a batch are wrong, so nothing of it was stored; `faults` tells all of them."""

    def __init__(self, faults: Sequence[EntryFault]) -> None:
        super().__init__("; ".join(f"entries[{fault.index}].{fault.field}: {fault.message}" for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the front end sent it, and its place in the batch."""

    index: int
    values: Mapping[str, Any]
    faults: list[EntryFault] = field(default_factory=list)
    # From the front end: an id by which a repeated entry is known, and when by its clock it happened and was sent.
    id: UUID | None = None
    at: datetime | None = None
    sent: datetime | None = None

    def has(self, key: str) -> bool:
        """Whether the entry gives the property; null counts as not given."""
        return self.values.get(key) is not None

    def refuse(self, field: str, message: str) -> None:
        """Say that a property is wrong; the batch is then not stored. What is said first of a property stands."""
        if all(fault.field != field for fault in self.faults):
            self.faults.append(EntryFault(self.index, field, message))

    def text(self, key: str, *, expected: str, may_be_empty: bool = False) -> str | None:
        """The property if it is a text, as a rule with something in it; else it is refused, unless it is not given."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, str) and (may_be_empty or value.strip()):
            return value.strip()
        self.refuse(key, f"expected {expected}, got {shown(value)}")
        return None

    def rest(self, *known: str) -> dict[str, Any]:
        """The properties that nobody asked for: custom data."""
        return {key: value for key, value in self.values.items() if key not in known}


def read_entry(index: int, raw: Any) -> Entry:
    """The entry, with faults if it is no object or holds what no database keeps."""
    if not isinstance(raw, Mapping):
        entry = Entry(index, {})
        entry.refuse("", f"expected an object, got {shown(raw)}")
        return entry
    values = {key: value for key, value in raw.items() if key not in (ID_KEY, AT_KEY, SENT_KEY)}
    faults: list[EntryFault] = []
    entry = Entry(index, values, faults, *_stamp(Entry(index, raw, faults)))
    if _is_plain(values):
        return entry
    if _count_keys(values) > MAX_KEYS:
        entry.refuse("", f"has more than {MAX_KEYS} properties, nested ones included")
    for key, value in values.items():
        for message in _unstorable(key, 0) or _unstorable(value, 1):
            entry.refuse(shown_text(key), message)
    return entry


def _is_plain(values: Mapping[str, Any]) -> bool:
    """Whether they are few, not nested, and what every database keeps, as those of most entries, without a closer look."""
    return len(values) <= MAX_KEYS and all(map(_is_plain_value, values)) and all(map(_is_plain_value, values.values()))


def _is_plain_value(value: Any) -> bool:
    if type(value) is str:
        return value.isascii() and "\0" not in value
    return type(value) in _PLAIN_TYPES


def _stamp(entry: Entry) -> tuple[UUID | None, datetime | None, datetime | None]:
    return _id(entry), _moment(entry, AT_KEY), _moment(entry, SENT_KEY)


def _id(entry: Entry) -> UUID | None:
    text = entry.text(ID_KEY, expected="a UUID")
    if text is None:
        return None
    try:
        guid = parse_guid(text)
    except ValueError:
        guid = UUID(int=0)
    if guid.version not in range(1, 8):
        # MariaDB keeps no others.
        entry.refuse(ID_KEY, f"expected a UUID of version 1 to 7, got {shown(text)}")
        return None
    return guid


def _moment(entry: Entry, key: str) -> datetime | None:
    """A time as ISO 8601, of UTC if it has no offset, or in milliseconds since 1970."""
    value = entry.values.get(key)
    if value is None:
        return None
    try:
        if isinstance(value, str):
            moment = datetime.fromisoformat(value)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    entry.refuse(key, f"expected a time, ISO 8601 or milliseconds since 1970, got {shown(value)}")
    return None


def _count_keys(value: Any, depth: int = 0) -> int:
    if depth > MAX_DEPTH or not isinstance(value, Mapping | list | tuple):
        return 0
    parts = value.values() if isinstance(value, Mapping) else value
    return (len(value) if isinstance(value, Mapping) else 0) + sum(_count_keys(part, depth + 1) for part in parts)


def shown(value: Any) -> str:
    """How a message shows a value that came: short, and nothing that JSON nests."""
    if isinstance(value, str):
        return f'"{shown_text(value)}"'
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        return "an array"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    # A number of thousands of digits is not written out only to be cut.
    return repr(value) if not isinstance(value, int) or value.bit_length() < _SHOWN_BITS else "a huge number"


def shown_text(text: str) -> str:
    clean = text[:_SHOWN_AT_MOST].encode("utf-8", "replace").decode().replace("\0", "?")
    return clean if len(text) <= _SHOWN_AT_MOST else f"{clean}…"


def _unstorable(value: Any, depth: int) -> list[str]:
    return list(dict.fromkeys(_objections(value, depth)))


def _objections(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
            yield "contains a NUL character or half a surrogate pair, which cannot be stored"
    elif isinstance(value, float):
        if not math.isfinite(value):
            yield "expected a finite number"
    elif isinstance(value, Mapping | list | tuple):
        if depth >= MAX_DEPTH:
            yield f"is nested deeper than {MAX_DEPTH} levels"
            return
        parts = [*value.keys(), *value.values()] if isinstance(value, Mapping) else value
        for part in parts:
            yield from _objections(part, depth + 1)
