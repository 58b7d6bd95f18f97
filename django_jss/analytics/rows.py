"""The rows that happenings become, by column name: what `statements.Table` inserts.

A reference is the key of the row referred to, an expression for it, or, in the bulk path, that row itself, whose key
is not known yet. Counters start at nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django_jss.analytics.client.device import kept_user_agent
from django_jss.analytics.records import EventRecord, Happenings, PageViewRecord
from django_jss.conf import settings
from django_jss.engine.guids import uuid7

Row = dict[str, Any]


def contact_row(happenings: Happenings) -> Row:
    """A contact who was never here before."""
    return {
        "guid": uuid7(),
        "seed": happenings.device_guid,
        "visit_count": 0,
        "page_view_count": 0,
        "engagement_value": 0,
        "goal_counts": {},
        "profile_tallies": {},
        "first_source": happenings.client.source,
        "attributes": {},
        "first_visit_at": happenings.at,
        "last_visit_at": happenings.at,
        "created_at": happenings.at,
    }


def device_row(happenings: Happenings, contact: Any) -> Row:
    """A device of the contact, without a visit so far."""
    return {
        "guid": happenings.device_guid,
        "contact_id": contact,
        "is_human": False,
        "created_at": happenings.at,
    }


def visit_row(happenings: Happenings, contact: Any, device: Any, number: Any, previous_at: datetime | None) -> Row:
    """A visit in which nothing happened so far, the contact's `number`th; the one before began at `previous_at`."""
    client = happenings.client
    return {
        "guid": uuid7(),
        "contact_id": contact,
        "device_id": device,
        "site_id": happenings.site_id,
        "number": number,
        "language": happenings.language,
        "started_at": happenings.at,
        "previous_visit_at": previous_at,
        "last_activity_at": happenings.at,
        "ended_at": None,
        "page_view_count": 0,
        "engagement_value": 0,
        "goal_counts": {},
        "profile_tallies": {},
        "campaign_id": None,
        "channel_id": happenings.channel_id,
        "source": client.source,
        "is_bot": happenings.is_bot,
        "clock_skew_ms": happenings.clock_skew_ms,
        "entry_path": "",
        "exit_path": "",
        "referrer": client.referrer,
        "user_agent": kept_user_agent(client.user_agent, settings.USER_AGENTS),
        "ip_address": client.ip_address,
    }


def page_view_row(record: PageViewRecord, visit: Any, sequence: Any) -> Row:
    """The view of a page, the `sequence`th of its visit."""
    return {
        "id": record.id,
        "visit_id": visit,
        "sequence": sequence,
        "at": record.at,
        "item_guid": record.item_guid,
        "path": record.path,
        "language": record.language,
        "data": record.data,
    }


def event_row(record: EventRecord, visit: Any, page_view_id: UUID | Any | None) -> Row:
    """An event on a page view of the visit, or before any."""
    return {
        "id": record.id,
        "visit_id": visit,
        "page_view_id": page_view_id,
        "kind": record.kind,
        "at": record.at,
        "definition_guid": record.definition_guid,
        "name": record.name,
        "points": record.points,
        "monetary_value": record.monetary_value,
        "currency": record.currency,
        "data": record.data,
    }
