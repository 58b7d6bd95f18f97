"""Finding media items by the path of their URL, and making other sizes of images."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, cast
from urllib.parse import unquote

from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from django_jss.conf import settings
from django_jss.content.images import FORMATS, Size, resized
from django_jss.content.media import variant_folder
from django_jss.content.models import MediaItem
from django_jss.content.models.items import path_key_of
from django_jss.engine.guids import parse_guid

_MEDIA_URL = re.compile(r"(?:[a-z]+:)?(?://[^/?#]*)?/[-~]/(?:media|jssmedia)/([^?#]+)", re.IGNORECASE | re.ASCII)
SIZES = ("w", "h", "mw", "mh")


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file as it is sent; size in bytes."""

    storage: Storage
    name: str
    mime_type: str
    size: int
    checksum: str
    changed_at: datetime

    def open(self) -> BinaryIO:
        return cast(BinaryIO, self.storage.open(self.name))


def find_media(path: str) -> MediaItem | None:
    """The media item of `{site}/{path}` or `{guid}.ext`; the extension may be `.ashx`, case does not matter."""
    if len(path) > settings.MAX_PATH_LENGTH or not path.isprintable() or "\\" in path:
        return None
    parts = path.strip("/").split("/")
    if ".." in parts or "." in parts:
        return None
    if len(parts) == 1:
        return _by_guid(parts[0].partition(".")[0])
    inner = "/".join(parts[1:])
    items = MediaItem.objects.filter(site__name__iexact=parts[0]).select_related("site")
    if inner.lower().endswith(".ashx"):
        stem = inner[: -len(".ashx")].casefold()
        return next((item for item in items.filter(path__istartswith=stem) if _stem(item.path) == stem), None)
    return items.filter(path_key=path_key_of(inner)).first()


def media_at(url: str) -> MediaItem | None:
    """The media item that is served at a URL, absolute or not; None for any other address."""
    found = _MEDIA_URL.match(url)
    return find_media(unquote(found[1])) if found else None


def sized(media: MediaItem, parameters: Mapping[str, Any]) -> MediaFile:
    """The file in the size that `w`, `h`, `mw`, `mh` ask for, as far as that is allowed; else as it is."""
    original = MediaFile(
        storage=media.file.storage,
        name=str(media.file.name),
        mime_type=media.mime_type,
        size=media.size,
        checksum=media.checksum,
        changed_at=media.updated_at,
    )
    asked = _asked(parameters)
    if not asked or media.mime_type not in FORMATS or not _is_allowed(asked):
        return original
    target = target_size(media, asked)
    if target is None or target == (media.width, media.height):
        return original
    return _variant(media, original, target) or original


def target_size(media: MediaItem, asked: Mapping[str, int]) -> Size | None:
    """Width and height that keep the proportions: the largest that exceeds neither what is asked nor the original."""
    if not media.width or not media.height or media.width * media.height > settings.MEDIA_MAX_SOURCE_PIXELS:
        return None
    bounds = [
        asked[name] / side
        for name, side in (("w", media.width), ("mw", media.width), ("h", media.height), ("mh", media.height))
        if name in asked
    ]
    scale = min([*bounds, 1.0])
    return max(round(media.width * scale), 1), max(round(media.height * scale), 1)


def _asked(parameters: Mapping[str, Any]) -> dict[str, int]:
    given = {name: str(parameters.get(name, "")) for name in SIZES}
    return {
        name: min(int(text), settings.MEDIA_MAX_SIZE)
        for name, text in given.items()
        if text.isdecimal() and text.isascii() and len(text) <= 6 and int(text) > 0
    }


def _is_allowed(asked: Mapping[str, int]) -> bool:
    wanted = {f"{name}={size}" for name, size in asked.items()}
    allowed = settings.MEDIA_ALLOWED_SIZES
    return "*" in allowed or any({part.strip() for part in entry.split(",")} == wanted for entry in allowed)


def _variant(media: MediaItem, original: MediaFile, size: Size) -> MediaFile | None:
    """The resized file, made once and kept on the storage; None if it cannot be made or there are too many already."""
    storage, folder = original.storage, variant_folder(media)
    name = f"{folder}/{size[0]}x{size[1]}.{FORMATS[media.mime_type].lower()}"
    if not storage.exists(name):
        if _count(storage, folder) >= settings.MEDIA_MAX_VARIANTS:
            return None
        with original.open() as stream:
            data = resized(stream, size, media.mime_type)
        if data is None:
            return None
        _keep(storage, name, data)
    checksum = hashlib.sha256(f"{media.checksum}/{size}".encode()).hexdigest()
    return MediaFile(storage, name, media.mime_type, storage.size(name), checksum, media.updated_at)


def _keep(storage: Storage, name: str, data: bytes) -> None:
    """Save a file under exactly this name, unless another process was quicker."""
    saved = storage.save(name, ContentFile(data))
    if saved != name:
        storage.delete(saved)


def _count(storage: Storage, folder: str) -> int:
    try:
        return len(storage.listdir(folder)[1])
    except (FileNotFoundError, NotImplementedError):
        return 0


def _by_guid(text: str) -> MediaItem | None:
    try:
        return MediaItem.objects.filter(guid=parse_guid(text)).select_related("site").first()
    except ValueError:
        return None


def _stem(path: str) -> str:
    return path.rpartition(".")[0].casefold() if "." in path.rsplit("/", 1)[-1] else path.casefold()
