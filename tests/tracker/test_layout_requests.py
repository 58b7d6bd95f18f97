"""What asking for a page leaves behind."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_jss.models import Contact, Event, Item, PageView, Site, Visit
from tests.factories.analytics import CampaignFactory, GoalFactory
from tests.factories.sites import ApiKeyFactory

COOKIE = "SC_ANALYTICS_GLOBAL_COOKIE"


class Browser:
    """Asks for pages as the Layout Service's clients do."""

    def __init__(self, client: Client, key: str, site: Site) -> None:
        self.client, self.query = client, {"sc_apikey": key, "sc_site": site.name}

    def open(self, path: str = "/about", *, method: str = "get", **query: str) -> Any:
        return getattr(self.client, method)("/sitecore/api/layout/render/jss", {**self.query, "item": path, **query})


@pytest.fixture
def browser(client: Client, site: Site, page: Item) -> Browser:
    return Browser(client, str(ApiKeyFactory().guid), site)


def test_first_page_sets_the_cookie_and_the_second_belongs_to_the_same_visit(browser: Browser, page: Item) -> None:
    first, second = browser.open(), browser.open()

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.cookies[COOKIE].value == second.cookies[COOKIE].value
    assert Contact.objects.get().visit_count == 1
    assert list(Visit.objects.get().page_views.values_list("item_guid", "path")) == [(page.guid, "/about")] * 2


@pytest.mark.parametrize("query", [{"tracking": "false"}, {"tracking": "FALSE", "sc_trk": "Read", "sc_camp": "Spring"}])
def test_untracked_page_leaves_nothing(browser: Browser, site: Site, query: dict[str, str]) -> None:
    GoalFactory(site=site, name="Read")
    CampaignFactory(site=site, name="Spring")

    response = browser.open(**query)

    assert response.status_code == 200
    assert not response.cookies
    assert not Contact.objects.exists()


def test_untracked_page_that_the_front_end_tells_of_counts_once(browser: Browser, page: Item) -> None:
    browser.open(tracking="false")
    url = f"/sitecore/api/jss/track/event?sc_apikey={browser.query['sc_apikey']}&sc_site={browser.query['sc_site']}"

    browser.client.post(url, [{"pageId": str(page.guid), "url": "/about"}], content_type="application/json")

    assert list(Visit.objects.get().page_views.values_list("item_guid", "path")) == [(page.guid, "/about")]
    assert Contact.objects.get().page_view_count == 1


def test_page_that_is_not_there_is_no_page_view(browser: Browser) -> None:
    response = browser.open("/nowhere", sc_trk="Read")

    assert response.status_code == 404
    assert not response.cookies
    assert not Contact.objects.exists()


def test_head_is_no_page_view(browser: Browser) -> None:
    assert browser.open(method="head").status_code == 200
    assert not Contact.objects.exists()


def test_campaign_and_goal_of_the_address_belong_to_the_page(browser: Browser, site: Site) -> None:
    goal, campaign = GoalFactory(site=site, name="Read"), CampaignFactory(site=site, name="Spring")

    browser.open(sc_trk="read", sc_camp=campaign.guid.hex)

    assert Visit.objects.get().campaign == campaign
    assert Contact.objects.get().goal_counts == {str(goal.guid): 1}
    assert {event.page_view for event in Event.objects.all()} == {PageView.objects.get()}


def test_campaign_in_the_query_of_the_item_counts(browser: Browser, site: Site) -> None:
    """Proxy 11 sends the visitor's own query inside `item`."""
    campaign = CampaignFactory(site=site, name="Spring")

    browser.open("/about?sc_camp=spring")

    assert Visit.objects.get().campaign == campaign


def test_tracked_page_of_a_known_visitor_reads_no_session_and_costs_a_constant(browser: Browser) -> None:
    browser.open()
    browser.open()

    with CaptureQueriesContext(connection) as queries:
        browser.open()

    statements = [query["sql"] for query in queries.captured_queries if "django_jss_revision" not in query["sql"]]
    assert not any("django_session" in sql for sql in statements)
    # PostgreSQL: the visitor, and all writes at once; else also visit, contact, page view and a savepoint.
    assert len(statements) == (2 if connection.vendor == "postgresql" else 6)
