"""Invented visitors: real contacts and personas as what previews start from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from django_jss.analytics.models import Contact
from django_jss.engine.facts import Fact
from django_jss.engine.given import write_value
from django_jss.personalization.contacts import facts_of_contacts
from django_jss.personalization.linting import OF_VISITORS
from django_jss.sites.directory import SiteInfo

# What is kept of a contact, and as long as it is: forms do not show it.
HISTORIES = frozenset({Fact.EVENT_HISTORY, Fact.PAGE_HISTORY, Fact.CHANNEL_HISTORY, Fact.SEEN_TEMPLATES})
# What is kept of a contact, and what its latest request told.
OF_CONTACTS = OF_VISITORS | {Fact.PLACE, Fact.DEVICE}


def facts_of_contact(guid: UUID, site: SiteInfo) -> dict[str, Any] | None:
    """What is known of a contact, in the JSON form of facts given by hand; None if there is no such contact.

    Its attributes, its events and the pages that it viewed are part of it, so it is for those who may see contacts.
    """
    contact = Contact.objects.filter(guid=guid).first()
    if contact is None:
        return None
    for _guid, facts in facts_of_contacts([contact.pk], site, timezone.now(), OF_CONTACTS):
        known = {str(name): write_value(facts[name]) for name in sorted(OF_CONTACTS)}
        return {name: value for name, value in known.items() if value is not None}
    return None
