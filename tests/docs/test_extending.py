"""The examples of extensions work when a project has them in its module `jss`."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client, override_settings

from django_jss import extensions
from django_jss.content.field_types import base as field_types
from django_jss.engine import given
from django_jss.engine.conditions.base import conditions
from django_jss.engine.rules import InvalidRule, read_rule
from django_jss.layout import actions, context, resolvers
from django_jss.models import Component, Event, VariantAction
from django_jss.personalization import facts
from django_jss.personalization.authoring import VariantInput, save_rule_set
from django_jss.signals import goal_triggered
from django_jss.tracker.processors.registry import unregister
from tests.factories.analytics import GoalFactory, PageEventFactory
from tests.factories.pages import KEY
from tests.factories.personalization import rule
from tests.layout.conftest import Shop, heading

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "extending.md").read_text(encoding="utf-8")
TRACKER = f"/sitecore/api/jss/track/event?sc_apikey={KEY}&sc_site=shop"
NOON, NIGHT = datetime(2026, 11, 24, 12, tzinfo=UTC), datetime(2026, 11, 24, 23, tzinfo=UTC)


@pytest.fixture(autouse=True)
def module() -> Iterator[ModuleType]:
    """A project's module with all examples in it."""
    module = ModuleType("jss_of_the_documentation")
    sys.modules[module.__name__] = module
    exec("\n".join(re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)), module.__dict__)
    yield module
    goal_triggered.disconnect(module.tell_sales)
    for name in ("full_basket", "search_names"):
        conditions.remove(name)
    facts.providers.remove("basket_size")
    given.TYPES.pop("basket_size")
    actions.variant_actions.remove("highlight")
    context.providers.remove(f"{module.__name__}.basket")
    resolvers.once.remove("page-title")
    resolvers.per_request.remove("opening-hours")
    field_types.registry.pop("colour")
    unregister("downloadId")
    del sys.modules[module.__name__]


def fields_by(resolver: str, shop: Shop, ask: Callable[..., Any]) -> Any:
    component = Component.objects.get(site=shop.site, name="Hero")
    component.contents_resolver = resolver
    component.save()
    return ask().json()["sitecore"]["route"]["placeholders"]["jss-main"][0]["fields"]


@pytest.mark.parametrize(("basket", "expected"), [("kayak", "Welcome"), ("kayak paddle", "Again"), ("", "Welcome")])
def test_condition_with_a_fact_of_its_own_decides_on_a_page(
    basket: str, expected: str, client: Client, ask: Callable[..., Any], personalize: Callable[..., None]
) -> None:
    personalize({"condition": "full_basket", "least": 2})
    client.cookies["basket"] = basket

    assert heading(ask()) == expected


def test_condition_that_prepares_itself_decides_on_a_page(
    ask: Callable[..., Any], personalize: Callable[..., None]
) -> None:
    personalize({"condition": "search_names", "words": "tent, kayak"})

    assert [heading(ask(q=searched)) for searched in ("A Kayak!", "kayaks", "")] == ["Again", "Welcome", "Welcome"]
    with pytest.raises(InvalidRule):
        read_rule(rule({"condition": "search_names", "words": " , "}))


def test_variant_action_changes_what_is_shown(shop: Shop, ask: Callable[..., Any]) -> None:
    doing = {"action": VariantAction.CUSTOM, "custom_action": "highlight", "params": {"colour": "red"}}
    save_rule_set(shop.home, shop.hero.uid, [VariantInput(None, "variant", rule(), **doing)])

    (hero,) = ask().json()["sitecore"]["route"]["placeholders"]["jss-main"]

    assert hero["params"] == {"style": "highlight", "colour": "red"}


@pytest.mark.usefixtures("shop")
def test_context_provider_adds_its_keys(client: Client, ask: Callable[..., Any]) -> None:
    client.cookies["basket"] = "kayak paddle"

    found = ask().json()["sitecore"]["context"]

    assert (found["basketSize"], found["isStart"]) == (2, True)


def test_contents_resolver_makes_fields_for_all(shop: Shop, ask: Callable[..., Any]) -> None:
    assert fields_by("page-title", shop, ask) == {"title": {"value": "home"}}


@pytest.mark.parametrize(("moment", "expected"), [(NOON, True), (NIGHT, False)])
def test_live_contents_resolver_makes_fields_for_each_request(
    moment: datetime, expected: bool, shop: Shop, ask: Callable[..., Any]
) -> None:
    with time_machine.travel(moment, tick=False), override_settings(TIME_ZONE="UTC"):
        fields = fields_by("opening-hours", shop, ask)

    assert fields["isOpen"] is expected
    assert fields["heading"] == {"value": "Welcome"}


def test_field_type_cleans_and_serves() -> None:
    colour = field_types.field_type("Colour")

    assert colour.clean("#FFCC00", sanitize=True) == "#ffcc00"
    assert colour.serialize(None, None) == {"value": "#000000"}  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        colour.clean("yellow", sanitize=True)


def test_event_processor_stores_what_it_reads(shop: Shop, client: Client) -> None:
    PageEventFactory(site=shop.site, name="Download", points=2)

    answer = client.post(TRACKER, {"downloadId": "prices.pdf"}, "application/json")

    assert answer.status_code == 200
    assert Event.objects.get().data == {"file": "prices.pdf"}


def test_event_processor_refuses_what_cannot_be_stored(shop: Shop, client: Client) -> None:
    answer = client.post(TRACKER, [{"downloadId": "prices.pdf"}, {"downloadId": 5}], "application/json")

    assert [fault["index"] for fault in answer.json()["errors"]] == [0, 1]
    assert not Event.objects.exists()


@pytest.mark.usefixtures("shop")
def test_sink_takes_what_happened(ask: Callable[..., Any], caplog: pytest.LogCaptureFixture) -> None:
    with (
        override_settings(DJANGO_JSS={"SINK": "jss_of_the_documentation.LoggingSink"}),
        caplog.at_level(logging.INFO, "shop.tracking"),
    ):
        ask()

    assert "1 page views, 0 events" in caplog.text


def test_signal_tells_of_a_goal(
    shop: Shop,
    client: Client,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    goal = GoalFactory(site=shop.site, name="Sign-up")

    with caplog.at_level(logging.INFO, "shop.tracking"), django_capture_on_commit_callbacks(execute=True):
        client.post(TRACKER, {"goalId": "sign-up"}, "application/json")

    assert f"reached the goal {goal.guid}" in caplog.text


@pytest.mark.parametrize("name", extensions.__all__)
def test_public_name_is_there(name: str) -> None:
    assert getattr(extensions, name, None) is not None
