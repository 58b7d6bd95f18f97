"""Tells projects what was stored, by signals, once it is committed."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from django_jss.analytics.models import EventKind, Goal, Visit
from django_jss.analytics.records import Happenings
from django_jss.analytics.writing import WrittenVisit
from django_jss.signals import goal_triggered, visit_started
from django_jss.sites import directory


def announce(happenings: Happenings, visit: WrittenVisit, *, using: str) -> None:
    """Send the signals after the transaction in progress; a receiver that fails disturbs nobody."""
    if visit.is_new and visit_started.has_listeners(Visit):
        transaction.on_commit(partial(_send_visit_started, visit, happenings.site_id), using=using, robust=True)
    goals = [event.definition_guid for event in happenings.events if event.kind == EventKind.GOAL]
    if goals and goal_triggered.has_listeners(Goal):
        for guid in goals:
            send = partial(
                goal_triggered.send_robust,
                Goal,
                goal_guid=guid,
                contact_guid=visit.contact_guid,
                visit_guid=visit.guid,
            )
            transaction.on_commit(send, using=using, robust=True)


def _send_visit_started(visit: WrittenVisit, site_id: int) -> None:
    site = directory.current().site_by_id(site_id)
    visit_started.send_robust(
        Visit, visit_guid=visit.guid, contact_guid=visit.contact_guid, site_name=site.name if site else ""
    )
