"""The references are whole: each setting, each check and each command is in them."""

from __future__ import annotations

import re
import runpy
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from django_jss import checks
from django_jss.conf import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
COMMANDS = [path.stem for path in (ROOT / "django_jss" / "management" / "commands").glob("jss_*.py")]
IDS = sorted(set(re.findall(r'id="(.+?)"', Path(checks.__file__).read_text(encoding="utf-8"))))


@pytest.fixture(scope="module")
def configuration() -> dict[str, Any]:
    """What `docs/conf.py` defines; it also writes the pages that are made at each build."""
    return runpy.run_path(str(DOCS / "conf.py"))


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_setting_is_documented_with_its_meaning(name: str, configuration: dict[str, Any]) -> None:
    part = configuration["settings_reference"]().split(f"### `{name}`\n\n")[1].split("\n###")[0]

    assert re.match(r"\S.+\.\n\nType `.+`; default `.+`\.", part)


@pytest.mark.parametrize("id", IDS)
def test_check_is_documented_at_an_anchor(id: str) -> None:
    assert f"\n({id})=\n### `{id}`: " in (DOCS / "checks.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_command_is_documented(name: str, configuration: dict[str, Any]) -> None:
    part = configuration["commands_reference"]().split(f"## `{name}`\n")[1].split("\n## ")[0]

    assert f"python manage.py {name} " in part
    assert "None" not in part


def test_each_page_is_in_the_table_of_contents() -> None:
    listed = (DOCS / "index.md").read_text(encoding="utf-8")
    pages = {path.stem for path in DOCS.glob("*.md")} - {"index"}

    assert {page for page in pages if not re.search(rf"^{page}$", listed, re.MULTILINE)} == set()


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.stem)
def test_functions_that_pages_name_are_there(path: Path) -> None:
    """`layout.delivering.deliver` and the like: a module of the package, or something in one."""
    rooms = "|".join(sorted(folder.parent.name for folder in (ROOT / "django_jss").glob("*/__init__.py")))
    named = re.findall(rf"(?<![\w./-])(?:{rooms}|middleware)(?:\.[A-Za-z_]+)+", path.read_text(encoding="utf-8"))

    assert [dotted for dotted in named if not dotted.endswith(".md") and not is_there(dotted)] == []


def is_there(dotted: str) -> bool:
    *modules, last = dotted.split(".")
    file = ROOT.joinpath("django_jss", *modules).with_suffix(".py")
    whole = ROOT.joinpath("django_jss", *modules, last)
    if whole.is_dir() or whole.with_suffix(".py").is_file():
        return True
    return file.is_file() and bool(
        re.search(rf"^(?:def|class) {last}\b", file.read_text(encoding="utf-8"), re.MULTILINE)
    )
