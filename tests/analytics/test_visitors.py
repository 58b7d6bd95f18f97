from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import override_settings
from pytest_django.fixtures import DjangoAssertNumQueries

from django_jss.analytics.cookies import GlobalCookie, new_device_guid
from django_jss.analytics.visitors import Visitor
from django_jss.models import Contact, Device, Goal, Site, Visit
from tests.factories.analytics import GoalFactory, TestOrigin, event_record, goal_record, page_view, visitor_with


@pytest.fixture
def goal(site: Site) -> Goal:
    return GoalFactory(site=site)


def seen_before(site: Site, *records: object) -> str:
    """The cookie of a visitor who did this."""
    visitor = visitor_with()
    visitor.record(records or [page_view()], site_id=site.pk)  # type: ignore[arg-type]
    return str(visitor.cookie)


@pytest.mark.django_db
def test_visitor_of_whom_nothing_is_asked_costs_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        origin = TestOrigin("anything")
        Visitor(origin)

    assert origin.session_reads == 0


def test_new_visitor_makes_the_first_visit_without_a_query(
    site: Site, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        visitor = visitor_with()

        assert visitor.visit_number == 1
        assert visitor.visit_goal_counts == visitor.contact_goal_counts == {}


def test_known_visitor_costs_one_query_whatever_is_asked(
    site: Site, goal: Goal, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cookie = seen_before(site, page_view(), goal_record(goal))

    with django_assert_num_queries(1):
        visitor = visitor_with(cookie)

        assert visitor.visit_number == 1
        assert visitor.visit_goal_counts == visitor.contact_goal_counts == {str(goal.guid): 1}
        assert str(visitor.cookie) == cookie
        assert not visitor.is_new_device


def test_visit_number_is_that_of_the_visit_the_request_will_start(site: Site, goal: Goal) -> None:
    with time_machine.travel("2026-03-01 12:00Z", tick=False) as clock:
        cookie = seen_before(site, page_view(), goal_record(goal))
        clock.shift(timedelta(minutes=20))
        assert visitor_with(cookie).visit_number == 1

        clock.shift(timedelta(seconds=1))
        visitor = visitor_with(cookie)

    assert visitor.visit_number == 2
    assert visitor.visit_goal_counts == {}
    assert visitor.contact_goal_counts == {str(goal.guid): 1}


def test_visit_timeout_is_a_setting(site: Site) -> None:
    with time_machine.travel("2026-03-01 12:00Z", tick=False) as clock:
        cookie = seen_before(site)
        clock.shift(timedelta(minutes=5))

        with override_settings(DJANGO_JSS={"VISIT_TIMEOUT": timedelta(minutes=4)}):
            assert visitor_with(cookie).visit_number == 2


def test_arrival_counts_before_it_is_stored_and_once_after(site: Site, goal: Goal) -> None:
    visitor = visitor_with()
    visitor.arrival = [goal_record(goal)]
    assert visitor.visit_goal_counts == visitor.contact_goal_counts == {str(goal.guid): 1}

    visitor.record([page_view(), *visitor.arrival], site_id=site.pk)

    assert visitor.visit_goal_counts == visitor.contact_goal_counts == {str(goal.guid): 1}


def test_second_request_with_the_cookie_is_the_same_contact_and_visit(site: Site) -> None:
    cookie = seen_before(site)

    visitor_with(cookie).record([page_view("/about")], site_id=site.pk)

    assert Contact.objects.get().visit_count == 1
    assert list(Visit.objects.get().page_views.values_list("path", "sequence")) == [("/", 1), ("/about", 2)]


@pytest.mark.parametrize(
    "forge",
    [
        lambda cookie: "garbage",
        lambda cookie: "|",
        lambda cookie: cookie.replace("|", ";"),
        lambda cookie: cookie[:20],
        lambda cookie: cookie + "x",
        lambda cookie: "f" * 32 + "|False",
        lambda cookie: str(GlobalCookie(uuid.uuid4(), is_human=True)),
        lambda cookie: "\0" + cookie[1:],
        lambda cookie: "é" * 5000,
    ],
)
def test_forged_or_malformed_cookie_starts_a_fresh_contact(site: Site, forge: object) -> None:
    cookie = forge(seen_before(site))  # type: ignore[operator]

    visitor = visitor_with(cookie, session=Device.objects.get().guid)
    visitor.record([page_view()], site_id=site.pk)

    assert Contact.objects.count() == 2
    assert visitor.is_new_device
    assert str(visitor.cookie) != cookie


def test_cookie_of_ours_whose_device_is_gone_keeps_its_id(site: Site) -> None:
    cookie = str(GlobalCookie(new_device_guid(), is_human=False))

    visitor = visitor_with(cookie)
    visitor.record([page_view()], site_id=site.pk)

    assert str(visitor.cookie) == cookie
    assert Device.objects.get().guid == visitor.device_guid


def test_device_from_before_the_secret_was_changed_is_known_all_the_same(site: Site) -> None:
    cookie = seen_before(site)

    with override_settings(SECRET_KEY="another"):
        assert not visitor_with(cookie).is_new_device


def test_session_is_asked_only_without_a_cookie(site: Site) -> None:
    cookie = seen_before(site)
    device = Device.objects.get().guid

    with_cookie, without = TestOrigin(cookie, session=uuid.uuid4()), TestOrigin("", session=device)
    assert Visitor(with_cookie).device_guid == Visitor(without).device_guid == device

    assert (with_cookie.session_reads, without.session_reads) == (0, 1)


def test_device_shown_to_be_human_says_so_in_its_cookie(site: Site) -> None:
    cookie = seen_before(site)
    Device.objects.update(is_human=True)

    assert str(visitor_with(cookie).cookie) == cookie.replace("|False", "|True")


def test_visitor_who_may_not_be_tracked_leaves_nothing(site: Site) -> None:
    visitor = Visitor(is_imagined=True)

    visitor.record([page_view()], site_id=site.pk)
    visitor.end_visit()

    assert not visitor.was_recorded
    assert not Contact.objects.exists()


def test_ended_visit_is_followed_by_a_new_one_of_the_same_contact(site: Site) -> None:
    cookie = seen_before(site)
    visitor_with(cookie).end_visit()

    visitor = visitor_with(cookie)
    assert visitor.visit_number == 2
    visitor.record([event_record()], site_id=site.pk)

    first, second = Visit.objects.order_by("number")
    assert first.ended_at is not None
    assert second.ended_at is None
    assert Contact.objects.get().visit_count == 2


def test_ending_a_visit_that_is_not_there_does_nothing(site: Site) -> None:
    visitor = visitor_with()

    visitor.end_visit()

    assert not visitor.was_recorded
    assert not Contact.objects.exists()
