"""`request.visitor`: cookies in, cookies out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import Any, cast
from uuid import UUID

from asgiref.sync import markcoroutinefunction, sync_to_async
from django.http import HttpRequest, HttpResponseBase

from django_jss.analytics.client.address import nearest_untrusted, truncated
from django_jss.analytics.client.kept import Client, storable
from django_jss.analytics.visitors import Visitor
from django_jss.conf import settings
from django_jss.engine.guids import parse_guid

SESSION_KEY = "django_jss_device"

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
        if visitor.was_recorded:
            remember(visitor, request, response)
        return response

    async def _respond(self, request: HttpRequest) -> HttpResponseBase:
        visitor = meet(request)
        response = await cast(Awaitable[HttpResponseBase], self.get_response(request))
        if visitor.was_recorded:
            await sync_to_async(remember)(visitor, request, response)
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

    def client(self) -> Client:
        headers = self._request.headers
        address = nearest_untrusted(
            headers.get("X-Forwarded-For", ""),
            self._request.META.get("REMOTE_ADDR") or "",
            trusted_proxies=settings.TRUSTED_PROXIES,
        )
        return Client(
            referrer=storable(headers.get("Referer", ""), at_most=1000),
            user_agent=storable(headers.get("User-Agent", ""), at_most=500),
            ip_address=truncated(address),
        )


def meet(request: HttpRequest) -> Visitor:
    """Put the visitor, of whom nothing is read yet, on the request."""
    visitor = Visitor(RequestOrigin(request))
    request.visitor = visitor  # type: ignore[attr-defined]
    return visitor


def remember(visitor: Visitor, request: HttpRequest, response: HttpResponseBase) -> None:
    """Leave the device's id with the browser, and with the session if it cannot have it yet."""
    response.set_cookie(
        settings.GLOBAL_COOKIE_NAME,
        str(visitor.cookie),
        max_age=settings.GLOBAL_COOKIE_AGE,
        domain=settings.COOKIE_DOMAIN,
        secure=settings.cookie_secure,
        httponly=True,
        samesite=cast(Any, settings.COOKIE_SAMESITE),
    )
    session: Any = getattr(request, "session", None)
    if session is not None and visitor.is_new_device:
        session[SESSION_KEY] = visitor.device_guid.hex
