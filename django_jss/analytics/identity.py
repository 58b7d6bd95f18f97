"""Who a visitor is: identifiers, and what becomes of the history when somebody says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, OperationalError, connections, transaction
from django.utils import timezone

from django_jss.analytics.merging import merge_contacts
from django_jss.analytics.models import Contact, Device, Identifier
from django_jss.analytics.models.contacts import identifier_key
from django_jss.analytics.recognition import database
from django_jss.analytics.statements import held
from django_jss.engine.guids import uuid7
from django_jss.exceptions import ContactMergedAway, JssError
from django_jss.signals import contact_identified

SOURCE_LENGTH, VALUE_LENGTH = 100, 255
MAX_ATTRIBUTES, MAX_TEXT = 100, 500
_ATTEMPTS = 5


class InvalidIdentity(JssError):
    """An identifier or attribute that cannot be kept; `field` names it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


@dataclass(frozen=True, slots=True)
class Identified:
    """The contact that the device belongs to now; `is_merged` tells that the device's history went over to it."""

    contact_guid: UUID
    is_merged: bool = False


def identify(
    device_guid: UUID, source: str, value: str, attributes: Mapping[str, Any] | None = None, *, is_human: bool = False
) -> Identified:
    """Say that the person at a device is the one whom `source` knows as `value`; saying it again changes nothing.

    An anonymous contact becomes the identified one, or goes over to it with all its visits and events if there is one
    already. A contact that is somebody else for the same source stays who it is: the device goes over alone. A device
    that is not known yet becomes one of the contact's. `attributes` are kept on the contact, name by name; None for a
    value takes one away.

    Raises `InvalidIdentity` for what cannot be kept.
    """
    attributes = {} if attributes is None else attributes
    check_identity(source, value, attributes)
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with transaction.atomic(using=database()):
                return _identify(device_guid, source, value, attributes, is_human)
        except (IntegrityError, OperationalError, ContactMergedAway):
            # Another request was quicker, or waits for what this one holds: look again at what there is now.
            if attempt == _ATTEMPTS or transaction.get_connection(database()).in_atomic_block:
                raise
    raise AssertionError


def check_identity(source: Any, value: Any, attributes: Any) -> None:
    """Raises `InvalidIdentity` for what cannot be kept."""
    for field, text, longest in (("source", source, SOURCE_LENGTH), ("identifier", value, VALUE_LENGTH)):
        if not isinstance(text, str) or not text.strip() or len(text) > longest or not _is_storable(text):
            raise InvalidIdentity(field, f"expected a text of 1 to {longest} characters")
    if not isinstance(attributes, Mapping) or len(attributes) > MAX_ATTRIBUTES:
        raise InvalidIdentity("attributes", f"expected an object of at most {MAX_ATTRIBUTES} entries")
    for name, entry in attributes.items():
        is_plain = entry is None or isinstance(entry, bool | int | float) or _is_text(entry)
        if not _is_text(name) or not is_plain or (isinstance(entry, float) and entry - entry != 0):
            expected = f"a text of at most {MAX_TEXT} characters, a number, true, false or null"
            raise InvalidIdentity(f"attributes.{str(name)[:60]}", f"expected {expected}")


def contact_of(source: str, value: str) -> Contact | None:
    """The contact whom the source knows by that identifier. One query."""
    found = Identifier.objects.using(database()).filter(key=identifier_key(source, value)).select_related("contact")
    identifier = found.first()
    return identifier.contact if identifier else None


def _identify(device_guid: UUID, source: str, value: str, attributes: Mapping[str, Any], is_human: bool) -> Identified:
    """Rows are locked in one order everywhere: device, visits, contacts."""
    devices = Device.objects.using(database()).filter(guid=device_guid)
    device = held(devices, connections[database()]).first()
    known = contact_of(source, value)
    present = device.contact if device else None
    is_merged = False
    if known is None:
        contact = present if present and not _is_somebody_else(present, source) else _new_contact(device_guid)
        Identifier.objects.using(database()).create(contact=contact, source=source, value=value)
    elif present and present.pk != known.pk and present.identified_at is None:
        contact, is_merged = merge_contacts(present, into=known), True
    else:
        contact = known
    _settle(device, device_guid, contact, is_human=is_human)
    _describe(contact, attributes)
    send = partial(contact_identified.send_robust, Contact, contact_guid=contact.guid, source=source)
    transaction.on_commit(send, using=database(), robust=True)
    return Identified(contact.guid, is_merged)


def _is_somebody_else(contact: Contact, source: str) -> bool:
    return Identifier.objects.using(database()).filter(contact=contact, source=source).exists()


def _new_contact(seed: UUID) -> Contact:
    return Contact.objects.using(database()).create(guid=uuid7(), seed=seed)


def _settle(device: Device | None, device_guid: UUID, contact: Contact, *, is_human: bool) -> None:
    """Make the device the contact's; its next activity starts a visit of that contact."""
    if device is None:
        Device.objects.using(database()).create(guid=device_guid, contact=contact, is_human=is_human)
    elif Device.objects.using(database()).filter(pk=device.pk).exclude(contact=contact.pk).exists():
        device.contact, device.latest_visit = contact, None
        device.save(update_fields=["contact", "latest_visit"])


def _describe(contact: Contact, attributes: Mapping[str, Any]) -> None:
    row = held(Contact.objects.using(database()), connections[database()]).get(pk=contact.pk)
    told = {**row.attributes, **attributes}
    row.attributes = {name: entry for name, entry in told.items() if entry is not None}
    row.identified_at = row.identified_at or timezone.now()
    row.save(update_fields=["attributes", "identified_at"])


def _is_text(text: Any) -> bool:
    return isinstance(text, str) and len(text) <= MAX_TEXT and _is_storable(text)


def _is_storable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
