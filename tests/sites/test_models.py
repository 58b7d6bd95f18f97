"""What sites and languages refuse."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from django_jss.models import Language, Site
from tests.factories.sites import LanguageFactory, SiteFactory

pytestmark = pytest.mark.django_db


def test_site_refuses_the_name_of_another_in_other_case():
    SiteFactory(name="app")

    with pytest.raises(ValidationError) as caught:
        Site(name="App", default_language=LanguageFactory()).full_clean()

    assert "name" in caught.value.message_dict


def test_site_keeps_its_own_name():
    SiteFactory(name="app").full_clean()


@pytest.mark.parametrize("name", ["", "my app", "../app", "app/x", "-app", "app;", "å"])
def test_site_refuses_a_name_that_cannot_stand_in_an_address(name):
    with pytest.raises(ValidationError):
        Site(name=name, default_language=LanguageFactory()).full_clean()


@pytest.mark.parametrize("code", ["en", "da-DK", "zh-Hans-CN"])
def test_language_takes_codes_as_the_web_writes_them(code):
    Language(code=code, name=code).full_clean()


@pytest.mark.parametrize("code", ["", "e", "en_US", "en-", "../en", "english"])
def test_language_refuses_other_codes(code):
    with pytest.raises(ValidationError):
        Language(code=code, name="x").full_clean()


def test_language_refuses_to_fall_back_to_itself():
    english = LanguageFactory(code="en")
    danish = LanguageFactory(code="da", fallback=english)
    english.fallback = danish

    with pytest.raises(ValidationError) as caught:
        english.full_clean()

    assert "fallback" in caught.value.message_dict
