"""Writes a site back as manifests, one a language, and its media; importing them again gives the same site.

What is published is written, drafts are not; so are neither rules nor what visitors did. Values stand as they are
stored, references by GUID. Beyond the original's format: `pageComponents` of a route (the content that is its own),
`layout: null` for an item among the pages that is none, `isTranslated` where an item only carries others in the
language, `media`, `isDefaultLanguage`, and attributes of definitions that the original does not know.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.utils import timezone

from django_jss.content.layouts import FOLDER, PAGE_COMPONENTS
from django_jss.content.models import (
    Component,
    DictionaryPhrase,
    FieldStorage,
    Item,
    ItemVersion,
    Layout,
    LayoutStage,
    MediaItem,
    Placeholder,
    Rendering,
    Template,
    TemplateField,
)
from django_jss.content.templates import templates_of
from django_jss.engine.guids import braced, dashed
from django_jss.sites.models import Language, Site

HOME = "/home"


def export_site(site: Site, folder: Path) -> list[Path]:
    """Write `{language}.json` for each language, and `media/` beside them; returns the manifests' paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for language in site.languages.order_by("code"):
        path = folder / f"{language.code}.json"
        text = json.dumps(SiteWriter(site, language).document(), ensure_ascii=False, indent=2, sort_keys=False)
        path.write_text(f"{text}\n", encoding="utf-8", newline="\n")
        written.append(path)
    for media in MediaItem.objects.filter(site=site):
        target = folder / "media" / media.path
        target.parent.mkdir(parents=True, exist_ok=True)
        with media.file.open("rb") as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
    return written


class SiteWriter:
    """Builds the manifest of one language."""

    def __init__(self, site: Site, language: Language) -> None:
        self.site, self.language = site, language
        self.fields = {id: [field.name for field in info.fields] for id, info in templates_of(site.pk).items()}
        self.children: defaultdict[int | None, list[Item]] = defaultdict(list)
        items = Item.objects.filter(site=site).select_related("template")
        for item in sorted(items, key=lambda item: (item.position, item.path)):
            self.children[item.parent_id].append(item)
        live = ItemVersion.objects.live(timezone.now()).filter(item__site=site).order_by("number")
        self.versions: Mapping[int, ItemVersion] = {row.item_id: row for row in live.filter(language=language)}
        # What is published in no language is in none of the manifests, so nothing may refer to it.
        self.published = set(live.filter(language__in=site.languages.all()).values_list("item_id", flat=True))
        self.layouts: Mapping[tuple[int, int], Layout] = {
            (layout.item_id, layout.language_key): layout
            for layout in Layout.objects.filter(item__site=site, stage=LayoutStage.PUBLISHED)
        }

    def document(self) -> dict[str, Any]:
        """The manifest, its keys in a fixed order."""
        site, roots = self.site, self.children[None]
        phrases = DictionaryPhrase.objects.filter(site=site, language=self.language).values_list("key", "text")
        return {
            "appName": site.name,
            "language": self.language.code,
            "isDefaultLanguage": self.language.pk == site.default_language_id,
            "wipeExisting": False,
            "rootPlaceholders": list(site.root_placeholders),
            "templates": [_template(template) for template in _templates(site)],
            "placeholders": [
                {"name": key, "displayName": name}
                for key, name in sorted(Placeholder.objects.filter(site=site).values_list("key", "display_name"))
            ],
            "renderings": [_component(component) for component in _components(site)],
            "media": [_media(media) for media in sorted(MediaItem.objects.filter(site=site), key=lambda row: row.path)],
            "items": {
                "routes": [entry for root in roots if root.path == HOME and (entry := self.route(root))],
                "nonRoutes": [entry for root in roots if root.path != HOME and (entry := self.item(root))],
            },
            "dictionary": [{"key": key, "value": text} for key, text in sorted(phrases)],
        }

    def item(self, item: Item) -> dict[str, Any] | None:
        """An item with its children; None if neither it nor any of them is published in the language."""
        children = [entry for child in self.children[item.pk] if (entry := self.item(child))]
        if not children and item.pk not in self.versions and item.template.name != FOLDER:
            return None
        return {**self.head(item), "children": children}

    def route(self, item: Item) -> dict[str, Any] | None:
        """An item below the start page with those below it; None if none of them is published in the language."""
        own = next((child for child in self.children[item.pk] if child.name == PAGE_COMPONENTS), None)
        components = [entry for child in self.children[own.pk] if (entry := self.item(child))] if own else []
        children = [entry for child in self.children[item.pk] if child is not own and (entry := self.route(child))]
        is_shown = item.pk in self.versions
        if not is_shown and not components and not children and item.template.name != FOLDER:
            return None
        renderings = self.renderings(item) if is_shown else []
        return {
            **self.head(item),
            "layout": {"renderings": renderings} if item.has_layout else None,
            "pageComponents": components,
            "children": children,
        }

    def head(self, item: Item) -> dict[str, Any]:
        version = self.versions.get(item.pk)
        values = {**version.fields, **item.shared_fields} if version else {}
        head = {
            "id": dashed(item.guid),
            "name": item.name,
            "displayName": version.display_name if version else "",
            "template": item.template.name,
            "fields": [
                # In an import null means no value, and an empty text an empty one.
                {"name": name, "value": "" if values[name] is None else values[name]}
                for name in sorted(self.fields[item.template_id])
                if name in values
            ],
        }
        is_plain = (version is not None) == (item.template.name != FOLDER)
        return head if is_plain else {**head, "isTranslated": version is not None}

    def renderings(self, item: Item) -> list[dict[str, Any]]:
        """The layout that the language uses, parents before what stands in them."""
        layout = self.layouts.get((item.pk, self.language.pk)) or self.layouts.get((item.pk, 0))
        if layout is None:
            return []
        inside: defaultdict[int | None, list[Rendering]] = defaultdict(list)
        for row in layout.renderings.select_related("component", "datasource").order_by(
            "placeholder", "position", "pk"
        ):
            inside[row.parent_id].append(row)
        listed: list[dict[str, Any]] = []

        def add(parent: int | None, path: str, uid: str) -> None:
            for row in inside[parent]:
                key = f"{path}/{row.placeholder}-{uid}-0" if path else f"/{row.placeholder}"
                listed.append(self.rendering(row, key))
                add(row.pk, key, braced(row.uid))

        add(None, "", "")
        return listed

    def rendering(self, row: Rendering, key: str) -> dict[str, Any]:
        shown = row.datasource if row.datasource_id in self.published else None
        return {
            "renderingName": row.component.name,
            "placeholderKey": key,
            "uid": braced(row.uid),
            "renderingParams": [{"name": name, "value": row.params[name]} for name in sorted(row.params)],
            "dataSource": {"resolvedFromItemId": dashed(shown.guid)} if shown else None,
        }


def _templates(site: Site) -> list[Template]:
    rows = Template.objects.filter(site=site).prefetch_related("fields", "base_links__base", "insert_options")
    return sorted(rows, key=lambda row: row.name)


def _template(template: Template) -> dict[str, Any]:
    return {
        "name": template.name,
        "id": dashed(template.guid),
        "displayName": template.display_name,
        "icon": template.icon,
        "fields": [_field(field) for field in template.fields.all()],
        "inherits": [link.base.name for link in template.base_links.all()],
        "insertOptions": sorted(option.name for option in template.insert_options.all()),
        "route": template.is_route_type and not template.is_default_route_type,
        "defaultRoute": template.is_default_route_type,
    }


def _field(field: TemplateField) -> dict[str, Any]:
    optional = {
        "displayName": field.display_name,
        "helpText": field.help_text,
        "section": field.section,
        "required": field.is_required,
        "validationPattern": field.validation_pattern,
        "validationMessage": field.validation_message,
        "source": field.source,
        "storage": field.storage if field.storage != FieldStorage.VERSIONED else "",
    }
    standard = {} if field.standard_value is None else {"standardValue": field.standard_value}
    given = {key: value for key, value in optional.items() if value}
    return {"name": field.name, "type": field.type, **given, **standard}


def _components(site: Site) -> list[Component]:
    rows = Component.objects.filter(site=site).select_related("datasource_template")
    return sorted(rows.prefetch_related("parameters", "allowed_placeholders"), key=lambda row: row.name)


def _component(component: Component) -> dict[str, Any]:
    allowed: Iterable[Placeholder] = component.allowed_placeholders.all()  # type: ignore[attr-defined]
    optional = {"description": component.description, "contentsResolver": component.contents_resolver}
    return {
        "name": component.name,
        "displayName": component.display_name,
        "icon": component.icon,
        "params": [
            {"name": parameter.name, "type": parameter.type, "displayName": parameter.display_name}
            for parameter in component.parameters.all()
        ],
        "exposedPlaceholders": component.exposed_placeholders,
        "allowedPlaceholders": sorted(placeholder.key for placeholder in allowed),
        "dataSourceTemplate": component.datasource_template.name if component.datasource_template else "",
        "graphQLQuery": component.graphql_query,
        **{key: value for key, value in optional.items() if value},
    }


def _media(media: MediaItem) -> dict[str, Any]:
    texts = {name: getattr(media, name) for name in ("name", "alt", "title", "description", "keywords")}
    return {"id": dashed(media.guid), "path": media.path, **{name: text for name, text in texts.items() if text}}
