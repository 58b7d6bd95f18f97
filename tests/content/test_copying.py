"""Copies of pages with all that belongs to them."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ValidationError

from django_jss.content.copying import remapped
from django_jss.content.layouts import draft_layout
from django_jss.content.tree import copy
from django_jss.content.versions import keep_references
from django_jss.exceptions import InvalidMove
from django_jss.models import Item, Layout, Reference, Rendering
from tests.factories.content import (
    ComponentFactory,
    ItemFactory,
    PageFactory,
    RenderingFactory,
    TemplateFactory,
    draft,
    published,
    root,
)
from tests.factories.sites import SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(site):
    return TemplateFactory(site=site, fields={"title": "Single-Line Text", "next": "Droplink", "text": "Rich Text"})


@pytest.fixture
def page(home, template) -> Item:
    return PageFactory(parent=home, name="about", template=template, shared_fields={"sku": "K-7"})


def test_copy_stands_beside_its_original_under_a_free_name(home, page):
    assert [copy(page, home).path for _ in range(2)] == ["/home/about 2", "/home/about 3"]
    assert copy(page, home, "who").path == "/home/who"


def test_copy_has_a_guid_of_its_own_and_comes_last(home, page):
    other = PageFactory(parent=home, position=7)

    twin = copy(page, home)

    assert twin.guid != page.guid
    assert twin.position > other.position
    assert (twin.template, twin.has_layout, twin.shared_fields) == (page.template, True, {"sku": "K-7"})


def test_latest_versions_become_drafts(home, page, danish):
    published(page, title="old")
    draft(page, title="new")
    published(page, danish, title="ny")

    twin = copy(page, home)

    assert [
        (version.language.code, version.number, version.state, version.fields)
        for version in twin.versions.order_by("language__code")
    ] == [("da", 1, "draft", {"title": "ny"}), ("en", 1, "draft", {"title": "new"})]
    assert page.versions.count() == 3


def test_all_below_is_copied(home, page):
    team = PageFactory(parent=page, name="team")
    PageFactory(parent=team, name="ann")

    twin = copy(page, home)

    assert [item.path for item in Item.objects.filter(path__startswith=twin.path).order_by("path")] == [
        "/home/about 2",
        "/home/about 2/team",
        "/home/about 2/team/ann",
    ]
    assert twin.children.get().children.get().name == "ann"


def test_renderings_get_new_uids_and_show_the_copies_of_the_pages_own_content(home, page, content, danish):
    own = ItemFactory(parent=ItemFactory(parent=page, name="Page Components"), name="Hero 1")
    shared = ItemFactory(parent=content)
    layout = draft_layout(page)
    outer = RenderingFactory(layout=layout, datasource=own, params={"a": "1"})
    RenderingFactory(layout=layout, datasource=shared, parent=outer, placeholder="inside")
    RenderingFactory(layout=draft_layout(page, danish), uid=outer.uid)

    twin = copy(page, home)

    outer_twin, inner_twin = Rendering.objects.filter(layout__item=twin, layout__language=None).order_by("pk")
    assert outer_twin.uid != outer.uid
    assert outer_twin.datasource.path == "/home/about 2/Page Components/Hero 1"
    assert (inner_twin.parent, inner_twin.datasource, outer_twin.params) == (outer_twin, shared, {"a": "1"})
    # One rendering has one uid in all languages.
    assert Rendering.objects.get(layout__item=twin, layout__language=danish).uid == outer_twin.uid
    assert {row.stage for row in Layout.objects.filter(item=twin)} == {"draft"}


def test_references_inside_the_copy_point_at_the_copies(home, page, content, template, english):
    child, other = PageFactory(parent=page, name="team", template=template), ItemFactory(parent=content)
    html = f'<a href="jss://{child.guid}"><a href="jss://{{{str(child.guid).upper()}}}"><a href="jss://{other.guid}">'
    published(page, next=str(child.guid), text=html)
    published(child, next=str(other.guid))
    for item in (page, child):
        keep_references(item, english, {})

    twin = copy(page, home)
    twin_child = twin.children.get()

    fields = twin.versions.get().fields
    assert fields["next"] == str(twin_child.guid)
    assert fields["text"] == (
        f'<a href="jss://{twin_child.guid}"><a href="jss://{{{str(twin_child.guid).upper()}}}">'
        f'<a href="jss://{other.guid}">'
    )
    assert twin_child.versions.get().fields["next"] == str(other.guid)


def test_references_of_the_copy_are_known(home, page, content):
    child, other = PageFactory(parent=page), ItemFactory(parent=content)
    for target in (child, other):
        Reference.objects.create(source=page, target=target, field="next")

    twin = copy(page, home)

    assert {row.target for row in twin.references.all()} == {twin.children.get(), other}


def test_original_stays_as_it_is(home, page):
    RenderingFactory(layout=draft_layout(page))
    published(page, title="x")
    before = [list(model.objects.filter(pk__lte=1000).values()) for model in (Item, Rendering, Layout)]

    copy(page, home)

    for model, rows in zip((Item, Rendering, Layout), before, strict=True):
        assert list(model.objects.filter(pk__in=[row["id"] for row in rows]).values()) == rows


def test_copy_cannot_be_made_below_the_original_or_in_another_site(page):
    for parent in (page, PageFactory(parent=page), root(SiteFactory())):
        with pytest.raises(InvalidMove):
            copy(page, parent)


def test_copy_whose_path_would_be_too_long_is_refused(home, page, settings):
    settings.DJANGO_JSS = {"MAX_PATH_LENGTH": 30}
    PageFactory(parent=page, name="x" * 15)
    count = Item.objects.count()

    with pytest.raises(ValidationError):
        copy(page, home, "much longer than about")

    assert Item.objects.count() == count


@pytest.mark.parametrize("number", [1, 30])
def test_copy_costs_the_same_however_much_there_is(home, page, site, number, django_assert_max_num_queries):
    component = ComponentFactory(site=site)
    for _ in range(number):
        published(PageFactory(parent=page))
        RenderingFactory(layout=draft_layout(page), component=component)

    with django_assert_max_num_queries(25):
        copy(page, home)


def test_guids_are_replaced_in_whatever_form_and_wherever_they_stand():
    old, new, other = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    stored = {"a": [str(old), {"b": f"x{{{str(old).upper()}}} {old.hex} {other}"}], str(old): 5, "c": None}

    assert remapped(stored, {old: new}) == {
        "a": [str(new), {"b": f"x{{{str(new).upper()}}} {new.hex} {other}"}],
        str(old): 5,
        "c": None,
    }
