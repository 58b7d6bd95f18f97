"""Fields need no database but what they point at: here a dictionary."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from django_jss.content.field_types import field_type
from django_jss.content.serialization import ItemContent, MediaInfo, SerializationContext
from django_jss.content.templates import FieldInfo, TemplateInfo
from django_jss.sites.directory import SiteInfo

SITE = SiteInfo(
    id=1,
    guid=uuid.UUID(int=1),
    name="app",
    languages={},
    default_language="en",
    uses_language_fallback=False,
    embeds_language_in_links=False,
    root_placeholders=("jss-main",),
    time_zone="UTC",
    hostname="cms.example.com",
)


@dataclass
class World:
    """All items and media that there are."""

    items: dict[uuid.UUID, ItemContent] = field(default_factory=dict)
    files: dict[uuid.UUID, MediaInfo] = field(default_factory=dict)
    site: SiteInfo = SITE

    def item(self, guid: uuid.UUID) -> ItemContent | None:
        return self.items.get(guid)

    def media(self, guid: uuid.UUID) -> MediaInfo | None:
        return self.files.get(guid)

    def add_item(self, path: str = "/Content/Ann", *, version: int | None = 1, **fields: tuple[str, Any]) -> uuid.UUID:
        """An item with fields as (type, stored value) by name; returns its GUID."""
        guid = uuid.uuid4()
        name = path.rsplit("/", 1)[-1]
        template = TemplateInfo(
            1,
            uuid.uuid4(),
            "T",
            "T",
            tuple(_field_info(key, kind) for key, (kind, _value) in fields.items()),
            frozenset(),
        )
        url_path = path.replace(" ", "-")
        values = {key: value for key, (_kind, value) in fields.items()}
        self.items[guid] = ItemContent(
            1, guid, name, f"{name}!", path, url_path, False, template, version, "en", values
        )  # fmt: skip
        return guid

    def add_media(self, **values: Any) -> uuid.UUID:
        guid = uuid.uuid4()
        self.files[guid] = replace(MEDIA, guid=guid, **values)
        return guid

    def context(self, trail: tuple[uuid.UUID, ...] = (uuid.UUID(int=0),)) -> SerializationContext:
        """The context of the fields of one item."""
        return SerializationContext(self.site, "en", self, trail)


MEDIA = MediaInfo(
    guid=uuid.UUID(int=2),
    path="app/img/logo.png",
    name="logo",
    alt="Our logo",
    title="Logo",
    description="",
    keywords="",
    mime_type="image/png",
    extension="png",
    size=1234,
    width=600,
    height=400,
)


def _field_info(name: str, kind: str) -> FieldInfo:
    return FieldInfo(uuid.uuid4(), name, kind, name, "", "", None, False, "", "", "", "versioned")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def serialize(world: World) -> Callable[[str, Any], Any]:
    """What the Layout Service answers for a stored value of a field of this type."""

    def serialize(kind: str, stored: Any) -> Any:
        return field_type(kind).serialize(stored, world.context())

    return serialize
