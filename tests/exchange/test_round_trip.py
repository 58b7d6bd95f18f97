"""What is exported and imported again is what was there."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from django_jss.content.models import Item, ItemVersion, MediaItem, Rendering, Template
from django_jss.exchange.exporting import export_site
from django_jss.exchange.importing import import_app
from django_jss.sites.models import Site

DEMO = Path(__file__).resolve().parents[2] / "example_project" / "site"

pytestmark = pytest.mark.django_db


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_export_import_export_gives_the_same_bytes(tmp_path: Path) -> None:
    site = Site.objects.get(name=import_app([DEMO]).site_name)
    first = export_site(site, tmp_path / "first")
    counts = [model.objects.count() for model in (Item, ItemVersion, MediaItem, Rendering, Template)]
    site.delete()

    again = Site.objects.get(name=import_app(first).site_name)
    export_site(again, tmp_path / "second")

    assert contents(tmp_path / "first") == contents(tmp_path / "second")
    assert [model.objects.count() for model in (Item, ItemVersion, MediaItem, Rendering, Template)] == counts
    assert again.default_language.code == "en"


def test_importing_an_export_over_its_own_site_changes_nothing(tmp_path: Path) -> None:
    site = Site.objects.get(name=import_app([DEMO]).site_name)
    paths = export_site(site, tmp_path)

    assert [str(change) for change in import_app(paths).changes] == []


def test_export_of_an_unknown_site_names_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="none"):
        call_command("jss_export", "nowhere", str(tmp_path))
