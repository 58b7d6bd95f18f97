"""Saving what authors write: one version, one language, nobody's work overwritten."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from django_jss.content.field_types import field_type
from django_jss.content.models import FieldStorage, Item, ItemVersion, Reference, VersionState
from django_jss.content.templates import FieldInfo, all_fields
from django_jss.exceptions import StaleEdit
from django_jss.sites import revisions
from django_jss.sites.models import Language


def latest_version(item: Item, language: Language) -> ItemVersion | None:
    """The version that authors work on: the one with the highest number."""
    return item.versions.filter(language=language).order_by("-number").first()


@transaction.atomic
def save_version(
    item: Item,
    language: Language,
    *,
    values: Mapping[str, Any],
    lock: int,
    display_name: str = "",
    user: AbstractBaseUser | None = None,
    sanitize: bool = True,
) -> ItemVersion:
    """Make `values` the item's own values in a language; a field that is not in it has none.

    `lock` is that of the version which the author saw, 0 if there was none. A published latest version is left as it
    is and a draft with the next number made. Raises `StaleEdit` if somebody saved meanwhile, `ValidationError` by field.

    Fields that are stored once for all languages, or for all versions of one, have no draft: their values are live at
    once. A change of one for all languages makes edits that are under way in the other languages stale.
    """
    revisions.bump(item.site_id)
    item = Item.objects.select_for_update().select_related("template", "site").get(pk=item.pk)
    latest = latest_version(item, language)
    if lock != (latest.lock if latest else 0):
        raise StaleEdit(_("Somebody else saved this meanwhile."))
    infos = {info.name: info for info in all_fields(item.template)}
    cleaned = clean_values(infos, values, sanitize=sanitize)
    version = _draft(item, language, latest)
    version.fields = {name: value for name, value in cleaned.items() if infos[name].storage != FieldStorage.SHARED}
    version.display_name = display_name
    version.updated_by = user if user is not None and user.pk else None  # type: ignore[assignment]
    version.lock = lock + 1
    version.save()
    _save_wider_values(item, version, infos, cleaned)
    keep_references(item, language, infos)
    return version


def clean_values(infos: Mapping[str, FieldInfo], values: Mapping[str, Any], *, sanitize: bool) -> dict[str, Any]:
    """The stored forms of raw values; raises `ValidationError` with all faults, by field name."""
    cleaned, faults = {}, {}
    for name, raw in values.items():
        if name not in infos:
            faults[name] = ValidationError(_("The template has no such field."))
            continue
        try:
            value = field_type(infos[name].type).clean(raw, sanitize=sanitize)
            if value is not None:
                cleaned[name] = value
        except ValidationError as error:
            faults[name] = error
    if faults:
        raise ValidationError(faults)
    return cleaned


def _draft(item: Item, language: Language, latest: ItemVersion | None) -> ItemVersion:
    if latest is not None and latest.state == VersionState.DRAFT:
        return latest
    return ItemVersion(item=item, language=language, number=latest.number + 1 if latest else 1)


def _save_wider_values(
    item: Item, version: ItemVersion, infos: Mapping[str, FieldInfo], cleaned: Mapping[str, Any]
) -> None:
    """Values for all languages go to the item, values for all versions of the language to each of them."""
    shared = {name: value for name, value in cleaned.items() if infos[name].storage == FieldStorage.SHARED}
    if shared != item.shared_fields:
        item.shared_fields = shared
        item.save(update_fields=["shared_fields", "updated_at"])
        item.versions.exclude(language=version.language_id).update(lock=F("lock") + 1)
    unversioned = [name for name, info in infos.items() if info.storage == FieldStorage.UNVERSIONED]
    if not unversioned:
        return
    others = list(item.versions.filter(language=version.language_id).exclude(pk=version.pk))
    for other in others:
        kept = {name: value for name, value in other.fields.items() if name not in unversioned}
        other.fields = kept | {name: cleaned[name] for name in unversioned if name in cleaned}
    ItemVersion.objects.bulk_update(others, ["fields"])


def keep_references(item: Item, language: Language, infos: Mapping[str, FieldInfo]) -> None:
    """Write down which items the fields of all versions in a language, and the shared ones, point at."""
    layers: list[tuple[Language | None, dict[str, Any]]] = [(None, item.shared_fields)]
    layers += [(language, version.fields) for version in item.versions.filter(language=language)]
    pointed = {
        (owner, name, guid)
        for owner, fields in layers
        for name, value in fields.items()
        if name in infos
        for guid in field_type(infos[name].type).references(value)
    }
    targets = _items_by_guid({guid for _owner, _name, guid in pointed})
    Reference.objects.filter(source=item, language=language).delete()
    Reference.objects.filter(source=item, language=None).delete()
    Reference.objects.bulk_create(
        Reference(source=item, target_id=targets[guid], field=name, language=owner)
        for owner, name, guid in sorted(pointed, key=str)
        if guid in targets
    )


def _items_by_guid(guids: set[uuid.UUID]) -> dict[uuid.UUID, int]:
    return dict(Item.objects.filter(guid__in=guids).values_list("guid", "pk"))
