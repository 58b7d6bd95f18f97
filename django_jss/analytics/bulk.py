"""Many happenings of many devices at once, such as another system's history: rows are made in memory and written together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from django_jss.analytics.client.device import kept_user_agent
from django_jss.analytics.models import Contact, Counting, Device, Event, EventKind, PageView, Visit
from django_jss.analytics.recognition import database
from django_jss.analytics.records import EventRecord, Happenings, PageViewRecord
from django_jss.analytics.statements import Table, held
from django_jss.conf import settings
from django_jss.engine.guids import uuid7
from django_jss.engine.patterns import add_gains, read_tallies, write_tallies

BATCH = 2000
_COUNTED = ("page_view_count", "engagement_value", "goal_counts", "profile_tallies")
_OF_CONTACT = ("visit_count", "first_visit_at", "last_visit_at", *_COUNTED)
_OF_VISIT = ("last_activity_at", "entry_path", "exit_path", "campaign_id", *_COUNTED)


@dataclass(slots=True)
class Bulk:
    """The rows to be, and those that are there and change."""

    devices: dict[UUID, Device] = field(default_factory=dict)
    contacts: list[Contact] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    page_views: list[PageView] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    last_views: dict[int, PageView] = field(default_factory=dict)


def store_many(happenings: Sequence[Happenings]) -> int:
    """Store them all, or none, in one transaction; what is stored already, by its id, is passed over.

    Happenings of a device are told in their order of time. Goals that count once in a visit do, on each page too.
    Returns how many records were new. A dozen statements, and one for each `BATCH` new rows.
    """
    using = database()
    with transaction.atomic(using=using):
        bulk = Bulk(devices=_devices(using, {each.device_guid for each in happenings}))
        stored = _stored(using, happenings)
        new = 0
        for each in sorted(happenings, key=lambda each: each.at):
            fresh = [record for record in each.records if record.id not in stored]
            stored.update(record.id for record in fresh)
            new += len(fresh)
            if fresh:
                _add(bulk, replace(each, records=fresh))
        _write(using, bulk)
    return new


def _devices(using: str, guids: set[UUID]) -> dict[UUID, Device]:
    """The devices that are known with their visits and contacts, locked in the order in which all lock."""
    connection = connections[using]
    devices = list(held(Device.objects.using(using).filter(guid__in=guids).order_by("pk"), connection))
    latest = [device.latest_visit_id for device in devices if device.latest_visit_id]
    visits = {row.pk: row for row in held(Visit.objects.using(using).filter(pk__in=latest).order_by("pk"), connection)}
    owners = {device.contact_id for device in devices}
    rows = held(Contact.objects.using(using).filter(pk__in=owners).order_by("pk"), connection)
    contacts = {row.pk: row for row in rows}
    for device in devices:
        device.contact = contacts[device.contact_id]
        device.latest_visit = visits.get(device.latest_visit_id or 0)
    return {device.guid: device for device in devices}


def _stored(using: str, happenings: Iterable[Happenings]) -> set[UUID]:
    ids = [record.id for each in happenings for record in each.records if record.may_be_repeated]
    found: set[UUID] = set()
    for model in (PageView, Event):
        for start in range(0, len(ids), BATCH):
            rows = model._default_manager.using(using).filter(pk__in=ids[start : start + BATCH])
            found.update(rows.values_list("pk", flat=True))
    return found


def _add(bulk: Bulk, happenings: Happenings) -> None:
    device = bulk.devices.get(happenings.device_guid) or _new_device(bulk, happenings)
    visit = device.latest_visit
    if visit is None or not _belongs(visit, happenings.at):
        visit = device.latest_visit = _new_visit(bulk, device, happenings)
    visit.last_activity_at = max(visit.last_activity_at, happenings.at)
    for record in happenings.records:
        if isinstance(record, PageViewRecord):
            _add_view(bulk, device.contact, visit, record)
        elif not _is_repeated(visit, record):
            _add_event(bulk, device.contact, visit, record)


def _belongs(visit: Visit, at: datetime) -> bool:
    """Whether activity at that time is part of the visit."""
    if visit.ended_at:
        return False
    return visit.started_at - settings.VISIT_TIMEOUT <= at <= visit.last_activity_at + settings.VISIT_TIMEOUT


def _new_device(bulk: Bulk, happenings: Happenings) -> Device:
    contact = Contact(
        guid=uuid7(),
        seed=happenings.device_guid,
        created_at=happenings.at,
        first_visit_at=happenings.at,
        first_source=dict(happenings.client.source),
    )
    device = Device(guid=happenings.device_guid, contact=contact, created_at=happenings.at)
    bulk.contacts.append(contact)
    bulk.devices[happenings.device_guid] = device
    return device


def _new_visit(bulk: Bulk, device: Device, happenings: Happenings) -> Visit:
    contact, client = device.contact, happenings.client
    previous = contact.last_visit_at
    contact.visit_count += 1
    contact.last_visit_at = max(previous or happenings.at, happenings.at)
    contact.first_visit_at = min(contact.first_visit_at or happenings.at, happenings.at)
    visit = Visit(
        guid=uuid7(),
        contact=contact,
        device=device,
        site_id=happenings.site_id,
        number=contact.visit_count,
        language=happenings.language,
        started_at=happenings.at,
        previous_visit_at=previous,
        last_activity_at=happenings.at,
        channel_id=happenings.channel_id,
        source=dict(client.source),
        is_bot=happenings.is_bot,
        referrer=client.referrer,
        user_agent=kept_user_agent(client.user_agent, settings.USER_AGENTS),
        ip_address=client.ip_address,
    )
    bulk.visits.append(visit)
    return visit


def _add_view(bulk: Bulk, contact: Contact, visit: Visit, record: PageViewRecord) -> None:
    visit.page_view_count += 1
    contact.page_view_count += 1
    visit.entry_path = visit.entry_path or record.path
    visit.exit_path = record.path
    view = PageView(
        id=record.id,
        visit=visit,
        sequence=visit.page_view_count,
        at=record.at,
        item_guid=record.item_guid,
        path=record.path,
        language=record.language,
        data=record.data,
    )
    bulk.page_views.append(view)
    bulk.last_views[id(visit)] = view
    if record.gains:
        calm = [replace(gain, decay=0) for gain in record.gains]
        for row, gains in ((visit, calm), (contact, list(record.gains))):
            row.profile_tallies = write_tallies(add_gains(read_tallies(row.profile_tallies), gains, record.at))


def _is_repeated(visit: Visit, record: EventRecord) -> bool:
    counts_once = record.kind == EventKind.GOAL and record.counting != Counting.ALWAYS
    return counts_once and str(record.definition_guid) in visit.goal_counts


def _add_event(bulk: Bulk, contact: Contact, visit: Visit, record: EventRecord) -> None:
    if record.campaign_id is not None and visit.campaign_id is None:
        visit.campaign_id = record.campaign_id
    for row in (visit, contact):
        row.engagement_value += record.points
        if record.kind == EventKind.GOAL:
            key = str(record.definition_guid)
            row.goal_counts = {**row.goal_counts, key: row.goal_counts.get(key, 0) + 1}
    bulk.events.append(
        Event(
            id=record.id,
            visit=visit,
            page_view=bulk.last_views.get(id(visit)),
            kind=record.kind,
            at=record.at,
            definition_guid=record.definition_guid,
            name=record.name,
            points=record.points,
            monetary_value=record.monetary_value,
            currency=record.currency,
            data=record.data,
        )
    )


def _write(using: str, bulk: Bulk) -> None:
    """New rows, each kind after those that it refers to; then what changed on rows that were there."""
    devices = list(bulk.devices.values())
    known = [device for device in devices if device.pk]
    changed = [device.latest_visit for device in known if device.latest_visit and device.latest_visit.pk]
    latest = {device.guid: device.latest_visit for device in devices}
    for device in devices:
        device.latest_visit = None
    connection = connections[using]
    new: list[tuple[type[Any], list[Any]]] = [
        (Contact, bulk.contacts),
        (Device, [device for device in devices if not device.pk]),
        (Visit, bulk.visits),
    ]
    for model, rows in new:
        model._default_manager.using(using).bulk_create(_linked(rows), batch_size=BATCH)
    Table(PageView).insert_many(connection, _linked(bulk.page_views))
    Table(Event).insert_many(connection, _linked(bulk.events))
    for device in devices:
        device.latest_visit = latest[device.guid]
    Table(Device).update_many(connection, devices, ["latest_visit_id"])
    Table(Visit).update_many(connection, changed, _OF_VISIT)
    contacts = {device.contact.pk: device.contact for device in known}
    Table(Contact).update_many(connection, list(contacts.values()), _OF_CONTACT)


def _linked(rows: list[Any]) -> list[Any]:
    """The rows with the keys of what they refer to, which have been written meanwhile."""
    for row in rows:
        for name, linked in list(row._state.fields_cache.items()):
            if linked is not None:
                setattr(row, name, linked)
    return rows
