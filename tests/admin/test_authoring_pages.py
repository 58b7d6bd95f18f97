"""What authors do in the admin: the tree, a page, its layout, a component's personalization."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from django_jss.content.models import Item, ItemVersion, Layout, Rendering
from django_jss.personalization.models import PersonalizationVariant
from django_jss.sites.models import Site
from tests.factories.pages import home_of, make_component, make_item, make_page, make_site, place

SPRING = {"condition": "query_parameter", "name": "utm_campaign", "comparison": "equals", "value": "spring"}


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


@pytest.fixture
def hero(site: Site) -> Rendering:
    component = make_component(site, "Hero", {"heading": "Single-Line Text", "photo": "Image", "link": "General Link"})
    return place(home_of(site), component, values={"heading": "Welcome"})


def url(name: str, *args: Any) -> str:
    return reverse(f"admin:django_jss_item_{name}", args=args)


def messages(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def draft(item: Item, language: str = "en") -> ItemVersion:
    version = item.versions.filter(language__code=language).order_by("-number").first()
    assert version is not None
    return version


def test_tree_shows_pages_with_their_languages(admin_client: Client, site: Site) -> None:
    make_page(site, "about")

    html = admin_client.get(url("changelist")).content.decode()

    assert "about" in html
    assert "jss-state-published" in html
    assert "jss-state-none" in html


def test_tree_is_searched_by_path(admin_client: Client, site: Site) -> None:
    make_page(site, "about")
    make_page(site, "other")

    html = admin_client.get(url("changelist"), {"q": "abou"}).content.decode()

    assert "/home/about" in html
    assert "/home/other" not in html


def test_row_is_moved_and_a_wrong_move_is_explained(admin_client: Client, site: Site) -> None:
    page, target = make_page(site, "about"), make_page(site, "target")

    moved = admin_client.post(url("move"), {"item": page.pk, "parent": target.pk, "before": ""})
    refused = admin_client.post(url("move"), {"item": target.pk, "parent": page.pk, "before": ""})

    page.refresh_from_db()
    assert (moved.status_code, page.path) == (200, "/home/target/about")
    assert (refused.status_code, bool(refused.json()["message"])) == (409, True)


def test_new_page_is_made_below_another(admin_client: Client, site: Site) -> None:
    template = site.templates.get(name="App Route")

    answer = admin_client.post(url("new", home_of(site).pk), {"name": "news", "template": template.pk})
    again = admin_client.post(url("new", home_of(site).pk), {"name": "news", "template": template.pk})

    assert answer.status_code == 302
    assert Item.objects.get(path="/home/news").has_layout
    assert "already" in again.content.decode()


def test_fields_are_saved_as_a_draft_and_published(admin_client: Client, site: Site) -> None:
    page = make_page(site, "about", title="Old")
    form = {"language": "en", "lock": draft(page).lock, "display_name": "About", "field-pageTitle": "New"}

    admin_client.post(url("change", page.pk), form)
    before = draft(page)
    admin_client.post(url("publish", page.pk), {"language": "en"})

    assert (before.state, before.fields) == ("draft", {"pageTitle": "New"})
    assert draft(page).state == "published"
    admin_client.post(url("unpublish", page.pk), {"language": "en"})
    assert set(page.versions.values_list("state", flat=True)) == {"draft"}


def test_second_author_is_told_and_nothing_is_overwritten(admin_client: Client, site: Site) -> None:
    page = make_page(site, "about", title="Old")
    form = {"language": "en", "lock": draft(page).lock, "display_name": "", "field-pageTitle": "First"}
    admin_client.post(url("change", page.pk), form)

    answer = admin_client.post(url("change", page.pk), {**form, "field-pageTitle": "Second"})

    assert "Somebody else" in messages(answer)
    assert draft(page).fields == {"pageTitle": "First"}


def test_fallback_is_shown_and_can_be_used(admin_client: Client, site: Site) -> None:
    site.uses_language_fallback = True
    site.save()
    page = make_page(site, "about", title="English title")

    html = admin_client.get(url("change", page.pk), {"language": "da"}).content.decode()
    form = {"language": "da", "lock": 0, "display_name": "", "field-pageTitle": "x", "inherit-field-pageTitle": "on"}
    admin_client.post(url("change", page.pk), form)

    assert "English title" in html
    assert draft(page, "da").fields == {}


def test_rename_copy_and_delete(admin_client: Client, site: Site) -> None:
    page = make_page(site, "about")

    admin_client.post(url("rename", page.pk), {"name": "who", "language": "en"})
    admin_client.post(url("copy", page.pk), {"language": "en"})
    admin_client.post(url("delete", page.pk))

    assert list(Item.objects.filter(path__startswith="/home/").values_list("path", flat=True)) == ["/home/who 2"]


def test_delete_of_something_in_use_lists_the_users(admin_client: Client, site: Site, hero: Rendering) -> None:
    shared = make_item(Item.objects.get(path="/Components"), "shared", "Hero", {"heading": "x"})
    place(home_of(site), hero.component, datasource=shared)

    answer = admin_client.post(url("delete", shared.pk))

    assert "/home" in answer.content.decode()
    assert Item.objects.filter(pk=shared.pk).exists()


def test_component_is_added_moved_and_removed(admin_client: Client, site: Site, hero: Rendering) -> None:
    home = home_of(site)
    layout = Layout.objects.get(item=home, stage="draft")
    added = admin_client.post(
        url("layout", home.pk, "add"),
        {"component": hero.component.pk, "placeholder": "jss-main", "lock": layout.lock, "language": "en"},
    )
    layout.refresh_from_db()
    new = layout.renderings.order_by("-pk")[0]
    place_first = {"uid": new.uid, "placeholder": "jss-main", "position": 0, "lock": layout.lock, "language": "en"}
    moved = admin_client.post(url("layout", home.pk, "move"), place_first)
    stale = admin_client.post(url("layout", home.pk, "move"), place_first)
    removed = admin_client.post(
        url("layout", home.pk, "remove"), {"uid": new.uid, "lock": moved.json()["lock"], "language": "en"}
    )

    assert str(new.uid) in added["Location"]
    assert new.datasource is not None
    assert (moved.status_code, stale.status_code, removed.status_code) == (200, 409, 200)
    assert layout.renderings.count() == 1


def rendering_form(hero: Rendering, **changes: Any) -> dict[str, Any]:
    hero.refresh_from_db()
    hero.layout.refresh_from_db()
    assert hero.datasource is not None
    form = {
        "language": "en",
        "lock": hero.layout.lock,
        "datasource": str(hero.datasource.guid),
        "content-lock": draft(hero.datasource).lock,
        "content-display_name": "",
        "content-field-heading": "Welcome",
        "content-field-photo.media": "",
        "content-field-link.linktype": "",
        "variants-TOTAL_FORMS": 0,
        "variants-INITIAL_FORMS": 0,
    }
    return {**form, **changes}


def variant_form(rule: Any, **changes: Any) -> dict[str, Any]:
    form = {"name": "Spring", "rule": json.dumps(rule), "action": "hide", "is_enabled": "on", "ORDER": 1, **changes}
    return {"variants-TOTAL_FORMS": 1, **{f"variants-0-{name}": value for name, value in form.items()}}


def test_component_page_saves_content_and_variants(admin_client: Client, site: Site, hero: Rendering) -> None:
    home = home_of(site)
    address = url("rendering", home.pk, hero.uid)
    rule = {"version": 1, "rule": {"all": [SPRING]}}
    shown = admin_client.get(address)

    saved = admin_client.post(address, rendering_form(hero, **{"content-field-heading": "Hello"}, **variant_form(rule)))

    assert shown.status_code == 200
    assert saved.status_code == 302
    assert hero.datasource is not None
    assert draft(hero.datasource).fields["heading"] == "Hello"
    assert PersonalizationVariant.objects.get().rule == rule


@pytest.mark.parametrize(
    "rule",
    [
        "nonsense",
        {"version": 1, "rule": {"condition": "gone"}},
        {"version": 1, "rule": {"all": [{**SPRING, "name": ""}]}},
    ],
)
def test_wrong_rule_saves_nothing(admin_client: Client, site: Site, hero: Rendering, rule: Any) -> None:
    form = rendering_form(hero, **{"content-field-heading": "Hello"}, **variant_form(rule))

    answer = admin_client.post(url("rendering", home_of(site).pk, hero.uid), form)

    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not PersonalizationVariant.objects.exists()
    assert hero.datasource is not None
    assert draft(hero.datasource).fields["heading"] == "Welcome"


def test_variant_without_what_it_shows_is_refused(admin_client: Client, site: Site, hero: Rendering) -> None:
    rule = {"version": 1, "rule": {"all": [SPRING]}}
    form = rendering_form(hero, **variant_form(rule, action="datasource"))

    answer = admin_client.post(url("rendering", home_of(site).pk, hero.uid), form)

    assert "Choose the content" in answer.content.decode()


def test_preview_shows_the_draft_as_json(admin_client: Client, site: Site, hero: Rendering) -> None:
    assert "Welcome" in admin_client.get(url("json", home_of(site).pk)).content.decode()


@pytest.mark.parametrize("name", ["changelist", "pick"])
def test_staff_without_rights_see_nothing(client: Client, site: Site, name: str) -> None:
    User.objects.create_user("staff", password="x", is_staff=True)
    client.login(username="staff", password="x")

    assert client.get(url(name)).status_code == 403


def test_publishing_is_a_right_of_its_own(client: Client, site: Site) -> None:
    author = User.objects.create_user("author", password="x", is_staff=True)
    author.user_permissions.set(Permission.objects.filter(codename__in=["view_item", "change_item"]))
    client.login(username="author", password="x")
    page = make_page(site, "about")

    assert client.get(url("change", page.pk)).status_code == 200
    assert client.post(url("publish", page.pk), {"language": "en"}).status_code == 403


@pytest.mark.parametrize("query", [{"site": "x"}, {"site": "9" * 40}, {"q": "\0"}, {"q": "%" * 3000}])
def test_pickers_bear_nonsense(admin_client: Client, site: Site, query: dict[str, str]) -> None:
    assert admin_client.get(url("pick"), query).status_code == 200
    assert admin_client.get(reverse("admin:django_jss_mediaitem_pick"), query).status_code == 200
