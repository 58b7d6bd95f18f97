"""Consent: what the visitor chose about being tracked, asked and told."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from django_jss.analytics.consent import Consent
from django_jss.api.bodies import read_json
from django_jss.api.errors import ServiceError
from django_jss.api.schema import describe
from django_jss.api.throttles import KeyThrottle, VisitorThrottle
from django_jss.api.tracker_schema import consent_schema, read_consent_schema
from django_jss.api.visitors import VisitorView
from django_jss.sites.models.api_keys import Service
from django_jss.tracker.entries import shown


class ConsentView(VisitorView):
    """`GET` and `POST …/consent`: the choice is kept in a cookie, site by site, and with the contact if there is one."""

    service = Service.CONSENT
    throttle_classes = [KeyThrottle, VisitorThrottle]

    @describe(**read_consent_schema)
    def get(self, request: Request) -> Response:
        """What was chosen, whether the site needs it, and whether the visitor is tracked, or why not."""
        return self.state()

    @describe(**consent_schema)
    def post(self, request: Request) -> Response:
        """Choose: `{"consent": true}` or `false`; `false` also takes the visitor's cookie away."""
        self.visitor.enter(self.site())
        body = read_json(request._request)
        choice = body.get("consent") if isinstance(body, dict) else None
        if not isinstance(choice, bool):
            raise ServiceError("consent_invalid", f"expected true or false, got {shown(choice)}", field="consent")
        self.visitor.choose(Consent.GIVEN if choice else Consent.REFUSED)
        return self.state()

    def state(self) -> Response:
        visitor, site = self.visitor, self.site()
        visitor.enter(site)
        tracking: Any = visitor.tracking
        return Response(
            {"consent": str(visitor.consent), "isRequired": site.requires_consent, "tracking": str(tracking)}
        )
