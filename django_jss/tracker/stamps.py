"""When entries happened, and by which ids they are known again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid5

from django_jss.analytics.records import Record
from django_jss.conf import settings
from django_jss.tracker.entries import Entry

# What the column of a visit's clock skew holds.
_MOST_MS = 2**31 - 1


def stamped(records: Iterable[Record], entry: Entry, now: datetime) -> Iterator[Record]:
    """The records with the id and the time of their entry.

    The first has the entry's own id; what it brings along has ids that follow from it, so that a repeated entry
    repeats them too.
    """
    at = happened_at(entry, now)
    for number, record in enumerate(records):
        if entry.id is None:
            yield replace(record, at=at)
        else:
            id_ = entry.id if number == 0 else uuid5(entry.id, str(number))
            yield replace(record, at=at, id=id_, may_be_repeated=True)


def happened_at(entry: Entry, now: datetime) -> datetime:
    """When the entry happened by our clock: not in the future, and not longer ago than `TRACKER_MAX_AGE`."""
    if entry.at is None:
        return now
    # Ages are bounded, and differ from `now` by what a calendar has; clocks are not.
    age = (entry.sent or now) - entry.at
    return now - min(max(age, timedelta(0)), settings.TRACKER_MAX_AGE)


def skew_of(entries: Sequence[Entry], now: datetime) -> int | None:
    """By how many milliseconds the visitor's clock was behind ours when the batch was sent; None if it does not say."""
    sent = next((entry.sent for entry in entries if entry.sent), None)
    if sent is None:
        return None
    milliseconds = round((now - sent).total_seconds() * 1000)
    return min(max(milliseconds, -_MOST_MS), _MOST_MS)
