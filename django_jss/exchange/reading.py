"""From paths to the data of an app, one `AppData` a language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django_jss.exchange.appdata import AppData
from django_jss.exchange.faults import Place, Reporter
from django_jss.exchange.folder import read_folder
from django_jss.exchange.manifest import load_manifest, read_manifest
from django_jss.exchange.scanning import MEDIA_FOLDERS


def read_paths(paths: Sequence[Path], reporter: Reporter) -> list[AppData]:
    """Read manifest files and folders; faults go to the reporter."""
    apps: list[AppData] = []
    for path in paths:
        if path.is_dir():
            apps += _folder(path, reporter)
        elif path.is_file():
            apps += _manifest(path, media_root_near(path), reporter)
        else:
            reporter.fault(Place(str(path)), "there is no such file or folder")
    return apps


def _folder(path: Path, reporter: Reporter) -> list[AppData]:
    """A folder's data, with the definitions of its manifest if it has one; else the manifests in it."""
    root = path.resolve().parent if path.resolve().name == "data" and not (path / "data").is_dir() else path
    if (root / "data" / "routes").is_dir():
        manifests = sorted((root / "sitecore" / "manifest").glob("*.json"))
        definitions = [document for file in manifests if (document := load_manifest(file, reporter)) is not None]
        return read_folder(root, definitions, reporter)
    for folder in (root / "sitecore" / "manifest", root):
        if manifests := [file for file in sorted(folder.glob("*.json")) if file.name != "package.json"]:
            return [data for file in manifests for data in _manifest(file, root, reporter)]
    reporter.fault(Place(str(path)), "expected a manifest, or a folder with data/routes")
    return []


def _manifest(path: Path, media_root: Path | None, reporter: Reporter) -> list[AppData]:
    document = load_manifest(path, reporter)
    return [read_manifest(document, Place(str(path)), media_root, reporter)] if document is not None else []


def media_root_near(manifest: Path) -> Path | None:
    """The folder that media paths of a manifest start from: its own, or the app's that it lies in."""
    own, *around = manifest.resolve().parents[:5]
    if (own / "media").is_dir():
        return own
    return next((folder for folder in (own, *around) if any((folder / name).is_dir() for name in MEDIA_FOLDERS)), None)
