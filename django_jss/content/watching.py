"""What follows when rows of content change: the site's revision number rises (see `sites.watching`), files go."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete

from django_jss.content.media import drop_files
from django_jss.content.models import (
    Component,
    DictionaryPhrase,
    Item,
    ItemVersion,
    Layout,
    MediaItem,
    Placeholder,
    Redirect,
    Rendering,
    Route,
    Template,
    TemplateBase,
    TemplateField,
)
from django_jss.sites import revisions
from django_jss.sites.watching import watch


def connect() -> None:
    """Watch all that pages, dictionaries and media are made of; called once, when Django is ready."""
    own_site: list[type[Model]] = [Component, DictionaryPhrase, Item, MediaItem, Placeholder, Redirect, Route, Template]
    for model in own_site:
        watch(model, lambda row: revisions.bump(row.site_id))
    of_item: list[type[Model]] = [ItemVersion, Layout]
    for model in of_item:
        watch(model, lambda row: revisions.bump(row.item.site_id), by="item_id")
    of_template: list[type[Model]] = [TemplateBase, TemplateField]
    for model in of_template:
        watch(model, lambda row: revisions.bump(row.template.site_id), by="template_id")
    watch(Rendering, lambda row: revisions.bump(row.layout.item.site_id), by="layout_id")
    post_delete.connect(_on_media_deleted, sender=MediaItem, dispatch_uid="django_jss.drop_files")


def _on_media_deleted(*, instance: MediaItem, **kwargs: Any) -> None:
    drop_files(instance)
