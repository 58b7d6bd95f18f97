"""What is served while something does not work: the page, with what is lost of it in a `Warning` header."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import pytest
import time_machine
from django.core.cache.backends.base import BaseCache
from django.db import InterfaceError, OperationalError, connection
from django.test import Client, override_settings

from django_jss.analytics.models import PageView
from django_jss.analytics.records import Happenings
from django_jss.content.field_types.base import FieldType, registry
from django_jss.content.models import ItemVersion
from django_jss.engine.conditions import conditions
from django_jss.extensions import Group, condition
from tests.factories.pages import make_component, make_page, place
from tests.layout.conftest import Ask, Shop, heading

RETURNING = {"condition": "visit_number", "comparison": "at_least", "value": 1}
SPRING = {"condition": "query_parameter", "name": "utm_campaign", "comparison": "equals", "value": "spring"}
Personalize = Callable[..., None]


class FailingSink:
    """Cannot take anything."""

    def store(self, happenings: Happenings) -> None:
        raise ConnectionError("the queue is gone")

    def end_visit(self, device_guid: UUID, at: datetime) -> None:
        raise ConnectionError("the queue is gone")


class FailingCache(BaseCache):
    """A cache whose server is gone."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        raise ConnectionError("the cache is gone")

    set = delete = add = touch = clear = get  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class FailingCondition:
    """Cannot be answered."""

    needs: ClassVar[frozenset[str]] = frozenset()

    def compile(self) -> Any:
        return lambda facts: 1 / 0


@contextmanager
def database_down(error: type[Exception] = OperationalError) -> Iterator[None]:
    def refuse(*args: Any) -> Any:
        raise error("the server closed the connection")

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_known_page_is_served_with_its_default_while_the_database_is_down(
    shop: Shop, ask: Ask, personalize: Personalize, error: type[Exception]
) -> None:
    personalize(RETURNING)
    before = ask("/")
    with database_down(error):
        answer = ask("/")
        static = ask("/", tracking="false", headers={"x": "y"})

    assert (heading(before), heading(answer), heading(static)) == ("Again", "Welcome", "Welcome")
    assert answer.status_code == 200
    assert answer["Warning"].startswith('199 - "not personalized by what is known of the visitor')
    assert "the page view was not stored" in answer["Warning"]
    assert "Warning" not in before


def test_static_page_that_is_not_tracked_misses_nothing_while_the_database_is_down(shop: Shop, ask: Ask) -> None:
    ask("/", tracking="false")
    with database_down():
        answer = ask("/", tracking="false")

    assert (answer.status_code, "Warning" in answer) == (200, False)


def test_what_the_request_says_still_decides_while_the_database_is_down(
    shop: Shop, ask: Ask, personalize: Personalize
) -> None:
    personalize(SPRING)
    ask("/")
    with database_down():
        answer = ask("/", utm_campaign="spring")

    assert heading(answer) == "Again"
    assert answer["Warning"] == '199 - "the page view was not stored"'


def test_known_page_is_served_long_after_the_database_went_down(shop: Shop, ask: Ask, settings: Any) -> None:
    settings.DJANGO_JSS = {"REVISION_MEMO_SECONDS": 0.0}
    ask("/")
    with database_down():
        assert heading(ask("/", tracking="false")) == "Welcome"


def test_page_that_no_process_knows_is_unavailable_while_the_database_is_down(shop: Shop, ask: Ask) -> None:
    make_page(shop.site, "about")
    ask("/")
    with database_down():
        answer = ask("/about")

    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
    assert answer["Content-Type"] == "application/json; charset=utf-8"


@override_settings(DJANGO_JSS={"SINK": f"{__name__}.FailingSink"})
def test_page_is_served_when_its_view_cannot_be_stored(shop: Shop, ask: Ask, client: Client) -> None:
    answer = ask("/")

    assert heading(answer) == "Welcome"
    assert answer["Warning"] == '199 - "the page view was not stored"'
    assert not client.cookies


@override_settings(CACHES={"default": {"BACKEND": f"{__name__}.FailingCache"}})
def test_cache_that_is_gone_costs_speed_only(shop: Shop, ask: Ask, personalize: Personalize) -> None:
    personalize(RETURNING)

    assert heading(ask("/")) == "Again"
    assert PageView.objects.count() == 1


def test_condition_that_raises_shows_the_default(shop: Shop, ask: Ask, personalize: Personalize) -> None:
    condition("failing", group=Group.REQUEST, sentence="it fails")(FailingCondition)
    try:
        personalize({"condition": "failing"})

        assert heading(ask("/")) == "Welcome"
    finally:
        conditions.remove("failing")


def test_field_that_cannot_be_served_is_empty(shop: Shop, ask: Ask) -> None:
    class Failing(FieldType):
        def serialize(self, stored: Any, context: Any) -> Any:
            raise ValueError("no")

    registry["failing"] = Failing()
    try:
        component = make_component(shop.site, "Thing", {"one": "Failing", "two": "Single-Line Text"})
        place(shop.home, component, values={"one": "1", "two": "2"})

        found = ask("/").json()["sitecore"]["route"]["placeholders"]["jss-main"][1]
        assert found["fields"] == {"one": {"value": ""}, "two": {"value": "2"}}
    finally:
        del registry["failing"]


def test_plan_is_made_anew_when_its_time_is_up(shop: Shop, ask: Ask) -> None:
    with time_machine.travel("2026-11-24T12:00:00Z", tick=False):
        ItemVersion.objects.filter(item=shop.home).update(publish_until="2026-11-24T13:00:00Z")
        shop.site.save()
        before = ask("/", tracking="false").status_code
    with time_machine.travel("2026-11-24T13:00:01Z", tick=False):
        after = ask("/", tracking="false").status_code

    assert (before, after) == (200, 404)
