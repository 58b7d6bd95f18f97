"""Calendars as frozen data, read once per change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django_jss.personalization.models import CalendarDate
from django_jss.sites import revisions

# First and last days of the dates of each calendar, by its GUID.
Calendars = Mapping[str, tuple[tuple[date, date], ...]]


class Kept:
    """The calendars of each site that this process keeps, with the revision at which they were read."""

    def __init__(self) -> None:
        self.by_site: dict[int, tuple[int, Calendars]] = {}


kept = Kept()


def calendars_of(site_id: int) -> Calendars:
    """The calendars of a site; one query after a change, else none."""
    revision = revisions.current(site_id)
    found = kept.by_site.get(site_id)
    if found is None or found[0] != revision:
        found = kept.by_site[site_id] = (revision, _read(site_id))
    return found[1]


def _read(site_id: int) -> Calendars:
    ranges: defaultdict[str, list[tuple[date, date]]] = defaultdict(list)
    for row in CalendarDate.objects.filter(calendar__site=site_id).select_related("calendar"):
        ranges[str(row.calendar.guid)].append((row.first_on, row.last_on or row.first_on))
    return {guid: tuple(found) for guid, found in ranges.items()}
