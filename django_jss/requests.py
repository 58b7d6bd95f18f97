"""What the doors read of HTTP requests: parameters, sender, and whether anybody will see the answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpRequest

from django_jss.analytics.client.address import nearest_untrusted
from django_jss.conf import settings

FALSE = frozenset({"false", "0", "no", "off"})
MAX_PARAMETERS = 200
_LONGEST_KEPT = 500
_PURPOSES = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")


class Parameters(dict[str, str]):
    """Parameters by lower-case name; of several with one name the first counts, since proxies append the visitor's own."""

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        return super().get(name, default)


def read_parameters(request: HttpRequest) -> Parameters:
    """The parameters of a request, and those that stand in the value of `item` (`item=/about?sc_camp=x`)."""
    text = request.META.get("QUERY_STRING", "")
    # Many visitors ask for the same; who changes what is found must not change what is kept.
    return Parameters(_parsed(text)) if len(text) <= _LONGEST_KEPT else _read(text)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Parameters:
    return _read(text)


def _read(text: str) -> Parameters:
    parameters = _first(_pairs(text))
    item, mark, inner = parameters.get("item").partition("?")
    if mark:
        inside = _first(_pairs(inner.partition("#")[0]))
        parameters = Parameters({**inside, **parameters})
    if "item" in parameters:
        parameters["item"] = item.partition("#")[0]
    return parameters


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=MAX_PARAMETERS)
    except ValueError:
        return parse_qsl("&".join(text.split("&")[:MAX_PARAMETERS]), keep_blank_values=True, errors="replace")


def _first(pairs: list[tuple[str, str]]) -> Parameters:
    found = Parameters()
    for name, value in pairs:
        found.setdefault(name.lower(), value)
    return found


def is_untracked(parameters: Parameters) -> bool:
    """Whether the request says that nothing of it is to be recorded."""
    return parameters.get("tracking", "true").lower() in FALSE


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


def is_ahead_of_time(request: HttpRequest) -> bool:
    """Whether the request shows nobody anything yet: HEAD, or a browser that fetches what may be needed soon."""
    purposes = (request.META.get(name, "") for name in _PURPOSES)
    return request.method == "HEAD" or any(
        word in purpose.lower() for purpose in purposes for word in ("prefetch", "prerender", "preview")
    )
