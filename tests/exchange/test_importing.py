"""What an import makes, what it leaves alone, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from django_jss.content.models import Item, ItemVersion, Layout, MediaItem, Rendering, TemplateField
from django_jss.exchange.faults import ImportRefused
from django_jss.exchange.folder import rendering_uid
from django_jss.exchange.importing import import_app
from django_jss.sites.models import ApiKey, Site
from tests.exchange.apps import PNG

pytestmark = pytest.mark.django_db


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A small app in files."""
    root = tmp_path / "app"
    write(root / "package.json", json.dumps({"config": {"appName": "tiny", "language": "en"}}))
    write(
        root / "data/routes/en.yml",
        "fields: {pageTitle: Home}\nplaceholders: {jss-main: [{componentName: Text, fields: {body: <p>Hi</p>}}]}",
    )
    write(root / "data/routes/about/en.yml", "id: about\nfields: {pageTitle: About, since: 2020-01-02T03:04:05Z}")
    write(root / "data/dictionary/en.yml", "hello: Hello\nempty:")
    return root


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def faults(*paths: Path) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        import_app(list(paths))
    assert not Site.objects.exists()
    return [str(fault) for fault in refused.value.faults]


def test_folder_becomes_a_site_with_inferred_definitions(app: Path) -> None:
    import_app([app])

    assert set(Item.objects.filter(has_layout=True).values_list("path", flat=True)) == {"/home", "/home/about"}
    assert dict(TemplateField.objects.values_list("name", "type")) == {
        "pageTitle": "Single-Line Text",
        "since": "Datetime",
        "body": "Rich Text",
    }
    assert ItemVersion.objects.get(item__path="/home/about").fields["since"] == "2020-01-02T03:04:05Z"


def test_second_import_changes_nothing(app: Path) -> None:
    import_app([app])
    before = list(ItemVersion.objects.order_by("pk").values_list("pk", "lock", "updated_at"))

    assert import_app([app]).changes == ()
    assert list(ItemVersion.objects.order_by("pk").values_list("pk", "lock", "updated_at")) == before


def test_changed_file_changes_just_that(app: Path) -> None:
    import_app([app])
    write(app / "data/routes/about/en.yml", "id: about\nfields: {pageTitle: About us, since: 2020-01-02T03:04:05Z}")

    assert [str(change) for change in import_app([app]).changes] == ["~ version /home/about en: pageTitle"]


def test_dry_run_shows_the_changes_and_makes_none(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("jss_import", str(app), "--dry-run")

    assert "+ item /home/about" in capsys.readouterr().out
    assert not Site.objects.exists()


def test_wipe_deletes_what_the_import_does_not_have(app: Path) -> None:
    import_app([app])
    (app / "data/routes/about/en.yml").unlink()

    import_app([app])
    kept = Item.objects.filter(path="/home/about").exists()
    import_app([app], wipe=True)

    assert (kept, Item.objects.filter(path="/home/about").exists()) == (True, False)


def test_key_and_site_are_made_as_asked_for(app: Path) -> None:
    guid = "{0A2B7E1C-93F4-4C7D-8E55-1B5C7D9F0A11}"
    call_command("jss_import", str(app), site="other", api_key=guid, verbosity=0)
    call_command("jss_import", str(app), site="other", api_key=guid, verbosity=0)

    assert [site.name for site in ApiKey.objects.get().sites.all()] == ["other"]


def test_media_are_stored_and_linked(app: Path) -> None:
    (app / "data/media/img").mkdir(parents=True)
    (app / "data/media/img/dot.png").write_bytes(PNG)
    write(
        app / "data/routes/about/en.yml",
        "fields: {photo: {src: /data/media/img/dot.png, alt: Dot}, text: '<img src=\"/data/media/img/dot.png\">',"
        " home: {href: /, text: Back}, mail: {href: 'mailto:a@b.example'}}",
    )
    import_app([app])

    media, fields = MediaItem.objects.get(), ItemVersion.objects.get(item__path="/home/about").fields
    assert (media.width, media.height, media.mime_type) == (1, 1, "image/png")
    assert fields["photo"] == {"media": str(media.guid), "alt": "Dot"}
    assert fields["text"] == f'<img src="/-/media/{media.guid.hex}">'
    assert fields["home"]["id"] == str(Item.objects.get(path="/home").guid)
    assert fields["mail"] == {"linktype": "mailto", "url": "mailto:a@b.example"}


def test_untranslated_route_is_skipped_with_those_below_it(app: Path) -> None:
    write(app / "data/routes/da.yml", "fields: {pageTitle: Hjem}")
    write(app / "data/routes/about/team/da.yml", "fields: {pageTitle: Hold}")
    import_app([app])

    assert set(
        ItemVersion.objects.filter(language__code="da", item__has_layout=True).values_list("item__path", flat=True)
    ) == {"/home"}


def test_layout_that_differs_in_a_language_becomes_its_own(app: Path) -> None:
    write(app / "data/routes/da.yml", "fields: {pageTitle: Hjem}")
    import_app([app])

    own = Layout.objects.get(language__code="da", stage="published")
    assert own.renderings.count() == 0
    assert Rendering.objects.filter(layout__language=None, layout__stage="published").count() == 1


def test_shared_item_is_one_and_a_copy_is_another(app: Path) -> None:
    write(app / "data/component-content/Shared/en.yml", "id: shared\ncomponentName: Text\nfields: {body: <p>S</p>}")
    write(
        app / "data/routes/en.yml", "placeholders: {jss-main: [{id: shared}, {id: shared}, {id: shared, copy: true}]}"
    )
    import_app([app])

    shown = list(
        Rendering.objects.filter(layout__stage="published")
        .order_by("position")
        .values_list("datasource__path", flat=True)
    )
    assert shown[:2] == ["/Components/Shared"] * 2
    assert shown[2].startswith("/home/Page Components/")


def test_markdown_route_fills_its_template(app: Path) -> None:
    write(
        app / "templates/doc.yml",
        "template: Doc\nplaceholders:\n  jss-main:\n  - componentName: Article\n    fields:\n      title: $title$\n      body: |\n        $html$\n",
    )
    body = "# Start\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nText\n"
    write(
        app / "data/routes/docs/en.md",
        f"---\nname: guide\nrouteTemplate: templates/doc.yml\ntitle: The guide\nauthor: Ann\n---\n{body}",
    )
    import_app([app])

    page = Item.objects.get(path="/home/guide")
    article = ItemVersion.objects.get(item__path__startswith="/home/guide/Page Components/").fields
    assert page.versions.get().fields == {"author": "Ann"}
    assert article["title"] == "The guide"
    assert '<h1 id="start">Start</h1>' in article["body"]
    assert "<table>" in article["body"]


def test_uid_is_the_one_that_the_original_tooling_derives() -> None:
    path = (
        "/jss-main/jss-styleguide-layout-{34A6553C-81DE-5CD3-989E-853F6CB6DF8C}-0"
        "/jss-styleguide-section-{7DE41A1A-24E4-5963-8206-3BB0B7D9DD69}-0"
        "/jss-reuse-example-{3A5D9C50-D8C1-5A12-8DA8-5D56C2A5A69A}-0"
    )

    assert (
        str(rendering_uid("styleguide-jss-main-ContentBlock-1", "/jss-main", 0)).upper()
        == "E02DDB9B-A062-5E50-924A-1940D7E053CE"
    )
    assert str(rendering_uid("undefined", path, 1)).upper() == "C4330D34-623C-556C-BF4C-97C93D40FB1E"


def test_all_faults_are_told_at_once_with_file_and_place(app: Path) -> None:
    write(app / "data/routes/broken/en.yml", "fields: [unclosed")
    write(app / "data/routes/list/en.yml", "- 1\n- 2")
    write(app / "data/routes/odd/en.yml", "placeholders: {jss-main: {componentName: Text}}")
    told = faults(app)

    assert len(told) == 3
    assert [next(name for name in ("broken", "list", "odd") if f"/{name}/" in text) for text in told] == [
        "broken",
        "list",
        "odd",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"renderings": []}, 'no component "Text"'),
        ({"templates": []}, 'no template "Text"'),
        ({"placeholders": [{"name": "main"}]}, "reserved"),
        ({"templates": "x"}, "templates: expected a list"),
        ({"items": {"routes": [5]}}, "items.routes[0]: expected an object"),
    ],
)
def test_wrong_manifests_are_refused_with_the_place(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    text = {"name": "Text", "fields": [{"name": "body", "type": "Rich Text"}]}
    rendering = {
        "renderingName": "Text",
        "placeholderKey": "/jss-main",
        "uid": "{E02DDB9B-A062-5E50-924A-1940D7E053CE}",
        "dataSource": {"name": "text-1", "template": "Text", "fields": []},
    }
    manifest = {
        "appName": "tiny",
        "language": "en",
        "templates": [text],
        "renderings": [{"name": "Text", "dataSourceTemplate": "Text"}],
        "items": {"routes": [{"name": "home", "layout": {"renderings": [rendering]}}]},
    }
    path = write(tmp_path / "sitecore-import.json", json.dumps({**manifest, **change}))

    assert any(said in fault for fault in faults(path))


@pytest.mark.parametrize("text", ["", "[]", "{", '{"appName": 5}', "nonsense"])
def test_what_is_no_manifest_is_refused(tmp_path: Path, text: str) -> None:
    assert faults(write(tmp_path / "sitecore-import.json", text))


def test_missing_path_is_a_command_error(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no such file"):
        call_command("jss_import", str(tmp_path / "nowhere"))


def test_media_path_cannot_leave_the_app(app: Path) -> None:
    write(app.parent / "secret.png", "x")
    write(app / "data/routes/about/en.yml", "fields: {photo: {src: /data/media/../../../secret.png}}")

    assert any("no media file" in fault for fault in faults(app))


def test_yaml_that_swells_is_refused(app: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 15)]
    write(app / "data/routes/bomb/en.yml", "\n".join(lines))

    assert any("aliases" in fault for fault in faults(app))


def test_two_items_of_one_id_are_refused(app: Path) -> None:
    for name in ("one", "two"):
        write(app / f"data/content/{name}/en.yml", "id: same\ntemplate: Fact\nfields: {size: 1}")

    assert any('"same"' in fault for fault in faults(app))


def test_nothing_is_left_of_a_refused_import(app: Path) -> None:
    (app / "data/media").mkdir(parents=True)
    (app / "data/media/dot.png").write_bytes(PNG)
    write(
        app / "data/routes/about/en.yml",
        "fields: {photo: {src: /data/media/dot.png}, other: {src: /data/media/no.png}}",
    )

    faults(app)

    assert not Item.objects.exists()
    assert not MediaItem.objects.exists()
