"""Reads all that a page shows, at once."""

from __future__ import annotations

import itertools
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django_jss.content.models import Layout, LayoutStage, Rendering
from django_jss.content.reading import ItemReader
from django_jss.content.serialization import ItemContent
from django_jss.layout.placements import Placement
from django_jss.personalization.rule_sets import ReadyVariant, rule_sets_of
from django_jss.sites.directory import LanguageInfo


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page with its renderings and their variants; `problems` name what is wrong in the rule sets."""

    route: ItemContent
    renderings: Mapping[uuid.UUID, Rendering]
    # By the row of the parent rendering, None for the page itself, and placeholder; in order.
    children: Mapping[tuple[int | None, str], Sequence[Rendering]]
    variants: Mapping[uuid.UUID, Sequence[ReadyVariant]]
    problems: tuple[str, ...]

    def has_placeholder(self, path: Sequence[Placement], of_page: Sequence[str]) -> bool:
        """Whether the page has the placeholder at the end of a path; `of_page` are those that stand in no rendering.

        The first one of the path may be named without those around it, since its uid tells where it is.
        """
        exposed = all(
            self._exposes(placement.parent, placement.key) if placement.parent else placement.key in of_page
            for placement in path
        )
        return (
            bool(path) and exposed and all(self._is_inside(inner, outer) for outer, inner in itertools.pairwise(path))
        )

    def _exposes(self, uid: uuid.UUID, key: str) -> bool:
        rendering = self.renderings.get(uid)
        if rendering is None:
            return False
        rows = (variant.row for variant in self.variants.get(uid, ()))
        components = [rendering.component, *(row.component for row in rows if row.component)]
        return any(key in component.exposed_placeholders for component in components)

    def _is_inside(self, inner: Placement, outer: Placement) -> bool:
        if inner.parent is None:
            return False
        holder = self.renderings[inner.parent]
        stands_in = self.renderings[outer.parent].pk if outer.parent else None
        return (holder.placeholder, holder.parent_id) == (outer.key, stands_in)


def load_page(
    reader: ItemReader, guid: uuid.UUID, item_id: int, language: LanguageInfo, *, preview: bool
) -> PageContent | None:
    """A page with all that its renderings and their variants show; None if it has nothing to show in the language.

    The number of queries does not depend on the size of the page.
    """
    reader.load([guid])
    route = reader.item(guid)
    if route is None or route.version is None:
        return None
    renderings = _renderings(item_id, language, preview=preview)
    sets = rule_sets_of(item_id, reader.at)
    reader.note_edge(sets.valid_until)
    children: defaultdict[tuple[int | None, str], list[Rendering]] = defaultdict(list)
    for rendering in renderings:
        children[rendering.parent_id, rendering.placeholder].append(rendering)
    own = [rendering.datasource for rendering in renderings]
    other = [variant.row.datasource for variants in sets.variants.values() for variant in variants]
    reader.load_deep([guid, *(item.guid for item in (*own, *other) if item)])
    by_uid = {rendering.uid: rendering for rendering in renderings}
    return PageContent(route, by_uid, dict(children), sets.variants, sets.problems)


def _renderings(item_id: int, language: LanguageInfo, *, preview: bool) -> list[Rendering]:
    """Those of the language's own layout, else of the shared one; a preview prefers drafts."""
    stages = [LayoutStage.DRAFT, LayoutStage.PUBLISHED] if preview else [LayoutStage.PUBLISHED]
    ranked = list(itertools.product((language.id, 0), stages))
    layouts = Layout.objects.filter(item=item_id, language_key__in=(language.id, 0), stage__in=stages)
    best = min(layouts, key=lambda layout: ranked.index((layout.language_key, LayoutStage(layout.stage))), default=None)
    if best is None:
        return []
    rows = best.renderings.select_related("component", "component__datasource_template", "datasource")
    return list(rows.order_by("position", "pk"))
