"""A page as somebody else would get it, for those who have a link; nothing is tracked, and no login is needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from django_jss.engine.facts import Fact
from django_jss.engine.given import InvalidFacts
from django_jss.layout.explaining import imagine
from django_jss.layout.preview import Share, read_share
from django_jss.layout.query import LayoutQuery, Mode
from django_jss.personalization.facts import read_given
from django_jss.personalization.personas import facts_of_contact
from django_jss.sites import directory
from django_jss.sites.directory import SiteInfo
from django_jss.ssr.pages import preview


class PreviewView(View):
    """`GET /-/preview/{token}/?item={path}`: 403 if the link is forged or too old, 404 if there is no such page."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        share = read_share(token)
        site = directory.current().site_named(share.site) if share else None
        if share is None or site is None:
            return _answer(request, "refused", {}, status=403)
        path = request.GET.get("item", "/").replace("\0", "")[:500] or "/"
        given = _given(share, site)
        language, path = site.without_language(path)
        query = _query(share, site, path, language.code if language else share.language, given)
        found = imagine(query, given=given, request=request)
        if found is None:
            return _answer(request, "missing", {"path": path}, status=404)
        html = preview(site, found.body, query.query, request)
        return _answer(request, "page", {"html": html, "path": path, "site": site, "language": query.language})


def _query(share: Share, site: SiteInfo, path: str, language: str, given: Mapping[str, Any]) -> LayoutQuery:
    return LayoutQuery(
        site_name=site.name,
        site=site,
        item=path,
        language=language,
        now=given.get(Fact.LOCAL_TIME) or timezone.now(),
        mode=Mode.PREVIEW if share.shows_drafts else Mode.NORMAL,
        is_tracked=False,
        query=given.get(Fact.QUERY) or {},
    )


def _given(share: Share, site: SiteInfo) -> Mapping[str, Any]:
    """The facts of the link, and of the contact that it names; none if they cannot be read any more."""
    base = facts_of_contact(UUID(share.contact), site) if share.contact else None
    try:
        return read_given((base or {}) | dict(share.facts), site.time_zone)
    except InvalidFacts:
        return {}


def _answer(request: HttpRequest, name: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    answer = render(request, f"django_jss/preview/{name}.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
