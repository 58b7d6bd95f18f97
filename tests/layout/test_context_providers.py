"""Projects add keys to the context of every layout answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from django.test import override_settings

from django_jss.extensions import PageContext, context_provider
from django_jss.layout.context import providers
from tests.layout.conftest import Ask, Shop, heading


@pytest.fixture(autouse=True)
def forget_providers() -> Iterator[None]:
    before = set(providers.names())
    yield
    for name in set(providers.names()) - before:
        providers.remove(name)


def context(answer: Any) -> dict[str, Any]:
    return dict(answer.json()["sitecore"]["context"])


def told(request: Any, page: PageContext) -> Mapping[str, Any]:
    """Named by the settings in a test."""
    return {"told": [page.site_name, page.language, page.path]}


def test_provider_adds_keys_for_each_request(shop: Shop, ask: Ask) -> None:
    @context_provider
    def asked(request: Any, page: PageContext) -> Mapping[str, Any]:
        return {"q": request.GET.get("q"), "item": str(page.item_guid), "path": page.path}

    assert context(ask("/", q="1"))["q"] == "1"
    assert context(ask("/", q="2", tracking="false")) == {
        "pageEditing": False,
        "site": {"name": "shop"},
        "pageState": "normal",
        "language": "en",
        "itemPath": "/",
        "q": "2",
        "item": str(shop.home.guid),
        "path": "/",
    }


def test_provider_is_asked_where_there_is_no_page(shop: Shop, ask: Ask) -> None:
    @context_provider
    def asked(request: Any, page: PageContext) -> Mapping[str, Any]:
        return {"found": page.item_guid is not None}

    answers = [ask("/nowhere"), ask("/", sc_site="elsewhere"), ask("/", sc_lang="fr")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert [context(answer)["found"] for answer in answers] == [False, False, False]


@override_settings(DJANGO_JSS={"LAYOUT_CONTEXT_PROVIDERS": [f"{__name__}.told"]})
def test_provider_may_be_named_by_the_settings(shop: Shop, ask: Ask) -> None:
    assert context(ask("/"))["told"] == ["shop", "en", "/"]


@pytest.mark.parametrize(
    "fail",
    [lambda: 1 / 0, lambda: {"mine": object()}, lambda: {1: 2}, lambda: None],
    ids=["raises", "no JSON", "no text as key", "no mapping"],
)
def test_provider_that_fails_costs_its_own_keys_only(shop: Shop, ask: Ask, fail: Callable[[], Any]) -> None:
    @context_provider
    def first(request: Any, page: PageContext) -> Mapping[str, Any]:
        return {"first": 1}

    @context_provider
    def failing(request: Any, page: PageContext) -> Mapping[str, Any]:
        return fail()  # type: ignore[no-any-return]

    answer = ask("/")

    assert heading(answer) == "Welcome"
    assert context(answer)["first"] == 1
    assert "mine" not in context(answer)


def test_provider_cannot_change_what_clients_rely_on(shop: Shop, ask: Ask) -> None:
    @context_provider
    def wrong(request: Any, page: PageContext) -> Mapping[str, Any]:
        return {"language": "xx", "site": None, "theme": "dark"}

    answer = ask("/")

    assert answer.content.count(b'"language"') == 1
    assert (context(answer)["language"], context(answer)["theme"]) == ("en", "dark")


def test_page_is_personalized_and_provided_at_once(shop: Shop, ask: Ask, personalize: Callable[..., None]) -> None:
    @context_provider
    def asked(request: Any, page: PageContext) -> Mapping[str, Any]:
        return {"theme": "dark"}

    personalize({"condition": "query_parameter", "name": "utm_campaign", "comparison": "equals", "value": "spring"})
    answer = ask("/", utm_campaign="spring")

    assert (heading(answer), context(answer)["theme"]) == ("Again", "dark")
