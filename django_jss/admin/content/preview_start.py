"""Whom a preview starts from: a persona, a real contact, or nobody in particular."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict

from django_jss.content.models import Item
from django_jss.engine.guids import parse_guid
from django_jss.personalization.models import Persona
from django_jss.personalization.personas import HISTORIES, facts_of_contact
from django_jss.sites import directory


@dataclass(frozen=True, slots=True)
class Start:
    """What is known to begin with; `is_unknown` says that a contact was asked for that there is not."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    persona: Persona | None = None
    contact: str = ""
    is_unknown: bool = False

    @property
    def hidden(self) -> frozenset[str]:
        """The facts that the form does not show: a contact may have done much."""
        return HISTORIES if self.contact else frozenset()

    def completed(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Facts of the form, with the histories that it does not show."""
        return {name: value for name, value in self.facts.items() if name in self.hidden} | dict(facts)

    def shared(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """What a link has to say: of a contact only what was changed, since who has the link may read it."""
        if not self.contact:
            return self.completed(facts)
        gone = {name: None for name in self.facts if name not in facts and name not in self.hidden}
        return gone | {name: value for name, value in facts.items() if self.facts.get(name) != value}


def start_of(request: HttpRequest, given: QueryDict, item: Item) -> Start:
    """Whom the request names. A contact is for those who may see contacts: raises `PermissionDenied`."""
    if contact := given.get("contact", "").strip():
        if not request.user.has_perm("django_jss.view_contact"):
            raise PermissionDenied
        site, guid = directory.current().site_by_id(item.site_id), guid_of(contact)
        facts = facts_of_contact(guid, site) if site and guid else None
        return Start(facts, contact=str(guid)) if facts is not None else Start(is_unknown=True)
    persona_guid = guid_of(given.get("persona", ""))
    persona = Persona.objects.filter(site=item.site, guid=persona_guid).first() if persona_guid else None
    return Start(persona.facts, persona) if persona else Start()


def guid_of(text: str) -> UUID | None:
    """The GUID that a text is, in any of its forms."""
    try:
        return parse_guid(text)
    except ValueError:
        return None
