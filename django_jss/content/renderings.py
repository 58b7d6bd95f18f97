"""The renderings of a whole layout, written a level at a time."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from django_jss.content.models import Layout, Rendering

VALUES = ("parent_id", "placeholder", "position", "component_id", "datasource_id", "params")
Uids = Callable[[uuid.UUID], uuid.UUID]


def levels(renderings: list[Rendering]) -> Iterator[list[Rendering]]:
    """The renderings of a layout: first those at its root, then those inside these, and so on."""
    inside: defaultdict[int | None, list[Rendering]] = defaultdict(list)
    for rendering in renderings:
        inside[rendering.parent_id].append(rendering)
    level = inside[None]
    while level:
        yield level
        level = [child for rendering in level for child in inside[rendering.pk]]


def overwrite(
    target: Layout, source: Layout, *, uid_of: Uids = lambda uid: uid, datasources: Mapping[int, int] | None = None
) -> None:
    """Make the renderings of `target` those of `source`; rows that `target` has of the same uid stay the same rows.

    `uid_of` gives the copy of a rendering another uid, `datasources` another datasource, by the ids of the items. The
    number of queries depends only on how deep renderings are nested.
    """
    there = {rendering.uid: rendering for rendering in target.renderings.all()}
    twins: dict[int | None, Rendering] = {}
    for level in levels(list(source.renderings.all())):
        new: list[Rendering] = []
        changed: list[Rendering] = []
        for original in level:
            uid = uid_of(original.uid)
            twin = there.pop(uid, None) or Rendering(layout=target, uid=uid)
            if _take_over(twin, original, twins.get(original.parent_id), datasources or {}):
                (changed if twin.pk else new).append(twin)
            twins[original.pk] = twin
        Rendering.objects.bulk_create(new)
        Rendering.objects.bulk_update(changed, [name.removesuffix("_id") for name in VALUES])
    if there:
        Rendering.objects.filter(pk__in=[rendering.pk for rendering in there.values()]).delete()


def _take_over(twin: Rendering, original: Rendering, parent: Rendering | None, datasources: Mapping[int, int]) -> bool:
    """Give a rendering the values of another one; returns whether it had different ones."""
    before = [getattr(twin, name) for name in VALUES]
    for name in VALUES:
        setattr(twin, name, getattr(original, name))
    twin.parent = parent
    twin.datasource_id = datasources.get(original.datasource_id or 0, original.datasource_id)
    return twin.pk is None or before != [getattr(twin, name) for name in VALUES]
