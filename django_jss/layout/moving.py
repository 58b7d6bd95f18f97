"""Where variants move renderings to."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django_jss.layout.loading import PageContent
from django_jss.layout.placements import Placement, read_path
from django_jss.personalization.models import PersonalizationVariant, VariantAction
from django_jss.personalization.rule_sets import ReadyVariant

# The row of the parent rendering, None for the page itself, and the placeholder.
Place = tuple[int | None, str]


class Moves:
    """The moves of a page that can be made, by the place that they lead to; `problems` tell of the others.

    A rendering cannot be moved into itself, nor two into one another: a move that would close such a circle with those
    before it is left out.
    """

    def __init__(self, content: PageContent, of_page: Sequence[str]) -> None:
        self._content, self._of_page = content, of_page
        self._by_place: defaultdict[Place, list[ReadyVariant]] = defaultdict(list)
        self._holders: defaultdict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
        self._guids: set[uuid.UUID] = set()
        self.problems: list[str] = []
        for uid, variant in _moving(content):
            self._add(uid, variant)

    def get(self, place: Place, default: list[ReadyVariant]) -> list[ReadyVariant]:
        """The variants that move a rendering there, in order."""
        return self._by_place.get(place, default)

    def has(self, variant: PersonalizationVariant) -> bool:
        return variant.guid in self._guids

    def _add(self, uid: uuid.UUID, variant: ReadyVariant) -> None:
        path = read_path(variant.row.target)
        placement = path[-1] if path else None
        if placement is None or not self._content.has_placeholder((placement,), self._of_page):
            self._refuse(variant, f'there is no placeholder "{variant.row.target}"')
        elif placement.parent is not None and uid in self._around(placement.parent):
            self._refuse(variant, f"rendering {uid} would stand inside itself")
        else:
            self._guids.add(variant.row.guid)
            self._by_place[self._place(placement)].append(variant)
            if placement.parent is not None:
                self._holders[uid].add(placement.parent)

    def _place(self, placement: Placement) -> Place:
        parent = self._content.renderings[placement.parent].pk if placement.parent else None
        return parent, placement.key

    def _around(self, uid: uuid.UUID) -> set[uuid.UUID]:
        """The rendering and all in which it stands, or may stand after a move."""
        by_pk = {rendering.pk: rendering for rendering in self._content.renderings.values()}
        around: set[uuid.UUID] = set()
        waiting = [uid]
        while waiting:
            current = waiting.pop()
            if current in around:
                continue
            around.add(current)
            parent = by_pk.get(self._content.renderings[current].parent_id or 0)
            waiting += [*([parent.uid] if parent else []), *self._holders[current]]
        return around

    def _refuse(self, variant: ReadyVariant, why: str) -> None:
        self.problems.append(f"variant {variant.row.guid}: {why}; it stays where it is")


def _moving(content: PageContent) -> Iterator[tuple[uuid.UUID, ReadyVariant]]:
    for uid, variants in content.variants.items():
        if uid in content.renderings:
            for variant in variants:
                if variant.row.action == VariantAction.MOVE and variant.row.target:
                    yield uid, variant
