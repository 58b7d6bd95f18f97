"""“What we see of you”: what the server makes of the request of whoever asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.admin.sites import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_jss.analytics.client.address import truncated
from django_jss.analytics.client.device import device_of, languages_of
from django_jss.analytics.client.place import place_of
from django_jss.analytics.consent import COOKIE_NAME, Consent
from django_jss.conf import settings
from django_jss.requests import HttpSender
from django_jss.sites import directory
from django_jss.tracker.diagnosis import REASONS, examine

CONSENTS: Mapping[str, Any] = {
    Consent.GIVEN: gettext_lazy("given"),
    Consent.REFUSED: gettext_lazy("refused"),
    Consent.NOT_ASKED: gettext_lazy("not asked"),
}


def seen_view(request: HttpRequest, admin_site: AdminSite) -> HttpResponse:
    """The request as it came, what is known by it, and the findings of the doctor."""
    context = {
        **admin_site.each_context(request),
        "title": _("What we see of you"),
        "rows": list(_seen(request)),
        "sites": list(_tracking(request)),
        "findings": list(examine()),
    }
    return TemplateResponse(request, "django_jss/admin/seen.html", context)


def _seen(request: HttpRequest) -> Iterator[tuple[str, Any]]:
    sender = HttpSender(request)
    headers = request.headers
    yield _("Address"), sender.address
    yield _("Address as it would be stored"), truncated(sender.address) or "-"
    yield "X-Forwarded-For", _forwarded_for(headers.get("X-Forwarded-For", ""))
    yield _("Secure connection"), _("yes") if request.is_secure() else _("no")
    yield _("Host"), request.META.get("HTTP_HOST", "-")
    yield _("Place"), _pairs(place_of(sender.address, sender.headers) or {})
    yield _("Device"), _pairs(device_of(sender.headers))
    yield _("Languages"), ", ".join(languages_of(headers.get("Accept-Language", ""))) or "-"
    yield _("User agent"), headers.get("User-Agent", "-")
    yield "Sec-GPC / DNT", f"{headers.get('Sec-GPC', '-')} / {headers.get('DNT', '-')}"
    for name in (settings.GLOBAL_COOKIE_NAME, COOKIE_NAME):
        yield _("Cookie %(name)s") % {"name": name}, request.COOKIES.get(name, "-")


def _forwarded_for(header: str) -> str:
    if header and not settings.TRUSTED_PROXIES:
        return _("%(header)s (put aside, as TRUSTED_PROXIES is 0)") % {"header": header}
    return header or "-"


def _tracking(request: HttpRequest) -> Iterator[dict[str, Any]]:
    visitor: Any = getattr(request, "visitor", None)
    for site in directory.current().sites.values() if visitor is not None else ():
        visitor.enter(site)
        yield {
            "site": site.name,
            "consent": CONSENTS[visitor.consent],
            "is_required": site.requires_consent,
            "tracking": _("yes") if visitor.may_be_tracked else _("no"),
            "why": REASONS[visitor.tracking],
            "visit": visitor.visit_number,
            "is_known": visitor.known is not None,
        }


def _pairs(known: Any) -> str:
    return ", ".join(f"{name}: {value}" for name, value in known.items()) or "-"
