"""Rules change what a visitor gets, at once and explainably; the number of queries stays what it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from django_jss.analytics.models import Contact, Goal, PageView, Visit
from django_jss.analytics.visitors import Visitor
from django_jss.content.models import Item
from django_jss.engine.plan.nodes import Choice, Node
from django_jss.layout.compiling import compile_page
from django_jss.layout.explaining import explain
from django_jss.layout.finding import find
from django_jss.layout.query import LayoutQuery
from django_jss.personalization.authoring import VariantInput, save_rule_set
from django_jss.personalization.models import PersonalizationVariant, VariantAction
from django_jss.sites import directory
from tests.factories.pages import KEY, make_component, make_page, place
from tests.layout.conftest import LAYOUT, Ask, Shop, heading

Personalize = Callable[..., None]
RETURNING = {"condition": "visit_number", "comparison": "at_least", "value": 2}
SPRING = {"condition": "query_parameter", "name": "utm_campaign", "comparison": "equals", "value": "spring"}


def query_for(shop: Shop, **more: Any) -> LayoutQuery:
    site = directory.current().site_named("shop")
    return LayoutQuery("shop", site, "/", "en", timezone.now(), **more)


def test_goal_changes_the_hero_of_the_next_request_and_explain_says_why(
    shop: Shop, ask: Ask, personalize: Personalize, client: Client
) -> None:
    goal = Goal.objects.create(site=shop.site, name="Sign-up", alias="sign-up", points=10)
    personalize({"condition": "goal_triggered", "goal": str(goal.guid), "period": "ever"})
    before = heading(ask("/"))

    answer = client.post(
        f"/sitecore/api/jss/track/event?sc_apikey={KEY}&sc_site=shop",
        json.dumps([{"goalId": "sign-up"}]),
        content_type="application/json",
    )

    assert answer.status_code == 200
    assert (before, heading(ask("/"))) == ("Welcome", "Again")
    explained = explain(query_for(shop), given={"contact_goals": {str(goal.guid): 1}})
    assert explained is not None
    (hero,) = explained.as_json()["renderings"]
    assert hero["tried"][0]["verdict"] is True
    assert "Sign-up" in hero["tried"][0]["rule"]
    assert hero["variant"] == str(PersonalizationVariant.objects.get().guid)


def test_second_visit_is_another_visit_number(shop: Shop, ask: Ask, personalize: Personalize, client: Client) -> None:
    personalize(RETURNING)
    first = heading(ask("/"))
    same_visit = heading(ask("/"))
    client.post(f"/sitecore/api/jss/track/flush?sc_apikey={KEY}&sc_site=shop", "[]", content_type="application/json")

    assert (first, same_visit, heading(ask("/"))) == ("Welcome", "Welcome", "Again")
    assert (Contact.objects.count(), Visit.objects.count()) == (1, 2)


def test_query_parameter_of_the_visitor_decides(shop: Shop, ask: Ask, personalize: Personalize) -> None:
    personalize(SPRING)

    assert heading(ask("/", utm_campaign="Spring")) == "Again"
    assert heading(ask("/?utm_campaign=spring")) == "Again"
    assert heading(ask("/", utm_campaign="autumn")) == "Welcome"


def test_weekday_counts_in_the_time_zone_of_the_site(shop: Shop, ask: Ask, personalize: Personalize) -> None:
    shop.site.time_zone = "Pacific/Auckland"
    shop.site.save()
    personalize({"condition": "day_of_week", "days": [1]})

    with time_machine.travel("2026-11-22T12:30:00Z", tick=False):
        monday_there = heading(ask("/", tracking="false"))
    with time_machine.travel("2026-11-22T10:30:00Z", tick=False):
        sunday_there = heading(ask("/", tracking="false"))

    assert (monday_there, sunday_there) == ("Again", "Welcome")


def test_hidden_rendering_leaves_no_trace(shop: Shop, ask: Ask, personalize: Personalize) -> None:
    personalize(SPRING, action="hide")
    place(shop.home, make_component(shop.site, "Footer"))

    names = [
        entry["componentName"]
        for entry in ask("/", utm_campaign="spring").json()["sitecore"]["route"]["placeholders"]["jss-main"]
    ]

    assert names == ["Footer"]


def test_other_component_keeps_uid_and_content(shop: Shop, ask: Ask, personalize: Personalize) -> None:
    personalize(SPRING, action="component", component=make_component(shop.site, "Banner"))
    (found,) = ask("/", utm_campaign="spring").json()["sitecore"]["route"]["placeholders"]["jss-main"]

    assert (found["componentName"], found["uid"]) == ("Banner", str(shop.hero.uid))
    assert found["fields"]["heading"] == {"value": "Welcome"}


def test_untracked_request_is_personalized_and_stores_nothing(
    shop: Shop, ask: Ask, personalize: Personalize, client: Client
) -> None:
    personalize(SPRING)

    assert heading(ask("/", tracking="false", utm_campaign="spring")) == "Again"
    assert Contact.objects.count() == 0
    assert not client.cookies


def test_changed_rule_is_served_at_once(shop: Shop, ask: Ask, personalize: Personalize) -> None:
    before = heading(ask("/", utm_campaign="spring"))
    personalize(SPRING)

    assert (before, heading(ask("/", utm_campaign="spring"))) == ("Welcome", "Again")


def test_broken_rule_shows_the_default(shop: Shop, ask: Ask, personalize: Personalize) -> None:
    personalize(SPRING)
    PersonalizationVariant.objects.update(rule={"version": 1, "rule": {"condition": "gone"}})
    PersonalizationVariant.objects.get().save()

    assert heading(ask("/", utm_campaign="spring")) == "Welcome"


def test_static_page_costs_no_query_once_it_is_known(
    shop: Shop, ask: Ask, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ask("/", tracking="false")

    with django_assert_num_queries(0):
        assert ask("/", tracking="false").status_code == 200


@pytest.fixture
def fill_site(shop: Shop) -> Callable[[int, int], None]:
    """Many renderings on the home page, and many rules in the site."""

    def fill(renderings: int, rules: int) -> None:
        spacer = make_component(shop.site, "Spacer")
        last = place(shop.home, spacer)
        layout = last.layout
        model = type(last)
        model.objects.bulk_create(
            model(layout=layout, component=spacer, placeholder="jss-main", position=index + 10)
            for index in range(renderings)
        )
        page = make_page(shop.site, "rules")
        rule = {"version": 1, "rule": {"all": [RETURNING]}}
        for number in range(rules):
            target = shop.home if number % 5 == 0 else page
            uid = model.objects.filter(layout=layout)[number % 50].uid if target == shop.home else last.uid
            if number < 60:
                save_rule_set(target, uid, [VariantInput(None, "v", rule, VariantAction.HIDE)])
        rule_set = PersonalizationVariant.objects.filter(rule_set__route=page).first()
        if rule_set:
            PersonalizationVariant.objects.bulk_create(
                PersonalizationVariant(rule_set=rule_set.rule_set, name="v", rule=rule, action="hide")
                for _number in range(max(rules - 60, 0))
            )
        from django_jss.content import publishing
        from django_jss.sites.models import Language

        publishing.publish(shop.home, Language.objects.get(code="en"))

    return fill


@pytest.mark.parametrize(("renderings", "rules"), [(0, 0), (200, 500)])
def test_personalized_and_tracked_page_costs_the_same_queries_whatever_its_size(
    shop: Shop,
    ask: Ask,
    personalize: Personalize,
    fill_site: Callable[[int, int], None],
    renderings: int,
    rules: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    fill_site(renderings, rules)
    personalize(RETURNING)
    ask("/")
    ask("/")

    # One reads the visitor. PostgreSQL writes visit, contact and page view in one statement, others in a transaction.
    with django_assert_num_queries(2 if connection.vendor == "postgresql" else 6):
        assert ask("/").status_code == 200
    assert PageView.objects.count() == 3


@pytest.mark.django_db
def test_explanation_of_a_live_visitor_stores_nothing(shop: Shop, personalize: Personalize) -> None:
    personalize(RETURNING)

    explained = explain(query_for(shop), visitor=Visitor())

    assert explained is not None
    trace = explained.as_json()["renderings"][0]["tried"][0]["trace"]
    assert trace["parts"][0]["seen"] == {"visit_number": 1}
    assert trace["parts"][0]["verdict"] is False
    assert Contact.objects.count() == 0


def test_unknown_page_has_no_explanation(shop: Shop) -> None:
    site = directory.current().site_named("shop")

    assert explain(LayoutQuery("shop", site, "/nowhere", "en", timezone.now()), given={}) is None


def test_plan_of_a_hidden_site_item_is_not_kept_for_others(shop: Shop, client: Client) -> None:
    Item.objects.filter(path="/home").update(has_layout=False)

    answer = client.get(LAYOUT, {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop"})

    assert answer.status_code == 404


def test_nested_variants_do_not_multiply_the_plan(shop: Shop) -> None:
    box = make_component(shop.site, "Box", exposed_placeholders=["jss-in"])
    page = make_page(shop.site, "nested")
    parent = None
    for _depth in range(12):
        parent = place(page, box, placeholder="jss-in" if parent else "jss-main", parent=parent)
        variant = VariantInput(
            None, "again", {"version": 1, "rule": RETURNING}, VariantAction("component"), component=box
        )
        save_rule_set(page, parent.uid, [variant, replace(variant, name="once more")])
    found = find(replace(query_for(shop), item="/nested"))

    plan = compile_page(found.site, found.language, found.page, timezone.now()).plan

    assert plan is not None
    assert plan.needs == {"visit_number"}
    assert count_nodes(plan.root) < 200


def count_nodes(root: Node) -> int:
    """The nodes that a plan keeps in memory, each once."""
    seen: dict[int, Node] = {}
    waiting: list[Node | None] = [root]
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in seen:
            continue
        seen[id(node)] = node
        waiting.extend(getattr(node, "parts", ()))
        if isinstance(node, Choice):
            waiting.extend([node.default, *(alternative.node for alternative in node.alternatives)])
    return len(seen)


def test_context_tells_the_variants_where_the_site_wants_it(shop: Shop, ask: Ask, personalize: Personalize) -> None:
    personalize(SPRING)
    before = ask("/", utm_campaign="spring").json()["sitecore"]["context"]
    shop.site.tells_personalization = True
    shop.site.save()

    chosen, default = ask("/", utm_campaign="spring"), ask("/")

    uid = str(shop.hero.uid)
    assert "personalization" not in before
    assert chosen.json()["sitecore"]["context"]["personalization"] == {
        uid: str(PersonalizationVariant.objects.get().guid)
    }
    assert default.json()["sitecore"]["context"]["personalization"] == {uid: None}
