"""The rule builder: found by words, filled in, grouped, moved, copied, undone, corrected; with the keyboard alone too."""

from __future__ import annotations

import json
from typing import Any

import pytest

from django_jss.analytics.models import Goal
from django_jss.content.models import Rendering
from django_jss.personalization.authoring import VariantInput, save_rule_set
from django_jss.personalization.models import VariantAction
from django_jss.sites.models import Site
from tests.browser.test_authoring_story import add_condition

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VISITS = {"condition": "visit_number", "comparison": "at_least", "value": 2}
WEEKEND = {"condition": "day_of_week", "days": [6, 7], "clock": "site"}


@pytest.fixture
def builder(page: Any, hero: Rendering) -> Any:
    """The builder of a variant whose rule has two conditions."""
    Goal.objects.create(site=Site.objects.get(), name="Sign up", alias="sign-up")
    rule = {"version": 1, "rule": {"all": [VISITS, WEEKEND]}}
    save_rule_set(hero.layout.item, hero.uid, [VariantInput(None, "variant", rule, VariantAction.HIDE)])
    page.click(".jss-name:text-is('home')")
    page.click(".jss-placeholder a.jss-name >> nth=0")
    found = page.locator("jss-rule-builder").first
    # It draws itself when its module is loaded.
    found.locator(".jss-rule-group").first.wait_for()
    return found


def rule_of(builder: Any) -> Any:
    return json.loads(builder.locator("input[type=hidden]").first.input_value())["rule"]


def test_stored_rule_is_shown_and_kept(builder: Any) -> None:
    assert rule_of(builder) == {"all": [VISITS, WEEKEND]}
    assert "the number of visits" in builder.inner_text()


def test_condition_is_found_by_words_and_filled_in(builder: Any) -> None:
    add_condition(builder, "goal trigg")
    builder.locator("[data-parameter=goal]").select_option(label="Sign up")
    builder.locator("[data-parameter=period]").select_option("ever")

    goal = str(Goal.objects.get().guid)
    assert rule_of(builder)["all"][2] == {"condition": "goal_triggered", "goal": goal, "period": "ever"}


def test_range_asks_for_its_upper_end(builder: Any) -> None:
    upper = builder.locator("[data-parameter=upper]")
    before = upper.is_visible()
    builder.locator("[data-parameter=comparison]").first.select_option("between")
    upper.fill("9")

    assert (before, upper.is_visible()) == (False, True)
    assert rule_of(builder)["all"][0] == {"condition": "visit_number", "comparison": "between", "value": 2, "upper": 9}


def test_groups_nest_and_rows_move_through_them_by_keys(builder: Any) -> None:
    builder.get_by_role("button", name="Add a group").first.click()
    weekend = builder.locator(".jss-rule-parts > li", has_text="today is").first
    weekend.get_by_role("button", name="Move down").focus()
    builder.page.keyboard.press("Alt+ArrowDown")
    inside = rule_of(builder)
    builder.page.keyboard.press("Alt+ArrowDown")

    assert inside == {"all": [VISITS, {"any": [WEEKEND]}]}
    assert rule_of(builder) == {"all": [VISITS, {"any": []}, WEEKEND]}


def test_row_is_dragged_into_a_group(builder: Any) -> None:
    builder.get_by_role("button", name="Add a group").first.click()
    handle = builder.locator(".jss-rule-parts > li", has_text="today is").first.locator(".jss-drag")
    target = builder.locator(".jss-rule-group .jss-rule-group .jss-rule-parts")
    handle.drag_to(target, steps=20)
    builder.page.wait_for_timeout(300)

    assert rule_of(builder) == {"all": [VISITS, {"any": [WEEKEND]}]}


def test_copy_not_and_undo(builder: Any) -> None:
    builder.get_by_role("button", name="Copy").first.click()
    copied = rule_of(builder)
    builder.locator(".jss-rule-condition .jss-not input").first.check()
    negated = rule_of(builder)
    builder.get_by_role("button", name="Undo").click()
    once = rule_of(builder)
    builder.get_by_role("button", name="Undo").click()

    assert copied == {"all": [VISITS, VISITS, WEEKEND]}
    assert negated == {"all": [{"not": VISITS}, VISITS, WEEKEND]}
    assert once == copied
    assert rule_of(builder) == {"all": [VISITS, WEEKEND]}
    builder.get_by_role("button", name="Redo").click()
    assert rule_of(builder) == copied


def test_fault_is_shown_at_the_part_that_is_wrong(builder: Any) -> None:
    page = builder.page
    builder.locator("[data-parameter=value]").first.fill("")
    page.click("input[type=submit][value=Save]")
    page.wait_for_selector(".messagelist .error")

    broken = page.locator("jss-rule-builder").first.locator(".jss-rule-condition.errors")
    assert broken.count() == 1
    assert "whole number" in broken.locator(".jss-rule-fault").inner_text()
    assert broken.locator("[aria-invalid=true]").get_attribute("data-parameter") == "value"


def test_keyboard_alone_builds_a_rule(builder: Any) -> None:
    page = builder.page
    builder.locator(".jss-rule-add").focus()
    page.keyboard.type("goal")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.keyboard.type("S")
    page.keyboard.press("Tab")
    page.keyboard.type("at any")

    goal = str(Goal.objects.get().guid)
    assert rule_of(builder)["all"][2] == {"condition": "goal_triggered", "goal": goal, "period": "ever"}


def test_codes_are_found_by_typing_and_taken_away_again(builder: Any) -> None:
    page = builder.page
    add_condition(builder, "visitor's country")
    for words in ("denm", "swed", "nowhere"):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        page.keyboard.press("Control+a")
    chosen = rule_of(builder)["all"][2]
    builder.get_by_role("button", name="Remove: Denmark").click()

    assert chosen == {"condition": "country", "countries": ["DK", "SE"]}
    assert rule_of(builder)["all"][2] == {"condition": "country", "countries": ["SE"]}
