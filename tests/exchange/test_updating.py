"""Imports over a site that is there: what they change, and what they leave to its authors."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_jss.content.models import (
    Component,
    DictionaryPhrase,
    Item,
    ItemVersion,
    Layout,
    MediaItem,
    Placeholder,
    Redirect,
    Reference,
    Rendering,
    Template,
    TemplateField,
)
from django_jss.exchange.importing import import_app
from django_jss.personalization.models import PersonalizationVariant, RuleSet
from django_jss.sites.models import ApiKey, Language, Revision, Site
from tests.exchange.apps import (
    PNG,
    fields_at,
    import_manifest,
    manifest,
    rendering,
    route,
    values,
    write,
    write_app,
    write_manifest,
)

pytestmark = pytest.mark.django_db


def home(*renderings: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"routes": [route("home", *renderings, **parts)]}


def everything() -> dict[str, Any]:
    """All rows of the site with the times of their last change."""
    models = [Item, ItemVersion, Layout, Rendering, MediaItem, DictionaryPhrase, Template, TemplateField, Component]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_second_run_touches_no_row_and_raises_no_revision(tmp_path: Path) -> None:
    app = write_app(
        tmp_path,
        {
            "routes/en.yml": "placeholders: {jss-main: [{componentName: A, fields: {i: {src: /data/media/d.png}}}]}",
            "routes/da.yml": "fields: {pageTitle: Hjem}",
            "dictionary/en.yml": "a: b",
        },
    )
    write(app / "data/media/d.png", PNG)
    import_app([app])
    before, revisions = everything(), list(Revision.objects.order_by("scope").values())

    assert import_app([app]).changes == ()
    assert everything() == before
    assert list(Revision.objects.order_by("scope").values()) == revisions


@pytest.mark.django_db(transaction=True)
def test_change_raises_the_revision_of_the_site(tmp_path: Path) -> None:
    import_manifest(tmp_path)
    before = Revision.objects.get(scope__startswith="site-").number
    import_manifest(tmp_path, dictionary=[{"key": "a", "value": "b"}])

    assert Revision.objects.get(scope__startswith="site-").number > before


def test_only_values_in_the_import_overwrite(tmp_path: Path) -> None:
    import_manifest(tmp_path, items=home(fields=values(pageTitle="Home")))
    ItemVersion.objects.update(fields={"pageTitle": "Home", "added": "by an author"})
    changes = import_manifest(tmp_path, items=home(fields=values(pageTitle="New")))

    assert changes == ["~ version /home en: pageTitle"]
    assert fields_at("/home") == {"pageTitle": "New", "added": "by an author"}
    assert ItemVersion.objects.get().number == 1


def test_empty_text_overwrites_and_null_does_not(tmp_path: Path) -> None:
    import_manifest(tmp_path, items=home(fields=values(pageTitle="Home")))

    assert import_manifest(tmp_path, items=home(fields=values(pageTitle=None))) == []
    assert import_manifest(tmp_path, items=home(fields=values(pageTitle=""))) == ["~ version /home en: pageTitle"]


def test_drafts_of_authors_stay_drafts(tmp_path: Path) -> None:
    import_manifest(tmp_path, items=home(fields=values(pageTitle="Home")))
    page, english = Item.objects.get(path="/home"), Language.objects.get()
    ItemVersion.objects.create(item=page, language=english, number=2, state="draft", fields={"pageTitle": "Draft"})
    again = import_manifest(tmp_path, items=home(fields=values(pageTitle="Home")))
    changed = import_manifest(tmp_path, items=home(fields=values(pageTitle="New")))

    assert (again, changed) == ([], ["~ version /home en: pageTitle"])
    assert dict(page.versions.values_list("state", "fields")) == {
        "published": {"pageTitle": "New"},
        "draft": {"pageTitle": "Draft"},
    }


def test_what_authors_added_stays(tmp_path: Path) -> None:
    import_manifest(tmp_path)
    page = Item.objects.get(path="/home")
    template = Template.objects.get(name="Text")
    Component.objects.filter(name="Text").update(display_name="Words", icon="words.png")
    own = Item.objects.create(
        site=page.site, parent=page, template=template, name="own", path="/home/own", path_key="own"
    )
    Placeholder.objects.create(site=page.site, key="jss-main", display_name="Main")

    assert import_manifest(tmp_path, placeholders=[{"name": "jss-main"}]) == []
    assert Item.objects.filter(pk=own.pk).exists()
    assert Component.objects.get(name="Text").display_name == "Words"


def test_layout_follows_the_import_and_keeps_its_uids(tmp_path: Path) -> None:
    import_manifest(tmp_path, items=home(rendering(0), rendering(1)))
    change = import_manifest(tmp_path, items=home(rendering(1), rendering(0), rendering(2)))
    rows = Rendering.objects.filter(layout__stage="draft").order_by("position")

    assert "~ layout /home" in change
    assert [row.uid.hex[-1] for row in rows] == ["1", "0", "2"]


def test_draft_layout_with_changes_of_its_own_stays(tmp_path: Path) -> None:
    import_manifest(tmp_path, items=home(rendering(0)))
    Rendering.objects.filter(layout__stage="draft").update(params={"size": "5"})
    outcome = import_app([write_manifest(tmp_path, items=home(rendering(0), rendering(1)))])

    assert Rendering.objects.filter(layout__stage="published").count() == 2
    assert [row.params for row in Rendering.objects.filter(layout__stage="draft")] == [{"size": "5"}]
    assert any("not published; they stay" in str(warning) for warning in outcome.warnings)


def test_personalization_outlives_an_import(tmp_path: Path) -> None:
    import_manifest(tmp_path, items=home(rendering(0)))
    page = Item.objects.get(path="/home")
    RuleSet.objects.create(route=page, rendering_uid=Rendering.objects.filter(layout__stage="draft").get().uid)
    import_manifest(tmp_path, items=home(rendering(1), rendering(0, renderingParams=values(a=1))))

    assert RuleSet.objects.get().rendering_uid in set(Rendering.objects.values_list("uid", flat=True))


def test_moved_page_is_the_same_item_and_its_old_address_leads_to_it(tmp_path: Path) -> None:
    about = route("about", id="about", children=[route("team")])
    import_manifest(tmp_path, items=home(children=[about]))
    before = Item.objects.get(path="/home/about").pk
    changes = import_manifest(tmp_path, items=home(children=[{**about, "name": "who-we-are"}]))

    assert Item.objects.get(path="/home/who-we-are").pk == before
    assert "~ item /home/about is now at /home/who-we-are" in changes
    assert set(Redirect.objects.values_list("path", flat=True)) == {"/about", "/about/team"}
    assert import_manifest(tmp_path, items=home(children=[{**about, "name": "who-we-are"}])) == []


def test_two_pages_may_swap_their_places(tmp_path: Path) -> None:
    one, two = route("one", id="1"), route("two", id="2")
    import_manifest(tmp_path, items=home(children=[one, two]))
    guid = Item.objects.get(path="/home/one").guid
    import_manifest(tmp_path, items=home(children=[{**one, "name": "two"}, {**two, "name": "one"}]))

    assert Item.objects.get(path="/home/two").guid == guid
    assert Item.objects.filter(path__startswith="/home/").count() == 2


def test_item_at_the_same_place_is_taken_over_though_its_id_is_new(tmp_path: Path) -> None:
    shown = rendering(0, dataSource={"resolvedFromItemId": "hero"})
    hero = {"name": "Hero", "template": "Text", "fields": values(body="x")}
    components = {"name": "Components", "template": "Folder", "children": [hero]}
    import_manifest(tmp_path, items={**home(), "nonRoutes": [components]})
    guid = Item.objects.get(path="/Components/Hero").guid
    components["children"] = [{**hero, "id": "hero"}]
    link = route("home", shown, fields=values(pageTitle="x"))
    import_manifest(tmp_path, items={"routes": [link], "nonRoutes": [components]})

    assert Item.objects.get(path="/Components/Hero").guid == guid
    assert {row.datasource.path for row in Rendering.objects.all() if row.datasource} == {"/Components/Hero"}


def test_page_keeps_its_template(tmp_path: Path) -> None:
    import_manifest(tmp_path)
    other = {"name": "Other", "route": True, "fields": [{"name": "extra", "type": "Number"}]}
    templates = [*manifest()["templates"], other]
    page = route("home", template="Other", fields=values(pageTitle="x", extra=5))
    outcome = import_app([write_manifest(tmp_path, templates=templates, items={"routes": [page]})])

    assert Item.objects.get(path="/home").template.name == "App Route"
    assert fields_at("/home") == {"pageTitle": "x"}
    assert any('keeps its template "App Route"' in str(warning) for warning in outcome.warnings)


def test_template_with_a_new_name_is_the_same_by_its_id(tmp_path: Path) -> None:
    named = {"name": "Old", "id": "text-template", "fields": [{"name": "body", "type": "Rich Text"}]}
    import_manifest(tmp_path, templates=[named], renderings=[])
    pk = Template.objects.get(name="Old").pk
    import_manifest(tmp_path, templates=[{**named, "name": "New"}], renderings=[])

    assert Template.objects.get(name="New").pk == pk
    assert not Template.objects.filter(name="Old").exists()


def test_languages_share_items_and_the_first_one_names_them(tmp_path: Path) -> None:
    english = write_manifest(tmp_path, items=home(children=[route("about", id="about", children=[route("team")])]))
    danish = write_manifest(
        tmp_path, language="da", items=home(children=[route("om-os", id="about", children=[route("team")])])
    )
    outcome = import_app([english, danish])

    assert set(Item.objects.filter(has_layout=True).values_list("path", flat=True)) == {
        "/home",
        "/home/about",
        "/home/about/team",
    }
    assert ItemVersion.objects.filter(language__code="da", item__has_layout=True).count() == 3
    assert any("stays /home/about" in str(warning) for warning in outcome.warnings)
    assert import_app([english, danish]).changes == ()
    assert import_app([danish]).changes == ()


def test_items_that_one_language_alone_has_stand_where_it_has_them(tmp_path: Path) -> None:
    english = write_manifest(tmp_path, items=home(children=[route("first"), route("last")]))
    danish = write_manifest(
        tmp_path,
        language="da",
        items=home(children=[route("new"), route("first"), route("aside"), route("between"), route("last")]),
    )
    import_app([english, danish])

    pages = Item.objects.filter(parent__path="/home").order_by("position").values_list("name", flat=True)
    assert list(pages) == ["new", "first", "aside", "between", "last"]


def test_definitions_that_differ_between_languages_do_not_alternate(tmp_path: Path) -> None:
    english = write_manifest(tmp_path, renderings=[{"name": "Text", "displayName": "Text"}])
    danish = write_manifest(tmp_path, language="da", renderings=[{"name": "Text", "displayName": "Tekst"}])
    import_app([english, danish])

    assert import_app([english, danish]).changes == ()
    assert Component.objects.get().display_name == "Text"


def test_values_for_all_languages_are_those_of_the_first(tmp_path: Path) -> None:
    field = {"name": "sku", "type": "Single-Line Text", "storage": "shared"}
    shared = {"templates": [{"name": "Page", "defaultRoute": True, "fields": [field]}], "renderings": []}
    english = write_manifest(tmp_path, items=home(fields=values(sku="A")), **shared)
    danish = write_manifest(tmp_path, language="da", items=home(fields=values(sku="B")), **shared)
    import_app([english, danish])

    assert Item.objects.get(path="/home").shared_fields == {"sku": "A"}
    assert import_app([english, danish]).changes == ()


def test_references_are_kept_for_later_deletes(tmp_path: Path) -> None:
    app = write_app(tmp_path, {"routes/a/en.yml": "id: a", "routes/en.yml": "fields: {link: {href: /a}}"})
    import_app([app])

    assert [(row.source.path, row.field, row.target.path) for row in Reference.objects.all()] == [
        ("/home", "link", "/home/a")
    ]
    write(app / "data/routes/en.yml", "fields: {link: {href: /b}}")
    import_app([app])
    assert not Reference.objects.exists()


def test_one_app_can_be_two_sites(tmp_path: Path) -> None:
    guid = str(uuid.uuid4())
    target = route("about", id=guid)
    fields = values(pageTitle="Home")
    path = write_manifest(tmp_path, items=home(rendering(0), fields=fields, children=[target]))
    import_app([path], site_name="one")
    import_app([path], site_name="two")

    assert Item.objects.filter(site__name="one").count() == Item.objects.filter(site__name="two").count()
    assert Item.objects.filter(guid=guid).get().site.name == "one"
    assert import_app([path], site_name="one").changes == import_app([path], site_name="two").changes == ()


def test_site_name_is_found_in_any_case(tmp_path: Path) -> None:
    path = write_manifest(tmp_path)
    import_app([path], site_name="Tiny")

    assert import_app([path]).changes == ()
    assert Site.objects.get().name == "Tiny"


def test_key_for_all_services_is_made_once(tmp_path: Path) -> None:
    path = write_manifest(tmp_path)
    first, again = import_app([path]), import_app([path])

    assert first.key == again.key == ApiKey.objects.get().guid
    assert ApiKey.objects.get().services == ["*"]


def test_number_of_queries_does_not_grow_with_the_items(tmp_path: Path) -> None:
    def queries(count: int) -> int:
        pages = [route(f"page-{number}", fields=values(pageTitle="x")) for number in range(count)]
        path = write_manifest(tmp_path, appName=f"app{count}", items=home(children=pages))
        import_app([path])
        with CaptureQueriesContext(
            connection,
        ) as captured:
            import_app([path])
        return len(captured)

    assert queries(3) == queries(30)


def test_dry_run_shows_old_and_new(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_manifest(tmp_path, items=home(rendering(0), fields=values(pageTitle="Old\nsame")))
    path = write_manifest(tmp_path, items=home(rendering(1), fields=values(pageTitle="New\nsame")))
    call_command("jss_import", str(path), "--dry-run", "--no-color")
    out = capsys.readouterr().out

    assert "~ version /home en: pageTitle\n    pageTitle:\n" in out
    assert "      -Old\n      +New\n" in out
    assert "~ layout /home\n    - Text in jss-main\n    + Text in jss-main\n" in out
    assert "would be made to tiny; nothing was changed." in out
    assert fields_at("/home") == {"pageTitle": "Old\nsame"}


def test_command_says_when_there_is_nothing_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_manifest(tmp_path)
    call_command("jss_import", str(path), verbosity=0)
    assert capsys.readouterr().out == ""
    call_command("jss_import", str(path))

    assert "tiny is up to date." in capsys.readouterr().out


def wipe(path: Path) -> list[str]:
    return [str(change) for change in import_app([path], wipe=True).changes]


def test_wipe_removes_what_the_import_does_not_have(tmp_path: Path) -> None:
    full = {
        "items": home(rendering(0), fields=values(pageTitle="x"), children=[route("old", children=[route("older")])]),
        "dictionary": [{"key": "a", "value": "b"}],
        "placeholders": [{"name": "jss-old"}],
        "templates": [*manifest()["templates"], {"name": "Old", "fields": [{"name": "x", "type": "Number"}]}],
    }
    import_manifest(tmp_path, **full)
    page = Item.objects.get(path="/home")
    ItemVersion.objects.create(item=page, language=Language.objects.get(), number=2, state="draft", fields={})
    removed = [change for change in wipe(write_manifest(tmp_path)) if change.startswith("-")]

    assert removed == [
        "- version /home en 2",
        *[change for change in removed if change.startswith("- version /home/")],
        "- phrase a en",
        *[change for change in removed if change.startswith("- item")],
        "- placeholder jss-old",
        "- template Old",
    ]
    assert set(Item.objects.values_list("path", flat=True)) == {"/home", "/Components", "/Content"}
    assert fields_at("/home") == {}
    assert wipe(write_manifest(tmp_path)) == []


def test_wipe_leaves_languages_alone_that_the_import_does_not_bring(tmp_path: Path) -> None:
    danish = write_manifest(tmp_path, language="da", items=home(children=[route("kun-dansk")]))
    english = write_manifest(tmp_path, items=home(children=[route("only-english")]))
    import_app([english, danish])
    wipe(write_manifest(tmp_path, items=home()))

    assert not Item.objects.filter(path="/home/only-english").exists()
    assert ItemVersion.objects.filter(item__path="/home/kun-dansk", language__code="da").exists()


def test_wipe_keeps_what_rules_use(tmp_path: Path) -> None:
    import_manifest(tmp_path, items=home(rendering(0), rendering(1)))
    page, shown = Item.objects.get(path="/home"), Item.objects.get(name="text-1")
    rules = RuleSet.objects.create(route=page, rendering_uid=Rendering.objects.filter(layout__stage="draft")[0].uid)
    PersonalizationVariant.objects.create(
        rule_set=rules, position=0, name="v", rule={}, action="show", datasource=shown
    )
    outcome = import_app([write_manifest(tmp_path, items=home(rendering(0)))], wipe=True)

    assert Item.objects.filter(pk=shown.pk).exists()
    assert any("still in use; it stays" in str(warning) for warning in outcome.warnings)


def test_wipe_removes_media_that_nothing_shows(tmp_path: Path) -> None:
    app = write_app(tmp_path, {})
    write(app / "data/media/a.png", PNG)
    write(app / "data/media/b.png", PNG)
    import_app([app])
    (app / "data/media/a.png").unlink()

    assert wipe(app) == ["- media data/media/a.png"]
    assert MediaItem.objects.get().path == "data/media/b.png"


def test_manifest_itself_may_ask_to_wipe(tmp_path: Path) -> None:
    import_manifest(tmp_path, items=home(children=[route("old")]))
    import_manifest(tmp_path, wipeExisting=True)

    assert not Item.objects.filter(path="/home/old").exists()


def test_json_of_a_manifest_may_start_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = write(tmp_path / "en.json", b"\xef\xbb\xbf" + json.dumps(manifest()).encode())

    assert import_app([path]).site_name == "tiny"
