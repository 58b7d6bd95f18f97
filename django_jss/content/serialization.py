"""What the values of fields refer to while they are served."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django_jss.content.templates import TemplateInfo
from django_jss.sites.directory import SiteInfo


@dataclass(frozen=True, slots=True)
class ItemContent:
    """An item as one language shows it; `fields` are stored values by name, fallbacks applied.

    `version` is None if it has no version to show; `language` is the one of the version, which fallback may change.
    """

    id: int
    guid: uuid.UUID
    name: str
    display_name: str
    path: str
    url_path: str
    has_layout: bool
    template: TemplateInfo
    version: int | None
    language: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """A media item as fields serve it; `path` starts with the site's name."""

    guid: uuid.UUID
    path: str
    name: str
    alt: str
    title: str
    description: str
    keywords: str
    mime_type: str
    extension: str
    size: int
    width: int | None
    height: int | None


class Source(Protocol):
    """Where referenced items and media come from; None for what is missing or not published."""

    def item(self, guid: uuid.UUID) -> ItemContent | None: ...

    def media(self, guid: uuid.UUID) -> MediaInfo | None: ...


@dataclass(frozen=True, slots=True)
class SerializationContext:
    """Site, language and source of references; `trail` holds the GUIDs of the items being served, outermost first."""

    site: SiteInfo
    language: str
    source: Source
    trail: tuple[uuid.UUID, ...] = ()

    def inside(self, guid: uuid.UUID) -> SerializationContext:
        """The context of the fields of a referenced item."""
        return SerializationContext(self.site, self.language, self.source, (*self.trail, guid))

    def item_url(self, item: ItemContent) -> str:
        """The path to an item, with the language in front if the site wants that."""
        prefix = f"/{self.language}" if self.site.embeds_language_in_links else ""
        return f"{prefix}{item.url_path}" if item.url_path != "/" or not prefix else f"{prefix}/"
