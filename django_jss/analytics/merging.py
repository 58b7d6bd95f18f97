"""Two contacts turn out to be one person."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from django.db import connections, transaction

from django_jss.analytics.models import ConsentChange, Contact, Device, Identifier, Visit
from django_jss.analytics.recognition import database
from django_jss.analytics.statements import held
from django_jss.engine.patterns import Tally, read_tallies, write_tallies
from django_jss.exceptions import ContactMergedAway
from django_jss.signals import contact_merged


def merge_contacts(source: Contact, *, into: Contact) -> Contact:
    """Move devices, visits, events and identifiers of `source` to `into`, add up what is counted; return `into`.

    Repeating it changes nothing. What is left of `source` says where it went. An event that is stored at the same
    time lands on `into`: whoever stores one holds its visit. Raises `ContactMergedAway` if `into` is no more.
    """
    if source.pk == into.pk:
        return into
    with transaction.atomic(using=database()):
        _lock(source, into)
        rows = Contact.objects.using(database()).filter(pk__in=(source.pk, into.pk)).order_by("pk")
        found = {row.pk: row for row in held(rows, connections[database()])}
        if len(found) < 2 or found[into.pk].merged_into_id:
            raise ContactMergedAway(str(into.guid))
        source, into = found[source.pk], found[into.pk]
        if source.merged_into_id != into.pk:
            _move(source, into)
            send = partial(contact_merged.send_robust, Contact, source_guid=source.guid, into_guid=into.guid)
            transaction.on_commit(send, using=database(), robust=True)
    return into


def _lock(*contacts: Contact) -> None:
    """Devices, then visits; the contacts come after: the order in which all lock."""
    for model in (Device, Visit):
        rows = model._default_manager.using(database()).filter(contact__in=contacts)
        list(held(rows, connections[database()]).order_by("pk").values_list("pk"))


def _move(source: Contact, into: Contact) -> None:
    for model in (Device, Visit, Identifier, ConsentChange):
        model._default_manager.using(database()).filter(contact=source).update(contact=into)
    _renumber(into)
    _add_up(source, into)
    into.save(update_fields=[*_SUMS, "goal_counts", "profile_tallies", *_FIRSTS, "last_visit_at", "attributes"])
    emptied: dict[str, Any] = {**dict.fromkeys(_SUMS, 0), "goal_counts": {}, "profile_tallies": {}, "attributes": {}}
    Contact.objects.using(database()).filter(pk=source.pk).update(merged_into=into, **emptied)


_SUMS = ("visit_count", "page_view_count", "engagement_value")
_FIRSTS = ("first_visit_at", "first_source", "identified_at")


def _renumber(contact: Contact) -> None:
    """Number the visits of both in the order in which they began."""
    visits = Visit.objects.using(database()).filter(contact=contact).order_by("started_at", "pk")
    changed = []
    before = None
    for number, visit in enumerate(visits.only("pk", "number", "started_at", "previous_visit_at"), start=1):
        if (visit.number, visit.previous_visit_at) != (number, before):
            visit.number, visit.previous_visit_at = number, before
            changed.append(visit)
        before = visit.started_at
    Visit.objects.using(database()).bulk_update(changed, ["number", "previous_visit_at"], batch_size=500)


def _add_up(source: Contact, into: Contact) -> None:
    for name in _SUMS:
        setattr(into, name, getattr(into, name) + getattr(source, name))
    into.goal_counts = dict(Counter(into.goal_counts) + Counter(source.goal_counts))
    mine, theirs = read_tallies(into.profile_tallies), read_tallies(source.profile_tallies)
    tallies = {
        profile: mine.get(profile, Tally()).merged(theirs.get(profile, Tally()))
        for profile in mine.keys() | theirs.keys()
    }
    into.profile_tallies = write_tallies(tallies)
    into.attributes = {**source.attributes, **into.attributes}
    if source.first_visit_at and (into.first_visit_at is None or source.first_visit_at < into.first_visit_at):
        into.first_visit_at, into.first_source = source.first_visit_at, source.first_source
    lasts = [at for at in (source.last_visit_at, into.last_visit_at) if at]
    into.last_visit_at = max(lasts, default=None)
    into.identified_at = into.identified_at or source.identified_at
