"""Requests at the same moment, on databases that let more than one write."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

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


@pytest.fixture(autouse=True)
def nobody_is_too_quick(settings: Any) -> None:
    settings.DJANGO_JSS = {"BOT_PAGES_A_MINUTE": 0}


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


@pytest.mark.parametrize("attempt", range(3))
def test_fifty_first_requests_make_one_contact(site: Site, attempt: int) -> None:
    cookie = str(GlobalCookie(new_device_guid(), is_human=False))

    def visit(wait: Callable[[], None]) -> None:
        visitor = visitor_with(cookie)
        wait()
        visitor.record([page_view()], site_id=site.pk)

    at_once(visit, times=50)

    assert Contact.objects.get().page_view_count == PageView.objects.count() == 50


@pytest.mark.parametrize("attempt", range(2))
def test_fifty_identifications_make_one_contact_and_lose_nothing(site: Site, goal: Goal, attempt: int) -> None:
    cookies = []
    for _ in range(10):
        visitor = visitor_with()
        visitor.record([page_view(), goal_record(goal)], site_id=site.pk)
        cookies.append(str(visitor.cookie))
    taken = iter(cookies * 5)

    def say(wait: Callable[[], None]) -> None:
        visitor = visitor_with(next(taken))
        wait()
        visitor.identify("shop", "4711")

    at_once(say, times=50)

    contact = Contact.objects.get(merged_into=None)
    assert contact.identifiers.count() == 1
    assert (contact.visit_count, contact.page_view_count, contact.engagement_value) == (10, 10, 50)
    assert contact.goal_counts == {str(goal.guid): 10}
    assert sorted(contact.visits.values_list("number", flat=True)) == list(range(1, 11))
    assert set(Device.objects.values_list("contact", flat=True)) == {contact.pk}


@pytest.mark.parametrize("attempt", range(3))
def test_event_during_a_merge_lands_on_the_survivor(site: Site, goal: Goal, attempt: int) -> None:
    first = visitor_with()
    first.record([page_view()], site_id=site.pk)
    first.identify("shop", "4711")
    other = visitor_with()
    other.record([page_view()], site_id=site.pk)
    acts = iter(range(THREADS))

    def act(wait: Callable[[], None]) -> None:
        visitor = visitor_with(str(other.cookie))
        assert visitor.known
        wait()
        if next(acts) == 0:
            visitor.identify("shop", "4711")
        else:
            visitor.record([page_view(), goal_record(goal)], site_id=site.pk)

    at_once(act)

    contact = Contact.objects.get(merged_into=None)
    assert contact.page_view_count == PageView.objects.filter(visit__contact=contact).count() == 2 + THREADS - 1
    assert contact.goal_counts == {str(goal.guid): THREADS - 1}
    assert contact.engagement_value == 5 * (THREADS - 1)
    assert contact.visit_count == contact.visits.count()
