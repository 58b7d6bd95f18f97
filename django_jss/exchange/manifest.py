"""Reads manifests (`sitecore-import.json`, one per language; contract section 8.3)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django_jss.exchange.appdata import (
    AppData,
    ComponentDefinition,
    FieldDefinition,
    ItemData,
    MediaData,
    PlaceholderDefinition,
    RenderingData,
    TemplateDefinition,
)
from django_jss.exchange.faults import Place, Reporter, shown
from django_jss.exchange.files import load_object

MAX_BYTES = 100 * 1024 * 1024
MAX_NODES = 10_000_000
MAX_ITEM_DEPTH = 50
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
SITE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
FORBIDDEN_PLACEHOLDERS = frozenset(
    [
        "content",
        "fallback",
        "body-top",
        "body-bottom",
        "head",
        "footer",
        "main",
        "json",
        "header",
        "newsletter",
        "newsletter_head",
        "webedit",
    ]
)
FIELD_ATTRIBUTES = frozenset(
    [
        "displayName",
        "helpText",
        "section",
        "sortOrder",
        "standardValue",
        "required",
        "validationPattern",
        "validationMessage",
        "source",
        "storage",
        "id",
    ]
)
# How long texts may be, by their key; others as long as names.
LENGTHS = {"key": 500, "value": None, "graphQLQuery": None, "placeholderKey": None, "source": 500,
           "alt": 500, "title": 500, "description": None, "keywords": 500, "path": 400, "section": 100,
           "type": 100, "helpText": 500, "validationPattern": 500, "validationMessage": 500}  # fmt: skip
NAME_LENGTH = 200
# Item names may be longer; see `planning.safe_name`.
ITEM_NAME_LENGTH = 10_000


class Placed(dict[str, Any]):
    """A part of a manifest that was made from a file, and knows from which."""

    def __init__(self, place: Place, entries: Mapping[str, Any]) -> None:
        super().__init__(entries)
        self.place = place


def load_manifest(path: Path, reporter: Reporter) -> dict[str, Any] | None:
    """The JSON object in a file; None, with a fault, if there is none."""
    faults = len(reporter.faults)
    document = load_object(path, json.loads, reporter, most_bytes=MAX_BYTES, most_nodes=MAX_NODES)
    if document is not None and not (document.get("appName") and isinstance(document["appName"], str)):
        reporter.fault(Place(str(path), "appName"), 'expected a manifest with "appName"')
    return document if len(reporter.faults) == faults else None


def read_manifest(
    document: Mapping[str, Any],
    place: Place,
    media_root: Path | None,
    reporter: Reporter,
    media_files: tuple[str, ...] = (),
) -> AppData:
    """The app's data that a manifest holds; faults go to the reporter."""
    return _ManifestReader(reporter).read(document, place, media_root, media_files)


class _ManifestReader:
    def __init__(self, reporter: Reporter) -> None:
        self.reporter = reporter

    def read(
        self, document: Mapping[str, Any], place: Place, media_root: Path | None, media_files: tuple[str, ...]
    ) -> AppData:
        items = self.mapping({} if document.get("items") is None else document["items"], place / "items")
        return AppData(
            place=place,
            app_name=self.app_name(document, place),
            language=self.language(document, place),
            root_placeholders=tuple(self.keys(document, "rootPlaceholders", place)) or ("jss-main",),
            templates=tuple(self.template(raw, at) for raw, at in self.entries(document, "templates", place)),
            placeholders=tuple(self.placeholder(raw, at) for raw, at in self.entries(document, "placeholders", place)),
            components=tuple(self.component(raw, at) for raw, at in self.entries(document, "renderings", place)),
            routes=tuple(
                self.item(raw, at, is_route=True) for raw, at in self.entries(items, "routes", place / "items")
            ),
            content=tuple(self.item(raw, at) for raw, at in self.entries(items, "nonRoutes", place / "items")),
            dictionary={
                self.text(raw, "key", at, needed=True): self.text(raw, "value", at)
                for raw, at in self.entries(document, "dictionary", place)
            },
            media_root=media_root,
            media=tuple(self.media(raw, at) for raw, at in self.entries(document, "media", place)),
            media_files=media_files,
            is_default_language=document.get("isDefaultLanguage") is True,
            is_export="isDefaultLanguage" in document,
            has_inferred_definitions=document.get("isInferred") is True,
            wipes=document.get("wipeExisting") is True,
        )

    def app_name(self, document: Mapping[str, Any], place: Place) -> str:
        name = self.text(document, "appName", place)
        if not SITE_NAME.fullmatch(name):
            self.reporter.fault(
                place / "appName", f"expected a name of letters, digits, '-', '_' and '.', got {shown(name)}"
            )
        return name

    def language(self, document: Mapping[str, Any], place: Place) -> str:
        language = self.text(document, "language", place) or "en"
        if not LANGUAGE.fullmatch(language) or len(language) > 20:
            self.reporter.fault(place / "language", f"expected a language such as en or da-DK, got {shown(language)}")
        return language

    def template(self, raw: Mapping[str, Any], place: Place) -> TemplateDefinition:
        return TemplateDefinition(
            name=self.text(raw, "name", place, needed=True),
            id=self.text(raw, "id", place) or None,
            display_name=self.text(raw, "displayName", place),
            icon=self.text(raw, "icon", place),
            fields=self.field_list(raw, "fields", place),
            inherits=tuple(self.texts(raw, "inherits", place)),
            insert_options=tuple(self.texts(raw, "insertOptions", place)),
            is_route_type=raw.get("route") is True,
            is_default_route_type=raw.get("defaultRoute") is True,
            place=place,
        )

    def field_list(self, raw: Mapping[str, Any], key: str, place: Place) -> tuple[FieldDefinition, ...]:
        """Definitions of fields or parameters; a plain text is one with that name. A name counts once."""
        found: dict[str, FieldDefinition] = {}
        for index, entry in enumerate(self.listed(raw, key, place)):
            at = place / key / index
            definition = self.field({"name": entry} if isinstance(entry, str) else self.mapping(entry, at), at)
            if definition.name in found:
                self.reporter.fault(at / "name", f'there is already a field "{definition.name}"')
            found.setdefault(definition.name, definition)
        return tuple(found.values())

    def field(self, raw: Mapping[str, Any], place: Place) -> FieldDefinition:
        for key in (
            "displayName",
            "helpText",
            "section",
            "validationPattern",
            "validationMessage",
            "source",
            "storage",
        ):
            self.text(raw, key, place)
        return FieldDefinition(
            name=self.text(raw, "name", place, needed=True),
            type=self.text(raw, "type", place) or "Single-Line Text",
            attributes={key: raw[key] for key in sorted(FIELD_ATTRIBUTES & raw.keys()) if raw[key] not in (None, "")},
        )

    def placeholder(self, raw: Mapping[str, Any], place: Place) -> PlaceholderDefinition:
        key = self.text(raw, "name", place, needed=True)
        self.check_key(key, place / "name")
        return PlaceholderDefinition(key, self.text(raw, "displayName", place))

    def check_key(self, key: str, place: Place) -> None:
        if key.lower() in FORBIDDEN_PLACEHOLDERS:
            self.reporter.fault(place, f"{shown(key)} is reserved; give the placeholder another name")
        elif len(key) > 150 or "/" in key:
            self.reporter.fault(place, f"expected a placeholder of at most 150 characters without /, got {shown(key)}")

    def component(self, raw: Mapping[str, Any], place: Place) -> ComponentDefinition:
        return ComponentDefinition(
            name=self.text(raw, "name", place, needed=True),
            display_name=self.text(raw, "displayName", place),
            icon=self.text(raw, "icon", place),
            parameters=self.field_list(raw, "params", place),
            exposed_placeholders=tuple(self.keys(raw, "exposedPlaceholders", place)),
            allowed_placeholders=tuple(self.keys(raw, "allowedPlaceholders", place)),
            datasource_template=self.text(raw, "dataSourceTemplate", place),
            graphql_query=self.text(raw, "graphQLQuery", place),
            place=place,
            description=self.text(raw, "description", place, most=500),
            contents_resolver=self.text(raw, "contentsResolver", place, most=100),
        )

    def media(self, raw: Mapping[str, Any], place: Place) -> MediaData:
        names = ("name", "alt", "title", "description", "keywords")
        return MediaData(
            id=self.text(raw, "id", place, needed=True),
            path=self.text(raw, "path", place, needed=True),
            texts={name: self.text(raw, name, place) for name in names if name in raw},
            place=place,
        )

    def item(self, raw: Mapping[str, Any], place: Place, *, is_route: bool = False, depth: int = 0) -> ItemData:
        place = raw.place if isinstance(raw, Placed) else place
        if depth > MAX_ITEM_DEPTH:
            self.reporter.fault(place, f"expected at most {MAX_ITEM_DEPTH} levels of items")
            return ItemData(name="too deep", place=place)
        is_page = is_route and raw.get("layout", {}) is not None
        layout = self.mapping(raw.get("layout") or {}, place / "layout") if is_page else {}
        return ItemData(
            name=self.text(raw, "name", place, needed=True, most=ITEM_NAME_LENGTH),
            place=place,
            id=self.text(raw, "id", place) or None,
            shared_id=self.text(raw, "resolvedFromItemId", place) or None,
            is_copy=raw.get("copy") is True,
            is_translated=raw["isTranslated"] is True if "isTranslated" in raw else None,
            display_name=self.text(raw, "displayName", place),
            template=self.text(raw, "template", place),
            fields=self.fields(raw, place, depth),
            children=tuple(
                self.item(entry, at, is_route=is_route, depth=depth + 1)
                for entry, at in self.entries(raw, "children", place)
            ),
            renderings=tuple(
                self.rendering(entry, at) for entry, at in self.entries(layout, "renderings", place / "layout")
            )
            if is_page
            else None,
            page_components=tuple(
                self.item(entry, at, depth=depth + 1) for entry, at in self.entries(raw, "pageComponents", place)
            ),
        )

    def fields(self, raw: Mapping[str, Any], place: Place, depth: int) -> dict[str, Any]:
        return {
            self.text(entry, "name", at, needed=True): self.value(entry.get("value"), at / "value", depth)
            for entry, at in self.entries(raw, "fields", place)
        }

    def value(self, raw: Any, place: Place, depth: int) -> Any:
        """A field's value; objects that are items become `ItemData`."""
        if isinstance(raw, list):
            return [self.value(entry, place / index, depth + 1) for index, entry in enumerate(raw)]
        if isinstance(raw, dict) and (isinstance(raw.get("fields"), list) or "resolvedFromItemId" in raw):
            return self.item(raw, place, depth=depth + 1)
        return raw

    def rendering(self, raw: Mapping[str, Any], place: Place) -> RenderingData:
        place = raw.place if isinstance(raw, Placed) else place
        source = raw.get("dataSource")
        return RenderingData(
            component=self.text(raw, "renderingName", place, needed=True),
            uid=self.text(raw, "uid", place, needed=True),
            placeholder_path=self.text(raw, "placeholderKey", place, needed=True),
            params={
                self.text(entry, "name", at, needed=True): entry.get("value")
                for entry, at in self.entries(raw, "renderingParams", place)
            },
            datasource=self.item(source, place / "dataSource") if isinstance(source, dict) and source else None,
            place=place,
        )

    def mapping(self, raw: Any, place: Place) -> Mapping[str, Any]:
        if isinstance(raw, dict):
            return raw
        self.reporter.fault(place, f"expected an object, got {shown(raw)}")
        return {}

    def listed(self, raw: Mapping[str, Any], key: str, place: Place) -> list[Any]:
        value = raw.get(key)
        if value is None or isinstance(value, list):
            return value or []
        self.reporter.fault(place / key, f"expected a list, got {shown(value)}")
        return []

    def entries(self, raw: Mapping[str, Any], key: str, place: Place) -> Iterator[tuple[Mapping[str, Any], Place]]:
        """The objects of a list with their places; others are faults."""
        for index, entry in enumerate(self.listed(raw, key, place)):
            at = place / key / index
            if isinstance(entry, dict):
                yield entry, entry.place if isinstance(entry, Placed) else at
            else:
                self.reporter.fault(at, f"expected an object, got {shown(entry)}")

    def texts(self, raw: Mapping[str, Any], key: str, place: Place) -> Iterator[str]:
        for index, entry in enumerate(self.listed(raw, key, place)):
            if isinstance(entry, str) and entry:
                yield entry
            else:
                self.reporter.fault(place / key / index, f"expected a text, got {shown(entry)}")

    def keys(self, raw: Mapping[str, Any], key: str, place: Place) -> list[str]:
        """Keys of placeholders, given as texts or as objects with a name; each once."""
        given = [entry.get("name") if isinstance(entry, dict) else entry for entry in self.listed(raw, key, place)]
        found = list(dict.fromkeys(self.texts({key: given}, key, place)))
        for index, name in enumerate(found):
            self.check_key(name, place / key / index)
        return found

    def text(
        self, raw: Mapping[str, Any], key: str, place: Place, *, needed: bool = False, most: int | None = None
    ) -> str:
        value = raw.get(key)
        if value is None or value is False:
            value = ""
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            self.reporter.fault(place / key, f"expected a text, got {shown(value)}")
            return ""
        most = most or LENGTHS.get(key, NAME_LENGTH)
        if most and len(value) > most:
            self.reporter.fault(place / key, f"expected at most {most} characters, got {len(value)}")
            return value[:most]
        # A reference to a shared item has no name of its own.
        if needed and not value.strip() and "resolvedFromItemId" not in raw:
            self.reporter.fault(place / key, "expected a text that is not empty")
        return value
