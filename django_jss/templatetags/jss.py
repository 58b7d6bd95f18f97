"""`{% load jss %}`: placeholders, fields and phrases in the templates of components, and the tracker's script."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString

from django_jss.requests import is_ahead_of_time
from django_jss.sites import directory
from django_jss.sites.directory import SiteInfo
from django_jss.ssr.components import Page, draw_field, draw_placeholder

register = template.Library()


@register.simple_tag(takes_context=True)
def jss_placeholder(context: Context, key: str) -> SafeString:
    """The components in a placeholder: of the component whose template this is, else of the page."""
    page = context["page"]
    placeholders = context["placeholders"] if "rendering" in context else page.route.get("placeholders") or {}
    return draw_placeholder(key, placeholders, page)


@register.simple_tag
def jss_field(value: Any) -> SafeString:
    """A field as HTML: text, rich text, image, link or file."""
    return draw_field(value)


@register.simple_tag(takes_context=True)
def jss_phrase(context: Context, key: str) -> str:
    """The dictionary's phrase in the language of the page; the key if there is none."""
    return context["page"].phrases.get(key) or key


@register.inclusion_tag("django_jss/tracker.html", takes_context=True)
def jss_tracker(context: Context, api_key: str, **options: Any) -> dict[str, Any]:
    """The tracker's script for the page that the template draws.

    The server has counted the view of a page of ours, unless the browser fetched it ahead of time or a consent is missing.
    `options` are those of the script, such as `scroll="Scrolled"`. Where there is a content security policy, the script
    carries its nonce.
    """
    request = context.get("request")
    page = context.get("page")
    site = context.get("site")
    told: dict[str, Any] = {"apiKey": api_key}
    if isinstance(page, Page):
        guid = page.route.get("itemId")
        # Of a page that is not there no view is to be told either.
        is_to_be_told = guid and isinstance(request, HttpRequest) and not _is_counted(request)
        told |= {"pageId": guid, "language": page.context.get("language"), "counted": not is_to_be_told}
    if isinstance(site, SiteInfo):
        told["site"] = site.name
    told |= _choice(request)
    told |= {_camel(name): value for name, value in options.items()}
    options_json = json.dumps({name: value for name, value in told.items() if value is not None})
    return {"options": options_json, "nonce": _nonce(request, context)}


def _choice(request: Any) -> dict[str, Any]:
    """What the visitor chose on the site, and whether it needs that; a page of the project's own is of its host's site."""
    visitor = getattr(request, "visitor", None)
    if visitor is None:
        return {}
    visitor.enter(visitor.site or directory.current().site_at(request.META.get("HTTP_HOST", "")))
    if visitor.site is None:
        return {}
    return {"requireConsent": visitor.site.requires_consent, "consent": str(visitor.consent)}


def _is_counted(request: HttpRequest) -> bool:
    """Whether the server counts the view of a page that it draws for the request."""
    visitor = getattr(request, "visitor", None)
    waits = visitor is not None and visitor.site is not None and visitor.permission.waits_for_consent
    return not (waits or is_ahead_of_time(request))


def _nonce(request: Any, context: Context) -> str:
    """The nonce of the request's content security policy; "" if there is none."""
    found = (getattr(request, "csp_nonce", None), getattr(request, "_csp_nonce", None), context.get("csp_nonce"))
    # Those of Django and of django-csp are false until somebody has written them down.
    return next((str(nonce) for nonce in found if nonce is not None), "")


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
