"""The content tree: create, rename, move, copy, delete.

Every act first raises the site's revision number, and so holds it until it is done: acts on one tree take turns.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, ProtectedError, Q, QuerySet, RestrictedError, prefetch_related_objects
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _

from django_jss.conf import settings
from django_jss.content.copying import copy_subtree
from django_jss.content.models import Item, Redirect, Template
from django_jss.content.models.items import HOME, ItemUser, path_key_of, url_path_of
from django_jss.exceptions import InvalidMove, PathTaken, StaleEdit, StillReferenced
from django_jss.sites import revisions

LONGEST_NAME = 200
FORBIDDEN = frozenset('/\\?#%"<>|*:;')


def clean_name(name: str) -> str:
    """A name as it may stand in a path; raises `ValidationError`."""
    name = " ".join(name.split())
    wrong = sorted({character for character in name if character in FORBIDDEN or not character.isprintable()})
    if not name or name in (".", ".."):
        raise ValidationError(_("A name is needed."))
    if wrong:
        raise ValidationError(_("A name cannot hold %(wrong)s"), params={"wrong": " ".join(wrong)})
    if len(name) > LONGEST_NAME:
        raise ValidationError(_("The name is too long."))
    return name


@transaction.atomic
def create_item(
    parent: Item, name: str, template: Template, *, has_layout: bool | None = None, guid: uuid.UUID | None = None
) -> Item:
    """A new item, last among the children of `parent`; a page if its template is a route type.

    Raises `PathTaken` if `parent` has a child of that name, `ValidationError` if the name cannot be one.
    """
    name = clean_name(name)
    parent = _held(parent)
    if template.site_id != parent.site_id:
        raise ValidationError(_("That template belongs to another site."))
    item = Item(
        site_id=parent.site_id,
        parent=parent,
        template=template,
        name=name,
        guid=guid or uuid.uuid4(),
        has_layout=template.is_route_type or template.is_default_route_type if has_layout is None else has_layout,
        position=_next_position(parent),
    )
    _place(item, f"{parent.path}/{name}")
    item.save()
    return item


@transaction.atomic
def rename(item: Item, name: str) -> Item:
    """Give another name; the old addresses of pages lead to the new ones."""
    name = clean_name(name)
    item = _held(item)
    if item.parent_id is None:
        raise InvalidMove(_("The roots of a site keep their names."))
    if name != item.name:
        item.name = name
        _rebase(item, f"{item.path.rsplit('/', 1)[0]}/{name}")
    return item


@transaction.atomic
def move(item: Item, parent: Item | None, *, before: Item | None = None) -> Item:
    """Put an item below `parent`, before its child `before`, else last; raises `InvalidMove` or `PathTaken`."""
    item = _held(item)
    if (item.parent_id is None) != (parent is None):
        raise InvalidMove(_("The roots of a site stay roots, and nothing else becomes one."))
    if parent is not None:
        parent = _held(parent)
        if parent.site_id != item.site_id:
            raise InvalidMove(_("An item cannot move to another site."))
        if parent.pk == item.pk or parent.path.startswith(f"{item.path}/"):
            raise InvalidMove(_("An item cannot move below itself."))
        if parent.pk != item.parent_id:
            item.parent = parent
            _rebase(item, f"{parent.path}/{item.name}")
    _order(item, before)
    return item


@transaction.atomic
def copy(item: Item, parent: Item, name: str | None = None) -> Item:
    """Copy an item with all below it as drafts; references inside the copy point at the copies.

    It comes last below `parent`, with a number behind its name if that is taken. Raises `InvalidMove` for the item
    itself or something below it, or another site's item, as `parent`.
    """
    item, parent = _held(item), _held(parent)
    if parent.site_id != item.site_id:
        raise InvalidMove(_("An item cannot be copied to another site."))
    if parent.pk == item.pk or parent.path.startswith(f"{item.path}/"):
        raise InvalidMove(_("An item cannot be copied below itself."))
    wanted = clean_name(name or item.name)
    free, number = wanted, 1
    while _is_taken(parent.site_id, f"{parent.path}/{free}"):
        number += 1
        free = f"{wanted} {number}"
    originals = sorted(subtree(item), key=lambda row: row.path.count("/"))
    _check_lengths(f"{parent.path}/{clean_name(free)}{row.path[len(item.path) :]}" for row in originals)
    return copy_subtree(originals, parent, free, _next_position(parent))


@transaction.atomic
def delete(item: Item) -> None:
    """Delete an item with all below it; raises `StillReferenced` if something outside still refers to any of it.

    Deleting what is gone already does nothing.
    """
    if item.parent_id is None:
        raise InvalidMove(_("The roots of a site cannot be deleted."))
    revisions.bump(item.site_id)
    found = Item.objects.filter(pk=item.pk).first()
    if found is None:
        return
    try:
        subtree(found).delete()
    except (RestrictedError, ProtectedError) as error:
        raise StillReferenced(_("Something still refers to it."), _sentences(error.args[1])) from error


def subtree(item: Item) -> QuerySet[Item]:
    """An item and all below it."""
    inside = Q(path__startswith=f"{item.path}/") | Q(pk=item.pk)
    return Item.objects.filter(inside, site=item.site_id)


def users_of(item: Item) -> list[str]:
    """What outside an item's subtree refers to anything in it, in words: why it cannot be deleted."""
    doomed = subtree(item)
    try:
        Collector(using=doomed.db, origin=doomed).collect(doomed)
    except (RestrictedError, ProtectedError) as error:
        return _sentences(error.args[1])
    return []


def _sentences(rows: Iterable[Model]) -> list[str]:
    """Rows that refer to an item, each in words: by the method of `ItemUser` if it is one."""
    by_model: defaultdict[type[Model], list[Model]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row)
    for users in by_model.values():
        if isinstance(users[0], ItemUser):
            prefetch_related_objects(users, *users[0].needed_as_user)
    return sorted({row.as_user() if isinstance(row, ItemUser) else str(row) for row in rows})


def _held(item: Item) -> Item:
    """The item as it is now, with nobody else at work on its site's tree until the transaction ends."""
    revisions.bump(item.site_id)
    found = Item.objects.select_for_update().filter(pk=item.pk).first()
    if found is None:
        raise StaleEdit(_("Somebody else has deleted %(item)s meanwhile.") % {"item": item.path})
    return found


def _next_position(parent: Item) -> int:
    last = Item.objects.filter(parent=parent).order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


def _is_taken(site_id: int, path: str, *, by_other_than: int | None = None) -> bool:
    return Item.objects.filter(site=site_id, path_key=path_key_of(path)).exclude(pk=by_other_than or 0).exists()


def _check_lengths(paths: Iterable[str]) -> None:
    if any(len(path) > settings.MAX_PATH_LENGTH for path in paths):
        raise ValidationError(_("The path is too long."))


def _place(item: Item, path: str) -> None:
    """Set an item's path; raises `PathTaken` or, if it is too long, `ValidationError`."""
    _check_lengths([path])
    if _is_taken(item.site_id, path, by_other_than=item.pk):
        raise PathTaken(_("There is already something at %(path)s") % {"path": path})
    item.path, item.path_key = path, path_key_of(path)


def _rebase(item: Item, new_path: str) -> None:
    """Give an item and all below it their new paths, and keep the old ones of pages as redirects."""
    old_path = item.path
    below = list(subtree(item).exclude(pk=item.pk))
    _place(item, new_path)
    for row in below:
        row.path = new_path + row.path[len(old_path) :]
        row.path_key = path_key_of(row.path)
    _check_lengths(row.path for row in below)
    item.save()
    Item.objects.bulk_update(below, ["path", "path_key"])
    _keep_redirects([(old_path + row.path[len(new_path) :], row) for row in (item, *below)])


def _keep_redirects(moved: list[tuple[str, Item]]) -> None:
    """Let the old paths of pages lead to them; a path at which a page is now is no old one any more."""
    pages = [
        (url_path_of(old), row)
        for old, row in moved
        if row.is_page and old.startswith(f"/{HOME}/") and path_key_of(old) != row.path_key
    ]
    if not pages:
        return
    site_id = pages[0][1].site_id
    now_used = [path_key_of(row.url_path) for _old, row in pages]
    before = [path_key_of(old) for old, _row in pages]
    Redirect.objects.filter(site=site_id, path_key__in=[*now_used, *before]).delete()
    Redirect.objects.bulk_create(
        Redirect(site_id=site_id, path=old, path_key=path_key_of(old), target=row) for old, row in pages
    )


def _order(item: Item, before: Item | None) -> None:
    """Number the children of the item's parent anew, the item before `before` or last."""
    siblings = list(
        Item.objects.filter(site=item.site_id, parent=item.parent).exclude(pk=item.pk).order_by("position", "pk")
    )
    places = [sibling.pk for sibling in siblings]
    index = places.index(before.pk) if before is not None and before.pk in places else len(siblings)
    siblings.insert(index, item)
    for position, sibling in enumerate(siblings):
        sibling.position = position
    Item.objects.bulk_update(siblings, ["position"])
    item.save(update_fields=["parent", "position", "updated_at"])
