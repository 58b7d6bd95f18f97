"""Writes layouts: the shared one of a page, or one for a language that lays the page out otherwise."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django_jss.content.models import Component, Item, Layout, LayoutStage, Rendering
from django_jss.exchange.changes import Changes
from django_jss.exchange.faults import Place, Reporter
from django_jss.exchange.planning import PlannedRendering
from django_jss.sites.models import Language, Site

Shape = dict[uuid.UUID, tuple[object, ...]]
Slot = tuple[uuid.UUID | None, str]


class LayoutWriter:
    """Compares and writes the layouts of pages; reads all layouts of the site in two queries."""

    def __init__(
        self,
        site: Site,
        components: Mapping[str, Component],
        items: Mapping[uuid.UUID, Item],
        changes: Changes,
        reporter: Reporter,
        *,
        overwrite_drafts: bool,
    ) -> None:
        self.site, self.components, self.items = site, components, items
        self.changes, self.reporter, self.overwrite_drafts = changes, reporter, overwrite_drafts
        self.layouts = {
            (layout.item_id, layout.language_key, layout.stage): layout
            for layout in Layout.objects.filter(item__site=site)
        }
        self.shapes: dict[int, Shape] = _shapes_of(site)

    def place(self, page: Item, language: Language, renderings: Sequence[PlannedRendering], place: Place) -> None:
        """Give a page its layout in a language; where it is the default one's, all languages share it."""
        wanted = shape_of(renderings)
        is_default = language.pk == self.site.default_language_id
        shared = self._shape(page, 0)
        if shared is not None and shared != wanted and not is_default:
            self._write(page, language, renderings, wanted, place)
            return
        own = [layout for stage in LayoutStage if (layout := self.layouts.pop((page.pk, language.pk, stage), None))]
        if own:
            Layout.objects.filter(pk__in=[layout.pk for layout in own]).delete()
            self.changes.note("change", f"layout {page.path} {language.code} is the shared one again")
        self._write(page, None, renderings, wanted, place)

    def _shape(self, page: Item, key: int, stage: str = LayoutStage.PUBLISHED) -> Shape | None:
        layout = self.layouts.get((page.pk, key, stage))
        return self.shapes.get(layout.pk, {}) if layout else None

    def _write(
        self,
        page: Item,
        language: Language | None,
        renderings: Sequence[PlannedRendering],
        wanted: Shape,
        place: Place,
    ) -> None:
        key = language.pk if language else 0
        published, draft = self._shape(page, key), self._shape(page, key, LayoutStage.DRAFT)
        has_own_draft = draft not in (None, published, wanted) and not self.overwrite_drafts
        stages = [LayoutStage.PUBLISHED] if has_own_draft else list(LayoutStage)
        stages = [stage for stage in stages if self._shape(page, key, stage) != wanted]
        if not stages or (published == wanted and draft is not None and not self.overwrite_drafts):
            return
        what = f"layout {page.path} {language.code}" if language else f"layout {page.path}"
        self.changes.note("create" if published is None else "change", what, _differences(published or {}, wanted))
        if has_own_draft:
            self.reporter.warn(place, f"{what} has changes that are not published; they stay")
        for stage in stages:
            layout = self._layout(page, language, key, stage)
            layout.renderings.all().delete()
            self._create(layout, renderings)
            self.shapes[layout.pk] = wanted

    def _layout(self, page: Item, language: Language | None, key: int, stage: LayoutStage) -> Layout:
        layout = self.layouts.get((page.pk, key, stage)) or Layout(item=page, language=language, stage=stage)
        layout.lock += 1
        layout.save()
        self.layouts[page.pk, key, stage] = layout
        return layout

    def _create(self, layout: Layout, renderings: Sequence[PlannedRendering]) -> None:
        """Parents are stored before what stands in them, all of one depth at once."""
        rows: dict[uuid.UUID | None, Rendering] = {}
        depths: dict[uuid.UUID | None, int] = {None: 0}
        counts: dict[Slot, int] = {}
        levels: defaultdict[int, list[PlannedRendering]] = defaultdict(list)
        positions: dict[uuid.UUID, int] = {}
        for rendering in renderings:
            positions[rendering.uid] = _next(counts, rendering)
            depths[rendering.uid] = depths[rendering.parent_uid] + 1
            levels[depths[rendering.uid]].append(rendering)
        for depth in sorted(levels):
            made = [
                Rendering(
                    layout=layout,
                    uid=rendering.uid,
                    parent=rows.get(rendering.parent_uid),
                    placeholder=rendering.placeholder,
                    position=positions[rendering.uid],
                    component=self.components[rendering.component],
                    datasource=self.items.get(rendering.datasource) if rendering.datasource else None,
                    params=dict(rendering.params),
                )
                for rendering in levels[depth]
            ]
            rows |= {row.uid: row for row in Rendering.objects.bulk_create(made)}


def shape_of(renderings: Sequence[PlannedRendering]) -> Shape:
    """By uid: where each rendering stands and what it shows; the order in which they are listed does not matter."""
    counts: dict[Slot, int] = {}
    return {
        rendering.uid: (
            rendering.parent_uid,
            rendering.placeholder,
            _next(counts, rendering),
            rendering.component,
            rendering.datasource,
            tuple(sorted(rendering.params.items())),
        )
        for rendering in renderings
    }


def _next(counts: dict[Slot, int], rendering: PlannedRendering) -> int:
    slot = (rendering.parent_uid, rendering.placeholder)
    counts[slot] = counts.get(slot, -1) + 1
    return counts[slot]


def _shapes_of(site: Site) -> dict[int, Shape]:
    """What the layouts of a site say, by their ids."""
    listed: defaultdict[int, list[PlannedRendering]] = defaultdict(list)
    rows = Rendering.objects.filter(layout__item__site=site).select_related("component", "datasource", "parent")
    for row in rows.order_by("position", "pk"):
        listed[row.layout_id].append(
            PlannedRendering(
                uid=row.uid,
                parent_uid=row.parent.uid if row.parent else None,
                placeholder=row.placeholder,
                component=row.component.name,
                datasource=row.datasource.guid if row.datasource else None,
                params=row.params,
            )
        )
    return {layout_id: shape_of(renderings) for layout_id, renderings in listed.items()}


def _differences(before: Shape, after: Shape) -> tuple[str, ...]:
    gone = [f"- {shape[3]} in {shape[1]}" for uid, shape in before.items() if uid not in after]
    come = [f"+ {shape[3]} in {shape[1]}" for uid, shape in after.items() if uid not in before]
    other = [f"~ {shape[3]} in {shape[1]}" for uid, shape in after.items() if before.get(uid, shape) != shape]
    return (*gone, *come, *other)
