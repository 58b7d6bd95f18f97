"""Entries of what needs no definition: searches, downloads, errors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from django_jss.analytics.client.kept import storable
from django_jss.analytics.models import EventKind
from django_jss.analytics.records import EventRecord, Record
from django_jss.content.media_serving import media_at
from django_jss.tracker.entries import Entry, shown
from django_jss.tracker.lookups import Lookups
from django_jss.tracker.page_views import effects
from django_jss.tracker.processors.registry import EventProcessor, event_processor
from django_jss.tracker.triggers import triggered_by_download

_LONGEST_NAME = 200


class PlainProcessor(EventProcessor):
    """Base for entries whose value is a text that says it all."""

    kind: ClassVar[str]
    expected: ClassVar[str]

    def prepare(self, entry: Entry, lookups: Lookups) -> None:
        entry.text(self.key, expected=self.expected)

    def records(self, entry: Entry, lookups: Lookups) -> Iterable[Record]:
        yield self.record(entry, lookups)

    def record(self, entry: Entry, lookups: Lookups, definition_guid: UUID | None = None) -> EventRecord:
        """The entry as an event."""
        text = entry.text(self.key, expected=self.expected) or ""
        name = storable(text, at_most=_LONGEST_NAME)
        data = entry.rest(self.key)
        return EventRecord(at=lookups.at, kind=self.kind, definition_guid=definition_guid, name=name, data=data)


@event_processor("searchFor", is_fallback=True)
class SearchProcessor(PlainProcessor):
    """A search on the site: `searchFor` is what was looked for, `results` may say how much was found."""

    kind, expected = EventKind.SEARCH, "a text that was looked for"

    def prepare(self, entry: Entry, lookups: Lookups) -> None:
        super().prepare(entry, lookups)
        results = entry.values.get("results")
        if results is not None and (type(results) is not int or results < 0):
            entry.refuse("results", f"expected a whole number, 0 or more, got {shown(results)}")


@event_processor("download", is_fallback=True)
class DownloadProcessor(PlainProcessor):
    """A download: the address of the file. A media item of the site triggers what its authors attached to it."""

    kind, expected = EventKind.DOWNLOAD, "the address of a file"

    def records(self, entry: Entry, lookups: Lookups) -> Iterable[Record]:
        media = media_at(entry.text(self.key, expected=self.expected) or "")
        guid = media.guid if media and media.site_id == lookups.site.id else None
        yield self.record(entry, lookups, definition_guid=guid)
        names = list(triggered_by_download(lookups.site, guid)) if guid else []
        yield from effects(names, lookups.definitions(names), lookups.at)


@event_processor("error", is_fallback=True)
class ErrorProcessor(PlainProcessor):
    """Something that went wrong in the browser: `error` says what."""

    kind, expected = EventKind.ERROR, "a text that says what went wrong"
