"""Exports: whatever a site holds, importing its export and exporting again gives the same bytes."""

from __future__ import annotations

import json
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from django_jss.content.media import store_media
from django_jss.content.models import Component, Item, MediaItem, Placeholder, Template
from django_jss.exchange.exporting import export_site
from django_jss.exchange.importing import import_app
from django_jss.sites.models import Language, Site
from tests.exchange.apps import PNG
from tests.factories.content import (
    ComponentFactory,
    ItemFactory,
    PhraseFactory,
    RenderingFactory,
    TemplateFactory,
    draft,
    layout_of,
    published,
    root,
)
from tests.factories.sites import LanguageFactory, SiteFactory

pytestmark = pytest.mark.django_db

TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=8)
FIELDS = {
    "text": "Single-Line Text",
    "html": "Rich Text",
    "number": "Number",
    "flag": "Checkbox",
    "day": "Datetime",
    "image": "Image",
    "link": "General Link",
    "one": "Droptree",
    "many": "Treelist",
    "pairs": "Name Value List",
    "odd": "Some Own Type",
}


def exported(site: Site, folder: Path) -> dict[str, bytes]:
    shutil.rmtree(folder, ignore_errors=True)
    export_site(site, folder)
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def manifests(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"))


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def stored_values(guids: list[str], media: str) -> st.SearchStrategy[dict[str, Any]]:
    """Values of an item's fields in their stored form."""
    guid = st.sampled_from(guids)
    return st.fixed_dictionaries(
        {},
        optional={
            "text": TEXTS,
            "html": st.one_of(
                TEXTS,
                guid.map('<a href="jss://{}">x</a>'.format),
                st.just(f'<img src="/-/media/{uuid.UUID(media).hex}"> <a href="/about">/data/media/x.png</a>'),
            ),
            "number": st.one_of(st.none(), st.integers(-5, 5), st.floats(-2, 2)),
            "flag": st.booleans(),
            "day": st.sampled_from(["", "2018-03-14T15:00:00Z"]),
            "image": st.sampled_from([{}, {"media": media, "alt": "a"}, {"src": "https://x.example/y.png"}]),
            "link": st.one_of(
                st.sampled_from([{}, {"linktype": "external", "url": "/home"}, {"linktype": "anchor", "anchor": "a"}]),
                guid.map(lambda value: {"linktype": "internal", "id": value, "text": "x"}),
                st.just({"linktype": "media", "id": media}),
            ),
            "one": st.one_of(st.none(), guid),
            "many": st.lists(guid, max_size=3),
            "pairs": st.sampled_from(["", "a=1&b=2"]),
            "odd": TEXTS,
        },
    )


@st.composite
def trees(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Items, each below an earlier one: -1 is the start page, -2 `Content`."""
    count = draw(st.integers(0, 6))
    return [
        {
            "parent": draw(st.integers(-2, index - 1)),
            "kind": draw(st.sampled_from(["page", "item", "folder", "local"])),
            "published": draw(st.sets(st.sampled_from(["en", "da"]))),
            "draft": draw(st.booleans()),
            "shows": draw(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=3)),
        }
        for index in range(count)
    ]


def build(site: Site, tree: list[dict[str, Any]], data: st.DataObject) -> None:
    """Make the items, versions and layouts."""
    english, danish = site.default_language, Language.objects.get(code="da")
    page_type = TemplateFactory(site=site, name="Page", fields=FIELDS, is_default_route_type=True, is_route_type=True)
    fact = TemplateFactory(site=site, name="Fact", fields=FIELDS)
    plain = TemplateFactory(site=site, name="Folder")
    box = ComponentFactory(site=site, name="Box", datasource_template=fact, exposed_placeholders=["jss-in"])
    media = store_media(site, "img/dot.png", PNG, alt="Dot", title="A dot")
    items = {-1: root(site, "home", template=page_type), -2: root(site, "Content", template=plain)}
    for index, entry in enumerate(tree):
        parent = items[entry["parent"]]
        if entry["kind"] == "local" and parent.has_layout:
            own = Item.objects.filter(parent=parent, name="Page Components").first()
            parent = own or ItemFactory(parent=parent, name="Page Components", template=plain, position=9)
        is_page = entry["kind"] == "page" and parent.path.startswith("/home")
        template = page_type if is_page else plain if entry["kind"] == "folder" else fact
        # One name is longer than those that JSS's own tooling gives.
        name = f"item {index}" + "x" * (120 if index == 3 else 0)
        items[index] = ItemFactory(
            parent=parent, name=name, template=template, has_layout=is_page, position=data.draw(st.integers(0, 3))
        )
    contents = stored_values([str(item.guid) for item in items.values()], str(media.guid))
    published(items[-1], english, **data.draw(contents))
    for index, entry in enumerate(tree):
        item = items[index]
        for code in sorted(entry["published"]):
            version = published(item, english if code == "en" else danish, **data.draw(contents))
            version.display_name = data.draw(TEXTS)
            version.save()
        if entry["draft"]:
            draft(item, english, **data.draw(contents))
        for number, (shown, is_inner) in enumerate(entry["shows"] if item.has_layout else ()):
            layout = layout_of(item, language=danish if number == 2 else None)
            inside = layout.renderings.first() if is_inner else None
            RenderingFactory(
                layout=layout,
                component=box,
                parent=inside,
                placeholder="jss-in" if inside else "jss-main",
                position=number,
                datasource=items.get(shown),
                params={"a": "1"} if is_inner else {},
            )


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(trees(), st.data())
def test_export_import_export_is_the_same_whatever_the_site_holds(
    folder: Path, tree: list[dict[str, Any]], data: st.DataObject
) -> None:
    Site.objects.all().delete()
    Language.objects.all().delete()
    site = SiteFactory(name="trip")
    site.languages.add(LanguageFactory(code="da"))
    build(site, tree, data)
    before = exported(site, folder / "first")
    site.delete()

    import_app(manifests(folder / "first"))
    again = Site.objects.get(name="trip")

    assert exported(again, folder / "second") == before
    assert import_app(manifests(folder / "second")).changes == ()


def test_export_holds_what_is_published(folder: Path) -> None:
    site = SiteFactory(name="trip")
    home = root(site, template=TemplateFactory(site=site, name="Page", fields={"title": "Single-Line Text"}))
    published(home, title="Published", other="not on the template")
    draft(home, title="Draft")
    PhraseFactory(site=site, key="a", text="b")
    export_site(site, folder)
    document = json.loads((folder / "en.json").read_text())

    assert document["items"]["routes"][0]["fields"] == [{"name": "title", "value": "Published"}]
    assert document["dictionary"] == [{"key": "a", "value": "b"}]
    assert (document["appName"], document["isDefaultLanguage"]) == ("trip", True)


def test_definitions_come_back_whole(folder: Path) -> None:
    site = SiteFactory(name="trip", root_placeholders=["jss-main", "jss-footer"])
    base = TemplateFactory(site=site, name="Base", fields={"title": "Single-Line Text"})
    derived = TemplateFactory(site=site, name="Derived", fields={"flag": "Checkbox"}, bases=[base], icon="x.png")
    derived.insert_options.add(base)
    derived.fields.update(
        display_name="Flag", help_text="Help", section="S", standard_value=False, is_required=True, storage="shared",
        validation_pattern="^a", validation_message="No", source="/x",
    )  # fmt: skip
    box = ComponentFactory(
        site=site, name="Box", datasource_template=derived, exposed_placeholders=["jss-in"], graphql_query="{a}",
        contents_resolver="children", description="A box",
    )  # fmt: skip
    box.parameters.create(name="size", type="Number", display_name="Size")
    Placeholder.objects.create(site=site, key="jss-in", display_name="In").allowed_components.add(box)
    before = definitions()
    first = exported(site, folder / "first")
    site.delete()
    import_app(manifests(folder / "first"))

    assert definitions() == before
    assert exported(Site.objects.get(), folder / "second") == first


def definitions() -> list[Any]:
    hidden = {"id", "site_id", "guid", "template_id", "datasource_template_id", "component_id"}

    def plain(row: Any) -> dict[str, Any]:
        return {name: value for name, value in vars(row).items() if name not in hidden and not name.startswith("_")}

    return [
        [(plain(row), [plain(field) for field in row.fields.all()], [base.name for base in row.bases.all()],
          [option.name for option in row.insert_options.all()]) for row in Template.objects.all()],
        [(plain(row), [plain(entry) for entry in row.parameters.all()]) for row in Component.objects.all()],
        [(plain(row), [entry.name for entry in row.allowed_components.all()]) for row in Placeholder.objects.all()],
    ]  # fmt: skip


def test_export_can_become_another_site_beside_its_own(folder: Path) -> None:
    site = SiteFactory(name="trip")
    template = TemplateFactory(site=site, name="Page", fields=FIELDS, is_default_route_type=True, is_route_type=True)
    home = root(site, template=template)
    about = ItemFactory(parent=home, name="about", template=template, has_layout=True)
    media = store_media(site, "img/dot.png", PNG)
    published(
        home,
        link={"linktype": "internal", "id": str(about.guid)},
        many=[str(about.guid)],
        html=f'<a href="jss://{about.guid}">x</a><img src="/-/media/{media.guid.hex}">',
        image={"media": str(media.guid)},
    )
    published(about, text="About")
    export_site(site, folder)
    import_app(manifests(folder), site_name="twin")
    twin = Item.objects.get(site__name="twin", path="/home")
    other = Item.objects.get(site__name="twin", path="/home/about")
    copy = MediaItem.objects.get(site__name="twin")

    assert other.guid != about.guid
    assert twin.versions.get().fields == {
        "link": {"linktype": "internal", "id": str(other.guid)},
        "many": [str(other.guid)],
        "html": f'<a href="jss://{other.guid}">x</a><img src="/-/media/{copy.guid.hex}">',
        "image": {"media": str(copy.guid)},
    }
    assert Item.objects.filter(site=site).count() == 2
    assert import_app(manifests(folder), site_name="twin").changes == ()


def test_command_writes_and_names_the_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root(SiteFactory(name="trip"))
    call_command("jss_export", "TRIP", str(folder / "out"))

    assert capsys.readouterr().out.strip() == str(folder / "out" / "en.json")


def test_lost_file_is_a_command_error(folder: Path) -> None:
    media = MediaItem(site=SiteFactory(name="trip"), path="a.bin", mime_type="x/y", checksum="x")
    media.file.save("a.bin", ContentFile(b"x"))
    media.file.storage.delete(media.file.name or "")
    with pytest.raises(CommandError, match="could not be written"):
        call_command("jss_export", "trip", str(folder))


def test_phrases_are_exported_in_the_same_order_by_every_database(folder: Path) -> None:
    site = SiteFactory(name="trip")
    for key in ("b", "B", "a", "é"):
        PhraseFactory(site=site, key=key, text=key)
    export_site(site, folder)
    document = json.loads((folder / "en.json").read_text())

    assert [entry["key"] for entry in document["dictionary"]] == ["B", "a", "b", "é"]
