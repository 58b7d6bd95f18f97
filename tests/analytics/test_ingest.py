from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.test import override_settings
from pytest_django.fixtures import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from django_jss.analytics.client.kept import Client
from django_jss.analytics.records import Happenings
from django_jss.models import Contact, Device, Event, Goal, PageView, Site, Visit
from django_jss.signals import goal_triggered, visit_started
from tests.factories.analytics import (
    CampaignFactory,
    GoalFactory,
    campaign_event,
    event_record,
    goal_record,
    page_view,
    visitor_with,
)


class Browser:
    """Brings on each request the cookie that it was given on the one before."""

    def __init__(self, site: Site, **sender: Any) -> None:
        self.site, self.sender, self.cookie = site, Client(**sender), None

    def does(self, *records: Any) -> None:
        visitor = visitor_with(self.cookie, sender=self.sender)
        visitor.record(records, site_id=self.site.pk, language="en")
        self.cookie = str(visitor.cookie)


@pytest.fixture
def browser(site: Site) -> Browser:
    return Browser(site)


@pytest.fixture
def goal(site: Site) -> Goal:
    return GoalFactory(site=site, points=25)


def statements_of_a_page() -> int:
    """Visitor, visit, contact, page view; the last three in one on PostgreSQL, else between BEGIN and COMMIT."""
    return 2 if connection.vendor == "postgresql" else 6


def test_first_page_makes_device_contact_and_visit(site: Site) -> None:
    browser = Browser(site, referrer="https://search.example/", user_agent="Mosaic", ip_address="203.0.113.0")
    with time_machine.travel("2026-03-01 12:00Z", tick=False):
        browser.does(page_view("/start"))
        now = datetime.fromisoformat("2026-03-01T12:00Z")

    contact, device, visit = Contact.objects.get(), Device.objects.get(), Visit.objects.get()
    assert (contact.visit_count, contact.page_view_count, contact.first_visit_at) == (1, 1, now)
    assert (device.contact, device.latest_visit, device.is_human) == (contact, visit, False)
    assert (visit.contact, visit.device, visit.site, visit.number) == (contact, device, site, 1)
    assert (visit.started_at, visit.last_activity_at, visit.ended_at) == (now, now, None)
    assert (visit.entry_path, visit.exit_path, visit.language) == ("/start", "/start", "en")
    assert (visit.referrer, visit.user_agent) == ("https://search.example/", "Mosaic")
    assert str(visit.ip_address) == "203.0.113.0"


def test_later_pages_raise_the_counters_of_visit_and_contact(browser: Browser) -> None:
    for path in ("/", "/about", "/shop"):
        browser.does(page_view(path))

    visit, contact = Visit.objects.get(), Contact.objects.get()
    assert (visit.page_view_count, contact.page_view_count) == (3, 3)
    assert (visit.entry_path, visit.exit_path) == ("/", "/shop")
    assert list(visit.page_views.values_list("sequence", "path")) == [(1, "/"), (2, "/about"), (3, "/shop")]


def test_activity_keeps_a_visit_alive(browser: Browser) -> None:
    with time_machine.travel("2026-03-01 12:00Z", tick=False) as clock:
        for _ in range(4):
            browser.does(page_view())
            clock.shift(timedelta(minutes=19))

    assert Visit.objects.get().page_view_count == 4


def test_quiet_visit_is_followed_by_a_numbered_new_one(browser: Browser, goal: Goal) -> None:
    with time_machine.travel("2026-03-01 12:00Z", tick=False) as clock:
        browser.does(page_view("/"), goal_record(goal))
        clock.shift(timedelta(minutes=21))
        browser.does(page_view("/back"), goal_record(goal))

    first, second = Visit.objects.order_by("number")
    contact = Contact.objects.get()
    assert (first.number, second.number, contact.visit_count) == (1, 2, 2)
    assert (second.page_view_count, second.entry_path, second.goal_counts) == (1, "/back", {str(goal.guid): 1})
    assert (contact.page_view_count, contact.engagement_value) == (2, 50)
    assert contact.goal_counts == {str(goal.guid): 2}
    assert contact.last_visit_at == second.started_at
    assert Device.objects.get().latest_visit == second


def test_visit_goes_on_at_another_site(browser: Browser) -> None:
    browser.does(page_view())
    browser.site = Site.objects.create(name="other", default_language=browser.site.default_language)
    browser.does(page_view())

    assert Visit.objects.get().site.name != "other"


def test_events_belong_to_the_page_before_them(browser: Browser) -> None:
    browser.does(page_view("/last time"))
    browser.does(
        event_record("early"), page_view("/a"), event_record("on a"), page_view("/b"), event_record("on b", points=3)
    )

    assert list(Event.objects.values_list("name", "page_view__path")) == [
        ("early", "/last time"),
        ("on a", "/a"),
        ("on b", "/b"),
    ]
    assert list(PageView.objects.values_list("sequence", flat=True)) == [1, 2, 3]
    assert Visit.objects.get().engagement_value == Contact.objects.get().engagement_value == 3


def test_event_may_start_a_visit_without_a_page(browser: Browser) -> None:
    browser.does(event_record())
    browser.does(page_view("/first"))

    assert Event.objects.get().page_view is None
    assert Visit.objects.get().entry_path == "/first"


def test_goals_are_counted_by_guid(browser: Browser, goal: Goal) -> None:
    other = GoalFactory(site=goal.site, points=0)
    browser.does(goal_record(goal), goal_record(other), goal_record(goal))
    browser.does(goal_record(other))

    expected = {str(goal.guid): 2, str(other.guid): 2}
    assert Visit.objects.get().goal_counts == Contact.objects.get().goal_counts == expected
    assert Visit.objects.get().engagement_value == 50


def test_first_campaign_of_a_visit_gets_the_credit(browser: Browser) -> None:
    first, second = CampaignFactory.create_batch(2, site=browser.site)
    browser.does(page_view(), campaign_event(first))
    browser.does(page_view(), campaign_event(second))

    assert Visit.objects.get().campaign == first
    assert list(Event.objects.values_list("name", flat=True)) == [first.name, second.name]


def test_campaign_is_attached_once(browser: Browser) -> None:
    campaign = CampaignFactory(site=browser.site)
    browser.does(page_view(), campaign_event(campaign), campaign_event(campaign))
    browser.does(page_view(), campaign_event(campaign))

    assert Event.objects.count() == 1


def test_data_and_money_are_kept_as_they_came(browser: Browser) -> None:
    data = {"nested": {"list": [1, 2.5, None, True, "ü \U0001f600"]}}
    browser.does(page_view(data=data), event_record(data=data, monetary_value=Decimal("12.5000"), currency="EUR"))

    event = Event.objects.get()
    assert event.data == PageView.objects.get().data == data
    assert (event.monetary_value, event.currency) == (Decimal("12.5"), "EUR")


def test_contact_that_was_erased_meanwhile_is_made_anew(site: Site) -> None:
    browser = Browser(site)
    browser.does(page_view())
    visitor = visitor_with(browser.cookie)
    assert visitor.visit_number == 1
    Contact.objects.all().delete()

    visitor.record([page_view()], site_id=site.pk)

    assert Device.objects.get().guid == visitor.device_guid
    assert Contact.objects.get().visit_count == 1


def test_visit_that_another_request_ended_meanwhile_is_not_taken_up_again(site: Site) -> None:
    browser = Browser(site)
    browser.does(page_view())
    visitor = visitor_with(browser.cookie)
    assert visitor.visit_number == 1
    visitor_with(browser.cookie).end_visit()

    visitor.record([page_view()], site_id=site.pk)

    assert list(Visit.objects.order_by("number").values_list("page_view_count", flat=True)) == [1, 1]


def test_visit_that_another_request_started_meanwhile_goes_on(site: Site) -> None:
    browser = Browser(site)
    browser.does(page_view())
    visitor_with(browser.cookie).end_visit()
    visitor = visitor_with(browser.cookie)
    assert visitor.visit_number == 2
    browser.does(page_view())

    visitor.record([page_view()], site_id=site.pk)

    assert list(Visit.objects.order_by("number").values_list("page_view_count", flat=True)) == [1, 2]


def test_device_that_another_request_made_meanwhile_is_taken(site: Site) -> None:
    first = visitor_with()
    cookie = str(first.cookie)
    second = visitor_with(cookie)
    assert second.visit_number == 1
    first.record([page_view()], site_id=site.pk)

    second.record([page_view()], site_id=site.pk)

    assert Contact.objects.get().page_view_count == 2
    assert Visit.objects.get().page_view_count == 2


@pytest.mark.django_db(transaction=True)
def test_nothing_is_stored_if_one_record_cannot_be() -> None:
    site = Site.objects.create(name="s", default_language_id=_language())
    browser = Browser(site)
    browser.does(page_view())
    taken = PageView.objects.get().id

    with pytest.raises(DatabaseError):
        browser.does(event_record(), page_view(), page_view(id=taken))

    assert Visit.objects.get().page_view_count == Contact.objects.get().page_view_count == 1
    assert not Event.objects.exists()


def _language() -> int:
    from django_jss.models import Language

    return Language.objects.create(code="en").pk


@pytest.mark.django_db(transaction=True)
def test_page_of_a_visit_that_goes_on_costs_few_statements(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = Browser(Site.objects.create(name="s", default_language_id=_language()))
    browser.does(page_view())
    visitor_with(browser.cookie).visit_number  # noqa: B018

    with django_assert_num_queries(statements_of_a_page()):
        browser.does(page_view())


def test_number_of_statements_does_not_grow_with_the_batch(
    browser: Browser, goal: Goal, django_assert_max_num_queries: Any
) -> None:
    browser.does(page_view())

    with django_assert_max_num_queries(12):
        browser.does(*(record for _ in range(50) for record in (event_record(), page_view(), goal_record(goal))))

    assert Visit.objects.get().page_view_count == 51
    assert list(PageView.objects.values_list("sequence", flat=True)) == list(range(1, 52))


def test_signals_tell_projects_after_the_commit(
    browser: Browser,
    goal: Goal,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[tuple[Any, dict[str, Any]]] = []

    def listen(sender: Any, **values: Any) -> None:
        told.append((sender, {name: values[name] for name in values if name != "signal"}))

    def fail(**values: Any) -> None:
        raise RuntimeError("ann@example.com was not told")

    for signal in (visit_started, goal_triggered):
        signal.connect(fail)
        signal.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            browser.does(page_view(), goal_record(goal), goal_record(goal))
            assert told == []
    finally:
        for signal in (visit_started, goal_triggered):
            signal.disconnect(fail)
            signal.disconnect(listen)

    visit, contact = Visit.objects.get(), Contact.objects.get()
    ids = {"visit_guid": visit.guid, "contact_guid": contact.guid}
    assert told == [
        (Visit, ids | {"site_name": browser.site.name}),
        (Goal, ids | {"goal_guid": goal.guid}),
        (Goal, ids | {"goal_guid": goal.guid}),
    ]
    assert caplog.text.count("fail raised RuntimeError at analytics/test_ingest.py:") == 3
    assert "ann@example.com" not in caplog.text


class ListSink:
    """Keeps what it is given."""

    taken: list[Happenings] = []

    def store(self, happenings: Happenings) -> None:
        self.taken.append(happenings)

    def end_visit(self, device_guid: uuid.UUID, at: datetime) -> None:
        raise AssertionError("there is no visit to end")


def test_sink_is_a_setting(browser: Browser) -> None:
    with override_settings(DJANGO_JSS={"SINK": f"{__name__}.ListSink"}):
        browser.does(page_view("/queued"))

    (happenings,) = ListSink.taken
    assert [view.path for view in happenings.page_views] == ["/queued"]
    assert not Contact.objects.exists()


@pytest.mark.parametrize("path", ["nowhere.Sink", "django_jss.analytics.ingest.NoSuchSink", "plain"])
def test_wrong_sink_is_named_by_its_setting(browser: Browser, path: str) -> None:
    with (
        override_settings(DJANGO_JSS={"SINK": path}),
        pytest.raises(ImproperlyConfigured, match=r'DJANGO_JSS\["SINK"\]'),
    ):
        browser.does(page_view())
