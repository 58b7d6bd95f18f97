"""Contacts as visitors, many at a time: what is kept of them, as of their latest visit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from django_jss.analytics.history import past_events_of, past_pages_of
from django_jss.analytics.models import Contact, Visit
from django_jss.analytics.recognition import KnownVisit, KnownVisitor, database
from django_jss.analytics.stored_visitors import StoredVisitor
from django_jss.engine.facts import Fact


@dataclass(frozen=True, slots=True)
class KeptContact:
    """A contact as a visitor, and what its latest visit says of where it came from."""

    guid: str
    visitor: StoredVisitor
    language: str
    user_agent: str
    referrer: str
    ip_address: str


def kept_contacts(ids: Sequence[int], now: datetime, needs: Iterable[str]) -> Iterator[KeptContact]:
    """These contacts: two queries, and one each for events and pages of the past if `needs` names them."""
    contacts = Contact.objects.using(database()).in_bulk(list(ids))
    visits = _latest_visits(ids)
    wanted = frozenset(needs)
    events = past_events_of(ids) if Fact.EVENT_HISTORY in wanted else {}
    pages = past_pages_of(ids) if wanted & {Fact.PAGE_HISTORY, Fact.PREVIOUS_PATH, Fact.SEEN_TEMPLATES} else {}
    for contact_id in ids:
        if contact := contacts.get(contact_id):
            visit = visits.get(contact_id)
            visitor = StoredVisitor(_known(contact, visit), now, events.get(contact_id, ()), pages.get(contact_id, ()))
            yield KeptContact(
                str(contact.guid),
                visitor,
                visit.language if visit else "",
                visit.user_agent if visit else "",
                visit.referrer if visit else "",
                (visit.ip_address or "") if visit else "",
            )


def _latest_visits(ids: Sequence[int]) -> Mapping[int, Visit]:
    latest = Visit.objects.using(database()).filter(contact__in=ids).values("contact").annotate(last=Max("pk"))
    numbers = [row["last"] for row in latest]
    found: defaultdict[int, Any] = defaultdict()
    for visit in Visit.objects.using(database()).filter(pk__in=numbers).select_related("campaign", "channel"):
        found[visit.contact_id] = visit
    return found


def _known(contact: Contact, visit: Visit | None) -> KnownVisitor:
    return KnownVisitor(
        device_id=0,
        is_human=False,
        contact_id=contact.pk,
        contact_guid=contact.guid,
        seed=contact.seed,
        visit_count=contact.visit_count,
        page_view_count=contact.page_view_count,
        engagement_value=contact.engagement_value,
        goal_counts=contact.goal_counts,
        profile_tallies=contact.profile_tallies,
        identified_at=contact.identified_at,
        first_source=contact.first_source,
        attributes=contact.attributes,
        first_visit_at=contact.first_visit_at,
        last_visit_at=contact.last_visit_at,
        latest_visit=_known_visit(visit) if visit else None,
    )


def _known_visit(visit: Visit) -> KnownVisit:
    return KnownVisit(
        id=visit.pk,
        guid=visit.guid,
        site_id=visit.site_id,
        number=visit.number,
        started_at=visit.started_at,
        previous_visit_at=visit.previous_visit_at,
        last_activity_at=visit.last_activity_at,
        ended_at=visit.ended_at,
        page_view_count=visit.page_view_count,
        engagement_value=visit.engagement_value,
        goal_counts=visit.goal_counts,
        profile_tallies=visit.profile_tallies,
        language=visit.language,
        campaign_id=visit.campaign_id,
        campaign_guid=visit.campaign.guid if visit.campaign else None,
        channel_guid=visit.channel.guid if visit.channel else None,
        source=visit.source,
        referrer=visit.referrer,
        entry_path=visit.entry_path,
        path=visit.exit_path,
    )
