"""Sites, languages and API keys."""

from __future__ import annotations

from typing import Any

import factory
from factory.django import DjangoModelFactory

from django_jss.models import ApiKey, Language, Site


class LanguageFactory(DjangoModelFactory[Language]):
    class Meta:
        model = Language
        django_get_or_create = ("code",)

    code = "en"
    name = factory.LazyAttribute(lambda language: language.code.upper())


class SiteFactory(DjangoModelFactory[Site]):
    class Meta:
        model = Site
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"site-{number}")
    default_language = factory.SubFactory(LanguageFactory)

    @factory.post_generation
    def languages(site: Site, create: bool, extracted: Any, **kwargs: Any) -> None:
        """The default language, and those given."""
        if create:
            site.languages.add(site.default_language, *(extracted or ()))


class ApiKeyFactory(DjangoModelFactory[ApiKey]):
    class Meta:
        model = ApiKey
        skip_postgeneration_save = True

    name = "front end"
