"""Forgetting a person (GDPR, article 17)."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import connections, transaction
from django.db.models import Q

from django_jss.analytics.models import ConsentChange, Contact, Device, Event, Identifier, PageView, Visit
from django_jss.analytics.recognition import database
from django_jss.analytics.statements import held
from django_jss.conf import settings
from django_jss.engine.guids import uuid7
from django_jss.signals import contact_erased

# What may tell of a person, and what stands there afterwards.
_BLANK_VISIT: dict[str, Any] = {
    "referrer": "",
    "user_agent": "",
    "ip_address": None,
    "source": {},
    "entry_path": "",
    "exit_path": "",
    "clock_skew_ms": None,
    "device": None,
}


def erase(contact: Contact) -> None:
    """Forget the contact, and what was merged into it: identifiers, devices, attributes, consents, visits, all at once.

    With the setting `ERASURE` as "anonymise" the visits stay for statistics, without anything that tells whose they
    are. Other stores are told by the signal `contact_erased`, after the commit. Erasing twice changes nothing.
    """
    guid = contact.guid
    with transaction.atomic(using=database()):
        whole = Q(contact=contact) | Q(contact__merged_into=contact)
        for model in (Device, Visit):
            list(
                held(model._default_manager.using(database()).filter(whole), connections[database()]).values_list("pk")
            )
        if settings.ERASURE == "anonymise":
            _anonymise(whole)
        for part in (Identifier, ConsentChange, Device, Visit):
            part._default_manager.using(database()).filter(whole).delete()
        Contact.objects.using(database()).filter(Q(pk=contact.pk) | Q(merged_into=contact)).delete()
        send = partial(contact_erased.send_robust, Contact, contact_guid=guid)
        transaction.on_commit(send, using=database(), robust=True)


def _anonymise(whole: Q) -> None:
    """Give each visit to a contact of nobody, of which only that visit is known."""
    for visit in Visit.objects.using(database()).filter(whole):
        nobody = Contact.objects.using(database()).create(
            guid=uuid7(),
            visit_count=1,
            page_view_count=visit.page_view_count,
            engagement_value=visit.engagement_value,
            goal_counts=visit.goal_counts,
            first_visit_at=visit.started_at,
            last_visit_at=visit.started_at,
        )
        blank = {**_BLANK_VISIT, "contact": nobody, "number": 1, "previous_visit_at": None, "guid": uuid7()}
        Visit.objects.using(database()).filter(pk=visit.pk).update(**blank)
        Event.objects.using(database()).filter(visit=visit).update(data={})
        Event.objects.using(database()).filter(visit=visit, kind__in=("search", "error", "download")).update(name="")
        # Which page it was is known by its GUID; a front end's path may name an order or a person.
        PageView.objects.using(database()).filter(visit=visit).update(path="", data={})
