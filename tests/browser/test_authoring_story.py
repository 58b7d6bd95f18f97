"""An author gives a hero a second version by clicking, and visitors get it."""

from __future__ import annotations

from typing import Any
from urllib.request import Request, urlopen

import pytest
from pytest_django.live_server_helper import LiveServer

from django_jss.content.models import Rendering
from django_jss.personalization.models import Persona, PersonalizationVariant
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


PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1"


def test_whole_story_from_a_nested_rule_to_the_public_api(
    page: Any, live_server: LiveServer, hero: Rendering, settings: Any
) -> None:
    """Three conditions and a nested group, tried as two personas, published, and seen by two visitors."""
    settings.DJANGO_JSS = {"PLACE_HEADERS": {"country": "X-Country"}}
    site = hero.layout.item.site
    facts = {"query": {"utm_campaign": "spring"}, "device": {"type": "phone"}}
    for name, country in (("Dane", "DK"), ("Swede", "SE")):
        Persona.objects.create(site=site, name=name, facts={**facts, "place": {"country": country}, "visit_number": 1})
    page.click(".jss-name:text-is('home')")
    page.click(".jss-placeholder a.jss-name >> nth=0")
    page.click("text=Add a variant")
    variant = page.locator(".jss-variant").last
    variant.locator("input[name$=-name]").fill("Spring")
    add_condition(variant, "parameter address")
    variant.locator("input[data-parameter=name]").fill("utm_campaign")
    variant.locator("input[data-parameter=value]").last.fill("spring")
    add_condition(variant, "country is")
    variant.locator("[data-parameter=countries] [role=combobox]").press_sequentially("Denm")
    page.keyboard.press("Enter")
    add_condition(variant, "number of visits")
    variant.locator("select[data-parameter=comparison]").last.select_option("at_least")
    variant.locator("input[data-parameter=value]").last.fill("1")
    variant.get_by_role("button", name="Add a group").first.click()
    inner = variant.locator(".jss-rule-group .jss-rule-group").first
    add_condition(inner, "visitor uses")
    inner.locator("label:has-text('a phone') input").check()
    add_condition(inner, "browser asks for")
    inner.locator("input[data-parameter=language]").fill("da")
    variant.locator("[data-action] jss-picker input[role=combobox]").type("Spring")
    variant.locator("[data-action] .jss-picks li").first.click()
    page.click("input[type=submit][value=Save]")
    page.wait_for_selector(".messagelist .success")
    rule = PersonalizationVariant.objects.get().rule["rule"]
    assert [next(iter(part)) for part in rule["all"]] == ["condition", "condition", "condition", "any"]

    page.goto(f"{live_server.url}/admin/django_jss/item/{hero.layout.item_id}/change/")
    page.click("text=As a visitor …")
    shown = page.locator(".jss-drawn .jss-block").first
    page.click(".jss-personas >> text=Dane")
    shown.get_by_text("Spring", exact=True).last.wait_for()
    page.click(".jss-personas >> text=Swede")
    shown.get_by_text("Welcome").wait_for()
    page.goto(f"{live_server.url}/admin/django_jss/item/{hero.layout.item_id}/change/")
    page.click(".jss-card button:has-text('Publish') >> nth=0")
    page.wait_for_selector(".messagelist .success")

    def public(country: str, agent: str, language: str) -> str:
        address = (
            f"{live_server.url}/sitecore/api/layout/render/jss?item=/&sc_site=shop&sc_apikey={KEY}&utm_campaign=spring"
        )
        headers = {"User-Agent": agent, "X-Country": country, "Accept-Language": language}
        return str(urlopen(Request(address, headers=headers)).read().decode())

    assert '"Spring"' in public("DK", PHONE, "en")
    assert '"Spring"' in public("DK", AGENT, "da")
    assert '"Welcome"' in public("DK", AGENT, "en")
    assert '"Welcome"' in public("SE", PHONE, "da")


def test_author_adds_a_variant_beside_others(page: Any) -> None:
    page.click(".jss-name:text-is('home')")
    page.click(".jss-placeholder a.jss-name >> nth=0")
    for name in ("First", "Second", "Third"):
        page.get_by_role("button", name="Add a variant").click()
        variant = page.locator(".jss-variant").last
        variant.locator("input[name$=-name]").fill(name)
        add_condition(variant, "visitor is new")
        variant.locator("select[name$=-action]").select_option("hide")
    page.locator("jss-rule-builder").first.click()

    names = page.locator(".jss-variant input[name$=-name]").evaluate_all("(all) => all.map(({ value }) => value)")
    page.click("input[type=submit][value=Save]")
    page.wait_for_selector(".messagelist .success")

    assert names == ["First", "Second", "Third"]
    assert list(PersonalizationVariant.objects.values_list("name", flat=True)) == names
    # They are there from the beginning now.
    page.get_by_role("button", name="Add a variant").click()
    page.locator(".jss-variant >> nth=3").wait_for()
