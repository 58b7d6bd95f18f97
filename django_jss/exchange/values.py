"""From the shapes of an app's files to stored values."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from django_jss.content.field_types import field_type
from django_jss.content.field_types.base import guid_or_none
from django_jss.content.field_types.text import ITEM_LINK, MEDIA_LINK

# Finds the media item of a path such as /data/media/img/logo.png; None if there is no such file.
MediaFinder = Callable[[str], uuid.UUID | None]
MEDIA_PREFIXES = ("/data/media/", "/assets/")
MEDIA_IN_HTML = re.compile(r"""(?<=["'])(/(?:data/media|assets)/[^"'?#\s]+)(?=["'?#])""")
ROUTE_IN_HTML = re.compile(r"""(?<=\bhref=["'])(/[^"'?#\s]*)(?=["'?#])""")
ID_IN_HTML = re.compile(r"""(?<=\bhref=["'])jss://([^"'?#\s]+)(?=["'?#])""")
LINK_TEXTS = ("text", "title", "class", "target", "querystring", "anchor")
SINGLES = frozenset(["droplink", "droptree", "lookup", "grouped droplink"])
LISTS = frozenset(["treelist", "treelistex", "multilist", "multilist with search", "checklist", "tag", "tags"])


class ValueReader:
    """Turns values of fields into their stored form; raises `ValidationError` with what was expected.

    `routes` are the GUIDs of pages by URL path, `ids` those of items by id; `moved` says which GUIDs became others.
    With `is_stored` the values are in their stored form already, those of an export.
    """

    def __init__(
        self,
        routes: Mapping[str, uuid.UUID],
        ids: Mapping[str, uuid.UUID],
        moved: Mapping[uuid.UUID, uuid.UUID],
        media: MediaFinder,
        *,
        is_stored: bool = False,
    ) -> None:
        self.routes, self.ids, self.moved, self.media, self.is_stored = routes, ids, moved, media, is_stored
        self.folded_routes = {path.casefold(): guid for path, guid in routes.items()}

    def stored(self, type_name: str, value: Any) -> Any:
        kind = type_name.lower()
        if isinstance(value, dict) and set(value) == {"value"}:
            value = value["value"]
        if kind in ("general link", "general link with search", "link"):
            value = self._link(value)
        elif kind in ("image", "file"):
            value = self._file(value)
        elif kind == "rich text":
            value = self._html(value)
        elif kind in LISTS and isinstance(value, str | dict) and value:
            value = self._references(
                [entry for entry in value.split("|") if entry] if isinstance(value, str) else [value]
            )
        elif isinstance(value, list):
            value = self._references(value)
        elif kind in SINGLES:
            value = next(iter(self._references([value])), None)
        elif isinstance(value, dict) and "guid" in value:
            raise ValidationError(f"expected a value of the type {type_name}, got an item")
        return field_type(type_name).clean(value, sanitize=False)

    def _final(self, guid: uuid.UUID | None) -> str | None:
        return str(self.moved.get(guid, guid)) if guid else None

    def _references(self, values: list[Any]) -> list[Any]:
        """GUIDs where they are meant; all else as it is, for the field type to refuse.

        An item that there is not, which is a fault already, is left out.
        """
        found = [entry["guid"] if isinstance(entry, dict) and "guid" in entry else entry for entry in values]
        return [self._final(guid) if (guid := guid_or_none(entry)) else entry for entry in found if entry is not None]

    def _html(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if not self.is_stored and ("/data/media/" in value or "/assets/" in value):
            value = MEDIA_IN_HTML.sub(self._media_in_html, value)
        if not self.is_stored and "href=" in value:
            value = ROUTE_IN_HTML.sub(self._route_in_html, value)
            value = ID_IN_HTML.sub(self._id_in_html, value)
        if self.moved:
            value = ITEM_LINK.sub(lambda match: f"jss://{self._final(uuid.UUID(match[1]))}", value)
            value = MEDIA_LINK.sub(self._moved_media, value)
        return value

    def _media_in_html(self, match: re.Match[str]) -> str:
        guid = self.media(match[1])
        return f"/-/media/{guid.hex}" if guid else match[1]

    def _route_in_html(self, match: re.Match[str]) -> str:
        """Only an address written just as it will be served becomes a reference."""
        guid = self.routes.get(match[1])
        return f"jss://{guid}" if guid else match[1]

    def _id_in_html(self, match: re.Match[str]) -> str:
        guid = self.ids.get(match[1])
        return f"jss://{guid}" if guid else match[0]

    def _moved_media(self, match: re.Match[str]) -> str:
        guid = uuid.UUID(match[1])
        return match[0].replace(match[1], self.moved[guid].hex) if guid in self.moved else match[0]

    def _file(self, value: Any) -> Any:
        if isinstance(value, str):
            value = {"src": value} if value else {}
        if not isinstance(value, dict):
            raise ValidationError('expected an object with "src"')
        if (guid := guid_or_none(value.get("media"))) is not None:
            return {**value, "media": self._final(guid)}
        source = value.get("src") or ""
        if not isinstance(source, str):
            raise ValidationError('expected a text as "src"')
        if not source.startswith(MEDIA_PREFIXES):
            return value
        found = self.media(source)
        if found is None:
            raise ValidationError(f"no media file {source}")
        return {**{name: text for name, text in value.items() if name != "src"}, "media": str(found)}

    def _link(self, value: Any) -> Any:
        if isinstance(value, str):
            value = {"href": value}
        if not isinstance(value, dict):
            raise ValidationError('expected an object with "href"')
        if "linktype" in value and "href" not in value:
            guid = guid_or_none(value.get("id"))
            return {**value, "id": self._final(guid)} if guid else value
        href = value.get("href") or ""
        if not isinstance(href, str):
            raise ValidationError('expected a text as "href"')
        texts = {name: value[name] for name in LINK_TEXTS if value.get(name) not in (None, "")}
        return {**self._target(href.strip()), **texts} if href or texts else {}

    def _target(self, href: str) -> dict[str, str]:
        if href.startswith("jss://"):
            return self._item(href.removeprefix("jss://"))
        if href.startswith("/"):
            return self._local(href)
        if href.lower().startswith("mailto:"):
            return {"linktype": "mailto", "url": href}
        if href.startswith("#") and len(href) > 1:
            return {"linktype": "anchor", "anchor": href[1:]}
        return {"linktype": "external", "url": href}

    def _item(self, id: str) -> dict[str, str]:
        guid = self.ids.get(id)
        if guid is None and (given := guid_or_none(id)) is not None:
            guid = self.moved.get(given, given)
        if guid is None:
            raise ValidationError(f'no item with the id "{id}"')
        return {"linktype": "internal", "id": str(guid)}

    def _local(self, href: str) -> dict[str, str]:
        """A page, with query and anchor apart, or a media file; else an address as it is."""
        path, _hash, anchor = href.partition("#")
        path, _mark, query = path.partition("?")
        route = self.folded_routes.get((path.rstrip("/") or "/").casefold())
        if route is not None:
            rest = {"querystring": query, "anchor": anchor}
            return {"linktype": "internal", "id": str(route), **{name: text for name, text in rest.items() if text}}
        if path.startswith(MEDIA_PREFIXES) and (media := self.media(path)):
            return {"linktype": "media", "id": str(media)}
        return {"linktype": "external", "url": href}
