"""How happenings become rows: a visit goes on or starts, its counters rise, its records are added.

Rows are locked in one order everywhere: device, visit, contact.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper

from django_jss.analytics.models import Contact, Device, Event, PageView, Visit
from django_jss.analytics.recognition import KnownVisitor, recognise
from django_jss.analytics.records import Happenings, PageViewRecord
from django_jss.analytics.repeats import without_repeats
from django_jss.analytics.rows import contact_row, device_row, event_row, page_view_row, visit_row
from django_jss.analytics.statements import Selection, Sql, Table, run
from django_jss.engine.patterns import add_gains, read_tallies, write_tallies

CONTACTS, DEVICES, VISITS = Table(Contact), Table(Device), Table(Visit)
UNCHANGED = {"is_human": Sql("is_human")}
PAGE_VIEWS, EVENTS = Table(PageView), Table(Event)
PROFILE_TALLIES = Selection(Visit, where="id", columns=("contact_id", "profile_tallies", "contact__profile_tallies"))
GOAL_COUNTS = Selection(Visit, where="id", columns=("contact_id", "goal_counts", "contact__goal_counts"))

_LAST_PAGE = f"(SELECT id FROM {PageView._meta.db_table} WHERE visit_id = %s ORDER BY sequence DESC LIMIT 1)"
_PAGES_SO_FAR = f"(SELECT page_view_count FROM {Visit._meta.db_table} WHERE id = %s) - %s"
_CONTACT = f"(SELECT contact_id FROM {Visit._meta.db_table} WHERE id = %s)"
_VISITS_SO_FAR = f"(SELECT visit_count FROM {Contact._meta.db_table} WHERE id = %s)"


@dataclass(frozen=True, slots=True)
class WrittenVisit:
    """The visit that took the records."""

    id: int
    guid: UUID
    contact_id: int
    contact_guid: UUID
    campaign_id: int | None
    is_new: bool


def write(connection: BaseDatabaseWrapper, happenings: Happenings) -> WrittenVisit | None:
    """Store the happenings, in the caller's transaction. Three statements for a page of a visit that goes on.

    What is stored already is not stored again; None if that is all. Raises `IntegrityError` if the device was unknown and another request made it known meanwhile.
    """
    known = happenings.known
    if happenings.need_scrutiny:
        if known:
            DEVICES.update(connection, UNCHANGED, id=known.device_id)
        happenings = without_repeats(connection, happenings)
        if not happenings.records:
            return None
    visit = _go_on(connection, happenings, known) if known else None
    if known and not visit:
        known = _hold_device(connection, happenings.device_guid, known)
        visit = _go_on(connection, happenings, known) if known else None
    if not visit:
        visit = _start_visit(connection, happenings, known)
    _write_records(connection, happenings, visit)
    _count_goals(connection, happenings, visit)
    _add_to_profiles(connection, happenings, visit)
    return visit


def _go_on(connection: BaseDatabaseWrapper, happenings: Happenings, known: KnownVisitor) -> WrittenVisit | None:
    visit = known.latest_visit
    if visit is None or not visit.goes_on(happenings.at):
        return None
    if not VISITS.update(connection, _visit_changes(happenings), id=visit.id, ended_at=None):
        return None
    if changes := _contact_changes(happenings):
        # The visit, which is locked now, may have gone over to another contact since it was read.
        CONTACTS.update(connection, changes, id=Sql(_CONTACT, [visit.id]))
    return WrittenVisit(visit.id, visit.guid, known.contact_id, known.contact_guid, visit.campaign_id, is_new=False)


def _visit_changes(happenings: Happenings) -> dict[str, Any]:
    changes: dict[str, Any] = {"last_activity_at": happenings.at}
    if views := happenings.page_views:
        changes["page_view_count"] = Sql("page_view_count + %s", [len(views)])
        changes["exit_path"] = views[-1].path
        changes["entry_path"] = Sql("CASE WHEN entry_path = '' THEN %s ELSE entry_path END", [views[0].path])
    if happenings.points:
        changes["engagement_value"] = Sql("engagement_value + %s", [happenings.points])
    if happenings.clock_skew_ms is not None:
        changes["clock_skew_ms"] = happenings.clock_skew_ms
    if happenings.campaign_id is not None:
        changes["campaign_id"] = Sql("COALESCE(campaign_id, %s)", [happenings.campaign_id])
    return changes


def _contact_changes(happenings: Happenings) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if views := happenings.page_views:
        changes["page_view_count"] = Sql("page_view_count + %s", [len(views)])
    # Goals without points too: the update locks the row for the count of goals.
    if happenings.points or happenings.goal_counts:
        changes["engagement_value"] = Sql("engagement_value + %s", [happenings.points])
    return changes


def _hold_device(connection: BaseDatabaseWrapper, guid: UUID, known: KnownVisitor) -> KnownVisitor | None:
    """Lock the device, so that no other request starts a visit for it, and return what then is known of it.

    An update that changes nothing is the lock that every database has; for SQLite, which would refuse
    to write after a read that another writer overtook, it also comes first in the transaction.
    """
    latest = known.latest_visit.id if known.latest_visit else None
    as_read = {"latest_visit_id": latest, "contact_id": known.contact_id}
    if DEVICES.update(connection, UNCHANGED, id=known.device_id, **as_read):
        return known
    return recognise(guid) if DEVICES.update(connection, UNCHANGED, guid=guid) else None


def _start_visit(connection: BaseDatabaseWrapper, happenings: Happenings, known: KnownVisitor | None) -> WrittenVisit:
    if known:
        contact_id, contact_guid, device_id = known.contact_id, known.contact_guid, known.device_id
        begun: dict[str, Any] = {"visit_count": Sql("visit_count + 1"), "last_visit_at": happenings.at}
        if known.first_visit_at is None:
            # Somebody told who this is before there was a visit.
            begun |= {"first_visit_at": happenings.at, "first_source": happenings.client.source}
        CONTACTS.update(connection, _contact_changes(happenings) | begun, id=contact_id)
    else:
        contact = contact_row(happenings) | {"visit_count": 1} | _counted(happenings)
        contact_id, contact_guid = CONTACTS.insert_one(connection, contact), contact["guid"]
        device_id = DEVICES.insert_one(connection, device_row(happenings, contact_id))
    visit = _new_visit(happenings, contact_id, device_id, known.last_visit_at if known else None)
    visit_id = VISITS.insert_one(connection, visit)
    DEVICES.update(connection, {"latest_visit_id": visit_id}, id=device_id)
    return WrittenVisit(visit_id, visit["guid"], contact_id, contact_guid, None, is_new=True)


def _new_visit(
    happenings: Happenings, contact_id: int, device_id: int, previous_visit_at: datetime | None
) -> dict[str, Any]:
    views = happenings.page_views
    row = visit_row(happenings, contact_id, device_id, Sql(_VISITS_SO_FAR, [contact_id]), previous_visit_at)
    paths = {"entry_path": views[0].path, "exit_path": views[-1].path} if views else {}
    return row | {"campaign_id": happenings.campaign_id} | paths | _counted(happenings)


def _counted(happenings: Happenings) -> dict[str, int]:
    return {"page_view_count": len(happenings.page_views), "engagement_value": happenings.points}


def write_page_at_once(connection: BaseDatabaseWrapper, happenings: Happenings) -> bool:
    """Store the most frequent case, one page of a visit that goes on, in one statement; False if it is another case.

    For PostgreSQL only, whose statements may be nested; it spares four round trips and the transaction around them.
    """
    known = happenings.known
    visit = known.latest_visit if known else None
    if connection.vendor != "postgresql" or not visit or not visit.goes_on(happenings.at):
        return False
    if len(happenings.records) != 1 or not isinstance(page := happenings.records[0], PageViewRecord):
        return False
    if page.gains or page.may_be_repeated:
        return False
    row = page_view_row(page, visit.id, Sql("page_view_count"))
    parts = [
        VISITS.changing(connection, _visit_changes(happenings), id=visit.id, ended_at=None),
        CONTACTS.changing(connection, _contact_changes(happenings), id=Sql("(SELECT contact_id FROM visit)")),
        PAGE_VIEWS.insertion(connection, row, source="visit"),
    ]
    text = "WITH visit AS ({} RETURNING contact_id, page_view_count), contact AS ({}) {}"
    params = [value for part in parts for value in part.params]
    return run(connection, Sql(text.format(*(part.text for part in parts)), params)) > 0


def _write_records(connection: BaseDatabaseWrapper, happenings: Happenings, visit: WrittenVisit) -> None:
    """Add page views and events. Events before the first page belong to the visit's last page so far."""
    views: list[dict[str, Any]] = []
    before: list[dict[str, Any]] = []
    after: list[dict[str, Any]] = []
    left = len(happenings.page_views)
    credited = {visit.campaign_id} - {None}
    for record in happenings.records:
        if isinstance(record, PageViewRecord):
            left -= 1
            views.append(page_view_row(record, visit.id, Sql(_PAGES_SO_FAR, [visit.id, left])))
        elif record.campaign_id not in credited:
            credited |= {record.campaign_id} - {None}
            page_view = views[-1]["id"] if views else Sql(_LAST_PAGE, [visit.id])
            (after if views else before).append(event_row(record, visit.id, page_view))
    EVENTS.insert(connection, *before)
    PAGE_VIEWS.insert(connection, *views)
    EVENTS.insert(connection, *after)


def _count_goals(connection: BaseDatabaseWrapper, happenings: Happenings, visit: WrittenVisit) -> None:
    """Add to the counts of visit and contact, whose rows are locked by the updates before."""
    triggered = happenings.goal_counts
    counts = GOAL_COUNTS.first(connection, visit.id) if triggered else None
    if counts:
        contact_id, of_visit, of_contact = counts
        VISITS.update(connection, {"goal_counts": dict(Counter(of_visit) + triggered)}, id=visit.id)
        CONTACTS.update(connection, {"goal_counts": dict(Counter(of_contact) + triggered)}, id=contact_id)


def _add_to_profiles(connection: BaseDatabaseWrapper, happenings: Happenings, visit: WrittenVisit) -> None:
    """Add what the page views gained to the scores of visit and contact, whose rows are locked by the updates before."""
    scored = [view for view in happenings.page_views if view.gains]
    tallies = PROFILE_TALLIES.first(connection, visit.id) if scored else None
    if not tallies:
        return
    contact_id = tallies[0]
    of_visit, of_contact = (read_tallies(stored) for stored in tallies[1:])
    for view in scored:
        # A visit is short: its scores do not fade.
        of_visit = add_gains(of_visit, [replace(gain, decay=0) for gain in view.gains], view.at)
        of_contact = add_gains(of_contact, view.gains, view.at)
    VISITS.update(connection, {"profile_tallies": write_tallies(of_visit)}, id=visit.id)
    CONTACTS.update(connection, {"profile_tallies": write_tallies(of_contact)}, id=contact_id)
