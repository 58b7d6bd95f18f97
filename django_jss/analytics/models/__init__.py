"""Tables of the analytics domain."""

from django_jss.analytics.models.contacts import ConsentChange, Contact, Device, Identifier
from django_jss.analytics.models.definitions import Campaign, Channel, Counting, Definition, Goal, Outcome, PageEvent
from django_jss.analytics.models.visits import Event, EventKind, PageView, TurnedAway, Visit

__all__ = [
    "Campaign",
    "Channel",
    "ConsentChange",
    "Contact",
    "Counting",
    "Definition",
    "Device",
    "Event",
    "EventKind",
    "Goal",
    "Identifier",
    "Outcome",
    "PageEvent",
    "PageView",
    "TurnedAway",
    "Visit",
]
