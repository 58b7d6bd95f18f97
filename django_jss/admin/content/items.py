"""Items in the admin, put together."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import Media

from django_jss.admin.content.preview_as import PreviewAsViews
from django_jss.admin.content.rendering_views import RenderingViews
from django_jss.admin.content.tree_views import TreeViews
from django_jss.admin.widgets.scripts import LAYOUT, SORTABLE, TREE, VARIANTS
from django_jss.content.models import Item


@admin.register(Item)
class ItemAdmin(TreeViews, RenderingViews, PreviewAsViews):
    """Pages and other items: a tree to find them in, a page for each."""

    search_fields = ["path"]

    @property
    def media(self) -> Media:
        return super().media + Media(
            css={"all": ["admin/css/widgets.css", "django_jss/admin/authoring.css"]},
            js=[SORTABLE, TREE, LAYOUT, VARIANTS],  # type: ignore[list-item]
        )

    def get_urls(self) -> list[Any]:
        return [
            *self.tree_urls(),
            *self.page_urls(),
            *self.layout_urls(),
            *self.rendering_urls(),
            *self.profile_card_urls(),
            *self.preview_as_urls(),
            *super().get_urls(),
        ]
