"""Rich text, and texts with a form of their own; plain text is `FieldType` itself."""

from __future__ import annotations

import html as markup
import re
import uuid
from typing import Any
from urllib.parse import urlencode

import nh3

from django_jss.conf import settings
from django_jss.content.field_types.base import FieldType, guid_or_none, plain_text, register
from django_jss.content.media_urls import media_url
from django_jss.content.serialization import SerializationContext

GUID = r"[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}"
ITEM_LINK = re.compile(rf"jss://\{{?({GUID})\}}?")
MEDIA_LINK = re.compile(rf"(?<=[\"'(=\s,])/-/media/({GUID})(?:\.\w+)?(?=[\"')\s,?#])")


@register("Name Value List")
class NameValueList(FieldType):
    """Stored and served like a query string: `a=1&b=2`."""

    def clean(self, raw: Any, *, sanitize: bool) -> str:
        if isinstance(raw, dict):
            return urlencode({str(name): plain_text(value) for name, value in raw.items()})
        return plain_text(raw)


@register("Rich Text")
class RichText(FieldType):
    """HTML; links to items are stored as `jss://<guid>`, media as `/-/media/<guid>`, and served as real URLs."""

    def clean(self, raw: Any, *, sanitize: bool) -> str:
        html = plain_text(raw)
        return sanitized(html) if sanitize else html

    def serialize(self, stored: Any, context: SerializationContext) -> Any:
        html = "" if stored is None else str(stored)
        if "jss://" in html:
            html = ITEM_LINK.sub(lambda match: _item_url(match[1], context), html)
        if "/-/media/" in html:
            html = MEDIA_LINK.sub(lambda match: _media_url(match, context), html)
        return {"value": html}

    def references(self, stored: Any) -> set[uuid.UUID]:
        return {uuid.UUID(match[1]) for match in ITEM_LINK.finditer(str(stored or ""))}

    def media(self, stored: Any) -> set[uuid.UUID]:
        return {uuid.UUID(match[1]) for match in MEDIA_LINK.finditer(str(stored or ""))}


def sanitized(html: str) -> str:
    """What is left of HTML when only the allowed tags, attributes and URL schemes may stay."""
    tags = nh3.ALLOWED_TAGS if settings.RICH_TEXT_TAGS is None else set(settings.RICH_TEXT_TAGS)
    return nh3.clean(
        html,
        tags=tags,
        attributes=_attributes(),
        # A tag whose content is to be dropped may not be an allowed one.
        clean_content_tags={"script", "style"} - set(tags),
        url_schemes=set(settings.RICH_TEXT_SCHEMES) - {"javascript"},
        link_rel=None,
    )


def _attributes() -> dict[str, set[str]]:
    if settings.RICH_TEXT_ATTRIBUTES is not None:
        return {tag: set(names) for tag, names in settings.RICH_TEXT_ATTRIBUTES.items()}
    allowed = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
    allowed.setdefault("*", set()).update({"class", "id", "lang", "dir", "title"})
    allowed.setdefault("a", set()).update({"target", "rel"})
    return allowed


def _item_url(guid: str, context: SerializationContext) -> str:
    item = context.source.item(uuid.UUID(guid))
    return markup.escape(context.item_url(item)) if item and item.version is not None else ""


def _media_url(match: re.Match[str], context: SerializationContext) -> str:
    guid = guid_or_none(match[1])
    media = context.source.media(guid) if guid else None
    return media_url(media, context.site) if media else match[0]
