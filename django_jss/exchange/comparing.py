"""Compares an app's data with what a site holds: what goes where, in its stored form. Writes nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from django_jss.content.models import Item, MediaItem, Template
from django_jss.content.templates import all_fields
from django_jss.engine.guids import parse_guid
from django_jss.exchange.appdata import AppData, FieldDefinition
from django_jss.exchange.applying import Content
from django_jss.exchange.definitions import Definitions, merged_definitions
from django_jss.exchange.faults import Place, Reporter
from django_jss.exchange.guids import GuidMaker
from django_jss.exchange.keeping import completed
from django_jss.exchange.library import Library
from django_jss.exchange.placing import Target, Tree
from django_jss.exchange.planning import Known, PlannedItem, PlannedRendering, Planner, ids_of, items_of
from django_jss.exchange.values import ValueReader
from django_jss.sites.models import Site

CHUNK = 500


@dataclass(frozen=True, slots=True)
class PageLayout:
    """A page and the renderings that it shall have in a language."""

    target: Target
    renderings: list[PlannedRendering]
    place: Place


@dataclass(frozen=True, slots=True)
class LanguageWork:
    """One language of an import: versions and layouts as they shall be."""

    data: AppData
    contents: list[Content]
    pages: list[PageLayout]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that is to be written; the default language comes first, for its layouts are the shared ones."""

    definitions: Definitions
    maker: GuidMaker
    tree: Tree
    library: Library
    work: list[LanguageWork]


def compare(
    apps: Sequence[AppData], site: Site | None, name: str, reporter: Reporter, *, keep_definitions: bool
) -> Comparison:
    """Lay all languages out over the site's rows; faults, as many as there are, go to the reporter.

    With `keep_definitions`, inferred definitions do not change those that the site has.
    """
    definitions = merged_definitions(apps, reporter)
    if keep_definitions and site is not None and all(data.has_inferred_definitions for data in apps):
        definitions = completed(definitions, site)
    maker = GuidMaker(name, _taken(apps, site))
    ids: dict[str, uuid.UUID] = {}
    for data in apps:
        ids = {**ids_of(data, maker, reporter), **ids}
    languages = {data.language.lower() for data in apps}
    may_move = site is not None and site.default_language.code.lower() in languages
    tree, library = Tree(site, reporter, may_move=may_move), Library(site, maker, reporter)
    known = Known(ids, tree.rows)
    planned: list[tuple[AppData, Planner, list[PlannedItem], list[Target]]] = []
    for data in apps:
        planner = Planner(data, definitions, maker, known, reporter)
        items = planner.plan()
        planned.append((data, planner, items, tree.place(items)))
        library.collect(data)
    tree.check()
    moved = {**{guid: maker.for_id(str(guid)) for guid in maker.taken}, **library.moved, **tree.moved}
    readers = [_value_reader(data, planner, ids, moved, library) for data, planner, _items, _targets in planned]
    work = [
        _work(data, items, targets, reader, definitions, moved, reporter)
        for (data, _planner, items, targets), reader in zip(planned, readers, strict=True)
    ]
    definitions = _with_standard_values(definitions, readers[0], reporter)
    return Comparison(definitions, maker, tree, library, work)


def _with_standard_values(definitions: Definitions, reader: ValueReader, reporter: Reporter) -> Definitions:
    """Standard values in their stored form."""

    def stored(field: FieldDefinition, place: Place) -> FieldDefinition:
        if "standardValue" not in field.attributes:
            return field
        try:
            value = reader.stored(field.type, field.attributes["standardValue"])
        except ValidationError as error:
            reporter.fault(place / field.name / "standardValue", " ".join(error.messages))
            return field
        return replace(field, attributes={**field.attributes, "standardValue": value})

    templates = {
        name: replace(template, fields=tuple(stored(field, template.place / "fields") for field in template.fields))
        for name, template in definitions.templates.items()
    }
    return replace(definitions, templates=templates)


def _value_reader(
    data: AppData,
    planner: Planner,
    ids: Mapping[str, uuid.UUID],
    moved: Mapping[uuid.UUID, uuid.UUID],
    library: Library,
) -> ValueReader:
    return ValueReader(
        routes={path: moved.get(guid, guid) for path, guid in planner.routes.items()},
        ids={id: moved.get(guid, guid) for id, guid in ids.items()},
        moved=moved,
        media=lambda path: library.find(data.media_root, path),
        is_stored=data.is_export,
    )


def _work(
    data: AppData,
    items: Sequence[PlannedItem],
    targets: Sequence[Target],
    reader: ValueReader,
    definitions: Definitions,
    moved: Mapping[uuid.UUID, uuid.UUID],
    reporter: Reporter,
) -> LanguageWork:
    types = _FieldTypes(definitions)
    contents, pages = [], []
    for item, target in zip(items, targets, strict=True):
        if item.has_version:
            values = _stored(item, types.of(target), reader, reporter)
            contents.append(Content(target, item.display_name, values, item.place))
        if item.renderings is not None:
            pages.append(PageLayout(target, [_settled(entry, moved) for entry in item.renderings], item.place))
    return LanguageWork(data, contents, pages)


def _stored(item: PlannedItem, types: Mapping[str, str], reader: ValueReader, reporter: Reporter) -> dict[str, Any]:
    values = {}
    for name, value in item.values.items():
        try:
            if name in types:
                values[name] = reader.stored(types[name], value)
        except ValidationError as error:
            reporter.fault(item.place / "fields" / name, " ".join(error.messages))
    return values


def _settled(rendering: PlannedRendering, moved: Mapping[uuid.UUID, uuid.UUID]) -> PlannedRendering:
    shown = rendering.datasource
    if shown is None or shown not in moved:
        return rendering
    return PlannedRendering(
        rendering.uid, rendering.parent_uid, rendering.placeholder, rendering.component, moved[shown], rendering.params
    )


class _FieldTypes:
    """The types of a template's fields by name, as the import defines them, else as the site has them."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self._known: dict[str, Mapping[str, str]] = {}

    def of(self, target: Target) -> Mapping[str, str]:
        name = target.template
        if name not in self._known:
            if name in self.definitions.templates:
                fields: Iterable[Any] = self.definitions.fields_of(name).values()
            else:
                fields = all_fields(target.row.template) if target.row else ()
            self._known[name] = {field.name: field.type for field in fields}
        return self._known[name]


def _taken(apps: Sequence[AppData], site: Site | None) -> frozenset[uuid.UUID]:
    """Those of the GUIDs in the import that another site has."""
    wanted: dict[type[Model], set[uuid.UUID]] = {
        Item: {guid for data in apps for item in items_of(data) if (guid := _guid(item.id))},
        Template: {guid for data in apps for entry in data.templates if (guid := _guid(entry.id))},
        MediaItem: {guid for data in apps for media in data.media if (guid := _guid(media.id))},
    }
    taken: set[uuid.UUID] = set()
    for model, guids in wanted.items():
        listed = sorted(guids)
        for start in range(0, len(listed), CHUNK):
            rows = model._default_manager.filter(guid__in=listed[start : start + CHUNK])
            taken |= set((rows.exclude(site=site) if site else rows).values_list("guid", flat=True))
    return frozenset(taken)


def _guid(id: str | None) -> uuid.UUID | None:
    try:
        return parse_guid(id) if id else None
    except ValueError:
        return None
