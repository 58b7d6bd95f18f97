"""Apps in their own files: ids, names and definitions are those that JSS's tooling would give."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from django_jss.content.models import Component, Item, ItemVersion, MediaItem, Rendering, TemplateField
from django_jss.exchange.faults import Reporter
from django_jss.exchange.importing import import_app
from django_jss.exchange.planning import safe_name
from django_jss.exchange.reading import read_paths
from django_jss.sites.models import Site
from tests.exchange.apps import PNG, SAMPLE, faults, fields_at, manifest, write, write_app

pytestmark = pytest.mark.django_db
needs_sample = pytest.mark.skipif(not SAMPLE.is_dir(), reason="the sample app of JSS is not on this machine")


def types() -> dict[str, str]:
    return dict(TemplateField.objects.values_list("name", "type"))


@needs_sample
@pytest.mark.parametrize("language", ["en", "da-DK"])
def test_uids_and_names_are_those_of_the_generated_manifest(language: str) -> None:
    [generated] = read_paths([SAMPLE / "manifest" / f"{language}.json"], Reporter())
    [own] = [data for data in read_paths([SAMPLE / "data"], Reporter()) if data.language == language]

    assert renderings_of(own.routes) == renderings_of(generated.routes)


def renderings_of(routes: Any) -> list[tuple[Any, ...]]:
    found = []
    for page in routes:
        for entry in page.renderings:
            shown = entry.datasource
            named = (shown.name, shown.display_name) if shown and not shown.shared_id else None
            found.append((page.name, entry.uid, entry.component, entry.placeholder_path, named))
        found += renderings_of(page.children)
    return sorted(found, key=str)


@needs_sample
def test_folder_and_manifest_make_the_same_items() -> None:
    import_app([SAMPLE / "data"], site_name="JssReactWeb")
    changes = [
        str(change) for change in import_app([SAMPLE / "manifest/en.json", SAMPLE / "manifest/da-DK.json"]).changes
    ]

    assert [change for change in changes if " item " in change or " layout " in change] == []


def test_names_over_100_characters_end_in_their_hash() -> None:
    name = "a" * 101

    assert safe_name("a" * 100) == "a" * 100
    assert safe_name(name) == "a" * 36 + "9D0793397991B57A99A07C6E6B4A92BAB68DBF605345CD0B87F385A448A726BC"


def test_types_take_all_values_that_are_seen(tmp_path: Path) -> None:
    app = write_app(
        tmp_path,
        {
            "routes/en.yml": "fields: {a: 5, b: text, c: '', d: {src: /x.png}, e: [], f: {href: /}, g: true, h: ''}",
            "routes/p/en.yml": "fields: {a: five, b: <p>rich</p>, c: 1.5, d: https://x.example/y.png, e: '', f: /p, g: false}",
        },
    )
    outcome = import_app([app])

    assert types() == {
        "a": "Single-Line Text",
        "b": "Rich Text",
        "c": "Number",
        "d": "Image",
        "e": "Treelist",
        "f": "General Link",
        "g": "Checkbox",
        "h": "Single-Line Text",
    }
    assert fields_at("/home")["a"] == "5"
    assert any("there is no manifest" in str(warning) for warning in outcome.warnings)
    assert any("fields.a: taken as Single-Line Text" in str(warning) for warning in outcome.warnings)


def test_fields_and_placeholders_of_all_uses_count(tmp_path: Path) -> None:
    app = write_app(
        tmp_path,
        {
            "routes/en.yml": (
                "placeholders: {jss-main: [{componentName: Box, fields: {a: x}, params: {p: 1},"
                " placeholders: {jss-in: [{componentName: Line}]}}]}"
            ),
            "routes/other/da.yml": "{}",
            "routes/da.yml": "placeholders: {jss-main: [{componentName: Box, fields: {b: y}, placeholders: {jss-on: []}}]}",
        },
    )
    import_app([app])
    box, line = Component.objects.get(name="Box"), Component.objects.get(name="Line")

    assert box.exposed_placeholders == ["jss-in", "jss-on"]
    assert [parameter.name for parameter in box.parameters.all()] == ["p"]
    assert box.datasource_template is not None
    assert {field.name for field in box.datasource_template.fields.all()} == {"a", "b"}
    assert line.datasource_template is None
    assert set(Rendering.objects.filter(component=line).values_list("datasource", flat=True)) == {None}


def test_manifest_in_the_app_defines_what_there_is(tmp_path: Path) -> None:
    app = write_app(tmp_path, {"routes/en.yml": "placeholders: {jss-main: [{componentName: Txt, fields: {body: x}}]}"})
    write(app / "sitecore/manifest/sitecore-import.json", json.dumps(manifest()))
    [told] = faults(app)

    assert told == f'{app}/data/routes/en.yml: placeholders.jss-main[0]: no component "Txt"; did you mean "Text"?'


def test_inferred_definitions_leave_those_of_the_site_alone(tmp_path: Path) -> None:
    app = write_app(tmp_path, {"routes/en.yml": "fields: {pageTitle: '<b>Home</b>', size: 5}"})
    import_app([write(tmp_path / "en.json", json.dumps(manifest()))])
    TemplateField.objects.filter(name="pageTitle").update(position=7, display_name="Title")
    changes = [str(change) for change in import_app([app]).changes]

    assert changes == ["+ field App Route.size", "~ version /home en: pageTitle, size"]
    assert types()["pageTitle"] == "Single-Line Text"


def test_values_may_be_given_as_objects_and_null_says_nothing(tmp_path: Path) -> None:
    app = write_app(tmp_path, {"routes/en.yml": "fields: {a: {value: x}, b: null, c: '', d: {value: null}}"})
    import_app([app])

    assert fields_at("/home") == {"a": "x", "c": ""}


def test_params_become_texts(tmp_path: Path) -> None:
    params = "{a: 5, b: true, c: x, d: null, e: 1.5, f: 2.0}"
    app = write_app(
        tmp_path, {"routes/en.yml": f"placeholders: {{jss-main: [{{componentName: A, params: {params}}}]}}"}
    )
    import_app([app])

    assert Rendering.objects.filter(layout__stage="published").get().params == {
        "a": "5",
        "b": "true",
        "c": "x",
        "e": "1.5",
        "f": "2",
    }


def test_links_to_pages_items_and_media_become_references(tmp_path: Path) -> None:
    app = write_app(
        tmp_path,
        {
            "routes/about/en.yml": "id: about-us",
            "routes/en.yml": (
                "fields:\n"
                "  a: {href: /about, text: About}\n  b: {href: '/About/?q=1#top'}\n  c: {href: 'jss://about-us'}\n"
                "  d: {href: /data/media/doc.pdf}\n  e: {href: 'https://x.example/'}\n  f: {href: /elsewhere}\n"
                "  g: {href: '#top'}\n  h: {href: ''}\n"
                '  text: <a href="/about">x</a> <a href="/about#y">x</a> <a href="jss://about-us">x</a> <a href="/no">x</a>\n'
            ),
        },
    )
    write(app / "data/media/doc.pdf", b"%PDF")
    import_app([app])
    about = str(Item.objects.get(path="/home/about").guid)
    found = fields_at("/home")

    assert found["a"] == {"linktype": "internal", "id": about, "text": "About"}
    assert found["b"] == {"linktype": "internal", "id": about, "querystring": "q=1", "anchor": "top"}
    assert found["c"] == {"linktype": "internal", "id": about}
    assert found["d"] == {"linktype": "media", "id": str(MediaItem.objects.get().guid)}
    assert found["e"] == {"linktype": "external", "url": "https://x.example/"}
    assert found["f"] == {"linktype": "external", "url": "/elsewhere"}
    assert found["g"] == {"linktype": "anchor", "anchor": "top"}
    assert found["h"] == {}
    assert found["text"] == (
        f'<a href="jss://{about}">x</a> <a href="jss://{about}#y">x</a> <a href="jss://{about}">x</a> <a href="/no">x</a>'
    )


def test_items_in_fields_are_shared_own_or_copied(tmp_path: Path) -> None:
    app = write_app(
        tmp_path,
        {
            "content/Facts/One/en.yml": "id: one\ntemplate: Fact\nfields: {size: 1}",
            "routes/en.yml": (
                "placeholders: {jss-main: [{componentName: List, fields: {"
                "facts: [{id: one}, {template: Fact, fields: {size: 2}}, {id: one, copy: true}, {id: two}],"
                "main: {id: two, template: Fact, fields: {size: 3}}}}]}"
            ),
        },
    )
    import_app([app])
    stem = "home-jss-main-List-1"
    shown = fields_at(f"/home/Page Components/{stem}")
    facts = {str(item.guid): item for item in Item.objects.filter(template__name="Fact")}

    assert [facts[guid].path.rsplit("/", 1)[-1] for guid in shown["facts"]] == [
        "One",
        f"{stem}-item-0",
        f"{stem}-item-1",
        f"{stem}-item-2",
    ]
    assert shown["facts"][3] == shown["main"]
    assert [fields_at(facts[guid].path)["size"] for guid in shown["facts"]] == [1, 2, 1, 3]


def test_component_may_refer_to_what_another_component_shows(tmp_path: Path) -> None:
    app = write_app(
        tmp_path,
        {
            "routes/en.yml": "placeholders: {jss-main: [{id: hero, componentName: Hero, fields: {a: x}}]}",
            "routes/p/en.yml": "placeholders: {jss-main: [{id: hero}]}",
        },
    )
    import_app([app])

    assert Item.objects.filter(template__name="Hero").count() == 1
    assert Rendering.objects.filter(datasource__template__name="Hero", layout__stage="published").count() == 2


def test_shared_item_without_a_translation_is_shown_all_the_same(tmp_path: Path) -> None:
    app = write_app(
        tmp_path,
        {
            "component-content/Hero/en.yml": "id: hero\ncomponentName: Hero\nfields: {a: x}",
            "routes/en.yml": "placeholders: {jss-main: [{id: hero}]}",
            "routes/da.yml": "placeholders: {jss-main: [{id: hero}]}",
        },
    )
    import_app([app])

    assert Rendering.objects.filter(layout__stage="published").count() == 1
    assert not ItemVersion.objects.filter(item__path="/Components/Hero", language__code="da").exists()


def test_all_media_of_the_app_are_stored_once(tmp_path: Path) -> None:
    app = write_app(tmp_path, {"routes/en.yml": "fields: {a: {src: /data/media/img/dot.png}}"})
    write(app / "data/media/img/dot.png", PNG)
    write(app / "data/media/.hidden", b"x")
    write(app / "assets/logo.png", PNG)
    first = import_app([app])
    again = import_app([app])

    assert set(MediaItem.objects.values_list("path", flat=True)) == {"data/media/img/dot.png", "assets/logo.png"}
    assert [str(change) for change in first.changes if "media" in change.what] == [
        "+ media data/media/img/dot.png",
        "+ media assets/logo.png",
    ]
    assert again.changes == ()


def test_files_that_name_no_language_are_passed_over(tmp_path: Path) -> None:
    app = write_app(tmp_path, {"routes/readme.md": "# Notes", "routes/p/EN.JSON": '{"fields": {"pageTitle": "P"}}'})
    outcome = import_app([app])

    assert [language.code for language in Site.objects.get().languages.all()] == ["en"]
    assert fields_at("/home/p") == {"pageTitle": "P"}
    assert any("readme.md: passed over" in str(warning) for warning in outcome.warnings)


def test_data_folder_is_as_good_as_the_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = write_app(tmp_path / "app", {})
    monkeypatch.chdir(app / "data")

    assert import_app([Path()]).site_name == "tiny"


def test_dictionary_words_stay_words(tmp_path: Path) -> None:
    app = write_app(tmp_path, {"dictionary/en.yml": "yes: Yes\nno: No\ncount: 5\nflag: true\nempty:"})
    import_app([app])

    assert dict(Site.objects.get().phrases.values_list("key", "text")) == {
        "yes": "Yes",
        "no": "No",
        "count": "5",
        "flag": "true",
        "empty": "",
    }


def test_children_may_stand_in_the_file_of_their_route(tmp_path: Path) -> None:
    app = write_app(tmp_path, {"routes/en.yml": "children: [{name: a, fields: {pageTitle: A}, children: [{name: b}]}]"})
    import_app([app])

    assert Item.objects.filter(path__in=["/home/a", "/home/a/b"], has_layout=True).count() == 2


def test_dynamic_placeholders_keep_their_name(tmp_path: Path) -> None:
    app = write_app(
        tmp_path,
        {
            "routes/en.yml": (
                "placeholders: {jss-main: [{componentName: A, params: {DynamicPlaceholderId: 1},"
                " placeholders: {'container-{*}': [{componentName: B, fields: {x: y}}]}}]}"
            )
        },
    )
    import_app([app])

    assert Rendering.objects.get(component__name="B", layout__stage="published").placeholder == "container-{*}"
