"""From what a front end asks for to a page."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from threading import Lock

from django.db.models import Exists, OuterRef
from django.utils import timezone

from django_jss.conf import settings
from django_jss.content.models import Item, ItemVersion, Redirect
from django_jss.content.models.items import HOME, path_key_of
from django_jss.sites import revisions
from django_jss.sites.directory import SiteInfo


@dataclass(frozen=True, slots=True)
class PageRef:
    """A page of a site; `url_path` is the canonical one, which differs from the one asked for after a redirect."""

    item_id: int
    guid: uuid.UUID
    url_path: str
    # Whether views of it are recorded.
    is_counted: bool = True


def page_ref(item: Item) -> PageRef:
    """The page that an item with a layout is."""
    return PageRef(item.pk, item.guid, item.url_path, item.is_counted)


class Kept:
    """Where paths lead, per process: the most recently asked ones of each revision."""

    size = 20_000

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[int, int, str], PageRef] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[int, int, str]) -> PageRef | None:
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def put(self, key: tuple[int, int, str], page: PageRef) -> None:
        with self._lock:
            self._pages[key] = page
            if len(self._pages) > self.size:
                self._pages.popitem(last=False)


kept = Kept()


def normalized_path(path: str) -> str:
    """A path as it is looked up and answered: one leading slash, none at the end."""
    return "/" + "/".join(part for part in path.split("/") if part)


def resolve(site: SiteInfo, *, path: str | None = None, guid: uuid.UUID | None = None) -> PageRef | None:
    """The page at a path, or of a GUID; also by an old path. None if there is none; no query when it is known.

    Whether it is published in a language is seen when its plan is made.
    """
    asked = normalized_path(path or "/")
    if len(asked) > settings.MAX_PATH_LENGTH:
        return None
    # The hash of a path stands for all the ways to write it, so that these do not crowd what is kept.
    key = (site.id, revisions.current(site.id), str(guid) if guid else path_key_of(asked))
    page = kept.get(key)
    if page is None:
        item = _item_of(site, guid) if guid else _item_at(site, asked)
        if item is None or not item.is_page:
            return None
        page = page_ref(item)
        kept.put(key, page)
    return page


def _item_of(site: SiteInfo, guid: uuid.UUID) -> Item | None:
    return Item.objects.filter(site=site.id, guid=guid).first()


def _item_at(site: SiteInfo, path: str) -> Item | None:
    tree_path = f"/{HOME}" if path == "/" else f"/{HOME}{path}"
    item = Item.objects.filter(site=site.id, path_key=path_key_of(tree_path)).first()
    if item is not None and item.is_page:
        return item
    redirect = Redirect.objects.filter(site=site.id, path_key=path_key_of(path)).select_related("target").first()
    return redirect.target if redirect else None


def known_pages(site: SiteInfo, guids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, PageRef]:
    """Of these GUIDs those of pages that visitors can see in some language: one query, or none."""
    if not guids:
        return {}
    published = ItemVersion.objects.live(timezone.now()).filter(item=OuterRef("pk"))
    pages = Item.objects.filter(Exists(published), site=site.id, guid__in=guids, has_layout=True)
    return {page.guid: page_ref(page) for page in pages if page.is_page}
