"""Contacts as visitors, many at a time: what is kept of them, as of their latest visit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet

from django_jss.analytics.history import past_events_of, past_pages_of
from django_jss.analytics.models import Contact, Visit
from django_jss.analytics.recognition import CONTACT_COLUMNS, VISIT_COLUMNS, KnownVisit, KnownVisitor, database
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
    contacts = _rows(Contact.objects.filter(pk__in=ids), CONTACT_COLUMNS)
    visits = _rows(
        Visit.objects.filter(pk__in=_latest(ids)), ("contact_id", "user_agent", "ip_address", *VISIT_COLUMNS)
    )
    wanted = frozenset(needs)
    events = past_events_of(ids) if Fact.EVENT_HISTORY in wanted else {}
    pages = past_pages_of(ids) if wanted & {Fact.PAGE_HISTORY, Fact.PREVIOUS_PATH, Fact.SEEN_TEMPLATES} else {}
    for contact_id in ids:
        if contact := contacts.get(contact_id):
            _contact_id, user_agent, ip_address, *columns = visits.get(contact_id, (contact_id, "", None))
            visit = KnownVisit(*columns) if columns else None
            values = [0, False, *contact, visit]
            known = KnownVisitor(*values)
            visitor = StoredVisitor(known, now, events.get(contact_id, ()), pages.get(contact_id, ()))
            yield KeptContact(
                guid=str(known.contact_guid),
                visitor=visitor,
                language=visit.language if visit else "",
                user_agent=user_agent,
                referrer=visit.referrer if visit else "",
                ip_address=ip_address or "",
            )


def _rows(found: QuerySet[Any], columns: Sequence[str]) -> Mapping[int, tuple[Any, ...]]:
    """These columns by the first of them."""
    return {row[0]: row for row in found.using(database()).order_by().values_list(*columns)}


def _latest(ids: Sequence[int]) -> list[int]:
    """The contacts' latest visits."""
    visits = Visit.objects.using(database()).filter(contact__in=ids).order_by()
    return [row["last"] for row in visits.values("contact").annotate(last=Max("pk"))]
