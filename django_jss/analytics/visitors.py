"""The visitor: who asks, as far as the request and our records tell. Nothing is read until something is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Protocol
from uuid import UUID

from django.utils import timezone

from django_jss.analytics.client.kept import Client
from django_jss.analytics.cookies import GlobalCookie, is_ours, new_device_guid, read_cookie
from django_jss.analytics.history import past_events, past_pages
from django_jss.analytics.ingest import current_sink
from django_jss.analytics.recognition import KnownVisit, KnownVisitor, recognise
from django_jss.analytics.records import EventRecord, Happenings, Record, count_goals
from django_jss.engine.history import PastEvent, PastPage
from django_jss.engine.patterns import Tally, read_tallies


class Origin(Protocol):
    """What the outside tells of a visitor; asked only when it matters."""

    @property
    def cookie(self) -> str | None:
        """The global cookie as it came; None or empty if there was none."""

    def linked_device(self) -> UUID | None:
        """The device that the session remembers; asked only without a cookie."""

    def client(self) -> Client:
        """Where the request comes from; asked only when something is stored."""


class NoOrigin:
    """The origin of a visitor of whom nothing is told."""

    @property
    def cookie(self) -> str | None:
        return None

    def linked_device(self) -> UUID | None:
        return None

    def client(self) -> Client:
        return Client()


class Visitor:
    """A device, its contact and its visit.

    What rules ask for is *prospective*: the number of the visit that this request belongs to or will start, and the
    goals of that visit, those included that the request itself is about to trigger. All questions together cost at
    most one query, and one more if they are asked again after something was recorded; `past_events` and `past_pages`
    cost one each.
    """

    def __init__(self, origin: Origin | None = None, *, may_be_tracked: bool = True) -> None:
        self._origin = origin or NoOrigin()
        # Whether what this visitor does may be stored; without it nothing ever is.
        self.may_be_tracked = may_be_tracked
        # Set when something was stored: then the response carries the cookie.
        self.was_recorded = False
        # What the request triggers by itself, such as a campaign; None while nobody has looked.
        self.arrival: Sequence[EventRecord] | None = None
        self._has_changed = False

    @property
    def visit_number(self) -> int:
        """How many visits the contact has made, this one included: 1 on the first."""
        if visit := self.open_visit:
            return visit.number
        return self.known.visit_count + 1 if self.known else 1

    @property
    def visit_goal_counts(self) -> Mapping[str, int]:
        """How often each goal was triggered in this visit, by the goal's GUID (lower case, dashed)."""
        return self._with_arrival(self.open_visit.goal_counts if self.open_visit else {})

    @property
    def contact_goal_counts(self) -> Mapping[str, int]:
        """How often the contact ever triggered each goal, by the goal's GUID (lower case, dashed)."""
        return self._with_arrival(self.known.goal_counts if self.known else {})

    @property
    def visit_tallies(self) -> Mapping[str, Tally]:
        """What the scored page views of this visit add up to, by profile GUID; the page being viewed is not in it."""
        return read_tallies(self.open_visit.profile_tallies) if self.open_visit else {}

    @property
    def contact_tallies(self) -> Mapping[str, Tally]:
        """What all scored page views of the contact add up to, by profile GUID; the page being viewed is not in it."""
        return read_tallies(self.known.profile_tallies) if self.known else {}

    @property
    def visit_value(self) -> int:
        """The points that this visit has gained."""
        return (self.open_visit.engagement_value if self.open_visit else 0) + self._arriving_points

    @property
    def contact_value(self) -> int:
        """The points that the contact has gained in all visits."""
        return (self.known.engagement_value if self.known else 0) + self._arriving_points

    @property
    def visit_started_at(self) -> datetime:
        """When this visit began; now, if the request starts it."""
        return self.open_visit.started_at if self.open_visit else self.now

    @property
    def first_visit_at(self) -> datetime:
        """When the contact's first visit began; now, if the request starts it."""
        return (self.known.first_visit_at if self.known else None) or self.visit_started_at

    @property
    def previous_visit_at(self) -> datetime | None:
        """When the contact's visit before this one began, on whatever device; None on the first."""
        if visit := self.open_visit:
            return visit.previous_visit_at
        return self.known.last_visit_at if self.known else None

    @property
    def visit_campaign_guid(self) -> UUID | None:
        """The campaign that has the credit for this visit."""
        if self.open_visit and self.open_visit.campaign_guid:
            return self.open_visit.campaign_guid
        return next((event.definition_guid for event in self.arrival or () if event.campaign_id is not None), None)

    @cached_property
    def past_events(self) -> tuple[PastEvent, ...]:
        """The latest events of the contact, the newest first, those included that the request is about to trigger."""
        credited = self.open_visit.campaign_id if self.open_visit else None
        coming = [
            PastEvent(
                kind=str(event.kind),
                definition=str(event.definition_guid),
                at=event.at,
                visit_number=self.visit_number,
                value=float(event.monetary_value or 0),
                data=event.data,
            )
            for event in reversed(self.arrival or ())
            if event.campaign_id is None or event.campaign_id != credited
        ]
        return (*coming, *(past_events(self.known.contact_id) if self.known else ()))

    @cached_property
    def past_pages(self) -> tuple[PastPage, ...]:
        """The latest page views of the contact that are stored, the newest first."""
        return past_pages(self.known.contact_id) if self.known else ()

    @property
    def open_visit(self) -> KnownVisit | None:
        """The visit that goes on with this request; None if one would start."""
        visit = self.known.latest_visit if self.known else None
        return visit if visit and visit.goes_on(self.now) else None

    def is_on(self, path: str) -> bool:
        """Whether the page that the visitor saw last, in this visit, is the one at `path`."""
        return self.open_visit is not None and self.open_visit.path == path

    @cached_property
    def known(self) -> KnownVisitor | None:
        """What our records hold of the device; None before its first record."""
        return recognise(self.device_guid) if self._has_changed else self._recognised[1]

    @property
    def device_guid(self) -> UUID:
        """The id of the device: that of its cookie or session, else a new one."""
        return self._recognised[0]

    @property
    def seed(self) -> str:
        """What decides of the contact's shares in draws; it does not change when the contact becomes known."""
        return str((self.known.seed if self.known else None) or self.device_guid)

    @property
    def is_new_device(self) -> bool:
        """Whether there was no record of the device when the request came."""
        return self._recognised[1] is None

    @property
    def cookie(self) -> GlobalCookie:
        """The cookie by which the device is known the next time."""
        known = self._recognised[1]
        return GlobalCookie(self.device_guid, is_human=known is not None and known.is_human)

    @cached_property
    def now(self) -> datetime:
        """The instant at which the request happens."""
        return timezone.now()

    def record(self, records: Sequence[Record], *, site_id: int, language: str = "") -> None:
        """Store what the visitor did, in order; site and language describe the visit, should one start.

        Raises what the sink raises, `DatabaseError` for the default one; nothing is stored then.
        """
        if not records or not self.may_be_tracked:
            return
        happenings = Happenings(
            device_guid=self.device_guid,
            known=self.known,
            at=self.now,
            site_id=site_id,
            language=language,
            client=self._origin.client(),
            records=tuple(records),
        )
        current_sink().store(happenings)
        self.was_recorded, self.arrival = True, ()
        self._forget()

    def end_visit(self) -> None:
        """Let the next activity start a new visit; nothing happens if there is none."""
        if self.may_be_tracked and self.open_visit:
            current_sink().end_visit(self.device_guid, self.now)
            self._forget()

    def _forget(self) -> None:
        self._has_changed = True
        for name in ("known", "past_events", "past_pages"):
            self.__dict__.pop(name, None)

    @cached_property
    def _recognised(self) -> tuple[UUID, KnownVisitor | None]:
        """The device and what was known of it at first.

        An id that came from outside counts if we know it, or if it bears our mark: then other requests
        with the same cookie may be on their way, and all must arrive at one contact.
        """
        guid = self._claimed_device()
        known = recognise(guid) if guid else None
        if guid is None or not (known or is_ours(guid)):
            guid = new_device_guid()
        return guid, known

    def _claimed_device(self) -> UUID | None:
        if text := self._origin.cookie:
            cookie = read_cookie(text)
            return cookie.device_guid if cookie else None
        return self._origin.linked_device()

    @property
    def _arriving_points(self) -> int:
        return sum(event.points for event in self.arrival or ())

    def _with_arrival(self, counts: Mapping[str, int]) -> Mapping[str, int]:
        return Counter(counts) + count_goals(self.arrival) if self.arrival else counts


class StoredVisitor(Visitor):
    """A contact that is not here now: its latest visit, though over, stands for "this visit". Nothing is recorded."""

    def __init__(
        self, known: KnownVisitor, now: datetime, events: Sequence[PastEvent], pages: Sequence[PastPage]
    ) -> None:
        super().__init__(may_be_tracked=False)
        self.__dict__.update(
            _recognised=(known.seed or known.contact_guid, known),
            known=known,
            now=now,
            past_events=tuple(events),
            past_pages=tuple(pages),
        )

    @property
    def open_visit(self) -> KnownVisit | None:
        return self.known.latest_visit if self.known else None
