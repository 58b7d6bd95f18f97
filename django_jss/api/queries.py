"""From a request's parameters to a `LayoutQuery`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from django_jss.api.errors import ServiceError
from django_jss.api.keys import require_site
from django_jss.conf import settings
from django_jss.engine.guids import dashed, parse_guid
from django_jss.layout.preview import may_preview
from django_jss.layout.query import LayoutQuery, Mode
from django_jss.requests import HttpSender, Parameters, is_ahead_of_time, is_untracked
from django_jss.sites import directory
from django_jss.sites.directory import KeyInfo, SiteInfo

LONGEST_WORDS = 500


def layout_query(request: HttpRequest, parameters: Parameters, key: KeyInfo, configuration: str) -> LayoutQuery:
    """What the request asks for; raises `ServiceError` where it is malformed or not allowed."""
    if configuration.lower() not in settings.LAYOUT_CONFIGURATIONS:
        known = ", ".join(settings.LAYOUT_CONFIGURATIONS)
        raise ServiceError("config_unknown", f"There is no configuration of that name; expected one of {known}.")
    item = _item(parameters)
    name = parameters.get("sc_site")
    site = _site(request, name)
    if site is not None:
        require_site(key, site)
    mode = _mode(parameters)
    if mode is not Mode.NORMAL and not may_preview(getattr(request, "user", None), parameters.get("sc_preview"), site):
        raise ServiceError(
            "preview_denied", "Previews need a staff session or a signed link.", status=403, field="sc_mode"
        )
    return LayoutQuery(
        site_name=site.name if site else name,
        site=site,
        item=item,
        language=_language(request, parameters, site),
        now=_date(parameters) if mode is not Mode.NORMAL else timezone.now(),
        mode=mode,
        is_tracked=not is_untracked(parameters) and not is_ahead_of_time(request),
        query=parameters,
        campaign=parameters.get("sc_camp") or None,
        trigger=parameters.get("sc_trk") or None,
        sender=HttpSender(request),
    )


def layout_words(
    request: HttpRequest, parameters: Parameters, key: KeyInfo, configuration: str
) -> tuple[str, str, str, UUID] | None:
    """All that decides about the answer to a request of which nothing is recorded; None for other requests."""
    text = request.META.get("QUERY_STRING", "")
    # Without a language the visitor's cookie decides; with a mode, who asks.
    is_plain = parameters.get("sc_lang").strip() and not parameters.get("sc_mode") and is_untracked(parameters)
    if not is_plain or len(text) > LONGEST_WORDS:
        return None
    return configuration, text, request.META.get("HTTP_HOST", ""), key.guid


def _item(parameters: Parameters) -> str:
    field = "sc_itemid" if parameters.get("sc_itemid") else "item"
    if field not in parameters:
        raise ServiceError("item_missing", "The path or GUID of an item is needed.", field="item")
    item = parameters[field].strip()
    if "\0" in item:
        raise ServiceError("item_invalid", "A path holds no NUL character.", field=field)
    if field == "sc_itemid" or item.startswith("{"):
        try:
            return dashed(parse_guid(item))
        except ValueError as error:
            raise ServiceError("item_invalid", f"{field}: {error}", field=field) from error
    return item


def _site(request: HttpRequest, name: str) -> SiteInfo | None:
    """The site of that name; without a name the one of the host, else the default one."""
    found = directory.current()
    return found.site_named(name) if name else found.site_at(request.META.get("HTTP_HOST", ""))


def _language(request: HttpRequest, parameters: Parameters, site: SiteInfo | None) -> str | None:
    """The language asked for, else that of the visitor's language cookie, None for the site's default."""
    code = parameters.get("sc_lang").strip()
    if code and (len(code) > 20 or not code.replace("-", "").isalnum() or not code.isascii()):
        raise ServiceError("language_invalid", "expected a language code such as en or da-DK", field="sc_lang")
    if code or site is None:
        return code or None
    chosen = request.COOKIES.get(f"{site.name}#lang", "")
    return chosen if site.language(chosen) else None


def _mode(parameters: Parameters) -> Mode:
    """An unknown mode is ignored, as all nonsense in a query is."""
    given = parameters.get("sc_mode")
    try:
        return Mode(given.lower()) if given else Mode.NORMAL
    except ValueError:
        return Mode.NORMAL


def _date(parameters: Parameters) -> datetime:
    """The moment that a preview shows; now, if none is given."""
    try:
        given = parse_datetime(parameters.get("sc_date"))
    except ValueError:
        given = None
    if given is None:
        return timezone.now()
    return given if timezone.is_aware(given) else timezone.make_aware(given)
