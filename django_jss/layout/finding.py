"""From a query to site, language and page."""

from __future__ import annotations

from dataclasses import dataclass

from django_jss.content.routing import PageRef, normalized_path, resolve
from django_jss.engine.guids import parse_guid
from django_jss.layout.query import LayoutQuery
from django_jss.sites.directory import LanguageInfo, SiteInfo

SHORTEST_GUID = 32


@dataclass(frozen=True, slots=True)
class Found:
    """What a query leads to; `page` None if there is no such page, `path` as it was asked for, normalized."""

    site: SiteInfo | None
    language: LanguageInfo | None
    language_code: str
    page: PageRef | None
    path: str


def find(query: LayoutQuery) -> Found:
    """No query when what is asked for is known."""
    site = query.site
    if site is None:
        return Found(None, None, query.language or "", None, normalized_path(query.item))
    language = site.language(query.language) if query.language else site.language(site.default_language)
    code = language.code if language else query.language or site.default_language
    page = _page(site, query.item) if language else None
    return Found(site, language, code, page, page.url_path if page else normalized_path(query.item))


def _page(site: SiteInfo, item: str) -> PageRef | None:
    text = item.strip("/")
    # No path is looked at twice that cannot be a GUID.
    if len(text) < SHORTEST_GUID or "/" in text:
        return resolve(site, path=item)
    try:
        guid = parse_guid(text)
    except ValueError:
        return resolve(site, path=item)
    return resolve(site, guid=guid) or resolve(site, path=item)
