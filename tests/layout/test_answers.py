"""A page that is the same for all is found again by the words of the request, and never longer than it holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from django_jss.content.models import Item, ItemVersion
from django_jss.layout import answers
from django_jss.models import ApiKey, Contact
from django_jss.personalization.authoring import VariantInput, save_rule_set
from django_jss.personalization.models import VariantAction
from tests.factories.pages import KEY, make_component, make_page, make_site, place, write
from tests.factories.personalization import rule, visits_at_least

LAYOUT = "/sitecore/api/layout/render/jss"


@pytest.fixture
def page(db: None) -> Item:
    return make_page(make_site(), "about", title="About us")


def ask(client: Client, **parameters: str) -> Any:
    words = {"item": "/about", "sc_lang": "en", "sc_site": "shop", "sc_apikey": str(KEY), "tracking": "false"}
    return client.get(LAYOUT, {**words, **parameters}, HTTP_USER_AGENT="Mozilla/5.0 Firefox/130.0")


def title(answer: Any) -> str:
    return str(answer.json()["sitecore"]["route"]["fields"]["pageTitle"]["value"])


def test_same_words_get_the_same_bytes_without_a_query(
    client: Client, page: Item, django_assert_num_queries: Any
) -> None:
    first = ask(client)

    with django_assert_num_queries(0):
        second = ask(client)

    assert len(answers.kept._answers) == 1
    assert (second.status_code, second.content, dict(second.headers)) == (200, first.content, dict(first.headers))
    assert not Contact.objects.exists()


def test_what_is_published_is_seen_at_once(client: Client, page: Item) -> None:
    ask(client)
    write(page, {"pageTitle": "All about us"})

    assert title(ask(client)) == "All about us"


def test_page_whose_time_is_over_is_not_answered_again(client: Client, page: Item) -> None:
    ItemVersion.objects.filter(item=page).update(publish_until=timezone.now() + timedelta(hours=1))
    assert title(ask(client)) == "About us"

    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        assert ask(client).status_code == 404


def test_key_that_is_switched_off_opens_nothing(client: Client, page: Item) -> None:
    ask(client)
    key = ApiKey.objects.get()
    key.is_enabled = False
    key.save()

    assert ask(client).status_code == 400


def test_words_in_another_language_have_answers_of_their_own(client: Client, page: Item) -> None:
    write(page, {"pageTitle": "Om os"}, "da")

    assert [title(ask(client, sc_lang=code)) for code in ("en", "da", "en", "da")] == [
        "About us",
        "Om os",
        "About us",
        "Om os",
    ]


@pytest.mark.parametrize("none", ["", " "])
def test_without_a_language_the_visitor_s_cookie_decides_each_time(client: Client, page: Item, none: str) -> None:
    write(page, {"pageTitle": "Om os"}, "da")
    titles = []
    for code in ("en", "da", "en"):
        client.cookies["shop#lang"] = code
        titles.append(title(ask(client, sc_lang=none)))

    assert titles == ["About us", "Om os", "About us"]
    assert not answers.kept._answers


@pytest.mark.parametrize("words", [{"tracking": "true"}, {"tracking": ""}, {"sc_mode": "normal"}, {"x": "y" * 500}])
def test_other_requests_are_looked_at_each_time(client: Client, page: Item, words: dict[str, str]) -> None:
    assert ask(client, **words).status_code == 200
    assert not answers.kept._answers


def test_page_that_is_personalized_or_missing_is_not_kept(client: Client, page: Item) -> None:
    hero = place(page, make_component(page.site, "Hero", {"heading": "Single-Line Text"}), values={"heading": "Hi"})
    hidden = VariantInput(None, "Regulars", rule(visits_at_least(2)), VariantAction.HIDE)
    save_rule_set(page, hero.uid, [hidden])

    assert (ask(client).status_code, ask(client, item="/nowhere").status_code) == (200, 404)
    assert not answers.kept._answers


def test_answers_kept_are_bounded(client: Client, page: Item, settings: Any) -> None:
    settings.DJANGO_JSS = {"PLAN_CACHE_SIZE": 3}
    for number in range(7):
        ask(client, x=str(number))

    assert len(answers.kept._answers) == 3
