"""What files an app's folder has: data by language, and media."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django_jss.exchange.faults import Place, Reporter
from django_jss.exchange.files import load_object, parsed_yaml
from django_jss.exchange.manifest import LANGUAGE
from django_jss.exchange.markdown import markdown_route

SUFFIXES = (".yml", ".yaml", ".json", ".md")
CONTENT = (("component-content", "Components"), ("content", "Content"))
MEDIA_FOLDERS = ("data/media", "assets")


class AppFiles:
    """The data files of an app, each read once. Languages are lower-case; `spelling` says how their files write them."""

    def __init__(self, root: Path, reporter: Reporter) -> None:
        self.root, self.data, self.reporter = root, root / "data", reporter
        self.spelling: dict[str, str] = {}
        self._files: dict[Path, dict[str, Path]] = {}
        self._loaded: dict[Path, dict[str, Any] | None] = {}
        for name in ("routes", "content", "component-content"):
            if (self.data / name).is_dir():
                self._scan(self.data / name)
        if (self.data / "dictionary").is_dir():
            self._scan_folder(self.data / "dictionary")

    def languages(self, first: object) -> list[str]:
        """All languages: the app's own `first`, else the one that most is written in, whose layouts are the shared ones."""
        counts = Counter(code for files in self._files.values() for code in files)
        return sorted(counts, key=lambda code: (code != str(first or "").lower(), -counts[code], code))

    def load(self, folder: Path, language: str) -> tuple[dict[str, Any], Place] | None:
        """The data of a folder in a language, with its file; None if it has none, or none that can be read."""
        file = self._files.get(folder, {}).get(language)
        if file is None:
            return None
        if file not in self._loaded:
            self._loaded[file] = load_object(file, lambda text: self._parsed(text, file), self.reporter)
        data = self._loaded[file]
        return (data, Place(str(file))) if data is not None else None

    def folders(self, parent: Path) -> list[Path]:
        return sorted(entry for entry in parent.iterdir() if entry.is_dir() and not entry.name.startswith("."))

    def all_data(self, language: str) -> Iterator[tuple[dict[str, Any], Place]]:
        """Everything but the dictionary that is written in a language."""
        for folder in self._files:
            if folder != self.data / "dictionary" and (found := self.load(folder, language)) is not None:
                yield found

    def media(self) -> tuple[str, ...]:
        """Paths of the media, as fields name them."""
        found = []
        for name in MEDIA_FOLDERS:
            folder = self.root / name
            for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
                inside = file.relative_to(self.root)
                if file.is_file() and not any(part.startswith(".") for part in inside.parts):
                    found.append(f"/{inside.as_posix()}")
        return tuple(found)

    def config(self) -> Mapping[str, Any]:
        """`config` of the app's package.json; empty if there is none."""
        package = self.root / "package.json"
        document = load_object(package, json.loads, self.reporter) if package.is_file() else None
        config = (document or {}).get("config")
        return config if isinstance(config, dict) else {}

    def _parsed(self, text: str, file: Path) -> Any:
        if file.suffix.lower() == ".md":
            return markdown_route(text, self.root, Place(str(file)), self.reporter)
        return parsed_yaml(text)

    def _scan(self, folder: Path) -> None:
        self._scan_folder(folder)
        for child in self.folders(folder):
            self._scan(child)

    def _scan_folder(self, folder: Path) -> None:
        files: dict[str, Path] = {}
        for file in sorted(folder.iterdir()):
            if not file.is_file() or file.suffix.lower() not in SUFFIXES or file.name.startswith("."):
                continue
            code = file.stem.lower()
            if not LANGUAGE.fullmatch(file.stem):
                self.reporter.warn(Place(str(file)), "passed over: expected the name of a language, such as en.yml")
            elif code in files:
                self.reporter.fault(
                    Place(str(file)), f"expected one file for the language, there is {files[code].name} too"
                )
            else:
                files[code] = file
                self.spelling.setdefault(code, file.stem)
        self._files[folder] = files
