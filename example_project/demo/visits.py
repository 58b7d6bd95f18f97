"""A month of believable visits, so that the lists of the admin are not empty."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone

from django_jss.analytics.channels import standard_channel
from django_jss.analytics.client.source import source_of
from django_jss.analytics.models import (
    Campaign,
    Channel,
    Contact,
    Definition,
    Device,
    Event,
    EventKind,
    Goal,
    Outcome,
    PageEvent,
    PageView,
    Visit,
)
from django_jss.content.models import Item
from django_jss.sites.models import Site

DAYS, CONTACTS = 30, 240
ENTRIES = {
    "/": 7, "/kayaks": 2, "/tours": 3, "/tours/island-weekend": 2, "/bikes/gravel": 1, "/contact": 1,
    "/journal/reading-the-tide": 2, "/journal/last-light": 1,
}  # fmt: skip
REFERRERS = {
    "": 5,
    "https://www.google.com/": 4,
    "https://duckduckgo.com/": 1,
    "https://www.islands.example/what-to-do": 2,
    "https://paddlers.example/forum/boats-for-beginners": 1,
}
AGENTS = {
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1": 4,
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36": 3,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36": 3,
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": 1,
}
# The ranges that are kept for examples (RFC 5737), truncated as the tracker truncates.
ADDRESSES = {"192.0.2.0": 3, "198.51.100.0": 2, "203.0.113.0": 1}
# Few at night, most at lunch and in the evening.
HOURS = dict(enumerate([1, 0, 0, 0, 0, 1, 2, 4, 5, 5, 5, 6, 8, 7, 5, 4, 5, 6, 8, 10, 11, 9, 6, 3]))
LANGUAGES = {"en": 3, "da": 2}
VISITS_OF_A_CONTACT = {1: 62, 2: 20, 3: 11, 5: 7}


class History:
    """Makes the same visits every time, but for the moments, which end now."""

    def __init__(self, site: Site) -> None:
        self.site, self.random, self.now = site, random.Random(1987), timezone.now()
        self.pages = {page.url_path: page for page in Item.objects.filter(site=site, has_layout=True)}
        kinds: list[tuple[str, type[Definition]]] = [
            (EventKind.GOAL, Goal), (EventKind.EVENT, PageEvent), (EventKind.OUTCOME, Outcome), (EventKind.CAMPAIGN, Campaign)
        ]  # fmt: skip
        self.definitions = {
            alias: (kind, definition)
            for kind, model in kinds
            for alias, definition in ((row.alias, row) for row in model._default_manager.filter(site=site))
        }
        self.channels = {channel.alias: channel for channel in Channel.objects.all()}
        self.views: list[PageView] = []
        self.events: list[Event] = []
        self.guids_made = 0

    @transaction.atomic
    def write(self) -> int:
        """Store it; returns the number of visits."""
        total = 0
        for starts in sorted(self._starts() for _number in range(CONTACTS)):
            contact = Contact.objects.create(guid=self._guid(starts[0]), first_visit_at=starts[0])
            device = Device.objects.create(guid=self._guid(), contact=contact, is_human=True)
            traits = {name: self._chosen(weights) for name, weights in _TRAITS.items()}
            for number, start in enumerate(starts, start=1):
                device.latest_visit = self._visit(Visit(contact=contact, device=device, number=number, **traits), start)
            contact.created_at = device.created_at = starts[0]
            contact.save()
            device.save()
            total += len(starts)
        PageView.objects.bulk_create(self.views, batch_size=500)
        Event.objects.bulk_create(self.events, batch_size=500)
        return total

    def _visit(self, visit: Visit, start: datetime) -> Visit:
        """Complete a visit and what the contact's counters have of it."""
        paths, contact = list(self._walk()), visit.contact
        moments = [start + timedelta(seconds=self.random.randint(15, 90) * step) for step in range(len(paths))]
        visit.guid, visit.site, visit.referrer = self._guid(start), self.site, self._chosen(REFERRERS)
        visit.source = source_of(visit.referrer, {}, ())
        visit.channel = self.channels.get(standard_channel(visit.source))
        contact.first_source = contact.first_source or visit.source
        visit.started_at, visit.last_activity_at = start, min(max(moments), self.now)
        visit.page_view_count, visit.entry_path, visit.exit_path = len(paths), paths[0], paths[-1]
        views = [self._view(visit, *seen) for seen in enumerate(zip(sorted(moments), paths, strict=True), start=1)]
        events = list(self._happened(visit, views))
        visit.engagement_value = sum(event.points for event in events)
        visit.goal_counts = _counts(events)
        visit.save()
        self.views += views
        self.events += events
        contact.visit_count, contact.last_visit_at = visit.number, start
        contact.page_view_count += len(views)
        contact.engagement_value += visit.engagement_value
        contact.goal_counts = _counts(events, contact.goal_counts)
        return visit

    def _view(self, visit: Visit, sequence: int, seen: tuple[datetime, str]) -> PageView:
        at, path = min(seen[0], self.now), seen[1]
        return PageView(
            id=self._guid(at), visit=visit, sequence=sequence, at=at, item_guid=self.pages[path].guid, path=path,
            language=visit.language,
        )  # fmt: skip

    def _happened(self, visit: Visit, views: list[PageView]) -> Iterator[Event]:
        first, last = views[0], views[-1]
        if self.random.random() < 0.14:
            yield self._event("spring", visit, first)
            visit.campaign = self.definitions["spring"][1]  # type: ignore[assignment]
        for view in views:
            if view.path.count("/") == 2 and view.path.startswith(("/kayaks", "/bikes")) and self.random.random() < 0.5:
                yield self._event(
                    "tab-opened", visit, view, data={"tab": self.random.choice(["Handling", "Routes", "Care"])}
                )
        if self.random.random() < 0.09:
            yield self._event("brochure-opened", visit, last)
        if self.random.random() < 0.11 and not visit.contact.goal_counts:
            yield self._event("newsletter-sign-up", visit, last)
        for view in views:
            if view.path.startswith("/tours/") and self.random.random() < 0.18:
                price = 1450 if view.path.endswith("weekend") else 290
                yield self._event("tour-booked", visit, view)
                yield self._event("rental", visit, view, monetary_value=Decimal(price), currency="DKK")

    def _event(self, alias: str, visit: Visit, view: PageView, **more: Any) -> Event:
        kind, definition = self.definitions[alias]
        return Event(
            id=self._guid(view.at), visit=visit, page_view=view, kind=kind, at=view.at, definition_guid=definition.guid,
            name=definition.name, points=getattr(definition, "points", 0), **more,
        )  # fmt: skip

    def _starts(self) -> list[datetime]:
        """When a contact came, at least two hours apart."""
        starts = sorted(self._moment() for _visit in range(self._chosen(VISITS_OF_A_CONTACT)))
        is_apart = all(later - earlier > timedelta(hours=2) for earlier, later in pairwise(starts))
        return starts if is_apart else starts[:1]

    def _moment(self) -> datetime:
        while True:
            day = self.now - timedelta(days=self.random.randrange(DAYS))
            moment = day.replace(
                hour=self._chosen(HOURS), minute=self.random.randrange(60), second=self.random.randrange(60)
            )
            # People think of the water at weekends.
            if moment < self.now and (moment.isoweekday() >= 5 or self.random.random() < 0.65):
                return moment

    def _walk(self) -> Iterator[str]:
        path = self._chosen(ENTRIES)
        yield path
        for _step in range(min(int(self.random.expovariate(0.45)), 9)):
            below = [other for other in self.pages if other.startswith(path.rstrip("/") + "/") and other != path]
            path = self.random.choice(below or list(self.pages))
            yield path

    def _chosen(self, weights: dict[Any, int]) -> Any:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def _guid(self, moment: datetime | None = None) -> uuid.UUID:
        """A random GUID, or one of version 7 (RFC 9562, section 5.7) of that moment: lists are ordered by them.

        Twelve bits count up, so that of two things in one moment the later has the greater GUID.
        """
        if moment is None:
            return uuid.UUID(int=self.random.getrandbits(128), version=4)
        self.guids_made += 1
        milliseconds, order = int(moment.timestamp() * 1000), self.guids_made % 4096
        tail = self.random.getrandbits(62)
        return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | order << 64 | 0b10 << 62 | tail)


_TRAITS = {"language": LANGUAGES, "user_agent": AGENTS, "ip_address": ADDRESSES}


def _counts(events: list[Event], before: dict[str, int] | None = None) -> dict[str, int]:
    counts = dict(before or {})
    for event in events:
        if event.kind == EventKind.GOAL:
            counts[str(event.definition_guid)] = counts.get(str(event.definition_guid), 0) + 1
    return counts
