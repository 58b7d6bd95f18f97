"""A page as HTML: by the site's rendering host if it has one, else by Django templates."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string, select_template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from django_jss.analytics.visitors import Visitor
from django_jss.content.dictionary import phrases
from django_jss.layout.delivering import deliver
from django_jss.layout.finding import Found, find
from django_jss.layout.query import LayoutQuery
from django_jss.sites.directory import SiteInfo
from django_jss.ssr.components import Page, draw_page
from django_jss.ssr.host import HostFailed, RenderingHost, host_of, render

logger = logging.getLogger("django_jss.ssr")

CLIENT_SIDE = "the page was not rendered on the server"


@dataclass(frozen=True, slots=True)
class Answer:
    """A page to send, or with `redirect` where to go instead; `warning` says what had to be left out."""

    html: str = ""
    status: int = 200
    redirect: str = ""
    warning: str = ""


def answer_page(query: LayoutQuery, visitor: Visitor | None, request: Any = None, *, prefix: str = "") -> Answer:
    """The page that a query leads to, personalized; its view is stored if the query is tracked.

    Of a page that has moved the answer is where it went, `prefix` before its path. `request` is handed to templates,
    context providers and live resolvers.
    """
    found = find(query)
    if found.page is not None and _has_moved(query, found):
        parameters = f"?{urlencode(query.query)}" if query.query else ""
        return Answer(status=301, redirect=f"{prefix}{quote(found.page.url_path)}{parameters}")
    delivery = deliver(query, visitor, request)
    status = 200 if delivery.is_found else 404
    answer = draw(query.site, found.language_code, found.path, delivery.body, status, query.query, request)
    warning = "; ".join(filter(None, (delivery.warning, answer.warning)))
    return Answer(answer.html, answer.status, answer.redirect, warning)


def draw(
    site: SiteInfo | None,
    language: str,
    path: str,
    body: bytes,
    status: int,
    query: Mapping[str, str],
    request: Any = None,
) -> Answer:
    """The Layout Service's answer `body` as a page."""
    host = host_of(site.name) if site else None
    if site is not None and host is not None:
        return _by_host(host, site, language, path, body, status, query, request)
    page = _page(site, language, body, request, is_preview=False)
    return Answer(_by_templates(page, site, language, status), status)


def preview(
    site: SiteInfo | None, body: bytes, query: Mapping[str, str], request: Any, notes: Mapping[str, Any] | None = None
) -> SafeString:
    """The Layout Service's answer `body` as part of another page.

    It is drawn as visitors see it, by the site's rendering host or by the project's templates, in a frame where no
    script runs, with `notes` on renderings by their uid if templates draw it. Where there is neither host nor template
    for a page, it is a plain picture of what the page holds.
    """
    context = json.loads(body)["sitecore"]["context"]
    language, path = str(context["language"]), str(context["itemPath"])
    page = _page(site, language, body, request, notes=notes or {})
    if site is not None and host_of(site.name) is not None:
        html = draw(site, language, path, body, 200, query, request).html
    elif _has_template(page):
        html = _by_templates(page, site, language, 200)
    else:
        return draw_page(page)
    # Of the same origin, so that the page around it can see to its links.
    frame = '<iframe class="jss-frame" sandbox="allow-same-origin" title="{}" srcdoc="{}"></iframe>'
    return format_html(frame, path, escape(html))


def _page(
    site: SiteInfo | None,
    language: str,
    body: bytes,
    request: Any,
    *,
    is_preview: bool = True,
    notes: Mapping[str, Any] | None = None,
) -> Page:
    answer = json.loads(body)["sitecore"]
    info = site.language(language) if site else None
    return Page(
        answer["context"],
        answer["route"] or {},
        notes=notes or {},
        request=request,
        is_preview=is_preview,
        phrases=phrases(site, info) if site and info else {},
    )


def _has_moved(query: LayoutQuery, found: Found) -> bool:
    asked = "/" + "/".join(part for part in query.item.split("/") if part)
    return found.page is not None and asked.casefold() != found.page.url_path.casefold() and "{" not in query.item


def _by_templates(page: Page, site: SiteInfo | None, language: str, status: int) -> str:
    own = ["jss/404.html", "django_jss/ssr/missing.html"] if status == 404 else _templates_of(page)
    context = {
        "page": page,
        "route": page.route,
        "fields": page.route.get("fields") or {},
        "context": page.context,
        "site": site,
        "language": language,
        "languages": sorted(each.code for each in site.languages.values()) if site else [],
    }
    template = select_template([*own, "django_jss/ssr/page.html"])
    return str(template.render(context, page.request))


def _templates_of(page: Page) -> list[str]:
    """The project's templates for the page, the first that is there being used."""
    name = str(page.route.get("templateName") or "")
    return [*([f"jss/pages/{name}.html"] if name.replace(" ", "").isalnum() else []), "jss/page.html"]


def _has_template(page: Page) -> bool:
    try:
        select_template(_templates_of(page))
    except TemplateDoesNotExist:
        return False
    return True


def _by_host(
    host: RenderingHost,
    site: SiteInfo,
    language: str,
    path: str,
    body: bytes,
    status: int,
    query: Mapping[str, str],
    request: Any,
) -> Answer:
    address = f"{path}?{urlencode(query)}" if query else path
    view_bag = _view_bag(site, language, path, address, status, query, request)
    try:
        rendered = render(host, address, body.decode(), view_bag)
    except HostFailed as error:
        logger.warning("The rendering host of site %s: %s. Its pages are rendered in the browser.", site.name, error)
        return Answer(_shell(host, language, body, view_bag, request), status, warning=CLIENT_SIDE)
    return Answer(rendered.html, rendered.status or status, rendered.redirect)


def _view_bag(
    site: SiteInfo, language: str, path: str, address: str, status: int, query: Mapping[str, str], request: Any
) -> dict[str, Any]:
    """What the app is told beside the page."""
    info = site.language(language)
    headers = getattr(request, "headers", {})
    return {
        "language": language,
        "statusCode": status,
        "dictionary": dict(phrases(site, info)) if info else {},
        "httpContext": {
            "request": {
                "url": address,
                "path": path,
                "querystring": dict(query),
                "userAgent": headers.get("User-Agent", ""),
            }
        },
    }


def _shell(host: RenderingHost, language: str, body: bytes, view_bag: Mapping[str, Any], request: Any) -> str:
    """The app's empty page, with what it needs to render itself."""
    state = {**json.loads(body), "viewBag": {"dictionary": view_bag["dictionary"], "language": language}}
    return render_to_string(host.shell, {"state": state, "language": language}, request)
