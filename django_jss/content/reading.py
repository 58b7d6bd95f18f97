"""Reads items as a language shows them, many at a time."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from django_jss.conf import settings
from django_jss.content.field_types import ItemContent, MediaInfo, field_type
from django_jss.content.models import FieldStorage, Item, ItemVersion, MediaItem, VersionState
from django_jss.content.templates import TemplateInfo, templates_with
from django_jss.sites.directory import LanguageInfo, SiteInfo


class ItemReader:
    """Reads items of a site in one language, each once; published versions only, unless for a preview.

    A field's value comes from the item's version in the language, else, where the site falls back, from its
    fallback languages in turn, else from the template's standard value. `valid_until` is the first moment at which
    a version that was looked at begins or ceases to be published.
    """

    def __init__(self, site: SiteInfo, language: LanguageInfo, at: datetime, *, preview: bool = False) -> None:
        self.site, self.at, self.preview = site, at, preview
        self.codes = (language.code, *(language.fallback_codes if site.uses_language_fallback else ()))
        self.valid_until: datetime | None = None
        self._items: dict[uuid.UUID, ItemContent | None] = {}
        self._media: dict[uuid.UUID, MediaInfo | None] = {}

    def item(self, guid: uuid.UUID) -> ItemContent | None:
        """An item that was loaded, or is loaded now; None if there is none in the site."""
        if guid not in self._items:
            self.load([guid])
        return self._items[guid]

    def media(self, guid: uuid.UUID) -> MediaInfo | None:
        if guid not in self._media:
            self.load_media([guid])
        return self._media[guid]

    def load(self, guids: Iterable[uuid.UUID]) -> list[ItemContent]:
        """Load these items: two queries, whatever their number."""
        wanted = [guid for guid in dict.fromkeys(guids) if guid not in self._items]
        self._items.update(dict.fromkeys(wanted))
        rows = list(Item.objects.filter(guid__in=wanted, site=self.site.id)) if wanted else []
        versions = self._versions(rows)
        templates = templates_with(self.site.id, (row.template_id for row in rows))
        loaded = [self._content(row, versions.get(row.pk, {}), templates[row.template_id]) for row in rows]
        self._items.update({content.guid: content for content in loaded})
        return loaded

    def load_children(self, parent: ItemContent) -> list[ItemContent]:
        """The children of an item in the tree's order."""
        guids = Item.objects.filter(parent=parent.id).order_by("position", "pk").values_list("guid", flat=True)
        children = list(guids)
        self.load(children)
        return [child for child in (self._items[guid] for guid in children) if child is not None]

    def load_deep(self, guids: Iterable[uuid.UUID]) -> None:
        """Load these items and what their fields point at, level by level, as deep as it is served."""
        waiting = set(guids)
        media: set[uuid.UUID] = set()
        # The items themselves, as many levels of references with their fields, and the names of those still deeper.
        for _level in range(settings.REFERENCE_DEPTH + 2):
            found: set[uuid.UUID] = set()
            self.load(waiting)
            for content in filter(None, (self._items[guid] for guid in waiting)):
                for field in content.template.fields:
                    stored = content.fields.get(field.name)
                    if stored is not None:
                        found |= field_type(field.type).references(stored)
                        media |= field_type(field.type).media(stored)
            waiting = found - self._items.keys()
            if not waiting:
                break
        self.load_media(media)

    def load_media(self, guids: Iterable[uuid.UUID]) -> None:
        """Load these media items: one query."""
        wanted = [guid for guid in dict.fromkeys(guids) if guid not in self._media]
        self._media.update(dict.fromkeys(wanted))
        if wanted:
            for row in MediaItem.objects.filter(guid__in=wanted).select_related("site"):
                self._media[row.guid] = media_info(row)

    def _versions(self, rows: list[Item]) -> Mapping[int, dict[str, ItemVersion]]:
        """By item and language code the version to show. Read are only versions that none with a higher number hides."""
        candidates = ItemVersion.objects.filter(item__in=rows, language__code__in=self.codes)
        if self.preview:
            candidates = candidates.latest_ones()
        else:
            later = ItemVersion.objects.filter(
                item=OuterRef("item"), language=OuterRef("language"), number__gt=OuterRef("number")
            )
            candidates = candidates.filter(
                ~Exists(later.live(self.at)),
                Q(publish_until=None) | Q(publish_until__gt=self.at),
                state=VersionState.PUBLISHED,
            )
        shown: defaultdict[int, dict[str, ItemVersion]] = defaultdict(dict)
        for version in candidates.select_related("language").order_by("number"):
            if not self.preview:
                self.note_edge(version.publish_from)
                self.note_edge(version.publish_until)
                if version.publish_from and version.publish_from > self.at:
                    continue
            shown[version.item_id][version.language.code] = version
        return shown

    def note_edge(self, edge: datetime | None) -> None:
        """Take a moment into account at which what was read ceases to hold; past ones do not matter."""
        if edge and edge > self.at and (self.valid_until is None or edge < self.valid_until):
            self.valid_until = edge

    def _content(self, row: Item, versions: Mapping[str, ItemVersion], template: TemplateInfo) -> ItemContent:
        line = [versions[code] for code in self.codes if code in versions]
        main = line[0] if line else None
        return ItemContent(
            id=row.pk,
            guid=row.guid,
            name=row.name,
            display_name=(main.display_name if main else "") or row.name,
            path=row.path,
            url_path=row.url_path,
            has_layout=row.has_layout,
            template=template,
            version=main.number if main else None,
            language=main.language.code if main else self.codes[0],
            fields=_values(row, line, template),
        )


def _values(row: Item, line: list[ItemVersion], template: TemplateInfo) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in template.fields:
        layers = [row.shared_fields] if field.storage == FieldStorage.SHARED else [version.fields for version in line]
        own = next((layer[field.name] for layer in layers if layer.get(field.name) is not None), None)
        values[field.name] = field.standard_value if own is None else own
    return values


def media_info(row: MediaItem) -> MediaInfo:
    """A media item as fields serve it."""
    name = row.path.rsplit("/", 1)[-1]
    return MediaInfo(
        guid=row.guid,
        path=f"{row.site.name}/{row.path}",
        name=row.name or (name.rpartition(".")[0] if "." in name else name),
        alt=row.alt,
        title=row.title,
        description=row.description,
        keywords=row.keywords,
        mime_type=row.mime_type,
        extension=row.extension,
        size=row.size,
        width=row.width,
        height=row.height,
    )
