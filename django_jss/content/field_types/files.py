"""Images and files."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from django_jss.content.field_types.base import FieldType, guid_or_none, plain_text, register
from django_jss.content.media_urls import media_url
from django_jss.content.serialization import MediaInfo, SerializationContext
from django_jss.sites.directory import SiteInfo

# Every key of an image value becomes an attribute of <img> in React; no others may be served.
IMAGE_ATTRIBUTES = ("class", "title", "hspace", "vspace", "border")


@register("File")
class File(FieldType):
    """Stored as `{"media": guid, …}`, or `{"src": url, …}` for a file elsewhere; {} for none."""

    texts: tuple[str, ...] = ("title", "description", "displayName", "keywords")

    def clean(self, raw: Any, *, sanitize: bool) -> dict[str, str]:
        if raw in (None, "", {}):
            return {}
        if not isinstance(raw, dict):
            raise ValidationError(_('expected an object with "src", got "%(raw)s"'), params={"raw": str(raw)[:50]})
        known = {name: plain_text(raw[name]) for name in self.texts if raw.get(name) is not None}
        if raw.get("media"):
            guid = guid_or_none(raw["media"])
            if guid is None:
                raise ValidationError(_("expected the GUID of a media item"))
            return {"media": str(guid), **known}
        if not raw.get("src"):
            return known
        source = str(raw["src"])
        if sanitize and not source.startswith(("http://", "https://", "/")):
            raise ValidationError(_("expected an address that starts with https:// or /"))
        return {"src": source, **known}

    def serialize(self, stored: Any, context: SerializationContext) -> Any:
        value = stored if isinstance(stored, dict) else {}
        guid = guid_or_none(value.get("media"))
        media = context.source.media(guid) if guid else None
        if media is None:
            return {
                "value": {name: text for name, text in value.items() if name != "media"} if value.get("src") else {}
            }
        return {
            "value": {
                "src": media_url(media, context.site),
                "name": media.name,
                "displayName": value.get("displayName") or media.name,
                "title": value.get("title", media.title),
                "keywords": value.get("keywords", media.keywords),
                "description": value.get("description", media.description),
                "extension": media.extension,
                "mimeType": media.mime_type,
                "size": str(media.size),
            }
        }

    def media(self, stored: Any) -> set[uuid.UUID]:
        guid = guid_or_none(stored.get("media")) if isinstance(stored, dict) else None
        return {guid} if guid else set()


@register("Image")
class Image(File):
    texts = ("alt", "width", "height", *IMAGE_ATTRIBUTES)

    def serialize(self, stored: Any, context: SerializationContext) -> Any:
        value = stored if isinstance(stored, dict) else {}
        guid = guid_or_none(value.get("media"))
        media = context.source.media(guid) if guid else None
        if media is None and not value.get("src"):
            return {"value": {}}
        size = _shown_size(value, media)
        served = {
            "src": _source(media, context.site, size) if media else value["src"],
            "alt": value.get("alt") or (media.alt if media else ""),
        }
        return {"value": served | size | {name: value[name] for name in IMAGE_ATTRIBUTES if value.get(name)}}


def _shown_size(value: dict[str, Any], media: MediaInfo | None) -> dict[str, str]:
    """Width and height: the author's; where one of them is given, the other in proportion; else the image's own."""
    given = {name: str(value[name]) for name in ("width", "height") if value.get(name)}
    if media is None or not media.width or not media.height or len(given) == 2:
        return given
    if not given:
        return {"width": str(media.width), "height": str(media.height)}
    [(name, text)] = given.items()
    if not (text.isascii() and text.isdecimal()):
        return given
    width, height = int(text), int(text)
    if name == "width":
        height = max(round(width * media.height / media.width), 1)
    else:
        width = max(round(height * media.width / media.height), 1)
    return {"width": str(width), "height": str(height)}


def _source(media: MediaInfo, site: SiteInfo, size: dict[str, str]) -> str:
    """The image's URL, which asks for the author's size if that is not the image's own."""
    if not media.width or size == {"width": str(media.width), "height": str(media.height)}:
        return media_url(media, site)
    sizes = {key: size[name] for key, name in (("w", "width"), ("h", "height")) if size.get(name, "").isdecimal()}
    return media_url(media, site, **sizes)
