"""Templates, items and their versions, components and layouts, media and phrases."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from django_jss.content.models.items import path_key_of
from django_jss.content.reading import ItemReader
from django_jss.content.serialization import ItemContent, SerializationContext
from django_jss.models import (
    Component,
    DictionaryPhrase,
    Item,
    ItemVersion,
    Language,
    Layout,
    LayoutStage,
    MediaItem,
    Rendering,
    Site,
    Template,
    TemplateBase,
    TemplateField,
    VersionState,
)
from django_jss.sites import directory
from django_jss.sites.directory import LanguageInfo, SiteInfo


class TemplateFactory(DjangoModelFactory[Template]):
    """Takes `fields`, types by name, and `bases`."""

    class Meta:
        model = Template
        skip_postgeneration_save = True

    site = factory.SubFactory("tests.factories.sites.SiteFactory")
    name = factory.Sequence(lambda number: f"Template {number}")

    @factory.post_generation
    def fields(template: Template, create: bool, extracted: Any, **kwargs: Any) -> None:
        for position, (name, kind) in enumerate((extracted or {}).items()):
            TemplateField.objects.create(template=template, name=name, type=kind, position=position)

    @factory.post_generation
    def bases(template: Template, create: bool, extracted: Any, **kwargs: Any) -> None:
        for position, base in enumerate(extracted or ()):
            TemplateBase.objects.create(template=template, base=base, position=position)


class TemplateFieldFactory(DjangoModelFactory[TemplateField]):
    """Needs a `template`."""

    class Meta:
        model = TemplateField

    name = factory.Sequence(lambda number: f"field{number}")


class ItemFactory(DjangoModelFactory[Item]):
    """An item below `parent`, or a root if there is none."""

    class Meta:
        model = Item

    parent = None
    name = factory.Sequence(lambda number: f"item-{number}")
    site = factory.LazyAttribute(lambda item: item.parent.site)
    template = factory.LazyAttribute(lambda item: TemplateFactory(site=item.site))
    path = factory.LazyAttribute(lambda item: f"{item.parent.path if item.parent else ''}/{item.name}")
    path_key = factory.LazyAttribute(lambda item: path_key_of(item.path))


class PageFactory(ItemFactory):
    has_layout = True


class VersionFactory(DjangoModelFactory[ItemVersion]):
    """Needs an `item`; published, in the site's default language."""

    class Meta:
        model = ItemVersion

    language = factory.LazyAttribute(lambda version: version.item.site.default_language)
    state = VersionState.PUBLISHED
    lock = 1


class ComponentFactory(DjangoModelFactory[Component]):
    class Meta:
        model = Component

    site = factory.SubFactory("tests.factories.sites.SiteFactory")
    name = factory.Sequence(lambda number: f"Component{number}")


class RenderingFactory(DjangoModelFactory[Rendering]):
    """Needs a `layout`."""

    class Meta:
        model = Rendering

    component = factory.LazyAttribute(lambda rendering: ComponentFactory(site=rendering.layout.item.site))
    placeholder = "jss-main"


class MediaFactory(DjangoModelFactory[MediaItem]):
    """A row with a file of few bytes; for real files use `content.media.store_media`."""

    class Meta:
        model = MediaItem

    site = factory.SubFactory("tests.factories.sites.SiteFactory")
    path = factory.Sequence(lambda number: f"files/file-{number}.bin")
    file = factory.LazyFunction(lambda: ContentFile(b"bytes", name="file.bin"))
    mime_type = "application/octet-stream"
    size = 5
    checksum = factory.LazyFunction(lambda: uuid.uuid4().hex * 2)


class PhraseFactory(DjangoModelFactory[DictionaryPhrase]):
    class Meta:
        model = DictionaryPhrase

    site = factory.SubFactory("tests.factories.sites.SiteFactory")
    language = factory.LazyAttribute(lambda phrase: phrase.site.default_language)
    key = factory.Sequence(lambda number: f"key-{number}")


def root(site: Site, name: str = "home", **values: Any) -> Item:
    """A root of a site; `home` is a page."""
    return ItemFactory(site=site, name=name, has_layout=name == "home", **values)


def published(item: Item, language: Language | None = None, **fields: Any) -> ItemVersion:
    """A published version that holds these values."""
    language = language or item.site.default_language
    number = item.versions.filter(language=language).count() + 1
    return VersionFactory(item=item, language=language, number=number, fields=fields)


def draft(item: Item, language: Language | None = None, **fields: Any) -> ItemVersion:
    """A draft that holds these values, on top of what there is."""
    version = published(item, language, **fields)
    version.state = VersionState.DRAFT
    version.save()
    return version


def layout_of(item: Item, *, stage: str = LayoutStage.PUBLISHED, language: Language | None = None) -> Layout:
    layout, _created = Layout.objects.get_or_create(
        item=item, stage=stage, language_key=language.pk if language else 0, defaults={"language": language}
    )
    layout.item = item
    return layout


def info_of(site: Site) -> SiteInfo:
    """The site as requests see it."""
    info = directory.current().site_named(site.name)
    assert info is not None
    return info


def language_info(site: Site, code: str = "en") -> LanguageInfo:
    info = info_of(site).language(code)
    assert info is not None
    return info


def reader_of(site: Site, code: str = "en", **options: Any) -> ItemReader:
    """A reader of a site's items at this moment."""
    return ItemReader(info_of(site), language_info(site, code), options.pop("at", None) or timezone.now(), **options)


def context_of(site: Site, code: str = "en") -> SerializationContext:
    return SerializationContext(info_of(site), language_info(site, code).code, reader_of(site, code))


def read(item: Item, code: str = "en", **options: Any) -> ItemContent:
    """An item as a language shows it now."""
    content = reader_of(item.site, code, **options).item(item.guid)
    assert content is not None
    return content


def own_values(version: ItemVersion) -> Mapping[str, Any]:
    version.refresh_from_db()
    fields: Mapping[str, Any] = version.fields
    return fields
