"""`request.visitor`: cookies in, cookies out."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from inspect import iscoroutinefunction
from typing import Any, cast
from uuid import UUID

from asgiref.sync import markcoroutinefunction, sync_to_async
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest, HttpResponseBase

from django_jss.analytics.client.address import nearest_untrusted, truncated
from django_jss.analytics.client.kept import Client, storable
from django_jss.analytics.client.source import host_of, source_of
from django_jss.analytics.consent import COOKIE_NAME, Consent, Tracking, read_consents, write_consents
from django_jss.analytics.visitors import Visitor
from django_jss.conf import settings
from django_jss.engine.failing import raised
from django_jss.engine.guids import parse_guid
from django_jss.sites import directory

SESSION_KEY = "django_jss_device"
# The source of identifiers that are the primary keys of Django's users.
USER_SOURCE = "django"
# Staff who send it are told in `X-JSS-Tracking` what became of their request.
DEBUG_HEADER = "X-JSS-Debug"
_DEBUG_KEY = "HTTP_X_JSS_DEBUG"
logger = logging.getLogger("django_jss.middleware")

GetResponse = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]


class VisitorMiddleware:
    """Give each request its visitor, and the visitor a cookie once something was recorded.

    Stands after Django's `SessionMiddleware`, if there is one: the session then keeps the device too. As long as nobody
    asks the visitor anything, no cookie is parsed, no session read and no query made.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self.is_async:
            return self._respond(request)
        visitor = meet(request)
        response = cast(HttpResponseBase, self.get_response(request))
        if visitor.was_recorded or visitor.has_chosen:
            remember(visitor, request, response)
        if _DEBUG_KEY in request.META:
            tell(visitor, request, response)
        return response

    async def _respond(self, request: HttpRequest) -> HttpResponseBase:
        visitor = meet(request)
        response = await cast(Awaitable[HttpResponseBase], self.get_response(request))
        if visitor.was_recorded or visitor.has_chosen:
            await sync_to_async(remember)(visitor, request, response)
        if _DEBUG_KEY in request.META:
            await sync_to_async(tell)(visitor, request, response)
        return response


class RequestOrigin:
    """What a request tells of its visitor."""

    __slots__ = ("_request",)

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def cookie(self) -> str | None:
        return self._request.COOKIES.get(settings.GLOBAL_COOKIE_NAME)

    def linked_device(self) -> UUID | None:
        """The device that the session remembers; a request without a session cookie costs nothing."""
        session: Any = getattr(self._request, "session", None)
        if session is None or not session.session_key:
            return None
        try:
            return parse_guid(session.get(SESSION_KEY))
        except ValueError:
            return None

    @property
    def consent_cookie(self) -> str:
        return self._request.COOKIES.get(COOKIE_NAME, "")

    @property
    def has_privacy_signal(self) -> bool:
        headers = self._request.headers
        return (settings.HONOUR_GPC and headers.get("Sec-GPC") == "1") or (
            settings.HONOUR_DNT and headers.get("DNT") == "1"
        )

    def client(self) -> Client:
        headers = self._request.headers
        address = nearest_untrusted(
            headers.get("X-Forwarded-For", ""),
            self._request.META.get("REMOTE_ADDR") or "",
            trusted_proxies=settings.TRUSTED_PROXIES,
        )
        referrer = storable(headers.get("Referer", ""), at_most=1000)
        meta = self._request.META
        asked = meta.get("HTTP_HOST") or meta.get("SERVER_NAME", "")
        own = {host_of(f"//{host}") for host in (*directory.current().hosts, asked)}
        # An app on another host calls with its own page for a referrer.
        own.add(host_of(headers.get("Origin", "")))
        return Client(
            referrer=referrer,
            user_agent=storable(headers.get("User-Agent", ""), at_most=500),
            ip_address=truncated(address),
            source=source_of(referrer, query_of(self._request), own),
        )


def connect() -> None:
    """Know visitors by their accounts; called once, when Django is ready."""
    user_logged_in.connect(on_login, dispatch_uid="django_jss.identify")
    user_logged_out.connect(on_logout, dispatch_uid="django_jss.forget")


def on_login(*, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Say who the visitor is; a log-in never fails because of that."""
    try:
        if visitor := _visitor_at(request):
            visitor.identify(USER_SOURCE, str(user.pk))
    except Exception as error:
        logger.error("The visitor was not identified at log-in: %s", raised(error))


def on_logout(*, request: HttpRequest | None, **kwargs: Any) -> None:
    """Whoever uses the browser next is somebody else; a log-out never fails because of that."""
    try:
        if visitor := _visitor_at(request):
            visitor.start_over()
    except Exception as error:
        logger.error("The visitor's browser was not made another's at log-out: %s", raised(error))


def _visitor_at(request: Any) -> Visitor | None:
    """The visitor of a request, at the site of its host, if log-ins and log-outs are to be told of."""
    visitor: Visitor | None = getattr(request, "visitor", None)
    if not settings.IDENTIFY_USERS or visitor is None:
        return None
    visitor.enter(directory.current().site_at(request.META.get("HTTP_HOST", "")))
    return visitor


def query_of(request: HttpRequest) -> dict[str, str]:
    """The first value of each parameter of the address."""
    return {name.lower(): values[0] for name, values in request.GET.lists() if values}


def meet(request: HttpRequest) -> Visitor:
    """Put the visitor, of whom nothing is read yet, on the request."""
    visitor = Visitor(RequestOrigin(request))
    request.visitor = visitor  # type: ignore[attr-defined]
    return visitor


def remember(visitor: Visitor, request: HttpRequest, response: HttpResponseBase) -> None:
    """Leave the device's id with the browser, and with the session if it cannot have it yet; and what was chosen.

    Of somebody who is not tracked, or no longer, browser and session keep no id.
    """
    session: Any = getattr(request, "session", None)
    if visitor.has_chosen:
        consents = {**read_consents(request.COOKIES.get(COOKIE_NAME, "")), visitor.site_key: visitor.consent}
        _set_cookie(response, COOKIE_NAME, write_consents(consents), settings.CONSENT_COOKIE_AGE)
    is_unwanted = visitor.was_recorded and visitor.permission is not Tracking.ON
    if visitor.consent is Consent.REFUSED or is_unwanted:
        response.delete_cookie(
            settings.GLOBAL_COOKIE_NAME, domain=settings.COOKIE_DOMAIN, samesite=cast(Any, settings.COOKIE_SAMESITE)
        )
        if session is not None and SESSION_KEY in session:
            del session[SESSION_KEY]
    elif visitor.was_recorded:
        _set_cookie(response, settings.GLOBAL_COOKIE_NAME, str(visitor.cookie), settings.GLOBAL_COOKIE_AGE)
        if session is not None and visitor.is_new_device:
            session[SESSION_KEY] = visitor.device_guid.hex


def tell(visitor: Visitor, request: HttpRequest, response: HttpResponseBase) -> None:
    """Tell staff who asks whether the request was recorded, or why not."""
    if getattr(getattr(request, "user", None), "is_staff", False):
        response["X-JSS-Tracking"] = str(visitor.tracking)


def _set_cookie(response: HttpResponseBase, name: str, value: str, age: timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=age,
        domain=settings.COOKIE_DOMAIN,
        secure=settings.cookie_secure,
        httponly=True,
        samesite=cast(Any, settings.COOKIE_SAMESITE),
    )
