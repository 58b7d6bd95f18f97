"""Where what happened is stored: the sink that the settings name, by default the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol, cast
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, OperationalError, connections, transaction
from django.utils.module_loading import import_string

from django_jss.analytics.announcing import announce
from django_jss.analytics.bulk import store_many
from django_jss.analytics.recognition import database, recognise
from django_jss.analytics.records import Happenings
from django_jss.analytics.writing import VISITS, write, write_page_at_once
from django_jss.conf import settings

_ATTEMPTS = 4
# PostgreSQL: serialization failure, deadlock. MariaDB and MySQL: deadlock, row changed since it was read.
_OVERTAKEN_STATES = frozenset({"40001", "40P01"})
_OVERTAKEN_CODES = frozenset({1213, 1020})


class Sink(Protocol):
    """Takes what happened. It may store it later, but not lose it: what it cannot take, it refuses with an error."""

    def store(self, happenings: Happenings) -> None:
        """Take the records, all or none."""

    def store_many(self, happenings: Sequence[Happenings]) -> int:
        """Take what many devices did, such as the history of another system, all or none; how many records are new."""

    def end_visit(self, device_guid: UUID, at: datetime) -> None:
        """Let the device's next activity start a new visit."""


def current_sink() -> Sink:
    """The sink that the setting `SINK` names."""
    try:
        return cast(Sink, import_string(settings.SINK)())
    except ImportError as error:
        raise ImproperlyConfigured(f'DJANGO_JSS["SINK"]: {error}') from error


class DatabaseSink:
    """Stores in this package's tables at once, in one transaction; rules see it with the next request."""

    def store(self, happenings: Happenings) -> None:
        connection = connections[database()]
        if write_page_at_once(connection, happenings):
            return
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with transaction.atomic(using=connection.alias):
                    if visit := write(connection, happenings):
                        announce(happenings, visit, using=connection.alias)
                return
            except DatabaseError as error:
                if attempt == _ATTEMPTS or not _may_try_again(error, in_transaction=connection.in_atomic_block):
                    raise
            happenings = replace(happenings, known=recognise(happenings.device_guid))

    def store_many(self, happenings: Sequence[Happenings]) -> int:
        return store_many(happenings)

    def end_visit(self, device_guid: UUID, at: datetime) -> None:
        known = recognise(device_guid)
        if known and known.latest_visit:
            VISITS.update(connections[database()], {"ended_at": at}, id=known.latest_visit.id, ended_at=None)


def _may_try_again(error: DatabaseError, *, in_transaction: bool) -> bool:
    """Whether another request was merely quicker. A deadlock undoes the caller's transaction too, if there is one."""
    if isinstance(error, IntegrityError):
        return True
    cause = error.__cause__
    overtaken = (
        getattr(cause, "sqlstate", None) in _OVERTAKEN_STATES
        or (getattr(cause, "args", None) or [None])[0] in _OVERTAKEN_CODES
    )
    return isinstance(error, OperationalError) and overtaken and not in_transaction
