"""An author gives a hero a second version by clicking, and visitors get it."""

from __future__ import annotations

from typing import Any
from urllib.request import Request, urlopen

import pytest
from pytest_django.live_server_helper import LiveServer

from django_jss.content.models import Rendering
from django_jss.personalization.models import PersonalizationVariant
from tests.browser.conftest import AGENT
from tests.factories.pages import KEY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def layout(live_server: LiveServer, query: str = "") -> str:
    address = f"{live_server.url}/sitecore/api/layout/render/jss?item=/&sc_site=shop&sc_apikey={KEY}&tracking=false"
    return str(urlopen(Request(f"{address}{query}", headers={"User-Agent": AGENT})).read().decode())


def add_condition(within: Any, words: str) -> None:
    """Find a condition by words of its sentence, and take the first."""
    within.locator(".jss-rule-add").last.press_sequentially(words)
    within.page.keyboard.press("Enter")


def test_author_personalizes_a_hero_by_clicking(page: Any, live_server: LiveServer) -> None:
    page.click(".jss-name:text-is('home')")
    page.click(".jss-placeholder a.jss-name >> nth=0")
    page.click("text=Add a variant")
    variant = page.locator(".jss-variant").last
    variant.locator("input[name$=-name]").fill("Spring")
    add_condition(variant, "parameter address")
    variant.locator("input[data-parameter=name]").fill("utm_campaign")
    variant.locator("input[data-parameter=value]").fill("spring")
    variant.locator("[data-action] jss-picker input[role=combobox]").type("Spring")
    variant.locator("[data-action] .jss-picks li").first.click()
    page.click("input[type=submit][value=Save]")
    page.wait_for_selector(".messagelist .success")

    assert '"Welcome"' in layout(live_server)
    assert '"Spring"' in layout(live_server, "&utm_campaign=spring")
    assert '"Welcome"' not in layout(live_server, "&utm_campaign=spring")


def test_author_moves_a_component_by_its_button_and_publishes(page: Any, live_server: LiveServer) -> None:
    page.click(".jss-name:text-is('home')")
    page.click(".jss-placeholder li >> nth=0 >> [data-move=down]")
    page.wait_for_selector(".jss-layout-section .jss-status:has-text('Moved')")
    before = layout(live_server)
    page.click(".jss-card button:has-text('Publish') >> nth=0")
    page.wait_for_selector(".messagelist .success")
    after = layout(live_server)

    assert before.index('"Welcome"') < before.index('"Second"')
    assert after.index('"Second"') < after.index('"Welcome"')


def test_author_writes_rich_text(page: Any, hero: Rendering, live_server: LiveServer) -> None:
    page.click(".jss-name:text-is('home')")
    page.click(".jss-placeholder a.jss-name >> nth=0")
    surface = page.locator("div.jss-rich-text").first
    surface.click()
    page.keyboard.press("End")
    page.keyboard.type(" there")
    page.click("input[type=submit][value=Save]")
    page.wait_for_selector(".messagelist .success")

    assert hero.datasource is not None
    assert "Hi there" in hero.datasource.versions.order_by("-number")[0].fields["body"]


def test_author_duplicates_a_variant(page: Any) -> None:
    page.click(".jss-name:text-is('home')")
    page.click(".jss-placeholder a.jss-name >> nth=0")
    page.click("text=Add a variant")
    first = page.locator(".jss-variant").last
    first.locator("input[name$=-name]").fill("Spring")
    add_condition(first, "visitor is new")
    first.locator("[data-action] jss-picker input[role=combobox]").type("Spring")
    first.locator("[data-action] .jss-picks li").first.click()
    first.locator("[data-move=copy]").click()
    page.locator(".jss-variant").last.locator("input[name$=-name]").fill("Spring again")
    page.click("input[type=submit][value=Save]")
    page.wait_for_selector(".messagelist .success")

    one, other = PersonalizationVariant.objects.order_by("position")
    assert (one.name, other.name) == ("Spring", "Spring again")
    assert (one.rule, one.datasource) == (other.rule, other.datasource)
    assert one.guid != other.guid
