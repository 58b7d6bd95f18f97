"""Problems: what is wrong with personalization, with a link to where it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from django.test import Client
from django.urls import reverse

from django_jss.engine.conditions import Group, condition, conditions
from django_jss.models import Goal, SavedRule, Site, VariantAction
from django_jss.personalization.authoring import VariantInput, save_rule_set
from tests.factories.analytics import GoalFactory
from tests.factories.pages import KEY, home_of, make_component, make_site, place
from tests.factories.personalization import goal_triggered, rule


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


@pytest.fixture
def hero(site: Site) -> Any:
    return place(home_of(site), make_component(site, "Hero", {"heading": "Single-Line Text"}), values={"heading": "Hi"})


@pytest.fixture
def raising() -> Iterator[str]:
    @condition("raising", group=Group.REQUEST, sentence="it raises")
    @dataclass(frozen=True, slots=True)
    class Raising:
        needs: ClassVar[frozenset[str]] = frozenset({"query"})

        def compile(self) -> Any:
            return lambda facts: 1 / 0

    yield "raising"
    conditions.remove("raising")


def problems(client: Client) -> str:
    return client.get(reverse("admin:django_jss_item_problems"), {"site": "shop"}).content.decode()


def test_healthy_site_has_none(admin_client: Client, site: Site) -> None:
    assert "There are none." in problems(admin_client)


def test_each_kind_of_problem_is_listed_with_its_place(
    admin_client: Client, site: Site, hero: Any, raising: str
) -> None:
    goal = GoalFactory(site=site)
    variants = [
        VariantInput(None, "Gone goal", rule(goal_triggered(goal.guid)), VariantAction.HIDE),
        VariantInput(None, "Gone condition", rule({"condition": "vanished"}), VariantAction.HIDE),
        VariantInput(None, "Raises", rule({"condition": raising}), VariantAction.HIDE),
        VariantInput(None, "Lost", rule(), VariantAction.MOVE, target="jss-nowhere"),
    ]
    save_rule_set(home_of(site), hero.uid, variants)
    SavedRule.objects.create(site=site, name="Old rule", rule={"version": 1, "rule": {"condition": "vanished"}})
    Goal.objects.all().delete()
    for _ in range(2):
        Client().get("/sitecore/api/layout/render/jss", {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop"})

    html = problems(admin_client)

    assert "Gone goal: the site has no goal" in html
    assert "no condition &quot;vanished&quot;" in html
    assert "the condition raising raised ZeroDivisionError, 2 times" in html
    assert "there is no placeholder &quot;jss-nowhere&quot;" in html
    assert "saved rule Old rule" in html
    assert reverse("admin:django_jss_item_rendering", args=[home_of(site).pk, hero.uid]) in html


def test_problems_of_no_site_are_not_found(admin_client: Client, site: Site) -> None:
    assert admin_client.get(reverse("admin:django_jss_item_problems"), {"site": "nowhere"}).status_code == 404
