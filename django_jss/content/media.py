"""The media library: storing and deleting files."""

from __future__ import annotations

import hashlib
import json
import logging
import mimetypes
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from io import BytesIO
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from django_jss.conf import settings
from django_jss.content.images import dimensions
from django_jss.content.models import Item, ItemVersion, MediaItem
from django_jss.content.models.items import path_key_of
from django_jss.exceptions import StillReferenced
from django_jss.sites import revisions
from django_jss.sites.models import Site

logger = logging.getLogger("django_jss.content")

# What the Python of this server knows of types depends on the server; these are the ones that front ends need.
TYPES = mimetypes.MimeTypes()
for extension, known_type in (
    (".avif", "image/avif"),
    (".ico", "image/vnd.microsoft.icon"),
    (".jpeg", "image/jpeg"),
    (".jpg", "image/jpeg"),
    (".mp4", "video/mp4"),
    (".pdf", "application/pdf"),
    (".png", "image/png"),
    (".svg", "image/svg+xml"),
    (".webm", "video/webm"),
    (".webp", "image/webp"),
    (".woff2", "font/woff2"),
):
    TYPES.add_type(known_type, extension)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file is; width and height only of images that could be read, in pixels."""

    mime_type: str
    size: int
    checksum: str
    width: int | None
    height: int | None


def clean_media_path(path: str) -> str:
    """A path in a site's library; raises `ValidationError` for one that leads out of it."""
    parts = [part for part in path.replace("\\", "/").split("/") if part]
    if not parts or any(part in (".", "..") or not part.isprintable() for part in parts):
        raise ValidationError(_("expected a path such as img/logo.png"))
    cleaned = "/".join(parts)
    if len(cleaned) > 400:
        raise ValidationError(_("The path is too long."))
    return cleaned


def describe_file(data: bytes, path: str) -> FileFacts:
    """What the bytes of a file tell; raises `ValidationError` if they are too many."""
    if len(data) > settings.MEDIA_MAX_BYTES:
        raise ValidationError(_("The file is larger than %(most)s bytes."), params={"most": settings.MEDIA_MAX_BYTES})
    mime_type = TYPES.guess_type(path)[0] or "application/octet-stream"
    size = dimensions(BytesIO(data)) if mime_type.startswith("image/") else None
    width, height = size or (None, None)
    return FileFacts(mime_type, len(data), hashlib.sha256(data).hexdigest(), width, height)


@transaction.atomic
def store_media(site: Site, path: str, data: bytes, *, guid: uuid.UUID | None = None, **texts: str) -> MediaItem:
    """Put a file into the library, or replace the one at that path. An unchanged file is left alone.

    `texts` are `alt`, `title`, `description`, `keywords`, `name`.
    """
    path = clean_media_path(path)
    facts = describe_file(data, path)
    media = _known(site, path)
    if media is not None and _is_same(media, facts, texts):
        return media
    revisions.bump(site)
    media = _known(site, path) or MediaItem(site=site, path=path, guid=guid or uuid.uuid4())
    if media.checksum != facts.checksum:
        if media.pk:
            drop_files(media)
        media.file.save(f"{site.name}/{path}", ContentFile(data), save=False)
    for name in ("mime_type", "size", "checksum", "width", "height"):
        setattr(media, name, getattr(facts, name))
    for name, text in texts.items():
        setattr(media, name, text)
    media.save()
    return media


def _known(site: Site, path: str) -> MediaItem | None:
    return MediaItem.objects.filter(site=site, path_key=path_key_of(path)).first()


def _is_same(media: MediaItem, facts: FileFacts, texts: Mapping[str, str]) -> bool:
    return media.checksum == facts.checksum and all(getattr(media, name) == text for name, text in texts.items())


@transaction.atomic
def delete_media(media: MediaItem) -> None:
    """Delete a media item with its files; raises `StillReferenced` if a field still shows it."""
    revisions.bump(media.site_id)
    users = users_of_media(media)
    if users:
        raise StillReferenced(_("Something still refers to it."), users)
    MediaItem.objects.filter(pk=media.pk).delete()


def users_of_media(media: MediaItem) -> list[str]:
    """The fields that show a media item, in words. It reads all versions of the site: not for a page request."""
    forms = (str(media.guid), media.guid.hex)
    users: set[str] = set()
    for version in _holding(
        ItemVersion.objects.select_related("item", "language"), "fields", forms, "item__site", media
    ):
        users |= {
            _("The field %(field)s of %(item)s (%(language)s) shows it.")
            % {"field": name, "item": version.item.path, "language": version.language.name}
            for name in _names_holding(version.fields, forms)
        }
    for item in _holding(Item.objects.all(), "shared_fields", forms, "site", media):
        users |= {
            _("The field %(field)s of %(item)s shows it.") % {"field": name, "item": item.path}
            for name in _names_holding(item.shared_fields, forms)
        }
    return sorted(users)


def _holding(rows: QuerySet[Any], column: str, forms: tuple[str, ...], site: str, media: MediaItem) -> QuerySet[Any]:
    text = rows.filter(**{site: media.site_id}).annotate(text=Cast(column, TextField()))
    return text.filter(reduce(or_, (Q(text__icontains=form) for form in forms)))


def _names_holding(fields: Mapping[str, Any], forms: tuple[str, ...]) -> list[str]:
    texts = {name: json.dumps(value).lower() for name, value in fields.items()}
    return [name for name, text in texts.items() if any(form in text for form in forms)]


def drop_files(media: MediaItem) -> None:
    """Delete the file that a media item has now, and what was made of it, once the transaction is committed."""
    storage, name, folder = media.file.storage, media.file.name, variant_folder(media)

    def drop() -> None:
        try:
            for variant in storage.listdir(folder)[1]:
                storage.delete(f"{folder}/{variant}")
        except (OSError, NotImplementedError):
            logger.info("There are no variants in %s, or they cannot be listed", folder)
        if name:
            storage.delete(name)

    transaction.on_commit(drop, robust=True)


def variant_folder(media: MediaItem) -> str:
    """Where the storage keeps other sizes of an image; the name changes with the content."""
    return f"jss/variants/{media.guid.hex}-{media.checksum[:16]}"
