"""A batch of entries is stored whole or not at all, unless its sender would rather lose the wrong ones alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django_jss.analytics.records import EventRecord, PageViewRecord, Record
from django_jss.analytics.visitors import Visitor
from django_jss.personalization.channels import channel_of
from django_jss.personalization.facts import Sender, Situation
from django_jss.personalization.profiles import scored_views
from django_jss.sites.directory import SiteInfo
from django_jss.tracker.entries import BatchRefused, Entry, EntryFault, read_entry, shown
from django_jss.tracker.landing import land
from django_jss.tracker.lookups import Lookups
from django_jss.tracker.page_views import those_that_count

# The processors register themselves, in the order in which they are tried.
from django_jss.tracker.processors import definitions, pages, plain  # noqa: F401
from django_jss.tracker.processors.registry import EventProcessor, known_keys, processor_of
from django_jss.tracker.stamps import skew_of, stamped


def accept_batch(
    entries: Sequence[Any],
    *,
    visitor: Visitor,
    site: SiteInfo,
    language: str = "",
    sender: Sender | None = None,
    may_be_partial: bool = False,
) -> tuple[EntryFault, ...]:
    """Store what the entries, as parsed from JSON, say the visitor did, in their order.

    Raises `BatchRefused` with all faults of all entries; nothing is stored then. If the batch may be stored in part,
    wrong entries are left out and their faults returned; only one without a good entry is refused. Two queries at most
    look up what the entries name, and one more for each page or campaign that triggers something.
    """
    lookups = Lookups(site, visitor.now, language)
    read = [read_entry(index, raw) for index, raw in enumerate(entries)]
    processors = [_prepare(entry, lookups) for entry in read]
    lookups.find()
    records: list[Record] = []
    for entry, processor in zip(read, processors, strict=True):
        told = list(stamped(processor.records(entry, lookups), entry, lookups.at)) if processor else []
        records += [] if entry.faults else told
    good = [entry for entry in read if not entry.faults]
    faults = tuple(fault for entry in read for fault in entry.faults)
    if faults and not (may_be_partial and good):
        raise BatchRefused(faults)
    if records:
        land(visitor, good)
        situation = Situation(now=visitor.now, site=site, language=language, sender=sender, visitor=visitor)
        _store(records, visitor, situation, lookups, skew_of(good, lookups.at))
    return faults


def _store(
    records: Sequence[Record], visitor: Visitor, situation: Situation, lookups: Lookups, skew: int | None
) -> None:
    visitor.arrival = [record for record in records if isinstance(record, EventRecord)]
    channel = channel_of(situation) if visitor.open_visit is None else None
    visitor.arrival = None
    visitor.record(
        _scored(those_that_count(records, visitor, situation), visitor, lookups),
        site_id=lookups.site.id,
        language=lookups.language_of(records),
        channel_id=channel.id if channel else None,
        clock_skew_ms=skew,
    )


def _scored(records: Sequence[Record], visitor: Visitor, lookups: Lookups) -> list[Record]:
    """The records, with what page views add to the visitor's profiles."""
    viewed = {record.id: lookups.page(record.item_guid) for record in records if isinstance(record, PageViewRecord)}
    known = {id_: page for id_, page in viewed.items() if page}
    gains = dict(zip(known, scored_views(lookups.site, known.values(), visitor), strict=True))
    return [
        replace(record, gains=gains[record.id]) if isinstance(record, PageViewRecord) and record.id in gains else record
        for record in records
    ]


def _prepare(entry: Entry, lookups: Lookups) -> EventProcessor | None:
    if entry.faults:
        return None
    processor = processor_of(entry)
    if processor is None:
        given = f"got {shown(', '.join(entry.values))}" if entry.values else "got an empty object"
        entry.refuse("", f"expected one of {', '.join(known_keys())}; {given}")
        return None
    processor.prepare(entry, lookups)
    return processor
