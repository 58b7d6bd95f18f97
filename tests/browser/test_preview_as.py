"""An author looks at a page as two personas, goes on a journey, and shares a link."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from django_jss.content.models import Item, Rendering
from django_jss.models import Goal, Persona, Site, Visit
from django_jss.personalization.authoring import VariantInput, save_rule_set
from django_jss.personalization.models import VariantAction
from tests.browser.visiting import pages
from tests.factories.personalization import goal_triggered

__all__ = ["pages"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def goal(hero: Rendering) -> Goal:
    """A goal by which visitors, and Danes without it, get the spring hero."""
    site = hero.layout.item.site
    goal = Goal.objects.create(site=site, name="Sign up", alias="sign-up", points=5)
    spring = Item.objects.get(path="/Components/Spring hero")
    conditions = [goal_triggered(goal.guid, "ever"), {"condition": "country", "countries": ["DK"]}]
    either = {"version": 1, "rule": {"any": conditions}}
    shows = VariantInput(None, "Spring", either, VariantAction.DATASOURCE, datasource=spring)
    save_rule_set(hero.layout.item, hero.uid, [shows])
    Persona.objects.create(site=site, name="Dane", facts={"place": {"country": "DK"}})
    Persona.objects.create(site=site, name="Swede", facts={"place": {"country": "SE"}})
    return goal


def test_two_personas_see_two_heroes_and_a_goal_changes_the_journey(
    page: Any, live_server: LiveServer, hero: Rendering, goal: Goal, chromium: Any
) -> None:
    page.goto(f"{live_server.url}/admin/django_jss/item/{hero.layout.item_id}/change/")
    page.click("text=As a visitor …")
    shown = page.locator(".jss-drawn .jss-block").first

    page.click(".jss-personas >> text=Dane")
    shown.get_by_text("Spring", exact=True).last.wait_for()
    page.locator("summary:has-text('Hero')").click()
    assert "the visitor's country is Denmark" in page.locator(".jss-trace").first.inner_text()
    page.click(".jss-personas >> text=Swede")
    shown.get_by_text("Welcome").wait_for()

    page.select_option("[name=facts-country]", "DK")
    shown.locator(".jss-note:has-text('Spring')").wait_for()
    page.select_option("[name=facts-country]", "")
    shown.get_by_text("Welcome").wait_for()
    page.check("[value=journey]")
    page.select_option("[data-goal]", str(goal.guid))
    page.click("[data-trigger]")
    shown.locator(".jss-note:has-text('Spring')").wait_for()

    page.select_option("[name=facts-country]", "DK")
    page.wait_for_timeout(800)
    link = page.locator(".jss-share input").input_value()
    stranger = chromium.new_context().new_page()
    stranger.goto(link)
    assert "Spring" in stranger.locator("main").inner_text()
    stranger.context.close()


def test_page_of_the_site_is_shown_as_visitors_see_it_and_its_links_stay_in_the_preview(
    page: Any, live_server: LiveServer, pages: Site, chromium: Any
) -> None:
    goal = Goal.objects.get()
    home = Item.objects.get(path="/home")
    Persona.objects.create(site=pages, name="Reader", facts={"contact_goals": [str(goal.guid)]})
    page.goto(f"{live_server.url}/admin/django_jss/item/{home.pk}/preview-as/")
    shown = page.frame_locator(".jss-frame")
    shown.locator("h1:has-text('Welcome')").wait_for()
    page.click(".jss-personas >> text=Reader")

    shown.locator("h1 button:has-text('Signed up')").click()
    assert page.locator(".jss-trace").first.is_visible()
    link = page.locator(".jss-share input").input_value()
    shown.get_by_text("About").click()
    page.locator("[data-path='/about']").wait_for()
    stranger = chromium.new_context().new_page()
    stranger.goto(link)
    stranger.frame_locator(".jss-frame").get_by_text("About").click()
    stranger.wait_for_url("**item=%2Fabout")

    assert not Visit.objects.exists()
    stranger.context.close()
