"""Definitions that follow from data alone: which fields templates and components have, and of which types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from django_jss.exchange.faults import Place, Reporter

DEFAULT_ROUTE_TYPE = "App Route"
TEXT = "Single-Line Text"
IMAGES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif"}
TAG = re.compile(r"<[a-zA-Z][^>]*>|&[a-z]+;")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:?\d{2})")
TEXTS = (TEXT, "Multi-Line Text", "Rich Text")
# Of two types that a field's values have, the one further right takes both.
WIDENING = ["Checkbox", "Number", "Date", "Datetime", *TEXTS]
# Of an object and a text, the type of the object takes both: the text is its address.
OBJECTS = {"General Link", "Image", "File"}


class Inference:
    """Collects what is seen over all files and languages, then says what the definitions must be."""

    def __init__(self, reporter: Reporter) -> None:
        self.reporter = reporter
        self.templates: dict[str, dict[str, str | None]] = {}
        self.route_types: dict[str, dict[str, str | None]] = {DEFAULT_ROUTE_TYPE: {}}
        self.components: dict[str, dict[str, str | None]] = {}
        self.params: dict[str, dict[str, None]] = {}
        self.exposed: dict[str, dict[str, None]] = {}

    def see_route(self, template: str | None, fields: Iterable[Mapping[str, Any]], place: Place) -> None:
        self._see(self.route_types.setdefault(template or DEFAULT_ROUTE_TYPE, {}), fields, place)

    def see_template(self, name: str, fields: Iterable[Mapping[str, Any]], place: Place) -> None:
        if name != "Folder":
            self._see(self.templates.setdefault(name, {}), fields, place)

    def see_component(
        self,
        name: str,
        fields: Iterable[Mapping[str, Any]],
        placeholders: Iterable[str],
        params: Iterable[str],
        place: Place,
    ) -> None:
        self._see(self.components.setdefault(name, {}), fields, place)
        self.exposed.setdefault(name, {}).update(dict.fromkeys(placeholders))
        self.params.setdefault(name, {}).update(dict.fromkeys(params))

    def definitions(self) -> dict[str, Any]:
        """The part of a manifest that holds definitions."""
        fields = {name: dict(found) for name, found in self.components.items() if found}
        for name, found in self.templates.items():
            known = fields.setdefault(name, {})
            known.update({key: _union(known.get(key), kind)[0] for key, kind in found.items()})
        own = [{"name": name, "fields": _listed(found)} for name, found in fields.items()]
        routes = [
            {
                "name": name,
                "fields": _listed(found),
                "route": name != DEFAULT_ROUTE_TYPE,
                "defaultRoute": name == DEFAULT_ROUTE_TYPE,
            }
            for name, found in self.route_types.items()
        ]
        keys = dict.fromkeys(key for exposed in self.exposed.values() for key in exposed)
        return {
            "templates": [*routes, *own],
            "placeholders": [{"name": key} for key in keys],
            "renderings": [
                {
                    "name": name,
                    "params": list(self.params[name]),
                    "exposedPlaceholders": list(self.exposed[name]),
                    "dataSourceTemplate": name if name in fields else "",
                }
                for name in self.components
            ],
        }

    def _see(self, known: dict[str, str | None], fields: Iterable[Mapping[str, Any]], place: Place) -> None:
        for entry in fields:
            name, seen = entry["name"], type_of(entry["value"])
            known[name], is_sure = _union(known.get(name), seen)
            if not is_sure:
                self.reporter.warn(
                    place / "fields" / name, f"taken as {known[name]}; elsewhere it has values of another type"
                )


def type_of(value: Any) -> str | None:
    """The field type that a value in an app's files suggests; None if it tells nothing."""
    if isinstance(value, bool):
        return "Checkbox"
    if isinstance(value, int | float):
        return "Number"
    if isinstance(value, list):
        return "Treelist"
    if isinstance(value, dict):
        return _object_type(value)
    text = str(value)
    if DATE.fullmatch(text):
        return "Date" if "T00:00" in text else "Datetime"
    if TAG.search(text):
        return "Rich Text"
    if not text:
        return None
    return "Multi-Line Text" if "\n" in text.strip() else TEXT


def _union(known: str | None, seen: str | None) -> tuple[str | None, bool]:
    """The type that takes values of both, and whether it surely does."""
    if known is None or seen is None or known == seen:
        return seen if known is None else known, True
    if known in WIDENING and seen in WIDENING:
        wider = max(known, seen, key=WIDENING.index)
        return wider, WIDENING.index(min(known, seen, key=WIDENING.index)) >= WIDENING.index("Date")
    if {known, seen} == {"Image", "File"}:
        return "File", True
    if {known, seen} == {"Treelist", "Droptree"}:
        return "Treelist", True
    return (seen if seen in OBJECTS else known), bool({known, seen} & OBJECTS) and TEXT in (known, seen)


def _object_type(value: Mapping[str, Any]) -> str | None:
    if not value:
        return None
    if "href" in value:
        return "General Link"
    if "src" in value:
        suffix = PurePosixPath(str(value["src"]).partition("?")[0]).suffix.lower()
        return "Image" if suffix in IMAGES or "alt" in value else "File"
    return "Droptree"


def _listed(fields: Mapping[str, str | None]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind or TEXT} for name, kind in fields.items()]
