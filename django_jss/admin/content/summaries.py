"""What a content item looks like, in short."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.text import Truncator

from django_jss.content.models import Item, MediaItem
from django_jss.content.versions import latest_version

TEXTS = ("Single-Line Text", "Multi-Line Text", "Rich Text")
LETTERS = 90


def content_summary(guid: str) -> str:
    """Its first picture and its first text, in the default language; nothing if the item is gone."""
    item = Item.objects.select_related("site__default_language", "template").filter(guid=guid).first()
    version = latest_version(item, item.site.default_language) if item else None
    if item is None or version is None:
        return ""
    kinds = dict(item.template.fields.order_by("position").values_list("name", "type"))
    values: Mapping[str, Any] = {**item.shared_fields, **version.fields}
    text = next((values[name] for name, kind in kinds.items() if kind in TEXTS and values.get(name)), "")
    picture = next((values[name] for name, kind in kinds.items() if kind == "Image" and values.get(name)), None)
    guid_of_picture = picture.get("media") if isinstance(picture, dict) else None
    media = MediaItem.objects.filter(guid=guid_of_picture).first() if guid_of_picture else None
    context = {"item": item, "text": Truncator(strip_tags(str(text))).chars(LETTERS), "media": media}
    return render_to_string("django_jss/admin/content_summary.html", context)
