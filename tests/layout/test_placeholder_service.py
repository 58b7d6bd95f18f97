"""What the Placeholder Service answers (contract section 2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from django_jss.analytics.models import PageView
from django_jss.content.models import Rendering
from django_jss.layout import plans
from tests.factories.pages import KEY, make_component, make_page, place
from tests.layout.conftest import Ask, Shop

PLACEHOLDER = "/sitecore/api/layout/placeholder/jss"
AskPlaceholder = Callable[..., Any]


@pytest.fixture
def part(client: Client) -> AskPlaceholder:
    """GET a placeholder of a page."""

    def get(name: str = "/jss-main", item: str = "/", **query: str) -> Any:
        given = {"item": item, "placeholderName": name, "sc_apikey": str(KEY), "sc_site": "shop", **query}
        return client.get(PLACEHOLDER, given)

    return get


@pytest.fixture
def tabs(shop: Shop) -> Rendering:
    """A component on the home page with another one inside."""
    tabs = make_component(shop.site, "Tabs", exposed_placeholders=["jss-tabs", "jss-more"])
    text = make_component(shop.site, "Text", {"body": "Rich Text"})
    rendering = place(shop.home, tabs)
    place(shop.home, text, parent=rendering, placeholder="jss-tabs", values={"body": "<p>1</p>"})
    return rendering


def inside(tabs: Rendering, key: str = "jss-tabs") -> str:
    return f"{key}-{{{str(tabs.uid).upper()}}}-0"


@pytest.mark.parametrize("name", ["jss-main", "/jss-main", "/jss-main/"])
def test_placeholder_of_the_page_holds_what_the_page_shows_there(
    shop: Shop, ask: Ask, part: AskPlaceholder, name: str
) -> None:
    answer = part(name).json()

    assert (answer["name"], answer["path"]) == ("jss-main", "/jss-main")
    assert answer["elements"] == ask("/").json()["sitecore"]["route"]["placeholders"]["jss-main"]


@pytest.mark.parametrize(
    "write",
    [
        lambda path: path,
        lambda path: path.lower(),
        lambda path: path.replace("{", "").replace("}", ""),
        lambda path: path.removeprefix("/"),
        lambda path: path.rsplit("/", 1)[-1],
    ],
    ids=["as stored", "lower case", "without braces", "without slash", "without those around it"],
)
def test_nested_placeholder_is_found_by_its_path(
    tabs: Rendering, part: AskPlaceholder, write: Callable[[str], str]
) -> None:
    path = f"/jss-main/{inside(tabs)}"

    answer = part(write(path)).json()

    assert answer["name"] == "jss-tabs"
    assert answer["path"].endswith(path.rsplit("/", 1)[-1])
    assert [element["componentName"] for element in answer["elements"]] == ["Text"]


def test_exposed_placeholder_with_nothing_inside_is_empty(tabs: Rendering, part: AskPlaceholder) -> None:
    assert part(f"/jss-main/{inside(tabs, 'jss-more')}").json()["elements"] == []


@pytest.mark.parametrize(
    "name",
    [
        "jss-footer",
        "jss-tabs",
        "/elsewhere/{inside}",
        "/jss-main/jss-main",
        "/jss-main/{inside}/{inside}",
        "/jss-main/jss-hidden-{uid}-0",
        "/jss-main/jss-tabs-{{00000000-0000-0000-0000-000000000000}}-0",
        "/jss-main/jss-tabs-{{zz}}-0",
        "../../etc/passwd",
        "\0",
        "x" * 5000,
        "/".join(["jss-main"] * 500),
    ],
)
def test_placeholder_that_is_not_there_is_404_and_leaves_nothing(
    tabs: Rendering, part: AskPlaceholder, name: str
) -> None:
    answer = part(name.format(inside=inside(tabs), uid=tabs.uid))

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"
    assert PageView.objects.count() == 0


def test_ways_to_write_a_path_are_kept_once(tabs: Rendering, part: AskPlaceholder) -> None:
    for name in (f"/jss-main/{inside(tabs)}", f"jss-main/{inside(tabs).lower()}/", f"//jss-main//{inside(tabs)}"):
        assert part(name).status_code == 200
    part("/jss-other")

    assert len(plans.kept) == 1


@pytest.mark.parametrize("name", ["", "/", "//"])
def test_name_is_needed(shop: Shop, part: AskPlaceholder, name: str) -> None:
    answer = part(name)

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "placeholderName")


def test_item_is_needed(shop: Shop, client: Client) -> None:
    answer = client.get(PLACEHOLDER, {"placeholderName": "jss-main", "sc_apikey": str(KEY)})

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "item")


@pytest.mark.parametrize("query", [{"item": "/nowhere"}, {"sc_site": "elsewhere"}, {"sc_lang": "fr"}])
def test_page_that_is_not_there_is_404(shop: Shop, part: AskPlaceholder, query: dict[str, str]) -> None:
    assert part(**query).status_code == 404


def test_placeholder_is_no_page_view_whatever_its_client_says(shop: Shop, part: AskPlaceholder, client: Client) -> None:
    part(tracking="true")

    assert PageView.objects.count() == 0
    assert not client.cookies


def test_setting_makes_a_placeholder_alone_a_page_view_with_a_cookie(
    shop: Shop, part: AskPlaceholder, client: Client, settings: Any
) -> None:
    settings.DJANGO_JSS = {"PLACEHOLDER_VIEWS_COUNT": True}

    part()

    assert PageView.objects.get().item_guid == shop.home.guid
    assert "SC_ANALYTICS_GLOBAL_COOKIE" in client.cookies


def test_placeholder_of_the_page_that_is_being_viewed_is_no_other_page_view(
    shop: Shop, ask: Ask, part: AskPlaceholder, settings: Any
) -> None:
    settings.DJANGO_JSS = {"PLACEHOLDER_VIEWS_COUNT": True}
    make_page(shop.site, "about")

    ask("/")
    part()
    part()
    part(item="/about")

    assert list(PageView.objects.values_list("path", flat=True)) == ["/", "/about"]


def test_untracked_placeholder_stores_nothing(shop: Shop, part: AskPlaceholder, client: Client) -> None:
    part(tracking="false")

    assert PageView.objects.count() == 0
    assert not client.cookies


def test_placeholder_is_personalized(shop: Shop, part: AskPlaceholder, personalize: Callable[..., None]) -> None:
    personalize(
        {"condition": "query_parameter", "name": "utm_campaign", "comparison": "equals", "value": "spring"},
        action="hide",
    )

    assert len(part().json()["elements"]) == 1
    assert part(utm_campaign="spring").json()["elements"] == []


def test_untracked_placeholder_costs_no_query_once_it_is_known(
    shop: Shop, part: AskPlaceholder, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    part(tracking="false")

    with django_assert_num_queries(0):
        assert part(tracking="false").status_code == 200
