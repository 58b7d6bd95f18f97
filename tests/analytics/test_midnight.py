"""Visits that end at midnight, where the site says so, in the time zone of the site."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from time_machine import travel

from django_jss.models import Contact, Visit
from tests.factories.analytics import page_view, visitor_with
from tests.factories.sites import SiteFactory

pytestmark = pytest.mark.django_db

BEFORE = datetime(2026, 6, 1, 21, 55, tzinfo=UTC)
AFTER = datetime(2026, 6, 1, 22, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("time_zone", "ends", "visits"),
    [("Europe/Copenhagen", True, 2), ("Europe/Copenhagen", False, 1), ("UTC", True, 1)],
)
def test_visit_over_midnight(time_zone: str, ends: bool, visits: int) -> None:
    site = SiteFactory(time_zone=time_zone, ends_visits_at_midnight=ends)
    with travel(BEFORE, tick=False):
        visitor = visitor_with()
        visitor.record([page_view()], site_id=site.pk)

    with travel(AFTER, tick=False):
        back = visitor_with(str(visitor.cookie))
        assert back.visit_number == visits
        back.record([page_view()], site_id=site.pk)

    assert Visit.objects.count() == Contact.objects.get().visit_count == visits
