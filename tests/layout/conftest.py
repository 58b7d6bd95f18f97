"""A small site whose home page has a hero with variants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from django_jss.content.models import Item, Rendering
from django_jss.personalization.authoring import VariantInput, save_rule_set
from django_jss.personalization.models import VariantAction
from django_jss.sites.models import Site
from tests.factories.pages import KEY, home_of, make_component, make_item, make_site, place

LAYOUT = "/sitecore/api/layout/render/jss"
Ask = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Shop:
    """The site, its home page, the hero on it and another hero's content."""

    site: Site
    home: Item
    hero: Rendering
    other: Item


@pytest.fixture
def shop(db: None) -> Shop:
    site = make_site()
    component = make_component(site, "Hero", {"heading": "Single-Line Text", "text": "Rich Text"})
    home = home_of(site)
    hero = place(home, component, values={"heading": "Welcome", "text": "<p>Hello</p>"})
    other = make_item(
        Item.objects.get(site=site, path="/Components"), "Other", "Hero", {"heading": "Again", "text": ""}
    )
    return Shop(site, home, hero, other)


@pytest.fixture
def ask(client: Client) -> Ask:
    """GET the layout of a path."""

    def get(item: str = "/", **query: str) -> Any:
        headers = query.pop("headers", None)
        given = {"item": item, "sc_apikey": str(KEY), "sc_site": "shop", **query}
        return client.get(LAYOUT, given, headers=headers)

    return get


@pytest.fixture
def personalize(shop: Shop) -> Callable[..., None]:
    """Give the hero one variant."""

    def save(*conditions: dict[str, Any], action: str = "datasource", **more: Any) -> None:
        datasource = shop.other if action == "datasource" else None
        rule = {"version": 1, "rule": {"all": list(conditions)}}
        variant = VariantInput(None, "variant", rule, VariantAction(action), datasource=datasource, **more)
        save_rule_set(shop.home, shop.hero.uid, [variant])

    return save


def heading(answer: Any) -> str | None:
    """What the first component of the page says; None if there is none."""
    renderings = answer.json()["sitecore"]["route"]["placeholders"]["jss-main"]
    return renderings[0]["fields"]["heading"]["value"] if renderings else None
