"""Lines of another system's history become visits: read, checked, and handed to the sink in large pieces."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from django_jss.analytics.channels import standard_channel
from django_jss.analytics.client.address import truncated
from django_jss.analytics.client.kept import Client, storable
from django_jss.analytics.client.source import source_of
from django_jss.analytics.ingest import current_sink
from django_jss.analytics.models import Channel
from django_jss.analytics.records import Happenings, PageViewRecord, Record
from django_jss.personalization.profiles import gains_of
from django_jss.sites.directory import SiteInfo
from django_jss.tracker.entries import AT_KEY, Entry, read_entry
from django_jss.tracker.lookups import Lookups
from django_jss.tracker.processors.registry import EventProcessor, known_keys, processor_of

_FIRST_YEAR = 1970
# Properties of a line that describe who did it, and the visit should one start.
VISITOR_KEY = "visitor"
_QUOTED_KEY = b'"visitor"'
_PLAIN_VISITOR = re.compile(rb'"visitor":\s*"([^"\\]*)"')
_OF_VISIT = (VISITOR_KEY, "language", "referrer", "userAgent", "ip")


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong with a line; `number` counts from 1."""

    number: int
    field: str
    message: str

    def __str__(self) -> str:
        return (
            f"line {self.number}: {self.field}: {self.message}" if self.field else f"line {self.number}: {self.message}"
        )


@dataclass(slots=True)
class Ingested:
    """What became of some lines."""

    stored: int = 0
    known: int = 0
    faults: list[LineFault] = field(default_factory=list)


def ingest(site: SiteInfo, lines: Mapping[int, bytes], *, skip_invalid: bool = False) -> Ingested:
    """Store lines, given by their numbers, all or none; with faults nothing is stored, unless wrong lines are to be skipped.

    A line is a JSON object: an entry of the tracker API with `visitor` (a text that names who it was, the same for all
    that a browser did), `$at`, and perhaps `$id`; a line without an id is known again by its whole text. Two queries
    look up what all lines name.
    """
    done = Ingested()
    now = timezone.now()
    lookups = Lookups(site, now, is_history=True)
    read = [_read(line, number, lookups, now, done) for number, line in lines.items()]
    lookups.find()
    channels = dict(Channel.objects.values_list("alias", "pk"))
    happenings = [each for entry in read if entry for each in _happenings(entry, site, lookups, channels, done)]
    if done.faults and not skip_invalid:
        return done
    total = sum(len(each.records) for each in happenings)
    done.stored = current_sink().store_many(happenings) if happenings else 0
    done.known = total - done.stored
    return done


@dataclass(frozen=True, slots=True)
class Line:
    """A line that can be stored, if what it names is there."""

    number: int
    entry: Entry
    processor: EventProcessor
    told: dict[str, Any]
    at: datetime
    id: UUID


def _read(line: bytes, number: int, lookups: Lookups, now: datetime, done: Ingested) -> Line | None:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as error:
        done.faults.append(LineFault(number, "", f"not JSON: {error}"))
        return None
    if not isinstance(told, dict):
        done.faults.append(LineFault(number, "", "expected an object"))
        return None
    of_visit = {key: told.pop(key) for key in _OF_VISIT if key in told and key != "referrer"}
    of_visit["referrer"] = told.get("referrer")
    entry = read_entry(number, told)
    _check(entry, of_visit)
    processor = None if entry.faults else processor_of(entry)
    if processor is None and not entry.faults:
        entry.refuse("", f"expected one of {', '.join(known_keys())}")
    if processor is not None:
        processor.prepare(entry, lookups)
    if entry.faults or processor is None or entry.at is None:
        _note(entry, number, done)
        return None
    id_ = entry.id or uuid5(NAMESPACE_URL, line.decode("utf-8", "replace"))
    return Line(number, entry, processor, of_visit, min(entry.at, now), id_)


def _check(entry: Entry, told: dict[str, Any]) -> None:
    if not isinstance(told.get(VISITOR_KEY), str) or not told[VISITOR_KEY].strip():
        entry.refuse(VISITOR_KEY, "expected a text that names the visitor")
    if entry.at is None or entry.at.year < _FIRST_YEAR:
        entry.refuse(AT_KEY, "expected a time since 1970, ISO 8601 or in milliseconds")
    for key in _OF_VISIT[1:]:
        if told.get(key) is not None and not isinstance(told[key], str):
            entry.refuse(key, "expected a text")


def _note(entry: Entry, number: int, done: Ingested) -> None:
    done.faults += [LineFault(number, fault.field, fault.message) for fault in entry.faults]


def _happenings(
    line: Line, site: SiteInfo, lookups: Lookups, channels: dict[str, int], done: Ingested
) -> Iterable[Happenings]:
    told = line.told
    lookups.at, lookups.language = line.at, storable(told.get("language") or "", at_most=20)
    records = [
        _record(record, line, index, site, lookups)
        for index, record in enumerate(line.processor.records(line.entry, lookups))
    ]
    if line.entry.faults:
        _note(line.entry, line.number, done)
        return
    client, channel = _arrival(told.get("referrer") or "", told.get("userAgent") or "", told.get("ip") or "")
    yield Happenings(
        device_guid=device_of(told[VISITOR_KEY]),
        known=None,
        at=line.at,
        site_id=site.id,
        language=lookups.language or lookups.language_of(records),
        client=client,
        records=records,
        channel_id=channels.get(channel),
    )


@lru_cache(maxsize=10_000)
def _arrival(referrer: str, user_agent: str, ip: str) -> tuple[Client, str]:
    """What is kept of the client, and the alias of its channel: the same for most lines of a visitor."""
    source = source_of(referrer, {}, ())
    client = Client(storable(referrer, at_most=1000), storable(user_agent, at_most=500), truncated(ip), source)
    return client, standard_channel(source)


def _record(record: Record, line: Line, index: int, site: SiteInfo, lookups: Lookups) -> Record:
    told: dict[str, Any] = {"id": line.id if index == 0 else uuid5(line.id, str(index)), "may_be_repeated": True}
    if isinstance(record, PageViewRecord) and (page := lookups.page(record.item_guid)):
        told["gains"] = gains_of(site, page)
    return replace(record, **told)


def device_in(line: bytes) -> UUID | None:
    """The device whose line it is, without a look at the rest; None for a line that tells none."""
    # A text as it stands, of a property that cannot be meant twice, needs no parser.
    found = _PLAIN_VISITOR.findall(line)
    if len(found) == 1 and line.count(_QUOTED_KEY) == 1 and found[0].isascii():
        return device_of(found[0].decode())
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    visitor = told.get(VISITOR_KEY) if isinstance(told, dict) else None
    return device_of(visitor) if isinstance(visitor, str) else None


@lru_cache(maxsize=10_000)
def device_of(visitor: str) -> UUID:
    """The device that a name stands for; the value of a global cookie stands for its own."""
    text = visitor.partition("|")[0]
    try:
        return UUID(text)
    except ValueError:
        # Of version 5, so no cookie of ours is ever taken for it.
        return uuid5(NAMESPACE_URL, f"django_jss:visitor:{visitor}")
