"""The site tree: what the list of items shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from django_jss.content.models import Item, ItemVersion, VersionState
from django_jss.sites.models import Site

SEARCH_LIMIT = 50


@dataclass(frozen=True, slots=True)
class LanguageState:
    """How an item stands in one language: `state` is published, changed (published, with a newer draft), draft or none."""

    code: str
    state: str


@dataclass(frozen=True, slots=True)
class Node:
    """A row of the tree; `children` is None while they are not loaded."""

    item: Item
    label: str
    languages: tuple[LanguageState, ...]
    has_children: bool
    children: tuple[Node, ...] | None = None


def tree_of(site: Site) -> tuple[Node, ...]:
    """The roots of a site, the start item opened. Four queries."""
    roots = _nodes(site, parent=None)
    home = next((root for root in roots if root.item.name == "home"), None)
    if home is None:
        return roots
    opened = Node(home.item, home.label, home.languages, home.has_children, children_of(home.item))
    return tuple(opened if root is home else root for root in roots)


def children_of(item: Item) -> tuple[Node, ...]:
    """The direct children of an item. Two queries, and one for the site's languages."""
    return _nodes(item.site, parent=item)


def search(site: Site, text: str) -> tuple[Node, ...]:
    """Items whose path or display name contains `text`, at most `SEARCH_LIMIT` of them."""
    by_path = Item.objects.filter(site=site, path__icontains=text)
    by_name = Item.objects.filter(site=site, versions__display_name__icontains=text)
    return _decorate(site, (by_path | by_name).distinct().order_by("path")[:SEARCH_LIMIT])


def _nodes(site: Site, *, parent: Item | None) -> tuple[Node, ...]:
    return _decorate(site, Item.objects.filter(site=site, parent=parent).order_by("position", "pk"))


def _decorate(site: Site, items: QuerySet[Item]) -> tuple[Node, ...]:
    rows = list(items.select_related("template"))
    parents = set(Item.objects.filter(parent__in=rows).values_list("parent_id", flat=True))
    codes = list(site.languages.values_list("code", flat=True))
    states, names = _states(rows, site.default_language.code)
    return tuple(
        Node(
            item=row,
            label=names.get(row.pk) or row.name,
            languages=tuple(LanguageState(code, states.get((row.pk, code), "none")) for code in codes),
            has_children=row.pk in parents,
        )
        for row in rows
    )


def _states(rows: list[Item], default_code: str) -> tuple[dict[tuple[int, str], str], dict[int, str]]:
    """By item and language the state of its latest version; by item its display name, in the default language first."""
    newer = ItemVersion.objects.filter(
        item=OuterRef("item"), language=OuterRef("language"), number__gt=OuterRef("number")
    )
    latest = ItemVersion.objects.filter(~Exists(newer), item__in=rows).order_by("language__code")
    was_published = ItemVersion.objects.filter(
        item=OuterRef("item"), language=OuterRef("language"), state=VersionState.PUBLISHED
    )
    states: dict[tuple[int, str], str] = {}
    names: dict[int, str] = {}
    for pk, code, state, name, published in latest.annotate(published=Exists(was_published)).values_list(
        "item_id", "language__code", "state", "display_name", "published"
    ):
        states[pk, code] = "changed" if state == VersionState.DRAFT and published else state
        if code == default_code or pk not in names:
            names[pk] = name
    return states, names
