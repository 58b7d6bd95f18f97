"""Phrases of the front end's own interface."""

from __future__ import annotations

import pytest
from pytest_django.asserts import assertNumQueries

from django_jss.content.dictionary import phrases
from tests.factories.content import PhraseFactory, info_of, language_info
from tests.factories.sites import SiteFactory

pytestmark = pytest.mark.django_db


def phrases_in(site, code="en"):
    return phrases(info_of(site), language_info(site, code))


def test_phrases_are_those_of_the_site_and_language(site, danish):
    PhraseFactory(site=site, key="hello", text="Hello")
    PhraseFactory(site=site, language=danish, key="hello", text="Hej")
    PhraseFactory(site=SiteFactory(), key="other", text="Other")

    assert (phrases_in(site), phrases_in(site, "da")) == ({"hello": "Hello"}, {"hello": "Hej"})


def test_keys_differ_by_case(site):
    PhraseFactory(site=site, key="hello", text="hello")
    PhraseFactory(site=site, key="Hello", text="Hello")

    assert phrases_in(site) == {"hello": "hello", "Hello": "Hello"}


def test_site_without_phrases_has_none(site):
    assert phrases_in(site) == {}


def test_phrase_without_text_is_empty(site):
    PhraseFactory(site=site, key="hello", text="")

    assert phrases_in(site) == {"hello": ""}


def test_missing_and_empty_texts_fall_back_if_the_site_does(site, danish):
    PhraseFactory(site=site, key="hello", text="Hello")
    PhraseFactory(site=site, key="bye", text="Bye")
    PhraseFactory(site=site, language=danish, key="hello", text="")
    assert phrases_in(site, "da") == {"hello": ""}

    site.uses_language_fallback = True
    site.save()

    assert phrases_in(site, "da") == {"hello": "Hello", "bye": "Bye"}


@pytest.mark.parametrize("number", [1, 50])
def test_phrases_cost_one_query_and_then_none(site, number):
    for _ in range(number):
        PhraseFactory(site=site)
    info, language = info_of(site), language_info(site)

    with assertNumQueries(1):
        phrases(info, language)
    with assertNumQueries(0):
        phrases(info, language)


def test_changed_phrase_is_seen(site):
    phrase = PhraseFactory(site=site, key="hello", text="Hello")
    phrases_in(site)

    phrase.text = "Hi"
    phrase.save()

    assert phrases_in(site) == {"hello": "Hi"}
