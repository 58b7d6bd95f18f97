"""What the `fields` of a component hold: the datasource's, or what a contents resolver makes of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from django_jss.content import publishing
from django_jss.content.models import Item, TemplateField
from django_jss.engine.facts import Facts
from django_jss.extensions import RenderingCall, Resolution, contents_resolver, live_contents_resolver
from django_jss.layout.explaining import explain
from django_jss.layout.query import LayoutQuery
from django_jss.layout.resolvers import once, per_request
from django_jss.sites import directory
from django_jss.sites.models import Language
from tests.factories.pages import make_component, make_item, make_page, make_template, place
from tests.layout.conftest import Ask, Shop

Place = Callable[..., None]
NOW, FACTS = timezone.now(), Facts()


@pytest.fixture
def place_with(shop: Shop) -> Place:
    """Put a component with that resolver on a page of its own."""

    def add(resolver: str, datasource: Item | None = None, **more: Any) -> None:
        page = make_page(shop.site, "page")
        for name in ("below-1", "below-2"):
            make_page(shop.site, name, parent=page)
        component = make_component(shop.site, "Thing", {"heading": "Single-Line Text"}, contents_resolver=resolver)
        place(page, component, datasource=datasource, **more)

    return add


@pytest.fixture(autouse=True)
def forget_resolvers() -> Iterator[None]:
    yield
    for registry in (once, per_request):
        for name in registry.names():
            if name.startswith("test-"):
                registry.remove(name)


def thing(ask: Ask, **query: str) -> dict[str, Any]:
    (found,) = ask("/page", **query).json()["sitecore"]["route"]["placeholders"]["jss-main"]
    return dict(found)


def test_datasource_is_the_default(shop: Shop, ask: Ask, place_with: Place) -> None:
    place_with("", shop.other)

    assert thing(ask)["fields"] == {"heading": {"value": "Again"}, "text": {"value": ""}}


def test_component_without_datasource_has_its_fields_with_standard_values(
    shop: Shop, ask: Ask, place_with: Place
) -> None:
    place_with("")
    TemplateField.objects.filter(template__name="Thing").update(standard_value="Untitled")
    shop.site.save()

    assert thing(ask)["fields"] == {"heading": {"value": "Untitled"}}
    assert thing(ask)["dataSource"] == ""


def test_component_whose_datasource_is_not_published_has_no_fields(shop: Shop, ask: Ask, place_with: Place) -> None:
    place_with("", shop.other)
    publishing.unpublish(shop.other, Language.objects.get(code="en"))

    assert "fields" not in thing(ask)
    assert thing(ask)["dataSource"] == "{" + str(shop.other.guid).upper() + "}"


def test_children_of_the_datasource_are_items_in_order(shop: Shop, ask: Ask, place_with: Place) -> None:
    make_template(shop.site, "Slide", {"caption": "Single-Line Text"})
    for name in ("b", "a"):
        make_item(shop.other, name, "Slide", {"caption": name.upper()})
    place_with("datasource-children", shop.other)

    items = thing(ask)["fields"]["items"]
    assert [(item["name"], item["url"], item["fields"]) for item in items] == [
        ("b", "/Components/Other/b", {"caption": {"value": "B"}}),
        ("a", "/Components/Other/a", {"caption": {"value": "A"}}),
    ]


def test_fields_of_the_page_and_its_children_can_be_shown(shop: Shop, ask: Ask, place_with: Place) -> None:
    place_with("context-item")
    page = thing(ask)["fields"]
    component = make_component(shop.site, "List", contents_resolver="context-item-children")
    place(Item.objects.get(path="/home/page"), component)

    children = ask("/page").json()["sitecore"]["route"]["placeholders"]["jss-main"][1]["fields"]["items"]
    assert page == {"pageTitle": {"value": "page"}}
    assert [child["url"] for child in children] == ["/page/below-1", "/page/below-2"]


def test_resolver_that_is_gone_shows_the_datasource_and_is_told(shop: Shop, ask: Ask, place_with: Place) -> None:
    place_with("test-gone", shop.other)

    assert thing(ask)["fields"]["heading"] == {"value": "Again"}
    site = directory.current().site_named("shop")
    assert site is not None
    explained = explain(LayoutQuery("shop", site, "/page", "en", NOW), given=FACTS)
    assert explained is not None
    assert "test-gone" in explained.problems[0]


def test_resolver_of_a_project_computes_once_for_all(shop: Shop, ask: Ask, place_with: Place) -> None:
    calls: list[uuid.UUID] = []

    @contents_resolver("test-once")
    def resolve(resolution: Resolution) -> Any:
        calls.append(resolution.page.guid)
        return [1, {"two": 2}]

    place_with("test-once")

    assert [thing(ask)["fields"] for _request in range(3)] == [[1, {"two": 2}]] * 3
    assert len(calls) == 1


def test_live_resolver_computes_for_each_request(shop: Shop, ask: Ask, place_with: Place) -> None:
    @live_contents_resolver("test-live")
    def resolve(call: RenderingCall) -> Any:
        assert call.fields is not None
        return {**call.fields, "q": call.request.GET.get("q"), "path": call.page.path, "size": call.params["size"]}

    place_with("test-live", shop.other, params={"size": "5"})

    first, second = thing(ask, q="1")["fields"], thing(ask, q="2", tracking="false")["fields"]
    assert (first["q"], second["q"]) == ("1", "2")
    assert (first["path"], first["size"], first["heading"]) == ("/page", "5", {"value": "Again"})


@pytest.mark.parametrize("decorate", [contents_resolver, live_contents_resolver])
@pytest.mark.parametrize("answer", [ValueError("no"), object(), {1: 2}], ids=["raises", "no JSON", "no JSON keys"])
def test_resolver_that_fails_costs_its_own_fields_only(
    shop: Shop, ask: Ask, place_with: Place, decorate: Any, answer: Any
) -> None:
    @decorate("test-failing")  # type: ignore[untyped-decorator]
    def resolve(given: Any) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    place_with("test-failing", shop.other)

    found = thing(ask)
    assert "fields" not in found
    assert found["componentName"] == "Thing"


def test_resolver_that_gives_nothing_leaves_the_fields_out(
    shop: Shop, ask: Ask, place_with: Place, client: Client
) -> None:
    @live_contents_resolver("test-none")
    def resolve(call: RenderingCall) -> None:
        return None

    place_with("test-none", shop.other)

    assert "fields" not in thing(ask)
