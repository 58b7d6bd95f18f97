"""Where pages stand, and what they are made of: ancestors, templates and fields, read once per change."""

from __future__ import annotations

import json
import uuid
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django_jss.content.models import Item
from django_jss.content.reading import ItemReader
from django_jss.content.templates import TemplateInfo, templates_of
from django_jss.sites import revisions
from django_jss.sites.directory import SiteInfo

Key = tuple[int, int, str, str]


@dataclass(frozen=True, slots=True)
class PageLineage:
    """A page's ancestors, nearest first, its template and those that it derives from, all by GUID."""

    ancestors: tuple[str, ...]
    templates: tuple[str, ...]


class Kept:
    """What this process keeps of the pages asked for most lately, by site, revision, page and language."""

    size = 20_000

    def __init__(self) -> None:
        self._entries: OrderedDict[Key, Any] = OrderedDict()

    def get(self, key: Key) -> Any:
        return self._entries.get(key)

    def put(self, key: Key, value: Any) -> None:
        self._entries[key] = value
        if len(self._entries) > self.size:
            self._entries.popitem(last=False)


kept = Kept()


def lineage_of(site: SiteInfo, guid: str) -> PageLineage | None:
    """Where an item of the site stands; None if there is none. Two queries, or none if it is known."""
    key = (site.id, revisions.current(site.id), guid, "")
    found: tuple[PageLineage | None] | None = kept.get(key)
    if found is None:
        item = Item.objects.filter(site=site.id, guid=guid).first()
        # That there is none is kept too: rules may name pages that are gone.
        found = (PageLineage(_ancestors(item), _template_line(site.id, item.template_id)) if item else None,)
        kept.put(key, found)
    return found[0]


def templates_by_page(site: SiteInfo, guids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """The templates of these items, as `PageLineage` has them: one query, or none without any."""
    if not guids:
        return {}
    rows = Item.objects.filter(site=site.id, guid__in=set(guids)).values_list("guid", "template")
    return {str(guid): _template_line(site.id, template) for guid, template in rows}


def fields_as_texts(site: SiteInfo, guid: uuid.UUID, language: str, at: datetime) -> Mapping[str, str]:
    """The fields of a page as its language shows them, as texts: "true" and "false" for ticks, JSON for links and lists.

    Empty ones are empty texts. A few queries, or none if the page is known and nothing of it is timed.
    """
    key = (site.id, revisions.current(site.id), str(guid), language)
    found: Mapping[str, str] | None = kept.get(key)
    if found is None:
        spoken = site.language(language) or site.language(site.default_language)
        reader = ItemReader(site, spoken, at) if spoken else None
        content = reader.item(guid) if reader else None
        found = {name: _text(value) for name, value in content.fields.items()} if content else {}
        if reader is not None and reader.valid_until is None:
            kept.put(key, found)
    return found


def _ancestors(item: Item) -> tuple[str, ...]:
    """By the path: an item's ancestors are those whose paths begin it."""
    parts = item.path.strip("/").split("/")
    paths = ["/" + "/".join(parts[:length]) for length in range(len(parts) - 1, 0, -1)]
    guids = dict(Item.objects.filter(site=item.site_id, path__in=paths).values_list("path", "guid"))
    return tuple(str(guids[path]) for path in paths if path in guids)


def _template_line(site_id: int, template_id: int) -> tuple[str, ...]:
    templates = templates_of(site_id)
    own: TemplateInfo | None = templates.get(template_id)
    bases = [templates[base] for base in sorted(own.base_ids) if base in templates] if own else []
    return tuple(str(template.guid) for template in ([own, *bases] if own else []))


def _text(value: Any) -> str:
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
