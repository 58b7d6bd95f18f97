"""Nothing is kept longer than the settings say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from django_jss.analytics.models import ConsentChange, Contact, Device, Event, PageView, TurnedAway, Visit
from django_jss.analytics.recognition import database
from django_jss.conf import settings

BATCH = 1000


# What a visit keeps of where it came from, on what and at which address; channel and campaign stay.
_NO_DETAILS: Mapping[str, Any] = {"referrer": "", "source": {}, "user_agent": "", "ip_address": None}


def _expired_details(at: datetime) -> QuerySet[Any]:
    return Visit.objects.filter(last_activity_at__lt=at).exclude(**_NO_DETAILS)


def _expired_contacts(at: datetime) -> QuerySet[Any]:
    """Contacts who did not come back and whose visits are all gone; with them go identifiers, consents and devices."""
    return Contact.objects.filter(visits=None, created_at__lt=at).exclude(last_visit_at__gte=at)


# By kind, in the order in which they go: those that are too old, given the moment before which they are.
KINDS: Mapping[str, Callable[[datetime], QuerySet[Any]]] = {
    "page_views": lambda at: PageView.objects.filter(at__lt=at),
    "events": lambda at: Event.objects.filter(at__lt=at),
    "details": _expired_details,
    "visits": lambda at: Visit.objects.filter(last_activity_at__lt=at),
    "contacts": _expired_contacts,
    "devices": lambda at: Device.objects.filter(created_at__lt=at, latest_visit=None, contact__identified_at=None),
    "consents": lambda at: ConsentChange.objects.filter(at__lt=at),
    "bots": lambda at: TurnedAway.objects.filter(on__lt=at.date()),
}


def retention(given: Mapping[str, timedelta | None] | None = None) -> dict[str, timedelta]:
    """How long each kind is kept, by the setting `RETENTION` and what is `given` beside it; others for ever."""
    return {kind: age for kind, age in {**settings.RETENTION, **(given or {})}.items() if age is not None}


def purge(kind: str, before: datetime, *, at_most: int = BATCH) -> Iterator[int]:
    """Remove what is older, in batches that are each stored at once; yields the size of each.

    It may be interrupted at any moment, and goes on where it was when called again.
    """
    while True:
        expired = KINDS[kind](before).using(database()).order_by("pk")
        keys = list(expired.values_list("pk", flat=True)[:at_most])
        if not keys:
            return
        batch = expired.model._default_manager.using(database()).filter(pk__in=keys)
        if kind == "details":
            batch.update(**_NO_DETAILS)
        else:
            batch.delete()
        yield len(keys)


def count_expired(kind: str, before: datetime) -> int:
    """How much is older."""
    return KINDS[kind](before).using(database()).count()
