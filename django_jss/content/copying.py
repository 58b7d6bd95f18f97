"""Copies of whole subtrees."""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django_jss.content.models import Item, ItemVersion, Layout, LayoutStage, Reference, VersionState
from django_jss.content.models.items import path_key_of
from django_jss.content.renderings import overwrite


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied: `items` are the copies by the ids of their originals, `uid_of` the uids of renderings."""

    items: Mapping[int, Item]
    uid_of: Callable[[uuid.UUID], uuid.UUID]


# Rooms above add what belongs to a page too; called in the transaction that makes the copy.
followers: list[Callable[[Copied], None]] = []


def copy_subtree(originals: Sequence[Item], parent: Item, name: str, position: int) -> Item:
    """Copy items, the topmost first, each after its parent, to `parent`; the topmost gets this name and position.

    Versions become drafts numbered 1, renderings get new uids, and what refers to something inside refers to its copy.
    The number of queries depends on how deep the items lie in one another.
    """
    top = originals[0]
    uids: defaultdict[uuid.UUID, uuid.UUID] = defaultdict(uuid.uuid4)
    guids = {original.guid: uuid.uuid4() for original in originals}
    items = _copy_items(originals, guids, parent, name, position)
    copied = Copied(items, uids.__getitem__)
    _copy_versions(items, guids)
    _copy_layouts(copied)
    _copy_references(items)
    for follower in followers:
        follower(copied)
    return items[top.pk]


def _copy_items(
    originals: Sequence[Item], guids: Mapping[uuid.UUID, uuid.UUID], parent: Item, name: str, position: int
) -> dict[int, Item]:
    top, new_path = originals[0], f"{parent.path}/{name}"
    levels: defaultdict[int, list[Item]] = defaultdict(list)
    for original in originals:
        levels[original.path.count("/")].append(original)
    twins: dict[int, Item] = {}
    for _depth, level in sorted(levels.items()):
        rows = [_twin(original, guids, new_path + original.path[len(top.path) :]) for original in level]
        for original, row in zip(level, rows, strict=True):
            row.parent = parent if original is top else twins[original.parent_id or 0]
            if original is top:
                row.name, row.position = name, position
        Item.objects.bulk_create(rows)
        twins |= {original.pk: row for original, row in zip(level, rows, strict=True)}
    return twins


def _twin(original: Item, guids: Mapping[uuid.UUID, uuid.UUID], path: str) -> Item:
    return Item(
        guid=guids[original.guid],
        site_id=original.site_id,
        template_id=original.template_id,
        name=original.name,
        position=original.position,
        path=path,
        path_key=path_key_of(path),
        has_layout=original.has_layout,
        shared_fields=remapped(original.shared_fields, guids),
    )


def _copy_versions(items: Mapping[int, Item], guids: Mapping[uuid.UUID, uuid.UUID]) -> None:
    ItemVersion.objects.bulk_create(
        ItemVersion(
            item=items[version.item_id],
            language_id=version.language_id,
            number=1,
            state=VersionState.DRAFT,
            display_name=version.display_name,
            fields=remapped(version.fields, guids),
            lock=1,
        )
        for version in ItemVersion.objects.latest_ones().filter(item__in=items)
    )


def _copy_layouts(copied: Copied) -> None:
    datasources = {pk: item.pk for pk, item in copied.items.items()}
    for layout in Layout.objects.filter(item__in=copied.items, stage=LayoutStage.DRAFT):
        twin = Layout(item=copied.items[layout.item_id], language_id=layout.language_id, stage=LayoutStage.DRAFT)
        twin.save()
        overwrite(twin, layout, uid_of=copied.uid_of, datasources=datasources)


def _copy_references(items: Mapping[int, Item]) -> None:
    Reference.objects.bulk_create(
        Reference(
            source=items[row.source_id],
            target_id=items[row.target_id].pk if row.target_id in items else row.target_id,
            field=row.field,
            language_id=row.language_id,
        )
        for row in Reference.objects.filter(source__in=items)
    )


def remapped(value: Any, guids: Mapping[uuid.UUID, uuid.UUID]) -> Any:
    """A stored value in which each of these GUIDs, in whatever form and also inside texts, is replaced."""
    if isinstance(value, dict):
        return {name: remapped(entry, guids) for name, entry in value.items()}
    if isinstance(value, list):
        return [remapped(entry, guids) for entry in value]
    return GUID.sub(lambda match: _replaced(match, guids), value) if isinstance(value, str) else value


GUID = re.compile(r"(?<![0-9a-f-])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})(?![0-9a-f-])", re.I)


def _replaced(match: re.Match[str], guids: Mapping[uuid.UUID, uuid.UUID]) -> str:
    new = guids.get(uuid.UUID(match[0]))
    if new is None:
        return match[0]
    form = str(new) if "-" in match[0] else new.hex
    return form.upper() if match[0].isupper() else form
