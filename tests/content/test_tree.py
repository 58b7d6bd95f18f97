"""Items that are made, renamed, moved and deleted."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from django_jss.content.routing import resolve
from django_jss.content.tree import create_item, delete, move, rename, subtree, users_of
from django_jss.content.versions import save_version
from django_jss.exceptions import InvalidMove, PathTaken, StaleEdit, StillReferenced
from django_jss.models import Item, PersonalizationVariant, Redirect, Reference
from django_jss.sites import revisions
from tests.factories.content import (
    ComponentFactory,
    ItemFactory,
    PageFactory,
    RenderingFactory,
    TemplateFactory,
    info_of,
    layout_of,
    published,
    root,
)
from tests.factories.personalization import RuleSetFactory, VariantFactory
from tests.factories.sites import SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(site):
    return TemplateFactory(site=site, is_route_type=True, fields={"next": "Droplink"})


@pytest.fixture
def about(home, template) -> Item:
    return PageFactory(parent=home, name="about", template=template)


@pytest.fixture
def team(about, template) -> Item:
    return PageFactory(parent=about, name="team", template=template)


def where(site, path):
    page = resolve(info_of(site), path=path)
    return page and page.url_path


def test_new_item_comes_last_below_its_parent(home, about, template):
    first, second = create_item(home, "First  page", template), create_item(home, "second", template)

    assert [(item.name, item.path, item.has_layout) for item in (first, second)] == [
        ("First page", "/home/First page", True),
        ("second", "/home/second", True),
    ]
    assert first.position < second.position


def test_new_item_of_a_template_for_content_is_no_page(home, site):
    assert not create_item(home, "data", TemplateFactory(site=site)).has_layout


@pytest.mark.parametrize("name", ["about", "ABOUT", "About "])
def test_path_is_given_once(home, about, template, name):
    with pytest.raises(PathTaken):
        create_item(home, name, template)


def test_name_with_a_dash_is_taken_by_one_with_a_space(home, template):
    create_item(home, "about us", template)

    with pytest.raises(PathTaken):
        create_item(home, "About-us", template)


@pytest.mark.parametrize("name", ["", "  ", ".", "..", "a/b", "a\\b", "a?b", "a#b", "a\x00b", "<b>", "x" * 201])
def test_name_that_cannot_stand_in_an_address_is_refused(home, template, name):
    with pytest.raises(ValidationError):
        create_item(home, name, template)


def test_path_that_is_too_long_is_refused(home, template, settings):
    settings.DJANGO_JSS = {"MAX_PATH_LENGTH": 20}

    with pytest.raises(ValidationError):
        create_item(home, "x" * 15, template)


def test_rename_that_makes_a_path_below_too_long_is_refused(about, team, settings):
    settings.DJANGO_JSS = {"MAX_PATH_LENGTH": 20}

    with pytest.raises(ValidationError):
        rename(about, "who we are")

    team.refresh_from_db()
    assert team.path == "/home/about/team"


def test_template_of_another_site_is_refused(home):
    with pytest.raises(ValidationError):
        create_item(home, "x", TemplateFactory())


def test_new_item_is_where_its_parent_is_now(home, about, template):
    seen = Item.objects.get(pk=about.pk)
    rename(about, "who-we-are")

    assert create_item(seen, "team", template).path == "/home/who-we-are/team"


def test_new_item_below_one_that_is_gone_is_refused(home, about, template):
    delete(Item.objects.get(pk=about.pk))

    with pytest.raises(StaleEdit):
        create_item(about, "team", template)


def test_renamed_page_is_found_under_both_names_with_all_below_it(site, about, team):
    rename(about, "who we are")

    assert where(site, "/who-we-are") == where(site, "/about") == "/who-we-are"
    assert where(site, "/who-we-are/team") == where(site, "/about/team") == "/who-we-are/team"
    team.refresh_from_db()
    assert team.path == "/home/who we are/team"


def test_old_names_lead_to_the_newest_one(site, about):
    for name in ("one", "two", "three"):
        rename(about, name)

    assert {where(site, path) for path in ("/about", "/one", "/two", "/three")} == {"/three"}
    assert Redirect.objects.count() == 3


def test_name_that_is_given_back_is_no_old_name_any_more(site, about):
    rename(about, "other")
    rename(about, "about")

    assert where(site, "/other") == "/about"
    assert [redirect.path for redirect in Redirect.objects.all()] == ["/other"]


def test_new_page_at_an_old_path_wins_and_keeps_it_when_it_is_renamed(site, home, about, template):
    rename(about, "who")
    new = create_item(home, "about", template)
    assert where(site, "/about") == "/about"

    rename(new, "newer")

    assert where(site, "/about") == "/newer"


def test_other_case_of_a_name_leaves_no_redirect(site, about, team):
    rename(about, "About")

    assert where(site, "/about") == "/About"
    assert not Redirect.objects.exists()


def test_same_name_again_changes_nothing(about):
    before = Item.objects.values()[:]

    assert rename(about, "about") == about

    assert not Redirect.objects.exists()
    assert list(Item.objects.values()) == list(before)


def test_name_of_a_sibling_is_refused_and_nothing_changes(home, about, team):
    PageFactory(parent=home, name="kayaks")

    with pytest.raises(PathTaken):
        rename(about, "Kayaks")

    team.refresh_from_db()
    assert team.path == "/home/about/team"


def test_root_keeps_its_name(home):
    with pytest.raises(InvalidMove):
        rename(home, "start")


def test_item_outside_the_start_item_leaves_no_redirect(content):
    rename(ItemFactory(parent=content, name="a"), "b")

    assert not Redirect.objects.exists()


def test_name_that_is_the_beginning_of_another_does_not_touch_it(home, about, template):
    other = create_item(home, "about-us", template)
    create_item(other, "team", template)

    rename(about, "x")

    other.refresh_from_db()
    assert (other.path, other.children.get().path) == ("/home/about-us", "/home/about-us/team")


def test_moved_page_is_found_at_both_places_with_all_below_it(site, home, about, team, template):
    kayaks = create_item(home, "kayaks", template)

    move(about, kayaks)

    assert where(site, "/about/team") == where(site, "/kayaks/about/team") == "/kayaks/about/team"


def test_item_moves_before_another(home, about, template):
    first, _second, third = (create_item(home, name, template) for name in "abc")

    move(third, home, before=first)

    assert [item.name for item in Item.objects.filter(parent=home)] == ["about", "c", "a", "b"]
    move(third, home)
    assert [item.name for item in Item.objects.filter(parent=home)] == ["about", "a", "b", "c"]


def test_roots_change_places_but_stay_roots(home, content):
    move(content, None, before=home)

    assert list(Item.objects.filter(parent=None).order_by("position")) == [content, home]


def test_impossible_moves_are_refused(home, about, team):
    foreign = root(SiteFactory())

    for item, parent in ((about, about), (about, team), (about, foreign), (home, about), (about, None)):
        with pytest.raises(InvalidMove):
            move(item, parent)

    about.refresh_from_db()
    assert about.path == "/home/about"


def test_move_knows_where_the_target_is_now(home, about, team, template):
    kayaks = create_item(home, "kayaks", template)
    seen = Item.objects.get(pk=kayaks.pk)
    move(kayaks, team)

    with pytest.raises(InvalidMove):
        move(about, seen)


def test_move_to_where_the_name_is_taken_is_refused(home, about, team, template):
    create_item(home, "team", template)

    with pytest.raises(PathTaken):
        move(team, home)


def test_page_that_leaves_the_start_item_is_found_nowhere(site, about, content):
    move(about, content)

    assert where(site, "/about") is None
    assert not Redirect.objects.exists()


@pytest.mark.parametrize("number", [1, 60])
def test_rename_costs_the_same_however_much_lies_below(home, about, number, django_assert_max_num_queries):
    for place in range(number):
        PageFactory(parent=about, name=f"page {place}")

    with django_assert_max_num_queries(12):
        rename(about, "new")


def test_deleted_item_is_gone_with_all_below_it(site, home, about, team):
    published(about)
    RenderingFactory(layout=layout_of(team))
    before = revisions.current(site.pk)

    delete(about)

    assert list(Item.objects.all()) == [home]
    assert revisions.current(site.pk) != before


def test_deleting_again_does_nothing(about):
    seen = Item.objects.get(pk=about.pk)
    delete(about)

    delete(seen)


def test_root_cannot_be_deleted(home):
    with pytest.raises(InvalidMove):
        delete(home)


def test_item_that_a_field_points_at_cannot_be_deleted(home, about, team, template, english):
    page = create_item(home, "kayaks", template)
    save_version(page, english, values={"next": str(team.guid)}, lock=0)

    with pytest.raises(StillReferenced) as caught:
        delete(about)

    assert caught.value.users == ("The field next of /home/kayaks (EN) points at /home/about/team.",)
    assert users_of(about) == list(caught.value.users)
    assert Item.objects.filter(pk=team.pk).exists()


def test_item_that_a_page_shows_cannot_be_deleted(home, about, content, site):
    item = ItemFactory(parent=content, name="ann")
    component = ComponentFactory(site=site, name="Hero")
    RenderingFactory(layout=layout_of(about), component=component, datasource=item)
    RenderingFactory(layout=layout_of(home, stage="draft"), component=component, datasource=item)

    with pytest.raises(StillReferenced) as caught:
        delete(item)

    assert caught.value.users == (
        "The component Hero on /home (draft) shows /Content/ann.",
        "The component Hero on /home/about (published) shows /Content/ann.",
    )


def test_item_that_a_personalization_variant_shows_cannot_be_deleted(about, content):
    item = ItemFactory(parent=content, name="ann")
    VariantFactory(rule_set=RuleSetFactory(route=about), name="Returning", datasource=item)

    with pytest.raises(StillReferenced) as caught:
        delete(item)

    assert caught.value.users == ("The personalization variant Returning on /home/about shows /Content/ann.",)


def test_what_is_deleted_along_does_not_stand_in_the_way(about, team, english):
    save_version(about, english, values={"next": str(team.guid)}, lock=0)
    folder = ItemFactory(parent=about, name="Page Components")
    own = ItemFactory(parent=folder)
    RenderingFactory(layout=layout_of(about), datasource=own)
    VariantFactory(rule_set=RuleSetFactory(route=about), datasource=own)
    assert users_of(about) == []

    delete(about)

    assert not Reference.objects.exists()
    assert not PersonalizationVariant.objects.exists()


def test_field_that_points_at_its_own_item_does_not_stand_in_the_way(about, english):
    save_version(about, english, values={"next": str(about.guid)}, lock=0)

    delete(about)


def test_item_can_be_deleted_once_nothing_points_at_it(home, about, template, english):
    page = create_item(home, "kayaks", template)
    version = save_version(page, english, values={"next": str(about.guid)}, lock=0)
    save_version(page, english, values={}, lock=version.lock)

    delete(about)


@pytest.mark.parametrize("number", [1, 40])
def test_refusal_costs_the_same_however_many_users_there_are(
    about, content, site, number, django_assert_max_num_queries
):
    item = ItemFactory(parent=content)
    component = ComponentFactory(site=site)
    for _ in range(number):
        RenderingFactory(layout=layout_of(about), component=component, datasource=item)

    with django_assert_max_num_queries(25), pytest.raises(StillReferenced):
        delete(item)


@pytest.mark.parametrize("number", [1, 40])
def test_delete_costs_the_same_however_much_lies_below(about, site, number, django_assert_max_num_queries):
    component = ComponentFactory(site=site)
    for _ in range(number):
        page = PageFactory(parent=about)
        published(page)
        RenderingFactory(layout=layout_of(page), component=component)

    with django_assert_max_num_queries(40):
        delete(about)


def test_subtree_is_the_item_and_all_below_it(home, about, team, content):
    assert set(subtree(about)) == {about, team}
