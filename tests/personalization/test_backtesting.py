"""What a change of variants would have shown to those who viewed the page, with what was known of them then."""

from __future__ import annotations

import json
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from django_jss.content.models import Item
from django_jss.content.routing import PageRef
from django_jss.engine.compiler import compile_rule
from django_jss.engine.rules import read_rule
from django_jss.models import Goal, Site
from django_jss.personalization.backtesting import BackTest, TriedVariant, back_test
from django_jss.sites import directory
from tests.factories.analytics import GoalFactory
from tests.factories.pages import KEY, home_of, make_component, make_page, make_site, place
from tests.factories.personalization import goal_triggered, rule

LAYOUT = "/sitecore/api/layout/render/jss"


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


@pytest.fixture
def goal(site: Site) -> Goal:
    return GoalFactory(site=site, name="Sign up")


@pytest.fixture
def visited(site: Site, goal: Goal) -> Item:
    """A page that one visitor viewed three times, with a goal before the last time; and another visitor on a phone once."""
    page = make_page(site, "about")
    with time_machine.travel("2026-03-01 12:00Z", tick=False) as clock:
        one = Client()

        def view(client: Client, **headers: str) -> None:
            client.get(LAYOUT, {"item": "/about", "sc_apikey": str(KEY), "sc_site": "shop"}, headers=headers)
            clock.shift(60)

        view(one)
        view(one)
        one.post(
            f"/sitecore/api/jss/track/event?sc_apikey={KEY}&sc_site=shop",
            [{"goalId": str(goal.guid)}],
            content_type="application/json",
        )
        clock.shift(60)
        view(one)
        view(Client(), **{"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Mobile"})
    return page


def run(page: Item, *conditions: dict[str, Any]) -> BackTest:
    info = directory.current().site_by_id(page.site_id)
    assert info is not None
    new = TriedVariant("new", compile_rule(read_rule(rule(*conditions))))
    return back_test(info, PageRef(page.pk, page.guid, page.url_path), [], [new])


@pytest.mark.parametrize(
    ("condition", "views"),
    [
        ({"condition": "visit_page_views", "comparison": "equal", "value": 1}, 2),
        ({"condition": "visit_page_views", "comparison": "equal", "value": 3}, 1),
        ({"condition": "contact_page_views", "comparison": "at_least", "value": 2}, 2),
        ({"condition": "previous_page", "comparison": "equals", "value": "/about"}, 2),
        ({"condition": "device_type", "kinds": ["phone"]}, 1),
        ({"condition": "visitor_is_new"}, 4),
        ({"condition": "month", "months": [3]}, 4),
        ({"condition": "page_path", "comparison": "equals", "value": "/about"}, 4),
        ({"condition": "visit_value", "comparison": "at_least", "value": 0}, 0),
        ({"condition": "query_parameter", "name": "a", "comparison": "absent"}, 0),
    ],
)
def test_each_view_is_tried_with_what_was_known_then(visited: Item, condition: dict[str, Any], views: int) -> None:
    found = run(visited, condition)

    assert (found.total, found.changed, found.after.get("new", 0)) == (4, views, views)


def test_goal_counts_only_for_views_after_it(visited: Item, goal: Goal) -> None:
    assert run(visited, goal_triggered(goal.guid, "visit")).changed == 1
    assert run(visited, goal_triggered(goal.guid, "ever")).changed == 1


def test_number_of_queries_does_not_grow_with_views(visited: Item) -> None:
    run(visited, {"condition": "visitor_is_new"})
    with CaptureQueriesContext(connection) as queries:
        run(visited, {"condition": "visitor_is_new"})

    assert len(queries) == 3


def form(document: Any) -> dict[str, Any]:
    return {
        "variants-TOTAL_FORMS": 1,
        "variants-INITIAL_FORMS": 0,
        "variants-0-name": "Newcomers",
        "variants-0-rule": json.dumps(document),
        "variants-0-action": "hide",
        "variants-0-is_enabled": "on",
        "variants-0-ORDER": 1,
        "language": "en",
    }


@pytest.fixture
def hero(site: Site) -> Any:
    return place(home_of(site), make_component(site, "Hero", {"heading": "Single-Line Text"}), values={"heading": "Hi"})


def test_author_is_told_before_saving(admin_client: Client, site: Site, hero: Any) -> None:
    address = reverse("admin:django_jss_item_back_test", args=[home_of(site).pk, hero.uid])
    document = rule({"condition": "visitor_is_new"})

    nobody = admin_client.post(address, form(document)).content.decode()
    Client().get(LAYOUT, {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop"})
    told = admin_client.post(address, form(document)).content.decode()
    broken = admin_client.post(address, form({"version": 1})).content.decode()

    assert "no recorded views" in nobody
    assert "Of the last recorded view of this page 1 would now show another variant." in told
    assert "complete the variants first" in broken


@pytest.mark.parametrize(
    "schedule",
    [
        {"variants-0-is_enabled": ""},
        {"variants-0-show_from_0": "2090-01-01", "variants-0-show_from_1": "10:00"},
        {"variants-0-show_until_0": "2020-01-01", "variants-0-show_until_1": "10:00"},
    ],
)
def test_variant_that_is_off_would_be_shown_to_nobody(
    admin_client: Client, site: Site, hero: Any, schedule: dict[str, str]
) -> None:
    address = reverse("admin:django_jss_item_back_test", args=[home_of(site).pk, hero.uid])
    Client().get(LAYOUT, {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop"})

    told = admin_client.post(address, form(rule()) | schedule).content.decode()

    assert "Of the last recorded view of this page 0 would now show another variant." in told


def test_trying_needs_the_right_to_personalize(client: Client, site: Site, hero: Any) -> None:
    user = User.objects.create_user("author", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_item", "change_item"]))
    client.force_login(user)

    address = reverse("admin:django_jss_item_back_test", args=[home_of(site).pk, hero.uid])
    assert client.post(address, form(rule())).status_code == 403
