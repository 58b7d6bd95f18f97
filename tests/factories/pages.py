"""Sites with content, made the way authors and imports make it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django_jss.content import layouts, publishing
from django_jss.content.models import Component, Item, Rendering, Template, TemplateField
from django_jss.content.models.items import path_key_of
from django_jss.content.tree import create_item
from django_jss.content.versions import latest_version, save_version
from django_jss.sites.models import ApiKey, Hostname, Language, Site

KEY = uuid.UUID("9b0a6f5e-2a77-4a7e-9a27-0d6a4f6f3c11")


def make_site(name: str = "shop", **more: Any) -> Site:
    """A site in English and Danish, Danish falling back to English, with its roots, templates and a key for all."""
    english, _created = Language.objects.get_or_create(code="en", defaults={"name": "English"})
    danish, _created = Language.objects.get_or_create(code="da", defaults={"name": "Danish", "fallback": english})
    site = Site.objects.create(name=name, default_language=english, **more)
    site.languages.set([english, danish])
    Hostname.objects.create(site=site, name=f"{name}.example.com")
    ApiKey.objects.get_or_create(guid=KEY, defaults={"name": "tests", "cors_origins": "https://app.example.com"})
    make_template(site, "Folder")
    page = make_template(site, "App Route", {"pageTitle": "Single-Line Text"}, is_default_route_type=True)
    for root in ("home", "Content", "Components"):
        path = f"/{root}"
        Item.objects.create(
            site=site,
            name=root,
            path=path,
            path_key=path_key_of(path),
            template=page if root == "home" else Template.objects.get(site=site, name="Folder"),
            has_layout=root == "home",
        )
    write(home_of(site), {"pageTitle": "Home"})
    return site


def home_of(site: Site) -> Item:
    return Item.objects.get(site=site, path="/home")


def make_template(site: Site, name: str, fields: Mapping[str, str] | None = None, **more: Any) -> Template:
    """A template with fields by name and type."""
    template = Template.objects.create(site=site, name=name, **more)
    for position, (field, kind) in enumerate((fields or {}).items()):
        TemplateField.objects.create(template=template, name=field, type=kind, position=position)
    return template


def make_component(site: Site, name: str, fields: Mapping[str, str] | None = None, **more: Any) -> Component:
    """A component, with a datasource template of its name if it has fields."""
    template = make_template(site, name, fields) if fields else None
    return Component.objects.create(site=site, name=name, datasource_template=template, **more)


def make_item(parent: Item, name: str, template: str, values: Mapping[str, Any], language: str = "en") -> Item:
    """A published item."""
    item = create_item(parent, name, Template.objects.get(site=parent.site_id, name=template))
    return write(item, values, language)


def make_page(site: Site, name: str, parent: Item | None = None, title: str = "") -> Item:
    """A published page below the start page."""
    return make_item(parent or home_of(site), name, "App Route", {"pageTitle": title or name})


def write(item: Item, values: Mapping[str, Any], language: str = "en", *, is_published: bool = True) -> Item:
    """Save values as the item's own in a language, and publish them."""
    spoken = Language.objects.get(code=language)
    latest = latest_version(item, spoken)
    save_version(item, spoken, values=values, lock=latest.lock if latest else 0)
    if is_published:
        publishing.publish(item, spoken)
    return item


def place(
    page: Item,
    component: Component,
    *,
    placeholder: str = "jss-main",
    parent: Rendering | None = None,
    values: Mapping[str, Any] | None = None,
    **more: Any,
) -> Rendering:
    """Put a component on a page, with content of its own if `values` are given, and publish the page."""
    layout = layouts.draft_layout(page)
    rendering = layouts.add_rendering(
        layout,
        component=component,
        placeholder=placeholder,
        parent_uid=parent.uid if parent else None,
        lock=layout.lock,
        **more,
    )
    if values is not None:
        write(layouts.create_local_datasource(rendering), values)
    publishing.publish(page, Language.objects.get(code="en"))
    return rendering
