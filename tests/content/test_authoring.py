"""What authors do to content, and what they are kept from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from django_jss.content import layouts, publishing, tree
from django_jss.content.models import Item, ItemVersion, Layout, Redirect, Rendering
from django_jss.content.versions import save_version
from django_jss.exceptions import InvalidMove, PathTaken, StaleEdit, StillReferenced
from django_jss.sites.models import Language, Site
from tests.factories.pages import (
    home_of,
    make_component,
    make_item,
    make_page,
    make_site,
    make_template,
    place,
    write,
)


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


@pytest.fixture
def english(site: Site) -> Language:
    return Language.objects.get(code="en")


def test_saving_a_published_version_makes_a_draft_with_the_next_number(site: Site, english: Language) -> None:
    page = make_page(site, "about", title="About")

    draft = save_version(page, english, values={"pageTitle": "New"}, lock=2)

    assert (draft.number, draft.state) == (2, "draft")
    assert ItemVersion.objects.live(timezone.now()).get(item=page).fields == {"pageTitle": "About"}


def test_second_of_two_authors_is_told_and_overwrites_nothing(site: Site, english: Language) -> None:
    page = make_page(site, "about")
    save_version(page, english, values={"pageTitle": "First"}, lock=2)

    with pytest.raises(StaleEdit):
        save_version(page, english, values={"pageTitle": "Second"}, lock=2)

    assert page.versions.order_by("-number")[0].fields == {"pageTitle": "First"}


def test_unknown_and_malformed_values_are_named_all_at_once(site: Site, english: Language) -> None:
    make_template(site, "Fact", {"size": "Number", "when": "Date"})
    item = tree.create_item(Item.objects.get(path="/Content"), "fact", site.templates.get(name="Fact"))

    with pytest.raises(ValidationError) as refused:
        save_version(item, english, values={"size": "big", "when": "soon", "colour": "red"}, lock=0)

    assert set(refused.value.message_dict) == {"size", "when", "colour"}
    assert not item.versions.exists()


def test_rich_text_of_authors_is_sanitized(site: Site, english: Language) -> None:
    make_template(site, "Text", {"body": "Rich Text"})
    item = tree.create_item(Item.objects.get(path="/Content"), "text", site.templates.get(name="Text"))

    html = '<p class="lead" onclick="x()">Hi<script>alert(1)</script><a href="javascript:x()">a</a></p>'
    version = save_version(item, english, values={"body": html}, lock=0)

    assert version.fields["body"] == '<p class="lead">Hi<a>a</a></p>'


def test_version_is_live_only_inside_its_window(site: Site, english: Language) -> None:
    page = make_page(site, "about")
    now = timezone.now()
    publishing.publish(page, english, publish_from=now, publish_until=now + timedelta(hours=1))

    live = ItemVersion.objects.filter(item=page).live
    assert live(now + timedelta(minutes=30)).exists()
    assert not live(now - timedelta(minutes=1)).exists()
    assert not live(now + timedelta(hours=1)).exists()


def test_window_that_ends_before_it_begins_is_refused(site: Site, english: Language) -> None:
    now = timezone.now()

    with pytest.raises(ValidationError):
        publishing.publish(home_of(site), english, publish_from=now, publish_until=now)


def test_publishing_what_does_not_exist_is_refused(site: Site) -> None:
    with pytest.raises(ValidationError, match="Danish"):
        publishing.publish(home_of(site), Language.objects.get(code="da"))


def test_rename_moves_all_below_and_keeps_the_old_paths(site: Site) -> None:
    page = make_page(site, "about")
    make_page(site, "team", parent=page)

    tree.rename(page, "who")

    assert Item.objects.filter(path="/home/who/team").exists()
    assert set(Redirect.objects.values_list("path", flat=True)) == {"/about", "/about/team"}


def test_renaming_back_leaves_no_redirect_to_itself(site: Site) -> None:
    page = make_page(site, "about")
    tree.rename(page, "who")

    tree.rename(page, "about")

    assert list(Redirect.objects.values_list("path", flat=True)) == ["/who"]


def test_two_items_cannot_have_one_path_whatever_the_case(site: Site) -> None:
    make_page(site, "About us")
    other = make_page(site, "other")

    with pytest.raises(PathTaken):
        tree.rename(other, "about-US")
    other.refresh_from_db()
    assert other.path == "/home/other"


@pytest.mark.parametrize("name", ["", " ", "a/b", "a?b", "..", "x" * 600, "a\nb\0"])
def test_names_that_paths_cannot_hold_are_refused(site: Site, name: str) -> None:
    with pytest.raises(ValidationError):
        tree.create_item(home_of(site), name, site.templates.get(name="App Route"))


def test_item_does_not_move_below_itself_or_to_another_site(site: Site) -> None:
    page = make_page(site, "about")
    below = make_page(site, "team", parent=page)
    elsewhere = home_of(make_site("other"))

    for target in (page, below, elsewhere):
        with pytest.raises(InvalidMove):
            tree.move(page, target)


def test_move_puts_an_item_before_another(site: Site) -> None:
    first, second, third = (make_page(site, name) for name in ("first", "second", "third"))

    tree.move(third, home_of(site), before=first)

    assert list(home_of(site).children.values_list("name", flat=True)) == ["third", "first", "second"]
    assert second.path == "/home/second"


def test_what_something_refers_to_is_not_deleted_and_the_users_are_named(site: Site) -> None:
    make_template(site, "Card", {"target": "General Link", "friends": "Treelist"})
    page = make_page(site, "about")
    link = {"linktype": "internal", "id": str(page.guid)}
    make_item(Item.objects.get(path="/Content"), "card", "Card", {"target": link, "friends": [str(page.guid)]})

    with pytest.raises(StillReferenced) as refused:
        tree.delete(page)

    assert len(refused.value.users) == 2
    assert all("/Content/card" in user for user in refused.value.users)
    assert Item.objects.filter(pk=page.pk).exists()


def test_shown_content_is_not_deleted(site: Site) -> None:
    component = make_component(site, "Hero", {"heading": "Single-Line Text"})
    shared = make_item(Item.objects.get(path="/Components"), "hero", "Hero", {"heading": "Hi"})
    place(home_of(site), component, datasource=shared)

    with pytest.raises(StillReferenced) as refused:
        tree.delete(shared)

    assert "/home" in refused.value.users[0]


def test_page_is_deleted_with_its_own_content_and_layout(site: Site) -> None:
    page = make_page(site, "about")
    place(page, make_component(site, "Hero", {"heading": "Single-Line Text"}), values={"heading": "Hi"})

    tree.delete(page)

    assert not Item.objects.filter(path__startswith="/home/about").exists()
    assert not Layout.objects.filter(item=page.pk).exists()


def test_copy_is_a_draft_of_its_own_that_shows_its_own_content(site: Site) -> None:
    page = make_page(site, "about")
    original = place(page, make_component(site, "Hero", {"heading": "Single-Line Text"}), values={"heading": "Hi"})

    twin = tree.copy(page, home_of(site))

    assert twin.path == "/home/about 2"
    copied = Rendering.objects.get(layout__item=twin)
    assert copied.uid != original.uid
    assert copied.datasource is not None
    assert copied.datasource.path.startswith("/home/about 2/")
    assert set(twin.versions.values_list("state", flat=True)) == {"draft"}


def test_draft_layout_is_not_live_until_published(site: Site, english: Language) -> None:
    page, component = make_page(site, "about"), make_component(site, "Hero")
    layout = layouts.draft_layout(page)
    layouts.add_rendering(layout, component=component, placeholder="jss-main", lock=layout.lock)

    before = Rendering.objects.filter(layout__item=page, layout__stage="published").count()
    publishing.publish(page, english)

    assert (before, Rendering.objects.filter(layout__item=page, layout__stage="published").count()) == (0, 1)


def test_component_is_refused_where_it_is_not_allowed_or_nothing_is_exposed(site: Site) -> None:
    card, hero = make_component(site, "Card"), make_component(site, "Hero")
    site.placeholders.create(key="jss-main").allowed_components.add(card)
    layout = layouts.draft_layout(home_of(site))

    for placeholder, component in (("jss-main", hero), ("jss-nowhere", card)):
        with pytest.raises(ValidationError):
            layouts.add_rendering(layout, component=component, placeholder=placeholder, lock=layout.lock)


def test_component_does_not_move_into_itself(site: Site) -> None:
    box = make_component(site, "Box", exposed_placeholders=["jss-box"])
    outer = place(home_of(site), box)
    layout = layouts.draft_layout(home_of(site))

    with pytest.raises(InvalidMove):
        layouts.move_rendering(layout, outer.uid, placeholder="jss-box", parent_uid=outer.uid, lock=layout.lock)


def test_second_of_two_layout_edits_is_told(site: Site) -> None:
    component = make_component(site, "Hero")
    layout = layouts.draft_layout(home_of(site))
    layouts.add_rendering(layout, component=component, placeholder="jss-main", lock=0)

    with pytest.raises(StaleEdit):
        layouts.add_rendering(layout, component=component, placeholder="jss-main", lock=0)


def test_language_can_have_a_layout_of_its_own_and_give_it_up(site: Site) -> None:
    danish = Language.objects.get(code="da")
    place(home_of(site), make_component(site, "Hero"))

    own = layouts.separate_layout(home_of(site), danish)
    assert own.renderings.count() == 1
    layouts.share_layout(home_of(site), danish)
    assert layouts.language_draft(home_of(site), danish) is None


def test_value_for_all_languages_is_one_value(site: Site) -> None:
    template = make_template(site, "Fact", {"size": "Number"})
    template.fields.update(storage="shared")
    item = make_item(Item.objects.get(path="/Content"), "fact", "Fact", {"size": 5})
    write(item, {"size": 7}, "da")

    item.refresh_from_db()
    assert item.shared_fields == {"size": 7}
    assert all(version.fields == {} for version in item.versions.all())
