"""What an import refuses, and in which words: the file, the place in it, what was expected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import override_settings

from django_jss.content.models import Item, MediaItem
from django_jss.exchange.importing import import_app
from django_jss.sites.models import Language, Site
from tests.exchange.apps import PNG, UIDS, faults, manifest, rendering, route, values, write, write_app, write_manifest

pytestmark = pytest.mark.django_db

HOME = "items.routes[0]"
FIRST = f"{HOME}.layout.renderings[0]"


def template(name: str, *inherits: str, **parts: Any) -> dict[str, Any]:
    return {"name": name, "fields": [], "inherits": list(inherits), **parts}


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"appName": "my app"}, "appName: expected a name of letters"),
        ({"language": "english!"}, "language: expected a language such as en or da-DK, got 'english!'"),
        ({"rootPlaceholders": ["header"]}, "rootPlaceholders[0]: 'header' is reserved"),
        ({"placeholders": [{"name": "Footer"}]}, "placeholders[0].name: 'Footer' is reserved"),
        (
            {"renderings": [{"name": "A", "exposedPlaceholders": ["main"]}]},
            "exposedPlaceholders[0]: 'main' is reserved",
        ),
        ({"renderings": [{"name": "A", "dataSourceTemplate": "Tex"}]}, 'no template "Tex"; did you mean "Text"?'),
        ({"renderings": [{"name": ""}]}, "renderings[0].name: expected a text that is not empty"),
        ({"renderings": [{"name": "x" * 201}]}, "renderings[0].name: expected at most 200 characters, got 201"),
        ({"templates": [template("A", "B"), template("B", "A")]}, '"A" inherits from itself in a circle'),
        ({"templates": [template("A", "Missing")]}, 'templates[0].inherits[0]: no template "Missing"'),
        ({"templates": [{"name": "A", "fields": [{"name": "x"}, {"name": "x"}]}]}, 'there is already a field "x"'),
        ({"templates": {"a": 1}}, "templates: expected a list, got {'a': 1}"),
        ({"items": []}, "items: expected an object"),
        ({"items": {"routes": {}}}, "items.routes: expected a list"),
        ({"items": {"routes": [route("start")]}}, 'items.routes[0].name: expected the first route to be "home"'),
        ({"items": {"routes": [{"name": "home", "layout": 5}]}}, f"{HOME}.layout: expected an object, got 5"),
        ({"dictionary": [{"value": "x"}]}, "dictionary[0].key: expected a text that is not empty"),
        ({"media": [{"id": "x", "path": "no.png"}]}, "media[0]: no file media/no.png beside the manifest"),
    ],
)
def test_definitions_that_do_not_hold_are_refused(tmp_path: Path, parts: dict[str, Any], said: str) -> None:
    told = faults(write_manifest(tmp_path, **parts) if "language" not in parts else whole(tmp_path, parts))

    assert any(said in fault for fault in told), told


def whole(folder: Path, parts: dict[str, Any]) -> Path:
    return write(folder / "sitecore-import.json", json.dumps(manifest(**parts)))


@pytest.mark.parametrize(
    ("renderings", "said"),
    [
        ([rendering(renderingName="Txt")], f'{FIRST}: no component "Txt"; did you mean "Text"?'),
        ([rendering(uid="abc")], f"{FIRST}.uid: expected a GUID, got 'abc'"),
        ([rendering(), rendering()], f"layout.renderings[1].uid: the uid {UIDS[0]} is taken on this page"),
        ([rendering(placeholderKey="/a/b/c")], f"{FIRST}.placeholderKey: expected a path such as"),
        ([rendering(placeholderKey=f"/a/b-{UIDS[5]}-0")], f"{FIRST}.placeholderKey: the component that it stands in"),
        ([rendering(renderingParams=values(a=[1]))], f"{FIRST}.params.a: expected a text, number, true or false"),
        ([rendering(dataSource={"resolvedFromItemId": "x"})], f'{FIRST}.dataSource: no item with the id "x"'),
        ([rendering(0), rendering(1, dataSource=rendering(0)["dataSource"])], "there is already an item at /home/Page"),
        (
            [rendering(dataSource={"name": "a", "template": "No", "fields": []})],
            f'{FIRST}.dataSource: no template "No"',
        ),
        (
            [rendering(dataSource={"name": "a", "fields": values(body=["x"])})],
            f"{FIRST}.dataSource.fields.body: expected a text",
        ),
        (
            [rendering(dataSource={"name": "a", "fields": values(body={"resolvedFromItemId": "q"})})],
            'no item with the id "q"',
        ),
    ],
)
def test_layouts_that_do_not_hold_are_refused(tmp_path: Path, renderings: list[dict[str, Any]], said: str) -> None:
    told = faults(write_manifest(tmp_path, items={"routes": [route("home", *renderings)]}))

    assert any(said in fault for fault in told), told


FIELDS = {
    "number": "Number",
    "whole": "Integer",
    "flag": "Checkbox",
    "day": "Date",
    "image": "Image",
    "link": "General Link",
    "one": "Droptree",
    "many": "Treelist",
    "text": "Single-Line Text",
}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("number", "many", "expected a number"),
        ("number", True, "expected a number"),
        ("whole", 1.5, "expected a number"),
        ("flag", "perhaps", "expected true or false"),
        ("day", "tomorrow", "expected a date such as 2018-03-14T15:00:00Z"),
        ("image", 5, 'expected an object with "src"'),
        ("image", {"src": "/data/media/no.png"}, "no media file /data/media/no.png"),
        ("link", [], 'expected an object with "href"'),
        ("link", {"href": 5}, 'expected a text as "href"'),
        ("link", {"href": "jss://nobody"}, 'no item with the id "nobody"'),
        ("one", {"id": "nobody"}, 'no item with the id "nobody"'),
        ("one", "somebody", "expected the GUID of an item"),
        ("many", [{"id": "nobody"}], 'no item with the id "nobody"'),
        ("many", ["somebody"], "expected a list of GUIDs"),
        ("many", 5, "expected a list of GUIDs"),
        ("text", {"a": 1}, "expected a text"),
        ("text", ["a"], "expected a text"),
    ],
)
def test_values_of_another_type_are_refused(tmp_path: Path, name: str, value: Any, said: str) -> None:
    fields = [{"name": key, "type": kind} for key, kind in FIELDS.items()]
    page = route("home", fields=values(**{name: value}))
    pages = {"name": "Page", "defaultRoute": True, "fields": fields}
    path = write_manifest(tmp_path, templates=[pages], renderings=[], items={"routes": [page]})
    [told] = faults(path)

    assert f"{path}: {HOME}.fields.{name}" in told
    assert said in told


def test_all_faults_of_all_languages_come_at_once(tmp_path: Path) -> None:
    first = write_manifest(
        tmp_path,
        templates=[{"name": "App Route", "defaultRoute": True, "fields": [{"name": "size", "type": "Number"}]}],
        renderings=[{"name": "Text", "dataSourceTemplate": "Missing"}],
        items={"routes": [route("home", rendering(renderingName="Nope"), fields=values(size="big"))]},
    )
    second = write_manifest(tmp_path, language="da", items={"routes": [route("home", rendering(uid="odd"))]})
    third = write(tmp_path / "third.json", "{")

    told = faults(first, second, third)

    assert [fault.split(": ")[0] for fault in sorted(told)] == sorted([str(first)] * 3 + [str(second), str(third)])


def test_faults_of_files_name_the_file_and_the_place_in_it(tmp_path: Path) -> None:
    app = write_app(
        tmp_path,
        {
            "routes/a/en.yml": "placeholders: {jss-main: [{componentName: A, placeholders: {jss-in: [5]}}, {id: no}]}",
            "routes/b/en.yml": "fields: {image: {src: /data/media/no.png}}",
            "routes/c/en.yml": "placeholders: {jss-main: [{componentName: A, params: {x: {y: 1}}}]}",
            "routes/d/en.yml": "fields: [1]",
            "routes/e/en.yml": "placeholders: {jss-main: [{componentName: B, placeholders: {header: []}}]}",
            "content/x/en.yml": "id: same\ntemplate: T\nfields: {a: {href: 'jss://gone'}}",
            "content/y/en.yml": "id: same\ntemplate: T",
            "dictionary/en.yml": "key: [1]",
        },
    )
    told = {fault.removeprefix(f"{app}/data/") for fault in faults(app)}
    told = {fault for fault in told if not fault.startswith("/")}

    assert told == {
        "routes/a/en.yml: placeholders.jss-main[0].placeholders.jss-in[0]: expected an object, got 5",
        'routes/a/en.yml: placeholders.jss-main[1]: no item with the id "no"',
        "routes/b/en.yml: fields.image: no media file /data/media/no.png",
        "routes/c/en.yml: placeholders.jss-main[0].params.x: expected a text, number, true or false",
        "routes/d/en.yml: fields: expected an object, got [1]",
        'content/x/en.yml: fields.a: no item with the id "gone"',
        f'content/y/en.yml: id: the id "same" is taken by another item, in {app}/data/content/x/en.yml',
        "dictionary/en.yml: key.value: expected a text, got [1]",
    } | {fault for fault in told if "'header' is reserved" in fault}
    assert any("'header' is reserved" in fault for fault in faults(app))


def test_two_files_for_a_language_are_refused(tmp_path: Path) -> None:
    app = write_app(tmp_path, {"routes/en.json": "{}"})

    assert any("expected one file for the language" in fault for fault in faults(app))


def test_two_manifests_of_a_language_or_of_two_apps_are_refused(tmp_path: Path) -> None:
    first = write_manifest(tmp_path / "a")
    same = write_manifest(tmp_path / "b")
    other = write_manifest(tmp_path / "c", language="da", appName="other")
    [one, another] = faults(first, same, other)

    assert "expected one manifest for the language en" in one
    assert "expected the same app in all files, got other and tiny" in another


@pytest.mark.parametrize(
    "path",
    [
        "/data/media/../../secret.png",
        "/data/media/../../../secret.png",
        "/data/media/link/secret.png",
        "/data/media/img",
    ],
)
def test_media_outside_their_folder_are_refused(tmp_path: Path, path: str) -> None:
    app = write_app(tmp_path / "app", {"routes/en.yml": f"fields: {{image: {{src: {path}}}}}"})
    for folder in (app, tmp_path, tmp_path / "outside"):
        write(folder / "secret.png", PNG)
    (app / "data/media/img").mkdir(parents=True)
    (app / "data/media/link").symlink_to(tmp_path / "outside")

    assert any(f"no media file {path}" in fault for fault in faults(app))


@override_settings(DJANGO_JSS={"MEDIA_MAX_BYTES": 10})
def test_media_that_are_too_large_are_refused(tmp_path: Path) -> None:
    app = write_app(tmp_path, {})
    write(app / "data/media/dot.png", PNG)

    assert faults(app) == [f"{app}/data/media/dot.png: the file is larger than 10 bytes"]


def test_paths_that_are_too_long_are_refused(tmp_path: Path) -> None:
    deep = "/".join(["x" * 90] * 6)
    app = write_app(
        tmp_path, {f"{'routes/' + deep[: 91 * level - 1] if level else 'routes'}/en.yml": "{}" for level in range(7)}
    )

    assert any("characters, at most" in fault for fault in faults(app))


def test_items_too_deep_are_refused(tmp_path: Path) -> None:
    page = route("deepest")
    for _level in range(60):
        page = route("level", children=[page])

    assert any(
        "levels" in fault
        for fault in faults(write_manifest(tmp_path, items={"routes": [route("home", children=[page])]}))
    )


def test_files_of_a_refused_or_failed_import_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = write_app(tmp_path, {})
    write(app / "data/media/dot.png", PNG)
    monkeypatch.setattr("django_jss.exchange.importing.write_phrases", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        import_app([app])

    assert not MediaItem.objects.exists()
    assert not default_storage.exists("jss/media/tiny/data/media/dot.png")
    assert not Site.objects.exists()
    assert not Language.objects.exists()


def test_dry_run_stores_no_file(tmp_path: Path) -> None:
    app = write_app(tmp_path, {})
    write(app / "data/media/other.png", PNG)
    outcome = import_app([app], dry_run=True)

    assert "+ media data/media/other.png" in [str(change) for change in outcome.changes]
    assert not default_storage.exists("jss/media/tiny/data/media/other.png")
    assert not Item.objects.exists()


def test_command_tells_all_faults_and_fails(tmp_path: Path) -> None:
    app = write_app(tmp_path, {"routes/a/en.yml": "[", "routes/b/en.yml": "5"})
    with pytest.raises(CommandError) as refused:
        call_command("jss_import", str(app))

    assert str(refused.value).startswith("Nothing was imported; 2 faults:\n")
    assert "routes/b/en.yml: expected an object, got 5" in str(refused.value)


@pytest.mark.parametrize("options", [{"site": "no good"}, {"site": "x" * 101}])
def test_command_refuses_odd_site_names(tmp_path: Path, options: dict[str, str]) -> None:
    with pytest.raises(CommandError, match="--site: expected a name"):
        call_command("jss_import", str(write_app(tmp_path, {})), **options)
