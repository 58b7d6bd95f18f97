"""Reads an app's own files into the form of its manifest (contract sections 8.1 and 8.4)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django_jss.engine.guids import braced
from django_jss.exchange.appdata import AppData
from django_jss.exchange.faults import Place, Reporter, hint, shown
from django_jss.exchange.inferring import Inference
from django_jss.exchange.manifest import MAX_ITEM_DEPTH, Placed, read_manifest
from django_jss.exchange.scanning import CONTENT, AppFiles

# The namespace from which JSS's own tooling derives the uids of renderings.
UID_NAMESPACE = uuid.UUID("0e52892a-f862-4d08-9487-987617b637cd")
UNDEFINED = "undefined"


def read_folder(root: Path, definitions: Sequence[Mapping[str, Any]], reporter: Reporter) -> list[AppData]:
    """The app below `root` in all its languages.

    Without `definitions` (manifests of the app) templates and components are inferred from all uses, with a warning.
    """
    files = AppFiles(root, reporter)
    if not (files.data / "routes").is_dir():
        reporter.fault(Place(str(root)), "expected a manifest, or a folder with data/routes")
        return []
    config = files.config()
    languages = files.languages(config.get("language"))
    if not languages:
        reporter.fault(Place(str(files.data / "routes")), "expected a file such as en.yml")
    reader = FolderReader(files, languages, reporter)
    documents = [reader.document(code) for code in languages]
    if definitions:
        known = {key: definitions[0].get(key, []) for key in ("templates", "placeholders", "renderings")}
    else:
        known = {**reader.inference.definitions(), "isInferred": True}
        reporter.warn(
            Place(str(root)), "there is no manifest in sitecore/manifest: templates and components are inferred"
        )
    given = definitions[0] if definitions else {}
    head = {
        **known,
        "appName": config.get("appName") or given.get("appName") or root.resolve().name,
        "rootPlaceholders": config.get("rootPlaceholders")
        or given.get("rootPlaceholders")
        or list(reader.root_placeholders),
    }
    place, media = Place(str(files.data)), files.media()
    return [read_manifest({**head, **document}, place, root, reporter, media) for document in documents]


class FolderReader:
    """Reads one language after the other; what it sees of fields and components goes to `inference`."""

    def __init__(self, files: AppFiles, languages: Sequence[str], reporter: Reporter) -> None:
        self.files, self.reporter = files, reporter
        self.inference = Inference(reporter)
        self.language = ""
        self.root_placeholders: dict[str, None] = {}
        self.shared_items = {code: dict(self._shared_items(code)) for code in languages}

    def document(self, language: str) -> dict[str, Any]:
        """The part of a manifest that holds the content of a language."""
        self.language = language
        data = self.files.data
        routes = self.route_folder(data / "routes", "home")
        contents = [self.content(data / folder, name) for folder, name in CONTENT if (data / folder).is_dir()]
        phrases = self.files.load(data / "dictionary", language)
        return {
            "language": self.files.spelling[language],
            "items": {"routes": [routes] if routes else [], "nonRoutes": [entry for entry in contents if entry]},
            "dictionary": self.dictionary(*phrases) if phrases else [],
        }

    def dictionary(self, phrases: Mapping[str, Any], place: Place) -> list[dict[str, Any]]:
        return [
            Placed(place / key, {"key": key, "value": json.dumps(value) if isinstance(value, bool) else value})
            for key, value in phrases.items()
        ]

    def route_folder(self, folder: Path, name: str) -> dict[str, Any] | None:
        """A route with its children; None, children too, if it is not translated."""
        found = self.files.load(folder, self.language)
        if found is None:
            return None
        route = self.route(*found, name)
        below = [self.route_folder(child, child.name) for child in self.files.folders(folder)]
        return Placed(found[1], {**route, "children": [*route["children"], *(child for child in below if child)]})

    def route(self, raw: Mapping[str, Any], place: Place, name: str = "", depth: int = 0) -> dict[str, Any]:
        name = str(raw.get("name") or name)
        name_of_type = str(raw["template"]) if raw.get("template") else None
        fields = self.fields(raw.get("fields"), name, name, place / "fields")
        self.inference.see_route(name_of_type, fields, place)
        placeholders = self.mapping(raw.get("placeholders"), place / "placeholders")
        self.root_placeholders |= dict.fromkeys(placeholders)
        children = self.listed(raw.get("children"), place / "children") if depth < MAX_ITEM_DEPTH else ()
        return Placed(
            place,
            {
                **_texts(raw),
                "name": name,
                "fields": fields,
                "layout": {"renderings": list(self.renderings(placeholders, name, place / "placeholders"))},
                "template": name_of_type,
                "children": [self.route(child, at, depth=depth + 1) for child, at in children],
            },
        )

    def content(self, folder: Path, name: str) -> dict[str, Any] | None:
        """An item below `Content` or `Components`; a folder without a file is a folder there too."""
        found = self.files.load(folder, self.language)
        below = [self.content(entry, entry.name) for entry in self.files.folders(folder)]
        children = [child for child in below if child]
        if found is not None:
            return self.content_item(*found, name, children)
        is_root = folder.parent == self.files.data
        if not children and not is_root:
            return None
        return Placed(Place(str(folder)), {"name": name, "template": "Folder", "children": children})

    def content_item(
        self, raw: Mapping[str, Any], place: Place, name: str = "", below: Sequence[dict[str, Any]] = (), depth: int = 0
    ) -> dict[str, Any]:
        name = str(raw.get("name") or name)
        template = str(raw.get("template") or raw.get("componentName") or "Folder")
        fields = self.fields(raw.get("fields"), name, name, place / "fields")
        self.inference.see_template(template, fields, place)
        inline = self.listed(raw.get("children"), place / "children") if depth < MAX_ITEM_DEPTH else ()
        children = [*(self.content_item(child, at, depth=depth + 1) for child, at in inline), *below]
        return Placed(
            place, {**_texts(raw), "name": name, "template": template, "fields": fields, "children": children}
        )

    def renderings(
        self, placeholders: Mapping[str, Any], route: str, place: Place, parent: tuple[str, str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """The components of placeholders, parents before what stands in them; `parent` is path and uid of theirs."""
        for key, components in placeholders.items():
            path = f"{parent[0]}/{key}-{parent[1]}-0" if parent else f"/{key}"
            for index, (raw, at) in enumerate(self.listed(components, place / key)):
                yield from self.rendering(raw, route, path, index, at)

    def rendering(
        self, raw: Mapping[str, Any], route: str, path: str, index: int, place: Place
    ) -> Iterator[dict[str, Any]]:
        shared = self.shared(str(raw["id"])) if raw.get("id") and not raw.get("componentName") else None
        component = raw.get("componentName") or (shared[0] if shared else None)
        if not isinstance(component, str):
            expected = 'expected "componentName", or the "id" of a shared item'
            known = [id for ids in self.shared_items.values() for id in ids]
            missing = f'no item with the id "{raw.get("id")}"{hint(raw.get("id"), known)}'
            self.reporter.fault(place, missing if raw.get("id") else expected)
            return
        segment = path.rsplit("/", 1)[-1].replace("{", "").replace("}", "")
        is_copy = shared is not None and raw.get("copy") is True
        stem, label = f"{route}-{segment}", f"{component}-{index + 1}"
        name = str(raw.get("name") or f"{stem}-{label}")
        hashed = name if shared is None else f"{stem}-{UNDEFINED}-{index + 1}" if is_copy else UNDEFINED
        uid = str(raw.get("uid") or braced(rendering_uid(hashed, path, index)))
        params = self.mapping(raw.get("params"), place / "params")
        inner = self.mapping(raw.get("placeholders"), place / "placeholders")
        own: dict[str, Any] = {"name": name, "displayName": raw.get("displayName") or label, "template": component}
        if shared is not None and not is_copy:
            own = {"resolvedFromItemId": str(raw["id"])}
        elif shared is not None:
            fields = self.fields(shared[1].get("fields"), name, label, shared[2] / "fields", component)
            own = {**own, "fields": fields, "resolvedFromItemId": str(raw["id"]), "copy": True}
        else:
            fields = self.fields(raw.get("fields"), name, label, place / "fields", component)
            own = {**own, **({"id": str(raw["id"])} if raw.get("id") else {}), "fields": fields}
        self.inference.see_component(component, own["fields"] if shared is None else (), inner, params, place)
        yield Placed(
            place,
            {
                "renderingName": component,
                "placeholderKey": path,
                "uid": uid,
                "renderingParams": [{"name": key, "value": value} for key, value in params.items()],
                "dataSource": Placed(place, own),
            },
        )
        yield from self.renderings(inner, route, place / "placeholders", (path, uid))

    def shared(self, id: str) -> tuple[str, Mapping[str, Any], Place] | None:
        """Component or template, data and place of a shared item, in the language or else in another one."""
        for language in [self.language, *self.shared_items]:
            if found := self.shared_items[language].get(id):
                return found
        return None

    def _shared_items(self, language: str) -> Iterator[tuple[str, tuple[str, Mapping[str, Any], Place]]]:
        """Everything with an id that a component may be made from, wherever in the data it stands."""
        for raw, place in self.files.all_data(language):
            for entry in _objects(raw):
                shows = entry.get("componentName") or entry.get("template")
                if isinstance(entry.get("id"), str | int) and isinstance(shows, str):
                    yield str(entry["id"]), (shows, entry, place)

    def fields(self, raw: Any, stem: str, label: str, place: Place, owner: str = "") -> list[dict[str, Any]]:
        """Fields as a manifest lists them; those without a value are left out, inline items get their names."""
        counter = iter(range(10_000))
        listed = []
        for name, value in self.mapping(raw, place).items():
            value = value["value"] if isinstance(value, dict) and set(value) == {"value"} else value
            if value is not None:
                template = f"{owner}-{name}-Item" if owner else f"{name}-Item"
                value = self.value(value, stem, label, template, counter, place / name)
                listed.append({"name": name, "value": value})
        return listed

    def value(self, value: Any, stem: str, label: str, template: str, counter: Iterator[int], place: Place) -> Any:
        if isinstance(value, list):
            return [
                self.value(entry, stem, label, template, counter, place / index) for index, entry in enumerate(value)
            ]
        if not isinstance(value, dict) or value.keys() & {"src", "href"}:
            return value
        if "id" in value and "fields" not in value:
            shared = self.shared(str(value["id"])) if value.get("copy") is True else None
            if shared is None:
                return Placed(place, {"resolvedFromItemId": str(value["id"])})
            value = {"template": shared[0], "fields": shared[1].get("fields")}
        if not value.keys() & {"fields", "template"}:
            return value
        index = next(counter)
        name = str(value.get("name") or f"{stem}-item-{index}")
        template = str(value.get("template") or template)
        fields = self.fields(value.get("fields"), name, name, place / "fields")
        self.inference.see_template(template, fields, place)
        label = f"{label}-item-{index}"
        return Placed(
            place, {"displayName": label, **_texts(value), "name": name, "template": template, "fields": fields}
        )

    def mapping(self, raw: Any, place: Place) -> dict[str, Any]:
        if raw is None or isinstance(raw, dict):
            return raw or {}
        self.reporter.fault(place, f"expected an object, got {shown(raw)}")
        return {}

    def listed(self, raw: Any, place: Place) -> Iterator[tuple[dict[str, Any], Place]]:
        """The objects of a list with their places; others are faults."""
        if raw is not None and not isinstance(raw, list):
            self.reporter.fault(place, f"expected a list, got {shown(raw)}")
        for index, entry in enumerate(raw if isinstance(raw, list) else ()):
            if isinstance(entry, dict):
                yield entry, place / index
            else:
                self.reporter.fault(place / index, f"expected an object, got {shown(entry)}")


def rendering_uid(name: str, path: str, index: int) -> uuid.UUID:
    """The uid that JSS's tooling gives a rendering without one, from its datasource's name and its place."""
    return uuid.uuid5(uuid.uuid5(UID_NAMESPACE, name + path), str(index))


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """An object and all objects inside it."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            yield current
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)


def _texts(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: str(raw[key]) for key in ("id", "displayName") if raw.get(key)}
