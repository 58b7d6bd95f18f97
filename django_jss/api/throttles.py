"""How often the tracker may be called; counted in Django's default cache, which all processes should share."""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from django_jss.analytics.client.address import nearest_untrusted
from django_jss.analytics.cookies import is_ours, read_cookie
from django_jss.conf import settings
from django_jss.engine.failing import raised

logger = logging.getLogger("django_jss.api")


class LenientThrottle(SimpleRateThrottle):
    """Lets calls pass while the cache cannot be reached: what visitors do is not lost because of that."""

    def allow_request(self, request: Request, view: Any) -> bool:
        try:
            return bool(super().allow_request(request, view))
        except Exception as error:
            logger.warning("The cache does not answer, so calls are not limited: %s", raised(error))
            return True


class KeyThrottle(LenientThrottle):
    """Calls with one API key; the setting `TRACKER_RATE_PER_KEY` says how many."""

    scope = "jss_key"

    def get_rate(self) -> str | None:
        return settings.TRACKER_RATE_PER_KEY

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        return self.cache_format % {"scope": self.scope, "ident": view.key.guid.hex} if view.key else None


class VisitorThrottle(LenientThrottle):
    """Calls of one device or, of one without a cookie of ours, from one address; see `TRACKER_RATE_PER_VISITOR`.

    Anybody can invent cookies, a new one for each call; those that we gave out cost a call without one.
    """

    scope = "jss_visitor"

    def get_rate(self) -> str | None:
        return settings.TRACKER_RATE_PER_VISITOR

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        plain = request._request
        cookie = read_cookie(plain.COOKIES.get(settings.GLOBAL_COOKIE_NAME, ""))
        address = nearest_untrusted(
            plain.headers.get("X-Forwarded-For", ""),
            plain.META.get("REMOTE_ADDR") or "",
            trusted_proxies=settings.TRUSTED_PROXIES,
        )
        ident = cookie.device_guid.hex if cookie and is_ours(cookie.device_guid) else address
        # Of an address the cache holds no more than a hash, which also makes a key of anything.
        hashed = sha256(ident.encode("utf-8", "replace")).hexdigest()[:32]
        return self.cache_format % {"scope": self.scope, "ident": hashed}
