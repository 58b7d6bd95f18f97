"""What the services about visitors share: the visitor of the request, and the site that is meant."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from rest_framework.request import Request

from django_jss.analytics.visitors import Visitor
from django_jss.api.base import JSON, ServiceView
from django_jss.api.errors import ServiceError
from django_jss.api.keys import require_site
from django_jss.sites import directory
from django_jss.sites.directory import SiteInfo


class VisitorView(ServiceView):
    """A service about the visitor who asks.

    What changes something is refused to pages of other sites whose origins the key does not name: a browser lets them call
    with the visitor's cookies, if those are for other sites, and only keeps the answer from them.
    """

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        assert self.key is not None
        is_foreign = request.headers.get("Sec-Fetch-Site") == "cross-site"
        if is_foreign and request.method == "POST" and not self.key.allows_origin(request.headers.get("Origin", "")):
            message = "This API key does not allow pages of that origin to call."
            raise ServiceError("origin_denied", message, status=403, field="Origin")

    @property
    def visitor(self) -> Visitor:
        visitor = getattr(self.request._request, "visitor", None)
        if visitor is None:
            raise ImproperlyConfigured("This service needs django_jss.middleware.VisitorMiddleware in MIDDLEWARE.")
        return visitor  # type: ignore[no-any-return]

    def site(self) -> SiteInfo:
        """The site named, else the only one of the key, else that of the host."""
        assert self.key is not None
        found = directory.current()
        if name := self.parameters.get("sc_site"):
            site = found.site_named(name)
        elif self.key.site_ids and len(self.key.site_ids) == 1:
            site = found.site_by_id(*self.key.site_ids)
        else:
            site = found.site_at(self.request._request.META.get("HTTP_HOST", ""))
        if site is None:
            raise ServiceError("site_unknown", "There is no such site.", field="sc_site")
        require_site(self.key, site)
        return site

    def done(self) -> HttpResponse:
        return HttpResponse(b"{}", content_type=JSON)
