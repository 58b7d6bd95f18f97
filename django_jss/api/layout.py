"""The Layout Service."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request

from django_jss.api.base import JSON, ServiceView
from django_jss.api.queries import layout_query, layout_words
from django_jss.api.schema import describe, layout_schema
from django_jss.layout.answers import answer_again, answer_first
from django_jss.layout.delivering import Delivery
from django_jss.sites.models.api_keys import Service


class LayoutView(ServiceView):
    """`GET …/layout/render/{config}`: a page as JSON, personalized for the visitor, who is tracked unless told not to.

    Never a 304, no validators: clients copy a browser's conditional headers here and throw on 304.
    """

    service = Service.LAYOUT

    @describe(**layout_schema)
    def get(self, request: Request, config: str) -> HttpResponse:
        """Answer 200, or 404 in the same shape with `route: null`."""
        plain = request._request
        assert self.key is not None
        visitor = getattr(plain, "visitor", None)
        words = layout_words(plain, self.parameters, self.key, config)
        delivery = answer_again(words, visitor) if words else None
        if delivery is None:
            query = layout_query(plain, self.parameters, self.key, config)
            delivery = answer_first(words, query, visitor, plain)
        return delivered(delivery, status=200 if delivery.is_found else 404)

    head = get


def delivered(delivery: Delivery, status: int = 200) -> HttpResponse:
    """The bytes as they are, and what had to be left out as a warning (RFC 7234, section 5.5)."""
    response = HttpResponse(delivery.body, status=status, content_type=JSON)
    if delivery.warning:
        response["Warning"] = f'199 - "{delivery.warning}"'
    return response
