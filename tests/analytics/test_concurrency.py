"""Requests at the same moment, on databases that let more than one write."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from django_jss.analytics.cookies import GlobalCookie, new_device_guid
from django_jss.models import Contact, Device, Goal, PageView, Site, Visit
from tests.factories.analytics import GoalFactory, goal_record, page_view, visitor_with
from tests.factories.sites import SiteFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="SQLite has one writer at a time: set DATABASE_URL to a PostgreSQL or MariaDB server",
    ),
]

THREADS = 8


@pytest.fixture
def site() -> Site:
    return SiteFactory()


@pytest.fixture
def goal(site: Site) -> Goal:
    return GoalFactory(site=site, points=5)


def at_once(act: Callable[[Callable[[], None]], None], *, times: int = THREADS) -> None:
    """Run `act` in threads; each waits at the function it is given until all are there."""
    barrier = Barrier(times, timeout=20)

    def run(_: int) -> None:
        try:
            act(lambda: barrier.wait() and None)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        list(pool.map(run, range(times)))


@pytest.mark.parametrize("attempt", range(5))
def test_first_requests_with_one_new_cookie_make_one_contact(site: Site, attempt: int) -> None:
    cookie = str(GlobalCookie(new_device_guid(), is_human=False))

    def visit(wait: Callable[[], None]) -> None:
        visitor = visitor_with(cookie)
        assert visitor.visit_number == 1
        wait()
        visitor.record([page_view()], site_id=site.pk)

    at_once(visit)

    assert Device.objects.get().contact == Contact.objects.get()
    assert Contact.objects.get().page_view_count == Visit.objects.get().page_view_count == THREADS
    assert Contact.objects.get().visit_count == 1


@pytest.mark.parametrize("attempt", range(5))
def test_visitor_who_comes_back_with_several_requests_starts_one_visit(site: Site, attempt: int) -> None:
    first = visitor_with()
    first.record([page_view()], site_id=site.pk)
    visitor_with(str(first.cookie)).end_visit()

    def visit(wait: Callable[[], None]) -> None:
        visitor = visitor_with(str(first.cookie))
        assert visitor.visit_number == 2
        wait()
        visitor.record([page_view()], site_id=site.pk)

    at_once(visit)

    assert list(Visit.objects.order_by("number").values_list("page_view_count", flat=True)) == [1, THREADS]
    assert Contact.objects.get().visit_count == 2


def test_no_page_goal_or_point_is_lost(site: Site, goal: Goal) -> None:
    first = visitor_with()
    first.record([page_view()], site_id=site.pk)

    def visit(wait: Callable[[], None]) -> None:
        wait()
        for _ in range(10):
            visitor_with(str(first.cookie)).record([page_view(), goal_record(goal)], site_id=site.pk)
            visitor_with(str(first.cookie)).record([page_view()], site_id=site.pk)

    at_once(visit)

    visit, contact = Visit.objects.get(), Contact.objects.get()
    assert visit.goal_counts == contact.goal_counts == {str(goal.guid): 10 * THREADS}
    assert visit.engagement_value == contact.engagement_value == 50 * THREADS
    assert visit.page_view_count == contact.page_view_count == 20 * THREADS + 1
    assert sorted(PageView.objects.values_list("sequence", flat=True)) == list(range(1, 20 * THREADS + 2))
