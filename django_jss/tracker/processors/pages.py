"""Entries that report the view of a page which an app showed without asking the server."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import ClassVar
from urllib.parse import parse_qs, unquote
from uuid import UUID

from django_jss.analytics.client.kept import storable
from django_jss.analytics.models import Campaign
from django_jss.analytics.records import PageViewRecord, Record
from django_jss.content.routing import PageRef, resolve
from django_jss.engine.guids import parse_guid
from django_jss.sites.directory import SiteInfo
from django_jss.tracker.entries import Entry, shown
from django_jss.tracker.lookups import Lookups
from django_jss.tracker.page_views import CAMPAIGN_PARAMETER, campaign_record, effects, log_unknown
from django_jss.tracker.processors.registry import EventProcessor, event_processor
from django_jss.tracker.triggers import triggered_by_campaign

_ORIGIN = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//[^/?#]*", re.IGNORECASE | re.ASCII)
_LONGEST_PATH = 500


@event_processor("pageId", is_fallback=True)
class PageViewProcessor(EventProcessor):
    """A page view: `pageId` is the page's GUID, `url` where the visitor saw it, by default the page's path."""

    own_fields: ClassVar[tuple[str, ...]] = ("pageId", "url", "referrer")

    def guid(self, entry: Entry, lookups: Lookups) -> UUID | None:
        """The page that is meant; what cannot be one is refused."""
        return _guid(entry, self.key)

    def address(self, entry: Entry) -> str:
        """Where the visitor saw it."""
        return _url(entry)

    def prepare(self, entry: Entry, lookups: Lookups) -> None:
        entry.text("referrer", expected="a text", may_be_empty=True)
        if guid := self.guid(entry, lookups):
            lookups.want_page(guid)
        if campaign := _campaign(self.address(entry)):
            lookups.want_definition(Campaign, campaign)

    def records(self, entry: Entry, lookups: Lookups) -> Iterable[Record]:
        guid = self.guid(entry, lookups)
        page = lookups.page(guid) if guid else None
        if page is None:
            entry.refuse(self.key, f"no page {shown(entry.values[self.key])} is published on this site")
            return
        if not page.is_counted:
            return
        path = _path(self.address(entry)) or page.url_path
        named, _rest = lookups.site.without_language(path)
        yield PageViewRecord(
            at=lookups.at,
            item_guid=page.guid,
            path=storable(path, at_most=_LONGEST_PATH),
            language=named.code if named else lookups.language or lookups.site.default_language,
            data=entry.rest(*self.own_fields),
        )
        names = lookups.triggered_by(page)
        yield from effects(names, lookups.definitions(names), lookups.at)
        if campaign := _campaign(self.address(entry)):
            if found := lookups.definition(Campaign, campaign):
                yield campaign_record(found, lookups.at)
                names = list(triggered_by_campaign(lookups.site, found.guid))
                yield from effects(names, lookups.definitions(names), lookups.at)
            else:
                log_unknown(CAMPAIGN_PARAMETER, lookups.site.id)


@event_processor("pageUrl", is_fallback=True)
class PageUrlProcessor(PageViewProcessor):
    """A page view by a front end that does not know the page's GUID: `pageUrl` is where the visitor saw it."""

    own_fields: ClassVar[tuple[str, ...]] = ("pageUrl", "referrer")

    def guid(self, entry: Entry, lookups: Lookups) -> UUID | None:
        page = page_at(lookups.site, _path(self.address(entry)))
        return page.guid if page else None

    def address(self, entry: Entry) -> str:
        return entry.text("pageUrl", expected="the path of a page") or ""


def page_at(site: SiteInfo, path: str) -> PageRef | None:
    """The page at a path, before which the code of a language may stand."""
    if "\0" in path:
        return None
    _language, path = site.without_language(path)
    return resolve(site, path=storable(path, at_most=_LONGEST_PATH))


def _guid(entry: Entry, key: str) -> UUID | None:
    try:
        return parse_guid(entry.values[key])
    except ValueError:
        entry.refuse(key, f"expected the GUID of a page, got {shown(entry.values[key])}")
        return None


def _url(entry: Entry) -> str:
    return entry.text("url", expected="a text", may_be_empty=True) or ""


@lru_cache(maxsize=4096)
def _path(address: str) -> str:
    """The path within the site, as the server reads it: browsers give it percent-encoded. An origin, query and fragment
    are left out."""
    return unquote(re.split(r"[?#]", _ORIGIN.sub("", address, count=1), maxsplit=1)[0])


def _campaign(address: str) -> str | None:
    # Most addresses name none; to read a query takes its time.
    if "%" not in address and CAMPAIGN_PARAMETER not in address.lower():
        return None
    return query_in(address).get(CAMPAIGN_PARAMETER)


def query_in(address: str) -> dict[str, str]:
    """The first value of each parameter of an address."""
    _, _, query = address.partition("?")
    try:
        found = parse_qs(query.partition("#")[0], max_num_fields=100)
    except ValueError:
        return {}
    return {name.lower(): values[0] for name, values in found.items()}
