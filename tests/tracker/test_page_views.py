from __future__ import annotations

import logging
import uuid

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from django_jss.analytics.visitors import Visitor
from django_jss.content.routing import PageRef
from django_jss.models import Contact, Event, PageView, Site, Visit
from django_jss.sites.directory import SiteInfo
from django_jss.tracker.page_views import PageSeen, arrive, record_page_view
from tests.factories.analytics import CampaignFactory, GoalFactory, PageEventFactory, visitor_with


def seen(site: SiteInfo, path: str = "/about", **values: str) -> PageSeen:
    return PageSeen(site=site, page=PageRef(1, uuid.uuid4(), path), language="en", **values)


def test_page_view_is_stored_with_its_visit(site_info: SiteInfo, visitor: Visitor) -> None:
    page = seen(site_info)

    record_page_view(visitor, page)

    view = PageView.objects.get()
    assert (view.item_guid, view.path, view.language, view.sequence) == (page.page.guid, "/about", "en", 1)
    assert view.visit.language == "en"
    assert visitor.was_recorded


def test_campaign_in_the_address_is_attached_to_the_visit_once(site: Site, site_info: SiteInfo) -> None:
    campaign = CampaignFactory(site=site, name="Spring")
    cookie = None
    for _ in range(2):
        visitor = visitor_with(cookie)
        record_page_view(visitor, seen(site_info, campaign="SPRING"))
        cookie = str(visitor.cookie)

    assert Visit.objects.get().campaign == campaign
    assert Event.objects.get().page_view == PageView.objects.first()


def test_trigger_in_the_address_is_a_goal(site: Site, site_info: SiteInfo, visitor: Visitor) -> None:
    goal = GoalFactory(site=site, name="Read", points=4)
    PageEventFactory(site=site, name="Read")

    record_page_view(visitor, seen(site_info, trigger=goal.guid.hex))
    record_page_view(visitor, seen(site_info))

    event = Event.objects.get()
    assert (event.kind, event.page_view) == ("goal", PageView.objects.first())
    assert Visit.objects.get().engagement_value == 4


def test_trigger_is_failing_that_a_page_event(site: Site, site_info: SiteInfo, visitor: Visitor) -> None:
    PageEventFactory(site=site, name="Read")

    record_page_view(visitor, seen(site_info, trigger="read"))

    assert Event.objects.get().kind == "event"


@pytest.mark.parametrize("text", ["unknown", "\0", "x" * 10_000, "\ud800", " ", "01234567-89ab-cdef-0123-456789abcdef"])
def test_unknown_campaign_and_trigger_are_only_logged(
    site_info: SiteInfo, visitor: Visitor, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="django_jss.tracker"):
        record_page_view(visitor, seen(site_info, campaign=text, trigger=text))

    assert PageView.objects.count() == 1
    assert not Event.objects.exists()
    assert [record.message.split()[0] for record in caplog.records] == ["sc_camp", "sc_trk"]


def test_arrival_is_seen_by_rules_before_anything_is_stored(
    site: Site, site_info: SiteInfo, visitor: Visitor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    goal = GoalFactory(site=site, name="Read")

    arrive(visitor, seen(site_info))
    with django_assert_num_queries(1):
        arrive(visitor, seen(site_info, campaign="Spring", trigger="Read"))
    assert visitor.visit_goal_counts == {str(goal.guid): 1}
    assert not Contact.objects.exists()

    record_page_view(visitor, seen(site_info, campaign="Spring", trigger="Read"))
    assert Contact.objects.get().goal_counts == {str(goal.guid): 1}


def test_arrival_without_parameters_costs_nothing(
    site_info: SiteInfo, visitor: Visitor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    arrive(visitor, seen(site_info))
    with django_assert_num_queries(0):
        arrive(visitor, seen(site_info))


def test_visitor_who_may_not_be_tracked_triggers_nothing(site: Site, site_info: SiteInfo) -> None:
    GoalFactory(site=site, name="Read")
    visitor = Visitor(is_imagined=True)

    record_page_view(visitor, seen(site_info, trigger="Read"))

    assert visitor.visit_goal_counts == {}
    assert not Contact.objects.exists()


@pytest.mark.parametrize("path", ["/" + "x" * 2000, "/\0", "/\ud800"])
def test_strange_path_is_stored_as_far_as_it_goes(site_info: SiteInfo, visitor: Visitor, path: str) -> None:
    record_page_view(visitor, seen(site_info, path))

    assert PageView.objects.get().path.startswith("/")
