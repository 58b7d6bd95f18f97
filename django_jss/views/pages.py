"""The pages of a site, rendered on the server."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views import View

from django_jss.conf import settings
from django_jss.layout.query import LayoutQuery
from django_jss.requests import HttpSender, is_ahead_of_time, read_parameters
from django_jss.sites import directory
from django_jss.sites.directory import SiteInfo
from django_jss.ssr.pages import Answer, answer_page


class PageView(View):
    """`GET {path}`: any page of the site at the host; a language code may stand before its path.

    Include `django_jss.page_urls` last. What is viewed is counted once, as the Layout Service would count it.
    """

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, path: str = "") -> HttpResponse:
        site = self.site(request)
        prefix, item, language = _split(site, f"/{path}")
        parameters = read_parameters(request)
        query = LayoutQuery(
            site_name=site.name if site else "",
            site=site,
            item=item,
            language=language or _language(request, site, parameters.get("sc_lang")),
            now=timezone.now(),
            is_tracked=not is_ahead_of_time(request),
            query=parameters,
            campaign=parameters.get("sc_camp") or None,
            trigger=parameters.get("sc_trk") or None,
            sender=HttpSender(request),
        )
        root = request.path[: len(request.path) - len(path)].rstrip("/")
        visitor: Any = getattr(request, "visitor", None)
        return self.respond(answer_page(query, visitor, request, prefix=f"{root}{prefix}"))

    head = get

    def site(self, request: HttpRequest) -> SiteInfo | None:
        """The site at the host; a subclass may name another."""
        return directory.current().site_at(request.META.get("HTTP_HOST", ""))

    def respond(self, answer: Answer) -> HttpResponse:
        """What is sent is the visitor's alone, and not kept anywhere."""
        response: HttpResponse
        if answer.redirect:
            response = HttpResponseRedirect(answer.redirect)
            response.status_code = answer.status
        else:
            response = HttpResponse(answer.html, status=answer.status)
        response["Cache-Control"] = "private, no-store"
        if answer.warning:
            response["Warning"] = f'199 - "{answer.warning}"'
        return response


def _split(site: SiteInfo | None, path: str) -> tuple[str, str, str | None]:
    """The language prefix of a path, the path behind it, and the language; no prefix and None if there is none."""
    first, _, rest = path[1:].partition("/")
    language = site.language(first) if site and first else None
    return (f"/{first}", f"/{rest}", language.code) if language else ("", path[: settings.MAX_PATH_LENGTH + 1], None)


def _language(request: HttpRequest, site: SiteInfo | None, asked: str) -> str | None:
    """The language of the address or the visitor's language cookie; None for the site's default."""
    chosen = asked or request.COOKIES.get(f"{site.name}#lang", "") if site else ""
    return chosen if site and site.language(chosen) else None
