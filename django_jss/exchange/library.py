"""The media of an import: found while it is read, compared, and copied into storage when it is applied."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError

from django_jss.conf import settings
from django_jss.content.media import clean_media_path, store_media
from django_jss.content.models import MediaItem
from django_jss.content.models.items import path_key_of
from django_jss.exchange.appdata import AppData, MediaData
from django_jss.exchange.changes import Changes
from django_jss.exchange.faults import Place, Reporter
from django_jss.exchange.guids import GuidMaker
from django_jss.exchange.scanning import MEDIA_FOLDERS
from django_jss.sites.models import Site


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that belongs into the library; `file` None if it is there already and the import does not bring it."""

    guid: uuid.UUID
    path: str
    file: Path | None
    texts: Mapping[str, str]


class Library:
    """The media that an import wants, by their place in the library."""

    def __init__(self, site: Site | None, maker: GuidMaker, reporter: Reporter) -> None:
        self.maker, self.reporter = maker, reporter
        known = MediaItem.objects.filter(site=site) if site else ()
        self.rows = {row.path_key: row for row in known}
        self.wanted: dict[str, Wanted] = {}
        self.moved: dict[uuid.UUID, uuid.UUID] = {}
        self._stored: list[Callable[[], None]] = []

    def collect(self, data: AppData) -> None:
        """Take note of the media that an app brings along, whether or not a field shows them."""
        for path in data.media_files:
            self.find(data.media_root, path)
        for media in data.media:
            self._collect(media, data.media_root)

    def find(self, root: Path | None, path: str) -> uuid.UUID | None:
        """The media item of a path as fields write it, such as /data/media/img/logo.png; None if there is no such file."""
        inside = path.strip("/")
        key = path_key_of(inside)
        if key not in self.wanted:
            folder = next((root / name for name in MEDIA_FOLDERS if root and inside.startswith(f"{name}/")), None)
            file = file_inside(root, inside, folder) if root and folder else None
            if file is None and key not in self.rows:
                return None
            self._want(key, self.maker.for_path("media", inside), inside, file, {}, Place(str(file or path)))
        return self.wanted[key].guid

    def _collect(self, media: MediaData, root: Path | None) -> None:
        file = file_inside(root, f"media/{media.path}", root / "media") if root else None
        key, guid = path_key_of(media.path), self.maker.for_id(media.id)
        if file is None and key not in self.rows:
            self.reporter.fault(media.place, f"no file media/{media.path} beside the manifest")
            return
        self._want(key, guid, media.path, file, media.texts, media.place)

    def _want(
        self, key: str, guid: uuid.UUID, path: str, file: Path | None, texts: Mapping[str, str], place: Place
    ) -> None:
        row = self.rows.get(key)
        self.wanted[key] = Wanted(row.guid if row else guid, path, file, texts)
        if row and row.guid != guid:
            self.moved[guid] = row.guid
        try:
            clean_media_path(path)
        except ValidationError as error:
            self.reporter.fault(place, " ".join(error.messages))
        if file is not None and file.stat().st_size > settings.MEDIA_MAX_BYTES:
            self.reporter.fault(place, f"the file is larger than {settings.MEDIA_MAX_BYTES} bytes")

    def apply(self, site: Site, changes: Changes, *, copy: bool) -> None:
        """Store what is new or different; without `copy` only note it."""
        for key, wanted in self.wanted.items():
            row = self.rows.get(key)
            if wanted.file is None:
                continue
            data = wanted.file.read_bytes()
            is_same_file = row is not None and row.checksum == hashlib.sha256(data).hexdigest()
            if (
                row is not None
                and is_same_file
                and all(getattr(row, name) == wanted.texts[name] for name in wanted.texts)
            ):
                continue
            changes.note("change" if row else "create", f"media {wanted.path}")
            if copy:
                stored = store_media(site, wanted.path, data, guid=wanted.guid, **wanted.texts)
                if not is_same_file:
                    self._remember(stored)

    def _remember(self, stored: MediaItem) -> None:
        storage, name = stored.file.storage, str(stored.file.name)
        self._stored.append(lambda: storage.delete(name))

    def take_back(self) -> None:
        """Remove the files that were stored, since the transaction failed."""
        for remove in self._stored:
            remove()
        self._stored = []


def file_inside(root: Path, path: str, folder: Path) -> Path | None:
    """The file at a path below `root`; None if there is none, or if it leads out of `folder`."""
    if "\0" in path or ".." in path.split("/"):
        return None
    try:
        file = (root / path).resolve()
        return file if file.is_relative_to(folder.resolve()) and file.is_file() else None
    except OSError:
        return None
