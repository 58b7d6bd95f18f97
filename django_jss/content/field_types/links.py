"""General links."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from django_jss.conf import settings
from django_jss.content.field_types.base import FieldType, guid_or_none, plain_text, register
from django_jss.content.media_urls import media_url
from django_jss.content.serialization import SerializationContext
from django_jss.engine.guids import braced

TEXTS = ("text", "title", "class", "target")
KINDS = ("internal", "external", "media", "mailto", "anchor")


@register("General Link", "General Link with Search", "Link")
class Link(FieldType):
    """Stored as `{"linktype": …}` with `id` (internal, media), `url` (external, mailto) or `anchor`, and texts."""

    def clean(self, raw: Any, *, sanitize: bool) -> dict[str, str]:
        if raw in (None, "", {}):
            return {}
        if not isinstance(raw, dict):
            raise ValidationError(_('expected an object with "href", got "%(raw)s"'), params={"raw": str(raw)[:50]})
        link = {name: plain_text(value) for name, value in raw.items() if value not in (None, "") and name in ALL_KEYS}
        kind = link.setdefault("linktype", "external")
        if kind == "javascript" and not sanitize:
            return {}
        if kind not in KINDS:
            raise ValidationError(_('expected one of %(kinds)s as "linktype"'), params={"kinds": ", ".join(KINDS)})
        if kind in ("internal", "media") and "id" in link:
            guid = guid_or_none(link["id"])
            if guid is None:
                raise ValidationError(_('expected a GUID as "id"'))
            link["id"] = str(guid)
        if kind in ("external", "mailto") and raw.get("href"):
            link.setdefault("url", plain_text(raw["href"]))
        if kind == "mailto" and "url" in link and not link["url"].lower().startswith("mailto:"):
            link["url"] = f"mailto:{link['url']}"
        if sanitize and not is_safe_url(link.get("url", "")):
            raise ValidationError(_("This address is not allowed."), code="unsafe")
        return link

    def serialize(self, stored: Any, context: SerializationContext) -> Any:
        link = stored if isinstance(stored, dict) else {}
        if not link.keys() - {"linktype"}:
            return {"value": {"href": ""}}
        kind = link.get("linktype", "external")
        value = {"href": "", "linktype": kind} | self._target(kind, link, context)
        value |= {name: link[name] for name in TEXTS if link.get(name)}
        if kind != "anchor":
            value |= {name: link[name] for name in ("anchor", "querystring") if link.get(name)}
        return {"value": value}

    def _target(self, kind: str, link: dict[str, str], context: SerializationContext) -> dict[str, str]:
        if kind in ("internal", "media"):
            guid = guid_or_none(link.get("id"))
            if guid is None:
                return {}
            return {"href": self._href(kind, guid, context), "id": braced(guid)}
        if kind == "anchor":
            name = link.get("anchor") or link.get("url", "").lstrip("#")
            return {"href": f"#{name}", "url": name}
        url = link.get("url", "")
        return {"href": url, "url": url} if is_safe_url(url) else {}

    def _href(self, kind: str, guid: uuid.UUID, context: SerializationContext) -> str:
        if kind == "media":
            media = context.source.media(guid)
            return media_url(media, context.site) if media else ""
        item = context.source.item(guid)
        return context.item_url(item) if item and item.version is not None else ""

    def references(self, stored: Any) -> set[uuid.UUID]:
        return self._ids(stored, "internal")

    def media(self, stored: Any) -> set[uuid.UUID]:
        return self._ids(stored, "media")

    def _ids(self, stored: Any, kind: str) -> set[uuid.UUID]:
        if not isinstance(stored, dict) or stored.get("linktype") != kind:
            return set()
        guid = guid_or_none(stored.get("id"))
        return {guid} if guid else set()

    def is_empty(self, stored: Any) -> bool:
        return not isinstance(stored, dict) or not stored.keys() & {"id", "url", "anchor"}


ALL_KEYS = frozenset({"linktype", "id", "url", "anchor", "querystring", *TEXTS})


def is_safe_url(url: str) -> bool:
    """Whether an address has no scheme or one of those that the settings allow; `javascript:` is never one."""
    stripped = "".join(character for character in url if character > " ")
    try:
        scheme = urlsplit(stripped).scheme.lower()
    except ValueError:
        return False
    return not scheme or (scheme in settings.RICH_TEXT_SCHEMES and scheme != "javascript")
