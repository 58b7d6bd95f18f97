"""What rules learn of this visit and of those before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from pytest_django.fixtures import DjangoAssertNumQueries

from django_jss.analytics import history
from django_jss.analytics.visitors import Visitor
from django_jss.models import Campaign, Contact, Device, Goal, Site, Visit
from tests.factories.analytics import (
    CampaignFactory,
    GoalFactory,
    campaign_event,
    event_record,
    goal_record,
    page_view,
    visitor_with,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def goal(site: Site) -> Goal:
    return GoalFactory(site=site, points=10)


@pytest.fixture
def campaign(site: Site) -> Campaign:
    return CampaignFactory(site=site)


def does(site: Site, *records: object, cookie: str | None = None) -> str:
    """The cookie of a visitor after a request that recorded this."""
    visitor = visitor_with(cookie)
    visitor.record(records, site_id=site.pk, language="en")  # type: ignore[arg-type]
    return str(visitor.cookie)


def test_new_visitor_has_no_past_and_costs_no_query(
    site: Site, goal: Goal, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        visitor = visitor_with()

        assert (visitor.visit_value, visitor.contact_value) == (0, 0)
        assert visitor.visit_started_at == visitor.first_visit_at == visitor.now
        assert (visitor.previous_visit_at, visitor.visit_campaign_guid) == (None, None)
        assert visitor.past_events == visitor.past_pages == ()


def test_visit_that_goes_on_is_told_by_one_query(
    site: Site,
    goal: Goal,
    campaign: Campaign,
    clock: time_machine.Traveller,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cookie = does(site, page_view("/in"), campaign_event(campaign), goal_record(goal))
    clock.shift(timedelta(minutes=5))

    with django_assert_num_queries(1):
        visitor = visitor_with(cookie)

        assert (visitor.visit_value, visitor.contact_value) == (10, 10)
        assert visitor.visit_started_at == visitor.first_visit_at == NOON
        assert visitor.previous_visit_at is None
        assert visitor.visit_campaign_guid == campaign.guid
        assert visitor.open_visit is not None
        assert (visitor.open_visit.entry_path, visitor.open_visit.language) == ("/in", "en")
        assert visitor.known is not None
        assert visitor.known.page_view_count == visitor.open_visit.page_view_count == 1


def test_visit_that_the_request_starts_begins_from_nothing(
    site: Site, goal: Goal, campaign: Campaign, clock: time_machine.Traveller
) -> None:
    cookie = does(site, page_view("/in"), campaign_event(campaign), goal_record(goal))
    clock.shift(timedelta(days=2))

    visitor = visitor_with(cookie)

    assert (visitor.visit_value, visitor.contact_value) == (0, 10)
    assert (visitor.visit_started_at, visitor.first_visit_at) == (visitor.now, NOON)
    assert visitor.previous_visit_at == NOON
    assert visitor.visit_campaign_guid is None


def test_visit_before_this_one_stays_known_while_this_one_goes_on(site: Site, clock: time_machine.Traveller) -> None:
    cookie = does(site, page_view())
    clock.shift(timedelta(days=2))
    does(site, page_view(), cookie=cookie)

    assert visitor_with(cookie).previous_visit_at == NOON
    clock.shift(timedelta(days=1))
    assert visitor_with(cookie).previous_visit_at == NOON + timedelta(days=2)


def test_visit_before_this_one_may_have_been_on_another_device(site: Site, clock: time_machine.Traveller) -> None:
    phone = does(site, page_view())
    clock.shift(timedelta(days=1))
    laptop = does(site, page_view())
    Device.objects.update(contact=Contact.objects.order_by("pk").first())
    Contact.objects.update(visit_count=2, last_visit_at=NOON + timedelta(days=1))
    clock.shift(timedelta(days=1))

    assert visitor_with(phone).previous_visit_at == NOON + timedelta(days=1)
    does(site, page_view(), cookie=phone)
    assert Visit.objects.order_by("pk").last().previous_visit_at == NOON + timedelta(days=1)  # type: ignore[union-attr]
    assert visitor_with(laptop).previous_visit_at == NOON + timedelta(days=2)


def test_what_the_arrival_triggers_counts_before_it_is_stored_and_once_after(
    site: Site, goal: Goal, campaign: Campaign
) -> None:
    cookie = does(site, page_view(), goal_record(goal))
    visitor = visitor_with(cookie)
    visitor.arrival = [campaign_event(campaign), goal_record(goal)]

    def told(visitor: Visitor) -> object:
        kinds = [event.kind for event in visitor.past_events]
        return kinds, visitor.visit_value, visitor.contact_value, visitor.visit_campaign_guid

    before = told(visitor)
    visitor.record([page_view(), *visitor.arrival], site_id=site.pk)

    assert before == (["goal", "campaign", "goal"], 20, 20, campaign.guid)
    assert told(visitor) == before


def test_campaign_that_the_visit_has_already_is_not_told_twice(site: Site, campaign: Campaign) -> None:
    visitor = visitor_with(does(site, page_view(), campaign_event(campaign)))

    visitor.arrival = [campaign_event(campaign)]

    assert [event.kind for event in visitor.past_events] == ["campaign"]


def test_history_is_the_contacts_newest_first(site: Site, goal: Goal, clock: time_machine.Traveller) -> None:
    does(site, page_view("/a stranger's"), event_record())
    sale = event_record("Sale", monetary_value=Decimal("12.5"), data={"size": "XL"})
    cookie = does(site, page_view("/"), sale, page_view("/b"), goal_record(goal))
    clock.shift(timedelta(days=1))
    second = goal_record(goal)
    does(site, page_view("/c"), second, cookie=cookie)

    visitor = visitor_with(cookie)

    events, pages = visitor.past_events, visitor.past_pages
    assert [(event.kind, event.visit_number) for event in events] == [("goal", 2), ("goal", 1), ("event", 1)]
    assert (events[0].definition, events[0].at) == (str(goal.guid), second.at)
    assert (events[2].value, events[2].data) == (12.5, {"size": "XL"})
    assert [(page.path, page.visit_number) for page in pages] == [("/c", 2), ("/b", 1), ("/", 1)]


def test_histories_cost_one_query_each_and_are_limited(
    site: Site, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cookie = does(site, *(page_view(f"/{number}") for number in range(4)), *(event_record() for _ in range(4)))
    monkeypatch.setattr(history, "HISTORY_LENGTH", 3)
    visitor = visitor_with(cookie)
    assert visitor.known

    with django_assert_num_queries(2):
        assert [page.path for page in visitor.past_pages] == ["/3", "/2", "/1"]
        assert len(visitor.past_events) == 3
        assert len(visitor.past_pages) == len(visitor.past_events) == 3
