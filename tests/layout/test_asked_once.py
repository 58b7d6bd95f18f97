"""A project's condition is asked once for each request, whoever wants to know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from django.test import Client

from django_jss.engine.conditions import conditions
from django_jss.extensions import Group, condition
from django_jss.models import Channel, ChannelRule, SavedRule, VariantAction
from django_jss.personalization.authoring import VariantInput, save_rule_set
from tests.factories.pages import KEY, make_component, place
from tests.factories.personalization import rule
from tests.layout.conftest import Ask, Shop

COSTLY = {"condition": "costly", "value": 1}


@pytest.fixture
def calls() -> Iterator[Counter[int]]:
    calls: Counter[int] = Counter()

    @condition("costly", group=Group.REQUEST, sentence="it costs {value}")
    @dataclass(frozen=True, slots=True)
    class Costly:
        value: int
        needs: ClassVar[frozenset[str]] = frozenset({"query"})

        def compile(self) -> Any:
            def ask(facts: Any) -> bool:
                calls[self.value] += 1
                if self.value == 0:
                    raise LookupError
                return bool(facts["query"].get("holds"))

            return ask

    yield calls
    conditions.remove("costly")


@pytest.fixture
def everywhere(shop: Shop, calls: Counter[int]) -> None:
    """The condition in two variants of two components each, in a saved rule and in a rule for channels."""
    saved = SavedRule.objects.create(site=shop.site, name="Costly", rule=rule(COSTLY))
    uses = {"condition": "saved_rule", "rule": str(saved.guid)}
    arrived = {"condition": "visit_channel", "channel": str(Channel.objects.get(alias="print").guid)}
    variants = [
        VariantInput(None, "one", rule(COSTLY, {"condition": "costly", "value": 0}), VariantAction.HIDE),
        VariantInput(None, "two", rule(uses), VariantAction.HIDE),
        VariantInput(None, "three", rule(uses, COSTLY), VariantAction.HIDE),
        VariantInput(None, "four", rule(arrived), VariantAction.HIDE),
    ]
    other = place(shop.home, make_component(shop.site, "Other"))
    for rendering in (shop.hero, other):
        save_rule_set(shop.home, rendering.uid, variants)
    ChannelRule.objects.create(
        site=shop.site, name="Costly", channel=Channel.objects.get(alias="print"), rule=rule({**COSTLY, "value": 2})
    )


@pytest.mark.usefixtures("everywhere")
@pytest.mark.parametrize("query", [{}, {"holds": "1"}])
def test_condition_is_asked_once_for_a_page_with_many_rules(
    ask: Ask, calls: Counter[int], query: dict[str, str]
) -> None:
    ask("/", **query)

    assert calls[2] == 1
    assert calls[1] == 1


@pytest.mark.usefixtures("everywhere")
def test_condition_is_asked_anew_with_the_next_request(ask: Ask, calls: Counter[int]) -> None:
    ask("/")
    ask("/", holds="1")

    assert calls[1] == 2


@pytest.mark.usefixtures("everywhere")
def test_condition_is_asked_once_for_a_page_and_its_explanation(admin_client: Client, calls: Counter[int]) -> None:
    answer = admin_client.get("/sitecore/api/jss/explain", {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop"})

    assert answer.status_code == 200
    assert (calls[0], calls[1]) == (1, 1)
    tried = answer.json()["renderings"][0]["tried"][0]["trace"]
    assert tried["parts"][0]["seen"]["query"]["item"] == "/"


def test_saved_rules_that_use_saved_rules_twice_do_not_multiply(
    shop: Shop, ask: Ask, calls: Counter[int], admin_client: Client
) -> None:
    inner = {"condition": "query_parameter", "name": "q", "comparison": "present"}
    for level in range(40):
        saved = SavedRule.objects.create(
            site=shop.site,
            name=f"Level {level}",
            rule={"version": 1, "rule": {"any": [inner, {"not": {"not": inner}}]}},
        )
        inner = {"condition": "saved_rule", "rule": str(saved.guid)}
    save_rule_set(shop.home, shop.hero.uid, [VariantInput(None, "deep", rule(inner), VariantAction.HIDE)])

    ask("/")
    explained = admin_client.get("/sitecore/api/jss/explain", {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop"})

    assert len(explained.content) < 100_000
    [tried] = explained.json()["renderings"][0]["tried"]
    assert tried["verdict"] is False
