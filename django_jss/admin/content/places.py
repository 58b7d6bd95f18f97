"""Places on a page where a rendering can be moved to, as choices of a form."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _

from django_jss.content.models import Rendering
from django_jss.layout.actions import variant_actions
from django_jss.layout.placements import Placement

_SEPARATOR = "|"
Choices = list[tuple[str, Any]]


def own_actions() -> Choices:
    """The actions that projects have registered."""
    return [(name, action.label) for name, action in variant_actions]


def place_text(target: str, before: uuid.UUID | None) -> str:
    """A place as a value of the form; empty for none."""
    return f"{target}{_SEPARATOR}{before or ''}" if target else ""


def read_place(value: str) -> dict[str, Any]:
    """What a value of the form says, as `VariantInput` calls it."""
    target, _sep, before = value.partition(_SEPARATOR)
    return {"target": target, "target_before": uuid.UUID(before) if before else None}


def places_for(rendering: Rendering) -> Choices:
    """The placeholders of the page, each with its end and with the place before each of its renderings.

    What stands inside the rendering itself is left out.
    """
    renderings = list(rendering.layout.renderings.select_related("component").order_by("position", "pk"))
    roots = [Placement(key) for key in rendering.layout.item.site.root_placeholders]
    nested = [
        Placement(key, each.uid)
        for each in renderings
        if each.pk not in _inside(rendering, renderings)
        for key in each.component.exposed_placeholders
    ]
    by_uid = {each.uid: each for each in renderings}
    choices: Choices = [("", "---------")]
    for place in (*roots, *nested):
        parent = by_uid[place.parent].pk if place.parent else None
        inside = [each for each in renderings if (each.parent_id, each.placeholder) == (parent, place.key)]
        label = f"{by_uid[place.parent].component} › {place.key}" if place.parent else place.key
        others = [each for each in inside if each.uid != rendering.uid]
        options = [
            (place_text(str(place), each.uid), _("before %(component)s") % {"component": _named(each)})
            for each in others
        ]
        choices.append((label, [*options, (place_text(str(place), None), _("at the end"))]))
    return choices


def _named(rendering: Rendering) -> str:
    return f"{rendering.component} {rendering.position + 1}"


def _inside(rendering: Rendering, renderings: list[Rendering]) -> set[int]:
    inside = {rendering.pk}
    for each in sorted(renderings, key=lambda other: other.pk):
        if each.parent_id in inside:
            inside.add(each.pk)
    return inside
