"""Apps in files, for imports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from django_jss.content.models import Item, ItemVersion
from django_jss.exchange.faults import ImportRefused
from django_jss.exchange.importing import import_app

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f00"
    "050001ff89993d1d0000000049454e44ae426082"
)
UIDS = [f"{{E02DDB9B-A062-5E50-924A-1940D7E053C{number}}}" for number in range(10)]
SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "samples" / "jss-react"


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def write_app(root: Path, files: dict[str, str]) -> Path:
    """An app called tiny with these data files, by their paths below `data`."""
    write(root / "package.json", json.dumps({"config": {"appName": "tiny", "language": "en"}}))
    for path, text in {"routes/en.yml": "fields: {pageTitle: Home}", **files}.items():
        write(root / "data" / path, text)
    return root


def manifest(**parts: Any) -> dict[str, Any]:
    """A manifest of an app called tiny with one component, `Text`, one page, and these parts instead of its own."""
    return {
        "appName": "tiny",
        "language": "en",
        "templates": [
            {"name": "App Route", "defaultRoute": True, "fields": [{"name": "pageTitle", "type": "Single-Line Text"}]},
            {"name": "Text", "fields": [{"name": "body", "type": "Rich Text"}]},
        ],
        "renderings": [{"name": "Text", "dataSourceTemplate": "Text", "exposedPlaceholders": ["jss-inner"]}],
        "items": {"routes": [route("home")]},
        **parts,
    }


def route(name: str, *renderings: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"name": name, "layout": {"renderings": list(renderings)}, "fields": [], **parts}


def rendering(number: int = 0, **parts: Any) -> dict[str, Any]:
    return {
        "renderingName": "Text",
        "placeholderKey": "/jss-main",
        "uid": UIDS[number],
        "renderingParams": [],
        "dataSource": {"name": f"text-{number}", "template": "Text", "fields": []},
        **parts,
    }


def values(**fields: Any) -> list[dict[str, Any]]:
    return [{"name": name, "value": value} for name, value in fields.items()]


def write_manifest(folder: Path, **parts: Any) -> Path:
    document = manifest(**parts)
    return write(folder / f"{document['language']}.json", json.dumps(document))


def import_manifest(folder: Path, **parts: Any) -> list[str]:
    """The changes that importing a manifest makes, in words."""
    return [str(change) for change in import_app([write_manifest(folder, **parts)]).changes]


def faults(*paths: Path) -> list[str]:
    """What is wrong with an import; it leaves nothing behind."""
    before = Item.objects.count()
    with pytest.raises(ImportRefused) as refused:
        import_app(list(paths))
    assert Item.objects.count() == before
    return [str(fault) for fault in refused.value.faults]


def fields_at(path: str, language: str = "en") -> dict[str, Any]:
    """The published values of an item."""
    version = ItemVersion.objects.filter(item__path=path, language__code=language, state="published").latest("number")
    stored: dict[str, Any] = version.fields
    return stored
