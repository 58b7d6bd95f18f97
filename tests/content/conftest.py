from __future__ import annotations

import pytest

from django_jss.models import Item, Language, Site
from tests.factories.content import root
from tests.factories.sites import LanguageFactory, SiteFactory


@pytest.fixture
def site(db: None) -> Site:
    return SiteFactory()


@pytest.fixture
def home(site: Site) -> Item:
    return root(site)


@pytest.fixture
def content(site: Site) -> Item:
    return root(site, "Content")


@pytest.fixture
def english(site: Site) -> Language:
    return site.default_language


@pytest.fixture
def danish(site: Site, english: Language) -> Language:
    """A second language of the site, which falls back to English."""
    language = LanguageFactory(code="da", fallback=english)
    site.languages.add(language)
    return language
