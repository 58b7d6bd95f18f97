"""What holds for all tests: each starts as a new process would, with nothing kept from the one before."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from django_jss.content import dictionary, lineage, routing, templates
from django_jss.layout import answers, plans
from django_jss.personalization import calendars, channels, failures, goals, mapping, profiles, saved_rules
from django_jss.sites import directory, revisions
from django_jss.tracker import triggers


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Forget what the process keeps of rows, since the next test's rows may have the same ids and revision numbers."""
    cache.clear()
    revisions.memo.forget()
    for kept in (
        directory.kept,
        routing.kept,
        templates.kept,
        dictionary.kept,
        plans.kept,
        answers.kept,
        lineage.kept,
        calendars.kept,
    ):
        kept.__init__()
    for kept in (
        failures.kept,
        mapping.kept,
        profiles.kept,
        saved_rules.kept,
        channels.kept,
        goals.kept,
        triggers.kept,
    ):
        kept.__init__()
