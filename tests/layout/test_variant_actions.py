"""What variants do with a rendering: its parameters, its place, actions of projects, and when."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from django_jss.layout.actions import Shown, variant_action, variant_actions
from django_jss.layout.placements import read_path
from django_jss.models import Component, Rendering, VariantAction
from django_jss.personalization.authoring import VariantInput, save_rule_set
from tests.factories.pages import KEY, make_component, place
from tests.factories.personalization import rule
from tests.layout.conftest import Ask, Shop

SPRING = {"condition": "query_parameter", "name": "utm_campaign", "comparison": "equals", "value": "spring"}
EXPLAIN = "/sitecore/api/jss/explain"


@pytest.fixture
def act(shop: Shop) -> Callable[..., None]:
    """Let the hero, or another rendering, do something for those who come by the spring campaign."""

    def save(action: VariantAction, rendering: Rendering | None = None, **more: Any) -> None:
        uid = rendering.uid if rendering else shop.hero.uid
        save_rule_set(shop.home, uid, [VariantInput(None, "variant", rule(SPRING), action, **more)])

    return save


@pytest.fixture
def box(shop: Shop) -> Rendering:
    """A component behind the hero, with a placeholder in which there is a text."""
    component = make_component(shop.site, "Box", exposed_placeholders=["jss-box"])
    box = place(shop.home, component)
    text = make_component(shop.site, "Text", {"text": "Single-Line Text"})
    place(shop.home, text, placeholder="jss-box", parent=box, values={"text": "inside"})
    return box


def names(renderings: list[dict[str, Any]]) -> list[Any]:
    """The components in order, each with those inside it."""
    return [
        (each["componentName"], *(names(inner) for inner in each.get("placeholders", {}).values()))
        for each in renderings
    ]


def page(answer: Any) -> list[dict[str, Any]]:
    return answer.json()["sitecore"]["route"]["placeholders"]["jss-main"]  # type: ignore[no-any-return]


def test_parameters_change_and_others_stay(shop: Shop, ask: Ask, act: Callable[..., None]) -> None:
    Rendering.objects.filter(uid=shop.hero.uid).update(params={"columns": "2", "style": "plain"})
    act(VariantAction.PARAMETERS, params={"columns": "3", "wide": "true"})

    assert page(ask())[0]["params"] == {"columns": "2", "style": "plain"}
    (hero,) = page(ask(utm_campaign="spring"))
    assert hero["params"] == {"columns": "3", "style": "plain", "wide": "true"}
    assert hero["fields"]["heading"]["value"] == "Welcome"


def test_rendering_is_moved_to_the_end_of_its_placeholder(
    shop: Shop, ask: Ask, act: Callable[..., None], box: Rendering
) -> None:
    act(VariantAction.MOVE, target="jss-main")

    assert names(page(ask())) == [("Hero",), ("Box", [("Text",)])]
    assert names(page(ask(utm_campaign="spring"))) == [("Box", [("Text",)]), ("Hero",)]


def test_rendering_is_moved_into_another_placeholder_before_what_stands_there(
    shop: Shop, ask: Ask, act: Callable[..., None], box: Rendering
) -> None:
    text = Rendering.objects.filter(component__name="Text").first()
    assert text is not None
    act(VariantAction.MOVE, target=f"jss-box-{{{str(box.uid).upper()}}}-0", target_before=text.uid)

    (moved,) = page(ask(utm_campaign="spring"))

    assert names([moved]) == [("Box", [("Hero",), ("Text",)])]
    hero = moved["placeholders"]["jss-box"][0]
    assert (hero["uid"], hero["fields"]["heading"]["value"]) == (str(shop.hero.uid), "Welcome")
    act(VariantAction.MOVE, target=f"jss-box-{{{box.uid}}}-0")
    assert names(page(ask(utm_campaign="spring"))) == [("Box", [("Text",), ("Hero",)])]


def test_placeholder_service_serves_what_was_moved_there(
    shop: Shop, client: Client, act: Callable[..., None], box: Rendering
) -> None:
    name = f"/jss-main/jss-box-{{{box.uid}}}-0"
    act(VariantAction.MOVE, target=f"jss-box-{{{box.uid}}}-0")
    asked = {"item": "/", "placeholderName": name, "sc_apikey": str(KEY), "sc_site": "shop"}

    answer = client.get("/sitecore/api/layout/placeholder/jss", {**asked, "utm_campaign": "spring"})

    assert names(answer.json()["elements"]) == [("Text",), ("Hero",)]


@pytest.mark.parametrize("target", ["jss-nowhere", "jss-box-{00000000-0000-0000-0000-000000000001}-0", "/", "x" * 200])
def test_move_to_a_place_that_there_is_not_leaves_the_default(
    shop: Shop, ask: Ask, act: Callable[..., None], box: Rendering, target: str, admin_client: Client
) -> None:
    act(VariantAction.MOVE, target=target)

    assert names(page(ask(utm_campaign="spring"))) == [("Hero",), ("Box", [("Text",)])]
    asked = {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop"}
    assert "it stays where it is" in " ".join(admin_client.get(EXPLAIN, asked).json()["problems"])


def test_rendering_is_not_moved_into_itself_nor_two_into_each_other(
    shop: Shop, ask: Ask, act: Callable[..., None], box: Rendering
) -> None:
    other = place(shop.home, Component.objects.get(name="Box"))
    act(VariantAction.MOVE, box, target=f"jss-box-{{{box.uid}}}-0")
    assert names(page(ask(utm_campaign="spring")))[1] == ("Box", [("Text",)])

    act(VariantAction.MOVE, box, target=f"jss-box-{{{other.uid}}}-0")
    act(VariantAction.MOVE, other, target=f"jss-box-{{{box.uid}}}-0")

    # One of the two moves is made.
    assert len(page(ask(utm_campaign="spring"))) == 2


def test_moved_rendering_is_decided_once_and_explained(
    shop: Shop, act: Callable[..., None], box: Rendering, admin_client: Client
) -> None:
    shop.site.tells_personalization = True
    shop.site.save()
    act(VariantAction.MOVE, target="jss-main")
    asked = {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop", "utm_campaign": "spring"}

    answer = admin_client.get("/sitecore/api/layout/render/jss", asked).json()
    explained = admin_client.get(EXPLAIN, asked).json()

    assert len(answer["sitecore"]["context"]["personalization"]) == 1
    (rendering,) = explained["renderings"]
    assert rendering["variant"] is not None


@pytest.fixture
def broken() -> Iterator[list[str]]:
    """Actions that fail, each in its way."""

    @variant_action("raises")
    def raises(shown: Shown, settings: Any) -> Shown:
        raise RuntimeError("no luck")

    @variant_action("gives-nonsense")
    def gives_nonsense(shown: Shown, settings: Any) -> Any:
        return "nonsense"

    yield ["raises", "gives-nonsense", "is-gone"]
    for name in ("raises", "gives-nonsense"):
        variant_actions.remove(name)


def test_action_that_fails_shows_the_default_and_says_why(
    shop: Shop, ask: Ask, act: Callable[..., None], broken: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    for name in broken:
        caplog.clear()
        act(VariantAction.CUSTOM, custom_action=name)
        with caplog.at_level(logging.ERROR):
            answer = ask(utm_campaign="spring")
        assert answer.status_code == 200
        assert names(page(answer)) == [("Hero",)]
        assert len([record for record in caplog.records if name in record.getMessage()]) == 1


def test_variant_is_shown_from_and_until(shop: Shop, ask: Ask) -> None:
    with time_machine.travel("2026-03-01 12:00Z", tick=False) as clock:
        begins, ends = timezone.now() + timedelta(hours=1), timezone.now() + timedelta(hours=2)
        hidden = VariantInput(None, "variant", rule(), VariantAction.HIDE, show_from=begins, show_until=ends)
        save_rule_set(shop.home, shop.hero.uid, [hidden])

        shown = []
        for _ in range(4):
            shown.append(len(page(ask())))
            clock.shift(35 * 60)

    assert shown == [1, 1, 0, 0]
    with time_machine.travel("2026-03-01 14:00Z", tick=False):
        assert len(page(ask())) == 1


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=30))
def test_no_target_is_too_strange(target: str) -> None:
    for placement in read_path(target):
        assert placement.parent is None or isinstance(placement.parent, uuid.UUID)
