"""What the Dictionary Service answers (contract section 4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from django_jss.analytics.models import Contact
from django_jss.content.models import DictionaryPhrase
from django_jss.sites.models import ApiKey, Language, Site
from tests.factories.pages import KEY, make_site

Dictionary = Callable[..., Any]


@pytest.fixture
def site(db: None) -> Site:
    site = make_site()
    for code, key, text in [("en", "hello", "Hello"), ("en", "bye", "Bye"), ("da", "hello", "Hej"), ("da", "bye", "")]:
        DictionaryPhrase.objects.create(site=site, language=Language.objects.get(code=code), key=key, text=text)
    return site


@pytest.fixture
def dictionary(client: Client) -> Dictionary:
    def get(app: str = "shop", language: str = "en", tail: str = "", **more: Any) -> Any:
        return client.get(f"/sitecore/api/jss/dictionary/{app}/{language}{tail}", {"sc_apikey": str(KEY)}, **more)

    return get


@pytest.mark.parametrize("tail", ["", "/"])
def test_dictionary_holds_the_phrases_of_site_and_language(site: Site, dictionary: Dictionary, tail: str) -> None:
    answer = dictionary(tail=tail)

    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer.json() == {"lang": "en", "app": "shop", "phrases": {"bye": "Bye", "hello": "Hello"}}


def test_dictionary_is_found_in_any_case(site: Site, client: Client) -> None:
    answer = client.get("/Sitecore/API/JSS/Dictionary/SHOP/EN/", {"sc_apikey": str(KEY)})

    assert (answer.json()["app"], answer.json()["lang"]) == ("shop", "en")


def test_phrase_without_text_falls_back_if_the_site_does(site: Site, dictionary: Dictionary) -> None:
    before = dictionary(language="da").json()["phrases"]
    site.uses_language_fallback = True
    site.save()

    assert before == {"hello": "Hej", "bye": ""}
    assert dictionary(language="da").json()["phrases"] == {"hello": "Hej", "bye": "Bye"}


def test_site_without_phrases_has_an_empty_dictionary(site: Site, dictionary: Dictionary) -> None:
    DictionaryPhrase.objects.all().delete()
    site.save()

    assert (dictionary().status_code, dictionary().json()["phrases"]) == (200, {})


@pytest.mark.parametrize(
    ("app", "language", "field"),
    [
        ("elsewhere", "en", "app"),
        ("shop", "fr", "language"),
        ("shop", "x" * 3000, "language"),
        ("%00", "en", "app"),
        ("..", "en", "app"),
        ("shop", "%F0%9F%92%A5", "language"),
    ],
)
def test_what_is_not_there_is_404_by_name(
    site: Site, dictionary: Dictionary, app: str, language: str, field: str
) -> None:
    answer = dictionary(app, language)

    assert (answer.status_code, answer.json()["error"]["field"]) == (404, field)


def test_dictionary_needs_a_key_for_its_service_and_site(site: Site, dictionary: Dictionary, client: Client) -> None:
    without = client.get("/sitecore/api/jss/dictionary/shop/en")
    key = ApiKey.objects.get(guid=KEY)
    key.services = ["layout"]
    key.save()
    of_other_service = dictionary()
    key.services = ["*"]
    key.save()
    key.sites.set([make_site("other")])

    assert {answer.status_code for answer in (without, of_other_service, dictionary())} == {400}


def test_dictionary_is_never_tracked(site: Site, dictionary: Dictionary, client: Client) -> None:
    dictionary()

    assert Contact.objects.count() == 0
    assert not client.cookies


def test_any_origin_may_read_the_dictionary_if_the_key_is_for_all(site: Site, dictionary: Dictionary) -> None:
    listed = dictionary()
    key = ApiKey.objects.get(guid=KEY)
    key.cors_origins = "*"
    key.save()
    named = dictionary(headers={"origin": "https://any.example"})

    assert "Access-Control-Allow-Origin" not in listed
    assert dictionary()["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in dictionary()
    assert named["Access-Control-Allow-Origin"] == "https://any.example"


def test_dictionary_costs_no_query_once_it_is_known(
    site: Site, dictionary: Dictionary, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    dictionary()

    with django_assert_num_queries(0):
        assert dictionary().status_code == 200


def test_events_cannot_be_posted_to_the_dictionary(site: Site, client: Client) -> None:
    answer = client.post(f"/sitecore/api/jss/dictionary/shop/en?sc_apikey={KEY}", "{}", content_type="text/plain")

    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
