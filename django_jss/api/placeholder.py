"""The Placeholder Service."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request

from django_jss.api.base import ServiceView
from django_jss.api.errors import ServiceError
from django_jss.api.layout import delivered
from django_jss.api.queries import layout_query
from django_jss.api.schema import describe, placeholder_schema
from django_jss.layout.delivering import deliver_placeholder
from django_jss.sites.models.api_keys import Service


class PlaceholderView(ServiceView):
    """`GET …/layout/placeholder/{config}`: what stands in one placeholder of a page, counted as a view of it.

    A visitor who is on that page already is not counted again.
    """

    service = Service.PLACEHOLDER

    @describe(**placeholder_schema)
    def get(self, request: Request, config: str) -> HttpResponse:
        """Answer `{"name", "path", "elements"}`, or 404 without such a page or placeholder."""
        plain = request._request
        assert self.key is not None
        name = self.parameters.get("placeholdername")
        if not name.strip("/"):
            raise ServiceError("placeholder_missing", "The name of a placeholder is needed.", field="placeholderName")
        query = layout_query(plain, self.parameters, self.key, config)
        delivery = deliver_placeholder(query, name, getattr(plain, "visitor", None), plain)
        if delivery is None:
            raise ServiceError(
                "not_found", "There is no such page or placeholder.", status=404, field="placeholderName"
            )
        return delivered(delivery)

    head = get
