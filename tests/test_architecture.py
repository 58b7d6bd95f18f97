"""What import-linter cannot see of the order of rooms, and other rules for the whole package (docs/architecture.md)."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "django_jss"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
DOORS = ("middleware", "api", "views", "admin", "management", "templatetags")
TRANSLATION = {"gettext_lazy", "ngettext_lazy"}
# Django reads models before an app may be imported whole, and what an extra brings is imported where it is there.
MAY_IMPORT_LATE = {"apps.py": "django_jss", "urls.py": "django_jss.api.openapi"}
LONGEST = 400

Import = ast.Import | ast.ImportFrom


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> Iterator[str]:
    """The dotted names that are imported anywhere below a node: `from a import b` is `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def late_imports(path: Path) -> Iterator[str]:
    """The dotted names that are imported within functions."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from imports(node)


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def layers() -> list[list[str]]:
    """The rooms from the top to the bottom, those of one height together, as import-linter is told of them."""
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(entry for entry in configuration["tool"]["importlinter"]["contracts"] if entry["type"] == "layers")
    return [re.findall(r"\w+", layer) for layer in contract["layers"]]


def room_of(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def relations() -> Iterator[tuple[str, str, str]]:
    """For each foreign key and many-to-many field: what it is called, its room, and the room of its target."""
    for model in apps.get_app_config("django_jss").get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            target = field.related_model
            if not field.auto_created and isinstance(target, type) and target.__module__.startswith("django_jss."):
                yield f"{model.__name__}.{field.name}", room_of(model), room_of(target)


@pytest.mark.parametrize("path", sorted((PACKAGE / "engine").rglob("*.py")), ids=name)
def test_engine_takes_only_lazy_translations_from_django(path: Path) -> None:
    foreign = {full for full in imports(parsed(path)) if full.split(".")[0] in ("django", "rest_framework")}

    assert foreign <= {f"django.utils.translation.{allowed}" for allowed in TRANSLATION}


def test_no_table_points_to_a_room_above_its_own() -> None:
    height = {room: -number for number, layer in enumerate(layers()) for room in layer}
    upward = [
        f"{field}: {own} -> {other}"
        for field, own, other in relations()
        if own != other and height[other] >= height[own]
    ]

    assert upward == []


def test_relations_of_all_kinds_are_looked_at() -> None:
    found = {field for field, _own, _other in relations()}

    assert {"Visit.site", "ApiKey.sites", "Item.parent"} <= found


def test_layers_name_each_room_that_there_is() -> None:
    named = {room for layer in layers() for room in layer}
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")} - {"migrations", "templatetags"}

    assert rooms <= named
    assert ["content", "analytics"] in layers()
    assert layers()[-1] == ["engine"]


@pytest.mark.parametrize(("door", "other"), [(door, other) for door in DOORS for other in DOORS if door != other])
def test_doors_do_not_import_doors(door: str, other: str) -> None:
    inside = [path for path in MODULES if re.match(rf"{door}(\.py|/)", name(path))]
    found = [f"{name(path)}: {full}" for path in inside for full in imports(parsed(path))]

    assert [entry for entry in found if f": django_jss.{other}." in entry or entry.endswith(f".{other}")] == []


def test_nothing_of_the_package_is_imported_within_a_function() -> None:
    late = [(name(path), full) for path in MODULES for full in late_imports(path) if full.startswith("django_jss")]

    assert [entry for entry in late if not entry[1].startswith(MAY_IMPORT_LATE.get(entry[0], "nothing"))] == []


def test_extension_points_are_imported_by_nobody_inside() -> None:
    public = ("django_jss.extensions", "django_jss.jss", "django_jss.models")

    assert [name(path) for path in MODULES for full in imports(parsed(path)) if full.startswith(public)] == []


def test_only_conf_reads_the_settings_of_the_project() -> None:
    readers = {
        name(path)
        for path in MODULES
        for node in ast.walk(parsed(path))
        if (isinstance(node, ast.Constant) and node.value == "DJANGO_JSS")
        or (isinstance(node, ast.Attribute) and node.attr == "DJANGO_JSS")
    }

    assert readers == {"conf.py"}


def test_package_reads_no_environment() -> None:
    environment = ("environ", "os.environ", "os.getenv")
    attributes = {
        name(path)
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in environment
    }

    assert attributes == set()
    assert [name(path) for path in MODULES for full in imports(parsed(path)) if full.startswith(environment)] == []


def test_package_prints_nothing() -> None:
    guilty = {
        name(path)
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }

    assert guilty == set()


def test_logs_hold_no_tracebacks() -> None:
    """Exceptions may say what visitors did or who they are: `engine.failing.raised` names them without that."""
    guilty = {
        name(path)
        for path in MODULES
        for node in ast.walk(parsed(path))
        if (isinstance(node, ast.keyword) and node.arg == "exc_info")
        or (isinstance(node, ast.Attribute) and ast.unparse(node) == "logger.exception")
    }

    assert guilty == set()


def test_each_module_begins_with_its_meaning() -> None:
    assert [name(path) for path in MODULES if parsed(path).body and not ast.get_docstring(parsed(path))] == []


def test_no_module_is_too_long() -> None:
    assert [name(path) for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST] == []


def test_migrations_follow_one_another() -> None:
    numbers = sorted(int(path.stem[:4]) for path in (PACKAGE / "migrations").glob("[0-9]*.py"))

    assert numbers[0] == 1
    assert all(later == earlier + 1 for earlier, later in pairwise(numbers))
