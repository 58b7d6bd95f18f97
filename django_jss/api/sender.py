"""What a request tells rules of its sender."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from django_jss.analytics.client.address import nearest_untrusted
from django_jss.conf import settings


class HttpSender:
    """The sender of a request; see `personalization.facts.Sender`."""

    __slots__ = ("_request",)

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def headers(self) -> Mapping[str, str]:
        return self._request.headers

    @property
    def cookies(self) -> Mapping[str, str]:
        return self._request.COOKIES

    @property
    def host(self) -> str:
        return self._request.META.get("HTTP_HOST", "").rpartition(":")[0] or self._request.META.get("HTTP_HOST", "")

    @property
    def address(self) -> str:
        return nearest_untrusted(
            self._request.headers.get("X-Forwarded-For", ""),
            self._request.META.get("REMOTE_ADDR") or "",
            trusted_proxies=settings.TRUSTED_PROXIES,
        )

    @property
    def user(self) -> Any:
        return getattr(self._request, "user", None)
