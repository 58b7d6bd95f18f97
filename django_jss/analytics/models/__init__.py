"""Tables of the analytics domain."""

from django_jss.analytics.models.contacts import Contact, Device
from django_jss.analytics.models.definitions import Campaign, Definition, Goal, Outcome, PageEvent
from django_jss.analytics.models.visits import Event, EventKind, PageView, Visit

__all__ = [
    "Campaign",
    "Contact",
    "Definition",
    "Device",
    "Event",
    "EventKind",
    "Goal",
    "Outcome",
    "PageEvent",
    "PageView",
    "Visit",
]
