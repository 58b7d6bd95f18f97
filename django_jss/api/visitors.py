"""What the services about visitors share: the visitor of the request, and the site that is meant."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse

from django_jss.analytics.visitors import Visitor
from django_jss.api.base import JSON, ServiceView
from django_jss.api.errors import ServiceError
from django_jss.api.keys import require_site
from django_jss.sites import directory
from django_jss.sites.directory import SiteInfo


class VisitorView(ServiceView):
    """A service about the visitor who asks."""

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
