"""Rules about this visit and the history: the page being viewed counts, and how many queries it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from django_jss.content.models import Item
from tests.factories.analytics import CampaignFactory, GoalFactory
from tests.factories.pages import KEY, make_page
from tests.layout.conftest import Ask, Shop, heading

Personalize = Callable[..., None]
PLACEHOLDER = "/sitecore/api/layout/placeholder/jss"
SHOWN = {True: "Again", False: "Welcome"}


@pytest.fixture
def about(shop: Shop) -> Item:
    return make_page(shop.site, "about")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-03-01 12:00Z", tick=False) as clock:
        yield clock


def number(condition: str, value: int, comparison: str = "equal") -> dict[str, Any]:
    return {"condition": condition, "comparison": comparison, "value": value}


@pytest.mark.parametrize("condition", ["visit_page_views", "contact_page_views"])
def test_page_being_viewed_is_counted(shop: Shop, ask: Ask, personalize: Personalize, condition: str) -> None:
    personalize(number(condition, 2))

    assert [heading(ask()) for _ in range(3)] == ["Welcome", "Again", "Welcome"]


def test_pages_of_the_visit_are_counted_anew_those_of_the_visitor_go_on(
    shop: Shop, ask: Ask, personalize: Personalize, clock: time_machine.Traveller
) -> None:
    personalize(number("visit_page_views", 1), number("contact_page_views", 3))

    assert [heading(ask()), heading(ask())] == ["Welcome", "Welcome"]
    clock.shift(24 * 60 * 60)
    assert heading(ask()) == "Again"


def test_page_that_is_viewed_already_is_not_counted_for_a_part_of_it(
    shop: Shop, ask: Ask, personalize: Personalize, client: Client, about: Item
) -> None:
    previous = {"condition": "previous_page", "comparison": "equals", "value": "/about"}
    seen = {"condition": "page_seen", "page": str(shop.home.guid), "times": 2, "span": "visit"}
    personalize(number("visit_page_views", 2), previous, {"not": seen}, action="hide")
    ask("/about")
    answer = ask("/")

    given = {"item": "/", "placeholderName": "/jss-main", "sc_apikey": str(KEY), "sc_site": "shop"}
    part = client.get(PLACEHOLDER, given).json()

    assert (heading(answer), part["elements"]) == (None, [])


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"condition": "entry_page", "comparison": "equals", "value": "/about"}, [True, True]),
        ({"condition": "previous_page", "comparison": "equals", "value": "/about"}, [True, False]),
        ({"condition": "previous_page", "comparison": "equals", "value": "/"}, [False, True]),
        ({"condition": "visit_language", "comparison": "equals", "value": "en"}, [True, True]),
        ({"condition": "visit_duration", "comparison": "at_least", "value": 5}, [True, True]),
        ({"condition": "visitor_is_new"}, [True, True]),
        ({"condition": "page_below_seen", "path": "/", "times": 1, "span": "visit"}, [True, True]),
    ],
)
def test_earlier_pages_of_the_visit_are_known(
    shop: Shop,
    ask: Ask,
    personalize: Personalize,
    about: Item,
    clock: time_machine.Traveller,
    condition: dict[str, Any],
    expected: list[bool],
) -> None:
    personalize(condition)
    ask("/about")
    clock.shift(5 * 60)

    assert [heading(ask()), heading(ask())] == [SHOWN[holds] for holds in expected]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"condition": "entry_page", "comparison": "equals", "value": "/"}, True),
        ({"condition": "previous_page", "comparison": "absent"}, True),
        ({"condition": "visit_duration", "comparison": "equal", "value": 0}, True),
        ({"condition": "visitor_is_returning"}, True),
        ({"condition": "time_since_previous_visit", "comparison": "equal", "value": 1, "unit": "days"}, True),
        ({"condition": "time_since_first_visit", "comparison": "equal", "value": 24, "unit": "hours"}, True),
        ({"condition": "page_below_seen", "path": "/", "times": 1, "span": "visit"}, False),
        ({"condition": "page_below_seen", "path": "/", "times": 1, "span": "previous_visit"}, True),
        ({"condition": "page_below_seen", "path": "/", "times": 2, "span": "ever"}, False),
    ],
)
def test_first_page_of_the_next_visit_begins_anew(
    shop: Shop,
    ask: Ask,
    personalize: Personalize,
    about: Item,
    clock: time_machine.Traveller,
    condition: dict[str, Any],
    holds: bool,
) -> None:
    personalize(condition)
    ask("/about")
    clock.shift(24 * 60 * 60)

    assert heading(ask()) == SHOWN[holds]


def test_campaign_and_goal_of_the_address_count_on_the_page_that_they_lead_to(
    shop: Shop, ask: Ask, personalize: Personalize
) -> None:
    campaign, goal = CampaignFactory(site=shop.site), GoalFactory(site=shop.site, points=10)
    personalize(
        {"condition": "visit_campaign", "campaign": str(campaign.guid)},
        {"condition": "visit_has_campaign"},
        {"condition": "came_by_campaign", "campaign": str(campaign.guid), "span": "visit"},
        {"condition": "goal_count", "goal": str(goal.guid), "times": 1, "span": "visits", "length": 1},
        number("visit_value", 10),
        number("contact_value", 10),
    )

    assert heading(ask()) == "Welcome"
    assert heading(ask(sc_camp=campaign.alias, sc_trk=goal.alias)) == "Again"
    assert heading(ask()) == "Again"


@pytest.mark.parametrize("number", [1, 50])
@pytest.mark.parametrize(("histories", "queries"), [(["page"], 1), (["event"], 1), (["page", "event"], 2)])
def test_rules_about_history_cost_one_query_for_pages_and_one_for_events(
    shop: Shop,
    ask: Ask,
    personalize: Personalize,
    number: int,
    histories: list[str],
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    goal = GoalFactory(site=shop.site)
    asked: dict[str, dict[str, Any]] = {
        "page": {"condition": "page_seen", "page": str(shop.home.guid), "times": 3, "span": "ever"},
        "event": {"condition": "goal_count", "goal": str(goal.guid), "times": 1, "span": "days", "length": 3},
    }
    personalize(*(asked[history] for history in histories for _again in range(number)))
    ask(sc_trk=goal.alias)
    ask()

    recognised_and_stored = 2 if connection.vendor == "postgresql" else 6
    with django_assert_num_queries(recognised_and_stored + queries):
        assert heading(ask()) == "Again"


def test_rules_about_this_visit_cost_no_more_than_any_about_the_visitor(
    shop: Shop, ask: Ask, personalize: Personalize, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    previous = {"condition": "previous_page", "comparison": "equals", "value": "/"}
    duration = {"condition": "time_since_first_visit", "comparison": "less", "value": 1, "unit": "days"}
    personalize(number("visit_page_views", 1, "more"), number("contact_value", 0), previous, duration)
    ask()
    ask()

    with django_assert_num_queries(2 if connection.vendor == "postgresql" else 6):
        assert heading(ask()) == "Again"
