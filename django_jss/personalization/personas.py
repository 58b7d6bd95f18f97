"""Invented visitors: real contacts and personas as what previews start from."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from django_jss.analytics.models import Contact
from django_jss.engine.facts import Fact
from django_jss.personalization.contacts import facts_of_contacts
from django_jss.sites.directory import SiteInfo

# What is kept of a contact and can be given by hand as it is.
PLAIN = (
    Fact.VISIT_NUMBER,
    Fact.VISIT_GOALS,
    Fact.CONTACT_GOALS,
    Fact.CONTACT_VALUE,
    Fact.CONTACT_PAGE_VIEWS,
    Fact.VISIT_VALUE,
    Fact.VISIT_PAGE_VIEWS,
    Fact.VISIT_LANGUAGE,
    Fact.VISIT_CAMPAIGN,
    Fact.ENTRY_PATH,
    Fact.PREVIOUS_PATH,
    Fact.PLACE,
    Fact.DEVICE,
)


def facts_of_contact(guid: str, site: SiteInfo) -> dict[str, Any] | None:
    """What is known of a contact, in the JSON form of facts given by hand; None if there is no such contact."""
    contact = Contact.objects.filter(guid=guid).first()
    if contact is None:
        return None
    for _guid, facts in facts_of_contacts([contact.pk], site, timezone.now(), PLAIN):
        known = {str(name): facts[name] for name in PLAIN}
        return {name: dict(value) if hasattr(value, "keys") else value for name, value in known.items() if value}
    return None
