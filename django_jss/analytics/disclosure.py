"""All that is kept of a contact, in a form that can be handed out (GDPR, articles 15 and 20)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model, Q

from django_jss.analytics.models import ConsentChange, Contact, Device, Event, Identifier, PageView, Visit
from django_jss.analytics.recognition import database

FORMAT = 1
_PARTS: Mapping[str, tuple[type[Model], tuple[str, ...]]] = {
    "identifiers": (Identifier, ("source", "value", "created_at")),
    "consents": (ConsentChange, ("site__name", "is_given", "at")),
    "devices": (Device, ("guid", "is_human", "created_at")),
}
_CONTACT = (
    "guid",
    "seed",
    "created_at",
    "identified_at",
    "attributes",
    "first_visit_at",
    "last_visit_at",
    "first_source",
    "visit_count",
    "page_view_count",
    "engagement_value",
    "goal_counts",
    "profile_tallies",
)
_VISIT = (
    "guid",
    "number",
    "site__name",
    "language",
    "started_at",
    "last_activity_at",
    "ended_at",
    "channel__name",
    "campaign__name",
    "source",
    "referrer",
    "user_agent",
    "ip_address",
    "entry_path",
    "exit_path",
    "page_view_count",
    "engagement_value",
    "goal_counts",
    "profile_tallies",
    "is_bot",
    "clock_skew_ms",
)
_PAGE_VIEW = ("id", "sequence", "at", "item_guid", "path", "language", "data")
_EVENT = (
    "id",
    "kind",
    "at",
    "definition_guid",
    "name",
    "points",
    "monetary_value",
    "currency",
    "page_view",
    "data",
)


def disclose(contact: Contact) -> dict[str, Any]:
    """What is kept of the contact, what was merged into it included; values are those of `DjangoJSONEncoder`.

    `docs/privacy.md` describes the form. Some queries, and three for each hundred visits.
    """
    whole = Q(contact=contact) | Q(contact__merged_into=contact)
    visits = Visit.objects.using(database()).filter(whole).order_by("number", "pk")
    return {
        "format": FORMAT,
        "contact": _row(contact, _CONTACT),
        **{name: _rows(model, whole, columns) for name, (model, columns) in _PARTS.items()},
        "visits": [_visit(visit) for visit in visits.select_related("site", "channel", "campaign").iterator()],
    }


def _visit(visit: Visit) -> dict[str, Any]:
    views = PageView.objects.using(database()).filter(visit=visit).order_by("sequence").values(*_PAGE_VIEW)
    events = Event.objects.using(database()).filter(visit=visit).order_by("at", "pk").values(*_EVENT)
    return {
        **_row(visit, _VISIT),
        "pageViews": [_named(row) for row in views],
        "events": [_named(row) for row in events],
    }


def _rows(model: type[Model], whole: Q, columns: Iterable[str]) -> list[dict[str, Any]]:
    rows = model._default_manager.using(database()).filter(whole).order_by("pk").values(*columns)
    return [_named(row) for row in rows]


def _row(row: Any, columns: Iterable[str]) -> dict[str, Any]:
    found = {}
    for column in columns:
        first, _, rest = column.partition("__")
        value = getattr(row, first)
        found[column] = getattr(value, rest) if rest and value is not None else value
    return _named(found)


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    """Names as JSON has them: `startedAt`, and of what is referred to by name just `site`."""
    return {_camel(column.removesuffix("__name")): value for column, value in row.items()}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
