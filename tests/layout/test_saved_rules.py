"""Saved rules and segments decide on pages, live, and explanations show what they ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client

from django_jss.models import SavedRule, Segment
from tests.factories.pages import KEY
from tests.factories.personalization import rule, visits_at_least
from tests.layout.conftest import Ask, Shop, heading

Personalize = Callable[..., None]
SPRING = {"condition": "query_parameter", "name": "utm_campaign", "comparison": "equals", "value": "spring"}


def test_saved_rule_decides_and_its_change_is_live(shop: Shop, ask: Ask, personalize: Personalize) -> None:
    row = SavedRule.objects.create(site=shop.site, name="Spring", rule=rule(SPRING))
    personalize({"condition": "saved_rule", "rule": str(row.guid)})

    assert heading(ask(utm_campaign="spring")) == "Again"
    assert heading(ask(utm_campaign="autumn")) == "Welcome"
    row.rule = rule()
    row.save()
    assert heading(ask(utm_campaign="autumn")) == "Again"


def test_segment_decides_with_the_visitor_s_history(shop: Shop, ask: Ask, personalize: Personalize) -> None:
    regulars = {"condition": "contact_page_views", "comparison": "at_least", "value": 3}
    row = Segment.objects.create(site=shop.site, name="Readers", rule=rule(regulars))
    personalize({"condition": "in_segment", "segment": str(row.guid)})

    assert [heading(ask()) for _ in range(4)] == ["Welcome", "Welcome", "Again", "Again"]


def test_saved_rule_that_is_gone_is_unknown(shop: Shop, ask: Ask, personalize: Personalize) -> None:
    personalize({"not": {"condition": "saved_rule", "rule": "0" * 32}})

    assert heading(ask()) == "Welcome"


def test_explanation_shows_what_a_saved_rule_asks(shop: Shop, personalize: Personalize, admin_client: Client) -> None:
    inner = SavedRule.objects.create(site=shop.site, name="Regulars", rule=rule(visits_at_least(2)))
    outer = SavedRule.objects.create(
        site=shop.site, name="Fans", rule=rule({"condition": "saved_rule", "rule": str(inner.guid)})
    )
    personalize({"condition": "saved_rule", "rule": str(outer.guid)})

    asked = {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop"}
    answer = admin_client.get("/sitecore/api/jss/explain", asked).json()

    (trace,) = answer["renderings"][0]["tried"][0]["trace"]["parts"]
    assert trace["sentence"] == "the saved rule “Fans” holds"
    assert trace["verdict"] is False
    assert "rules" not in trace["seen"]
    (fans,) = trace["parts"][0]["parts"]
    (asked_in_the_end,) = fans["parts"][0]["parts"]
    assert asked_in_the_end["seen"] == {"visit_number": 1}


def test_queries_do_not_grow_with_saved_rules(
    shop: Shop, ask: Ask, personalize: Personalize, django_assert_num_queries: Any
) -> None:
    rows = [
        SavedRule.objects.create(site=shop.site, name=f"rule {number}", rule=rule(visits_at_least(number + 50)))
        for number in range(30)
    ]
    personalize({"any": [{"condition": "saved_rule", "rule": str(row.guid)} for row in rows]})
    ask()
    ask()

    # Who asks; then the page view with its counters: in one statement, or in three between two that make them one.
    with django_assert_num_queries(2 if connection.vendor == "postgresql" else 6):
        ask()
