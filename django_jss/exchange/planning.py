"""Lays an app's data out as the site's tree: every item with its GUID and path, every reference resolved."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django_jss.conf import settings
from django_jss.content.layouts import FOLDER, PAGE_COMPONENTS
from django_jss.content.models.items import HOME, path_key_of, url_path_of
from django_jss.content.tree import FORBIDDEN
from django_jss.engine.guids import parse_guid
from django_jss.exchange.appdata import AppData, ComponentDefinition, FieldDefinition, ItemData, RenderingData
from django_jss.exchange.definitions import Definitions
from django_jss.exchange.faults import Place, Reporter, hint
from django_jss.exchange.guids import GuidMaker

LONGEST_NAME = 100
NESTED = re.compile(r"(?P<key>.+)-(?P<uid>\{[0-9A-Fa-f-]{36}\})-\d+")
ROOTS = ("Components", "Content")


@dataclass(slots=True)
class PlannedItem:
    """An item as it shall be; `values` are still in the shapes of the app's files, references as `{"guid": …}`.

    An item that has no version in the language only carries others.
    """

    guid: uuid.UUID
    path: str
    parent_path: str | None
    template: str
    place: Place
    display_name: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    has_version: bool = True
    has_layout: bool = False
    comes_last: bool = False
    renderings: list[PlannedRendering] | None = None

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def key(self) -> str:
        return path_key_of(self.path)


@dataclass(frozen=True, slots=True)
class PlannedRendering:
    uid: uuid.UUID
    parent_uid: uuid.UUID | None
    placeholder: str
    component: str
    datasource: uuid.UUID | None
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """What references may point at beside the language's own items: ids of all languages, items of the site."""

    ids: Mapping[str, uuid.UUID]
    guids: Collection[uuid.UUID]


class Planner:
    """Plans one language of an app; faults go to the reporter."""

    def __init__(
        self, data: AppData, definitions: Definitions, maker: GuidMaker, known: Known, reporter: Reporter
    ) -> None:
        self.data, self.definitions, self.maker, self.known = data, definitions, maker, known
        self.reporter = reporter
        self.items: dict[str, PlannedItem] = {}
        self.routes: dict[str, uuid.UUID] = {}
        self._fields: dict[str, Mapping[str, FieldDefinition]] = {}

    def plan(self) -> list[PlannedItem]:
        """All items, parents before their children."""
        for content in self.data.content:
            self._add(content, None, f"/{self._name(content)}")
        for root in ROOTS:
            # An export has what its site has, no more.
            if path_key_of(root) not in self.items and not self.data.is_export:
                self._folder(f"/{root}", None)
        for route in self.data.routes:
            if self._name(route).casefold() != HOME:
                self.reporter.fault(
                    route.place / "name", f'expected the first route to be "{HOME}", got "{route.name}"'
                )
            self._add_route(route, None, f"/{HOME}")
        for route in self.data.routes:
            self._add_renderings(route, f"/{HOME}")
        return list(self.items.values())

    def fields_of(self, template: str) -> Mapping[str, FieldDefinition]:
        """The fields of a template by name, inherited ones included."""
        if template not in self._fields:
            self._fields[template] = self.definitions.fields_of(template)
        return self._fields[template]

    def _name(self, item: ItemData) -> str:
        return item.name if self.data.is_export and clean(item.name) == item.name else safe_name(item.name)

    def _guid(self, item: ItemData, path: str) -> uuid.UUID:
        return self.maker.for_id(item.id) if item.id else self.maker.for_path("item", path)

    def _add(self, item: ItemData, parent: str | None, path: str) -> PlannedItem:
        planned = PlannedItem(
            guid=self._guid(item, path),
            path=path,
            parent_path=parent,
            template=self._template(item),
            place=item.place,
            display_name=item.display_name,
        )
        planned.has_version = planned.template != FOLDER or bool(item.display_name)
        if item.is_translated is not None:
            planned.has_version = item.is_translated
        known = self.items.get(planned.key)
        if known is not None and not (known.template == FOLDER == planned.template):
            self.reporter.fault(item.place, f"there is already an item at {path}; names must differ")
        if len(path) > settings.MAX_PATH_LENGTH:
            self.reporter.fault(
                item.place, f"its path has {len(path)} characters, at most {settings.MAX_PATH_LENGTH} may be"
            )
        self.items[planned.key] = planned
        planned.values = self._values(item, planned, path)
        for child in item.children:
            self._add(child, path, f"{path}/{self._name(child)}")
        return planned

    def _add_route(self, route: ItemData, parent: str | None, path: str) -> None:
        template = route.template or self.definitions.default_route_type
        planned = self._add(replace(route, template=template, fields={}, children=()), parent, path)
        own = f"{path}/{PAGE_COMPONENTS}"
        planned.values = self._values(route, planned, own)
        planned.has_layout = route.renderings is not None
        if planned.has_layout and planned.has_version:
            planned.renderings = []
            self.routes[url_path_of(path)] = planned.guid
        if route.page_components:
            self._folder(own, path)
        for component in route.page_components:
            self._add(component, own, f"{own}/{self._name(component)}")
        for child in route.children:
            self._add_route(child, path, f"{path}/{self._name(child)}")

    def _add_renderings(self, route: ItemData, path: str) -> None:
        page = self.items.get(path_key_of(path))
        if page is not None and page.renderings is not None:
            uids: set[uuid.UUID] = set()
            for data in route.renderings or ():
                planned = self._rendering(page, data, uids)
                if planned is not None:
                    page.renderings.append(planned)
                    uids.add(planned.uid)
        for child in route.children:
            self._add_renderings(child, f"{path}/{self._name(child)}")

    def _rendering(self, page: PlannedItem, data: RenderingData, uids: set[uuid.UUID]) -> PlannedRendering | None:
        component = self.definitions.components.get(data.component)
        if component is None:
            message = f'no component "{data.component}"{hint(data.component, self.definitions.components)}'
            self.reporter.fault(data.place, message)
        try:
            uid = parse_guid(data.uid)
        except ValueError:
            self.reporter.fault(data.place / "uid", f"expected a GUID, got {data.uid!r}")
            return None
        if uid in uids:
            self.reporter.fault(data.place / "uid", f"the uid {data.uid} is taken on this page")
            return None
        if component is None:
            # Its uid counts all the same, so that what stands in it is not taken for lost.
            uids.add(uid)
            return None
        key, parent = self._placement(data)
        if parent is not None and parent not in uids:
            self.reporter.fault(
                data.place / "placeholderKey", "the component that it stands in comes later or is missing"
            )
            return None
        return PlannedRendering(
            uid, parent, key, data.component, self._shown(page, data, component), self._params(data)
        )

    def _placement(self, data: RenderingData) -> tuple[str, uuid.UUID | None]:
        """The placeholder's key and the uid of the rendering that it stands in; None at the root of the page."""
        segments = [segment for segment in data.placeholder_path.split("/") if segment]
        last = segments[-1] if segments else ""
        match = NESTED.fullmatch(last) if len(segments) > 1 else None
        key = match["key"] if match else last
        if (len(segments) > 1 and match is None) or not 0 < len(key) <= 150:
            self.reporter.fault(
                data.place / "placeholderKey",
                f"expected a path such as /jss-main/jss-tabs-{{UID}}-0, got {data.placeholder_path!r}",
            )
        return key, uuid.UUID(match["uid"]) if match else None

    def _params(self, data: RenderingData) -> dict[str, str]:
        params = {}
        for name, value in data.params.items():
            if isinstance(value, list | dict):
                self.reporter.fault(data.place / "params" / name, "expected a text, number, true or false")
            elif value is not None:
                params[name] = param_text(value)
        return params

    def _shown(self, page: PlannedItem, data: RenderingData, component: ComponentDefinition) -> uuid.UUID | None:
        """The item that a rendering shows, its own ones planned below the page."""
        shown = data.datasource
        if shown is None:
            return None
        if shown.shared_id and not shown.is_copy:
            return self._shared(shown.shared_id, shown.place)
        if not component.datasource_template:
            if shown.fields:
                message = f'the component "{data.component}" shows no item; its fields are dropped'
                self.reporter.warn(data.place, message)
            return None
        folder = f"{page.path}/{PAGE_COMPONENTS}"
        if path_key_of(folder) not in self.items:
            self._folder(folder, page.path)
        own = replace(shown, shared_id=None, is_copy=False, template=shown.template or component.datasource_template)
        return self._add(own, folder, f"{folder}/{self._name(shown)}").guid

    def _shared(self, id: str, place: Place) -> uuid.UUID | None:
        found = self.known.ids.get(id)
        if found is None and (guid := self.maker.for_id(id)) in self.known.guids:
            found = guid
        if found is None:
            self.reporter.fault(place, f'no item with the id "{id}"{hint(id, self.known.ids)}')
        return found

    def _values(self, item: ItemData, planned: PlannedItem, below: str) -> dict[str, Any]:
        """The values of the item's fields, inline items in them planned below `below` and replaced by their GUIDs."""
        if not item.fields:
            return {}
        fields = self.fields_of(planned.template)
        values: dict[str, Any] = {}
        for name, value in item.fields.items():
            if name not in fields:
                message = f'the template "{planned.template}" has no field "{name}"; its value is dropped'
                self.reporter.warn(item.place, message + hint(name, fields))
            elif value is not None:
                values[name] = self._resolved(value, planned, below, item.place / "fields" / name)
        return values

    def _resolved(self, value: Any, owner: PlannedItem, below: str, place: Place) -> Any:
        if isinstance(value, list):
            return [self._resolved(entry, owner, below, place / index) for index, entry in enumerate(value)]
        if isinstance(value, ItemData):
            if value.shared_id and not value.is_copy:
                return {"guid": self._shared(value.shared_id, value.place)}
            return {"guid": self._inline(replace(value, shared_id=None, is_copy=False), owner, below).guid}
        if isinstance(value, dict) and "id" in value and set(value) <= {"id", "copy"}:
            return {"guid": self._shared(str(value["id"]), place)}
        return value

    def _inline(self, item: ItemData, owner: PlannedItem, below: str) -> PlannedItem:
        """An item that stands in a field: beside a page's own content, else below its owner."""
        parent = owner.path
        if below.endswith(f"/{PAGE_COMPONENTS}"):
            parent = below
        elif (owner.parent_path or "").endswith(f"/{PAGE_COMPONENTS}"):
            parent = owner.parent_path or ""
        if path_key_of(parent) not in self.items:
            self._folder(parent, owner.path)
        return self._add(item, parent, f"{parent}/{self._name(item)}")

    def _template(self, item: ItemData) -> str:
        name = self.definitions.template_name(item.template or FOLDER)
        if name not in self.definitions.templates:
            self.reporter.fault(item.place, f'no template "{name}"{hint(name, self.definitions.templates)}')
        return name

    def _folder(self, path: str, parent: str | None) -> None:
        self.items[path_key_of(path)] = PlannedItem(
            guid=self.maker.for_path("item", path),
            path=path,
            parent_path=parent,
            comes_last=parent is not None,
            template=FOLDER,
            place=self.data.place,
            has_version=False,
        )


def ids_of(data: AppData, maker: GuidMaker, reporter: Reporter) -> dict[str, uuid.UUID]:
    """The items of a language that have ids of their own, wherever they stand."""
    places: dict[str, Place] = {}
    for item in items_of(data):
        if item.id and item.id in places:
            first = places[item.id]
            where = first.path if first.file == item.place.file and first.path else first.file
            reporter.fault(item.place / "id", f'the id "{item.id}" is taken by another item, in {where}')
        if item.id:
            places.setdefault(item.id, item.place)
    return {id: maker.for_id(id) for id in places}


def items_of(data: AppData) -> Iterator[ItemData]:
    """All items of a language: routes, content, what components show and what stands in fields; no references."""
    waiting: deque[Any] = deque([*data.content, *data.routes])
    while waiting:
        current = waiting.popleft()
        if isinstance(current, list):
            waiting.extendleft(reversed(current))
        elif isinstance(current, ItemData) and (not current.shared_id or current.is_copy):
            yield current
            shown = [entry.datasource for entry in current.renderings or ()]
            below = [*current.fields.values(), *shown, *current.page_components, *current.children]
            waiting.extendleft(reversed(below))


def safe_name(name: str) -> str:
    """An item's name; one of more than 100 characters becomes its first 36 and the SHA-256 of the whole, as in JSS."""
    safe = clean(name)
    return safe if len(safe) <= LONGEST_NAME else safe[:36] + hashlib.sha256(name.encode()).hexdigest().upper()


def clean(name: str) -> str:
    """A name as it may stand in a path."""
    whole = " ".join(name.split())
    safe = "".join("-" if character in FORBIDDEN or not character.isprintable() else character for character in whole)
    return safe if safe not in ("", ".", "..") else "unnamed"


def param_text(value: Any) -> str:
    """A parameter as JavaScript would write it."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value)
