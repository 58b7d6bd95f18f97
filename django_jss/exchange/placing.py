"""Finds for every planned item its place in the site's tree: the row that it is, or a new one."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django_jss.content.layouts import FOLDER
from django_jss.content.models import Item, Redirect, Template
from django_jss.content.models.items import HOME, path_key_of, url_path_of
from django_jss.exchange.changes import Changes
from django_jss.exchange.faults import Place, Reporter
from django_jss.exchange.planning import PlannedItem
from django_jss.sites.models import Site

# The position of a page's folder of components, after the pages below it.
LAST = 10_000


@dataclass(slots=True, eq=False)
class Target:
    """An item as all languages of the import together want it; `row` None until it is made."""

    guid: uuid.UUID
    path: str
    parent: Target | None
    comes_last: bool
    template: str
    has_layout: bool
    place: Place
    row: Item | None

    @property
    def key(self) -> str:
        return path_key_of(self.path)

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]


class Tree:
    """The items of a site, and what an import makes of them; one query.

    Unless it `may_move`, items that are there keep their places: an import without the default language has its own
    names for what that one has named.
    """

    def __init__(self, site: Site | None, reporter: Reporter, *, may_move: bool) -> None:
        self.reporter, self.may_move = reporter, may_move
        rows = Item.objects.filter(site=site).select_related("template") if site else ()
        self.rows = {row.guid: row for row in rows}
        self.by_name = {(row.parent_id, path_key_of(row.name)): row for row in self.rows.values()}
        self.targets: dict[uuid.UUID, Target] = {}
        self.moved: dict[uuid.UUID, uuid.UUID] = {}
        self._keys: dict[str, Target] = {}
        self._claimed: set[uuid.UUID] = set()
        self._siblings: defaultdict[Target | None, list[Target]] = defaultdict(list)
        self._in_line: set[Target] = set()

    def place(self, planned: Sequence[PlannedItem]) -> list[Target]:
        """The targets of a language's items, which come parents first. Names of languages before count."""
        own: dict[str, Target] = {}
        before: dict[Target | None, Target] = {}
        placed = []
        for item in planned:
            parent = own[path_key_of(item.parent_path)] if item.parent_path else None
            target = self._target(item, parent)
            own[item.key] = target
            placed.append(target)
            self._line_up(target, before.get(target.parent))
            before[target.parent] = target
            if target.guid != item.guid:
                self.moved[item.guid] = target.guid
        return placed

    def _target(self, item: PlannedItem, parent: Target | None) -> Target:
        path = f"{parent.path}/{item.name}" if parent else item.path
        has_layout = item.has_layout
        target = self.targets.get(item.guid) or self._keys.get(path_key_of(path))
        if target is not None:
            if target.path != path:
                self.reporter.warn(item.place, f"its place stays {target.path}, as another language has it")
            if target.template == FOLDER:
                target.template = item.template
            target.has_layout = target.has_layout or has_layout
            return target
        row = self._row(item, parent)
        if row is not None and row.path != path and not self.may_move:
            self.reporter.warn(item.place, f"its place stays {row.path}, as the default language has it")
            path = row.path
        guid = row.guid if row else item.guid
        template = item.template
        if row is not None and row.has_layout and row.template.name != item.template:
            self.reporter.warn(item.place, f'the page keeps its template "{row.template.name}"')
            template = row.template.name
        target = Target(guid, path, parent, item.comes_last, template, has_layout, item.place, row)
        self.targets[item.guid] = self.targets[guid] = self._keys[target.key] = target
        return target

    def _line_up(self, target: Target, before: Target | None) -> None:
        """A language adds its own items after those that stand before them in it: so the order of each is kept."""
        if target in self._in_line:
            return
        self._in_line.add(target)
        siblings = self._siblings[target.parent]
        if before is None:
            siblings.insert(0, target)
        elif siblings[-1] is before:
            siblings.append(target)
        else:
            siblings.insert(siblings.index(before) + 1, target)

    def _row(self, item: PlannedItem, parent: Target | None) -> Item | None:
        """The row that an item is: the one of its id, else that of its name below the same parent."""
        row = self.rows.get(item.guid)
        if row is None and (parent is None or parent.row is not None):
            owner = parent.row.pk if parent and parent.row else None
            row = self.by_name.get((owner, path_key_of(item.name)))
        if row is None or row.guid in self._claimed:
            return None
        self._claimed.add(row.guid)
        return row

    def all_targets(self) -> list[Target]:
        """Each target once, parents first."""
        return list(dict.fromkeys(self.targets.values()))

    def check(self) -> None:
        """Report targets whose place something else has that the import does not know."""
        paths = self._new_paths()
        taken: dict[str, uuid.UUID] = {path_key_of(path): guid for guid, path in paths.items()}
        for target in self.all_targets():
            if taken.get(target.key, target.guid) != target.guid:
                self.reporter.fault(target.place, f"there is another item at {target.path} on the site")

    def apply(self, site: Site, templates: Mapping[str, Template], changes: Changes) -> None:
        """Move the rows that have another place now, and make those that are missing."""
        paths = self._new_paths()
        moving = [row for row in self.rows.values() if paths[row.guid] != row.path]
        # Places may be swapped or taken by new items; no two rows may hold one key at any moment.
        for row in moving:
            row.path_key = path_key_of(f"moving {row.guid}")
        Item.objects.bulk_update(moving, ["path_key"])
        for target in self.all_targets():
            if target.row is not None:
                self._update(target, target.row, templates, changes)
        self._create(site, templates, changes)
        self._move(moving, paths, changes)

    def _update(self, target: Target, row: Item, templates: Mapping[str, Template], changes: Changes) -> None:
        template = templates.get(target.template, row.template)
        is_other = not row.has_layout and template.pk != row.template_id and template.name != FOLDER
        if not is_other and row.has_layout >= target.has_layout:
            return
        if is_other:
            row.template = template
        row.has_layout = row.has_layout or target.has_layout
        row.save()
        changes.note("change", f"item {row.path}")

    def _positions(self) -> dict[uuid.UUID, int]:
        """Where the new items stand among their siblings."""
        positions: dict[uuid.UUID, int] = {}
        for siblings in self._siblings.values():
            last = -1
            for target in siblings:
                if target.comes_last:
                    positions[target.guid] = LAST
                elif target.row is not None:
                    last = max(last, target.row.position)
                else:
                    positions[target.guid] = last = last + 1
        return positions

    def _create(self, site: Site, templates: Mapping[str, Template], changes: Changes) -> None:
        positions = self._positions()
        missing = [target for target in self.all_targets() if target.row is None]
        for level in _levels(missing):
            for target in level:
                target.row = Item(
                    guid=target.guid,
                    site=site,
                    template=templates[target.template],
                    parent=target.parent.row if target.parent else None,
                    name=target.name,
                    position=positions[target.guid],
                    path=target.path,
                    path_key=target.key,
                    has_layout=target.has_layout,
                )
                changes.note("create", f"item {target.path}")
            Item.objects.bulk_create([target.row for target in level if target.row])

    def _new_paths(self) -> dict[uuid.UUID, str]:
        """Where every row of the site will be: those of the import where it wants them, others with their parents."""
        wanted = {target.row.guid: target for target in self.all_targets() if target.row}
        paths: dict[uuid.UUID, str] = {guid: target.path for guid, target in wanted.items()}
        by_pk = {row.pk: row for row in self.rows.values()}
        for row in sorted(self.rows.values(), key=lambda row: row.path.count("/")):
            parent = by_pk.get(row.parent_id or 0)
            if row.guid not in paths:
                paths[row.guid] = f"{paths[parent.guid]}/{row.name}" if parent else row.path
        return paths

    def _move(self, moving: Sequence[Item], paths: Mapping[uuid.UUID, str], changes: Changes) -> None:
        if not moving:
            return
        targets = {target.row.guid: target for target in self.all_targets() if target.row}
        redirects = []
        for row in moving:
            old, row.path = row.path, paths[row.guid]
            row.path_key, row.name = path_key_of(row.path), row.path.rsplit("/", 1)[-1]
            target = targets.get(row.guid)
            if target is not None:
                row.parent = target.parent.row if target.parent else None
                changes.note("change", f"item {old} is now at {row.path}")
            if row.is_page and old.startswith(f"/{HOME}/"):
                redirects.append((url_path_of(old), row))
        Item.objects.bulk_update(moving, ["path", "path_key", "name", "parent"])
        _redirect(redirects)


def _redirect(moved: Sequence[tuple[str, Item]]) -> None:
    """Let the old addresses of pages lead to the new ones."""
    if not moved:
        return
    site_id = moved[0][1].site_id
    keys = [path_key_of(path) for old, row in moved for path in (old, row.url_path)]
    Redirect.objects.filter(site=site_id, path_key__in=keys).delete()
    Redirect.objects.bulk_create(
        Redirect(site_id=site_id, path=old, path_key=path_key_of(old), target=row) for old, row in moved
    )


def _levels(targets: Iterable[Target]) -> list[list[Target]]:
    """By depth, for a child's row needs its parent's."""
    levels: dict[int, list[Target]] = {}
    for target in targets:
        levels.setdefault(target.path.count("/"), []).append(target)
    return [levels[depth] for depth in sorted(levels)]
