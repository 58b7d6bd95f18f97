"""What belongs to another site is refused by name, and never served."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from django_jss.content.models import Component, Item
from django_jss.layout.problems import problems_of
from django_jss.models import Goal, RuleSet, Site, VariantAction
from django_jss.personalization.authoring import VariantInput, save_rule_set
from django_jss.sites import directory
from tests.admin.test_authoring_pages import rendering_form, variant_form
from tests.factories.analytics import GoalFactory
from tests.factories.pages import home_of, make_component, make_item, make_site
from tests.factories.personalization import RuleSetFactory, VariantFactory, goal_triggered, rule
from tests.factories.profiles import make_profile
from tests.layout.conftest import Ask, Shop, heading

RULE = rule()
SECRET = "Price list of the other site"


@pytest.fixture
def elsewhere(shop: Shop) -> Site:
    return make_site("elsewhere")


@pytest.fixture
def their_component(elsewhere: Site) -> Component:
    return make_component(elsewhere, "Secret", {"heading": "Single-Line Text"})


@pytest.fixture
def their_item(elsewhere: Site, their_component: Component) -> Item:
    return make_item(Item.objects.get(site=elsewhere, path="/Components"), "Prices", "Secret", {"heading": SECRET})


def faults(shop: Shop, **variant: Any) -> set[str]:
    with pytest.raises(ValidationError) as raised:
        save_rule_set(shop.home, shop.hero.uid, [VariantInput(None, "theirs", **variant)])
    assert not RuleSet.objects.exists()
    return set(raised.value.message_dict)


def test_variant_that_shows_what_is_another_site_s_is_refused(
    shop: Shop, their_component: Component, their_item: Item
) -> None:
    shown = {"action": VariantAction.COMPONENT, "component": their_component, "datasource": their_item}

    assert faults(shop, rule=rule(), **shown) == {"variants[0].component", "variants[0].datasource"}


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda site: goal_triggered(GoalFactory(site=site).guid), "goal"),
        (lambda site: {"condition": "page_is", "page": str(home_of(site).guid)}, "page"),
        (
            lambda site: {
                "condition": "pattern_matches",
                "basis": "visit",
                "pattern": str(make_profile(site).patterns.first().guid),
            },
            "pattern",
        ),
    ],
)
def test_rule_that_names_what_is_another_site_s_is_refused(
    shop: Shop, elsewhere: Site, make: Callable[[Site], dict[str, Any]], path: str
) -> None:
    found = faults(shop, rule=rule({"not": make(elsewhere)}), action=VariantAction.HIDE)

    assert found == {f"variants[0].rule.all[0].not.{path}"}


def test_rule_that_names_what_is_gone_may_still_be_saved(shop: Shop) -> None:
    goal = GoalFactory(site=shop.site)
    document = rule(goal_triggered(goal.guid))
    Goal.objects.all().delete()

    assert save_rule_set(shop.home, shop.hero.uid, [VariantInput(None, "old", document, VariantAction.HIDE)])


def test_form_names_the_input_that_holds_what_is_another_site_s(
    admin_client: Client, shop: Shop, their_component: Component, their_item: Item
) -> None:
    page = reverse("admin:django_jss_item_rendering", args=[shop.home.pk, shop.hero.uid])

    def errors(document: Any = RULE, **changes: Any) -> dict[str, list[str]]:
        answer = admin_client.post(page, rendering_form(shop.hero, **variant_form(document, **changes)))
        assert answer.status_code == 200
        found: dict[str, list[str]] = answer.context["variants"].forms[0].errors
        return found

    theirs = goal_triggered(GoalFactory(site=their_component.site).guid)
    assert errors(action="datasource", datasource=str(their_item.guid)) == {
        "datasource": ["It belongs to another site."]
    }
    assert errors(action="component", component=str(their_component.pk)).keys() == {"component"}
    assert errors(rule(theirs)).keys() == {"rule"}
    assert not RuleSet.objects.exists()


@pytest.mark.parametrize("action", [VariantAction.DATASOURCE, VariantAction.COMPONENT])
def test_what_was_stored_past_the_admin_is_not_served(
    shop: Shop, ask: Ask, their_component: Component, their_item: Item, action: VariantAction
) -> None:
    VariantFactory(
        rule_set=RuleSetFactory(route=shop.home, rendering_uid=shop.hero.uid),
        action=action,
        component=their_component,
        datasource=their_item,
    )
    shop.site.save()

    answer = ask("/")

    assert heading(answer) == "Welcome"
    assert SECRET not in answer.content.decode()
    assert "Secret" not in answer.content.decode()
    site = directory.current().site_named("shop")
    assert site is not None
    assert any("belongs to another site" in problem.what for problem in problems_of(site))
