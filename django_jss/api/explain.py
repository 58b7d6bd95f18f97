"""The service that says why a page shows what it shows."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.response import Response

from django_jss.api.base import ServiceView
from django_jss.api.bodies import read_json
from django_jss.api.errors import ServiceError
from django_jss.api.explain_schema import explain_persona_schema, explain_schema
from django_jss.api.keys import require_key
from django_jss.api.queries import layout_query
from django_jss.api.schema import describe
from django_jss.engine.facts import Fact
from django_jss.engine.given import InvalidFacts
from django_jss.engine.guids import parse_guid
from django_jss.layout.explaining import Explanation, explain
from django_jss.layout.query import LayoutQuery
from django_jss.personalization.facts import read_given
from django_jss.personalization.models import Persona
from django_jss.personalization.personas import facts_of_contact
from django_jss.sites.directory import KeyInfo
from django_jss.sites.models.api_keys import Service

CONFIGURATION = "jss"
# What staff have instead of a key.
OF_STAFF = KeyInfo(uuid.UUID(int=0), site_ids=None, services=frozenset({Service.EXPLAIN}), origins=frozenset())


class ExplainView(ServiceView):
    """`…/jss/explain`: each personalized rendering of a page, the rules tried, what they saw, and the variant chosen.

    For staff who may see personalization, and for API keys that name this service. Nothing is stored.
    """

    service = Service.EXPLAIN
    # For the browsable schema alone: the body is read as JSON whatever its type.

    def find_key(self, request: HttpRequest) -> KeyInfo:
        """Staff need no key."""
        user = getattr(request, "user", None)
        if user and user.is_active and user.is_staff and user.has_perm("django_jss.view_ruleset"):
            return OF_STAFF
        return require_key(request, self.parameters, self.service)

    @describe(**explain_schema)
    def get(self, request: Request) -> Response:
        """Explain the page for the visitor who asks."""
        visitor = getattr(request._request, "visitor", None)
        explained = answer(explain(self.query(), visitor=visitor))
        if visitor is not None:
            explained.data["tracking"] = str(visitor.tracking)
        return explained

    @describe(**explain_persona_schema)
    def post(self, request: Request) -> Response:
        """Explain the page for somebody else: a saved persona, a real contact, or of whom just the facts in the body are known."""
        query = self.query()
        body = read_json(request._request)
        is_somebody = isinstance(body, dict) and bool({"persona", "contact"} & body.keys())
        given = body.get("facts", {} if is_somebody else None) if isinstance(body, dict) else None
        if not isinstance(given, dict):
            raise ServiceError("body_invalid", 'expected an object with an object "facts"', field="facts")
        known = self.persona_facts(query, body["persona"]) if "persona" in body else {}
        if "contact" in body:
            known |= self.contact_facts(query, body["contact"])
        try:
            facts = read_given(known | given, query.site.time_zone if query.site else "UTC")
        except InvalidFacts as error:
            faults = [{"field": f"facts.{fault.path}", "message": fault.message} for fault in error.faults]
            raise ServiceError("facts_invalid", str(error), field="facts", more={"errors": faults}) from error
        return answer(explain(replace(query, now=facts.get(Fact.LOCAL_TIME) or query.now), given=facts))

    def persona_facts(self, query: LayoutQuery, named: Any) -> dict[str, Any]:
        """What is known of a persona of the site, by its GUID."""
        try:
            persona = Persona.objects.filter(guid=parse_guid(named), site__name=query.site_name).first()
        except ValueError as error:
            raise ServiceError("persona_invalid", f"persona: {error}", field="persona") from error
        if persona is None:
            raise ServiceError("persona_unknown", "The site has no persona of that GUID.", field="persona")
        return dict(persona.facts)

    def contact_facts(self, query: LayoutQuery, named: Any) -> dict[str, Any]:
        """What is known of a contact, by its GUID; for staff who may see contacts."""
        user = getattr(self.request._request, "user", None)
        if not (user and user.is_active and user.is_staff and user.has_perm("django_jss.view_contact")):
            raise ServiceError(
                "contact_forbidden", "Contacts are for staff who may see them.", status=403, field="contact"
            )
        try:
            facts = facts_of_contact(parse_guid(named), query.site) if query.site else None
        except ValueError as error:
            raise ServiceError("contact_invalid", f"contact: {error}", field="contact") from error
        if facts is None:
            raise ServiceError("contact_unknown", "There is no contact of that GUID.", field="contact")
        return facts

    def query(self) -> LayoutQuery:
        assert self.key is not None
        return layout_query(self.request._request, self.parameters, self.key, CONFIGURATION)


def answer(explanation: Explanation | None) -> Response:
    """What was found out, or 404."""
    if explanation is None:
        raise ServiceError("not_found", "There is no such page.", status=404, field="item")
    return Response(explanation.as_json())
