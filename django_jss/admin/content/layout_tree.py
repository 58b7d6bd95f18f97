"""A page's layout as the tree of placeholders and components that authors see."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django_jss.content.models import Component, Layout, Placeholder, Rendering
from django_jss.personalization.models import RuleSet

Slot = tuple[int | None, str]


@dataclass(frozen=True, slots=True)
class PlaceholderNode:
    """A placeholder, the components in it and those that may be added; `parent_uid` is None at the root."""

    key: str
    label: str
    parent_uid: uuid.UUID | None
    renderings: tuple[RenderingNode, ...]
    allowed: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class RenderingNode:
    """A component on the page with the placeholders inside it."""

    rendering: Rendering
    variant_names: tuple[str, ...]
    placeholders: tuple[PlaceholderNode, ...]


class LayoutTree:
    """Builds the tree of a layout; five queries, whatever its size."""

    def __init__(self, layout: Layout) -> None:
        self.site = layout.item.site
        self.components = list(Component.objects.filter(site=self.site).order_by("display_name", "name"))
        self.settings = {
            placeholder.key: placeholder
            for placeholder in Placeholder.objects.filter(site=self.site).prefetch_related("allowed_components")
        }
        self.variants = _variant_names(layout)
        self.by_slot: Mapping[Slot, list[Rendering]] = _by_slot(
            layout.renderings.select_related("component", "datasource", "component__datasource_template")
        )

    def roots(self) -> tuple[PlaceholderNode, ...]:
        """The placeholders of the page itself, then those in use that it does not expose."""
        used = [key for parent, key in self.by_slot if parent is None]
        keys = dict.fromkeys([*self.site.root_placeholders, *used])
        return tuple(self._placeholder(key, None) for key in keys)

    def _placeholder(self, key: str, parent: Rendering | None) -> PlaceholderNode:
        settings = self.settings.get(key)
        renderings = self.by_slot.get((parent.pk if parent else None, key), [])
        return PlaceholderNode(
            key=key,
            label=str(settings) if settings else key,
            parent_uid=parent.uid if parent else None,
            renderings=tuple(self._rendering(rendering) for rendering in renderings),
            allowed=tuple(self._allowed(settings)),
        )

    def _rendering(self, rendering: Rendering) -> RenderingNode:
        used = [key for parent, key in self.by_slot if parent == rendering.pk]
        keys = dict.fromkeys([*rendering.component.exposed_placeholders, *used])
        return RenderingNode(
            rendering=rendering,
            variant_names=self.variants.get(rendering.uid, ()),
            placeholders=tuple(self._placeholder(key, rendering) for key in keys),
        )

    def _allowed(self, settings: Placeholder | None) -> Iterable[Component]:
        named = {component.pk for component in settings.allowed_components.all()} if settings else set()
        return [component for component in self.components if not named or component.pk in named]


def _by_slot(renderings: Iterable[Rendering]) -> Mapping[Slot, list[Rendering]]:
    slots: defaultdict[Slot, list[Rendering]] = defaultdict(list)
    for rendering in sorted(renderings, key=lambda rendering: (rendering.position, rendering.pk)):
        slots[rendering.parent_id, rendering.placeholder].append(rendering)
    return dict(slots)


def _variant_names(layout: Layout) -> dict[uuid.UUID, tuple[str, ...]]:
    rule_sets = RuleSet.objects.filter(route=layout.item_id).prefetch_related("variants")
    return {
        rule_set.rendering_uid: tuple(variant.name for variant in rule_set.variants.all() if variant.is_enabled)
        for rule_set in rule_sets
    }
