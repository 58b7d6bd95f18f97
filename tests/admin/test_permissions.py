"""Who may do what in the admin: looking, adding, changing, deleting and publishing are rights of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from django_jss.content.models import Item, Rendering
from django_jss.personalization.models import PersonalizationVariant
from tests.factories.pages import home_of, make_component, make_page, make_site, place

Act = Callable[[Client, Item, Rendering], Any]


@pytest.fixture
def hero(db: None) -> Rendering:
    site = make_site()
    return place(home_of(site), make_component(site, "Hero", {"heading": "Single-Line Text"}), values={})


@pytest.fixture
def about(hero: Rendering) -> Item:
    return make_page(hero.layout.item.site, "about")


def url(name: str, *args: Any) -> str:
    return reverse(f"admin:django_jss_item_{name}", args=args)


def log_in(client: Client, *rights: str) -> None:
    user = User.objects.create_user("author", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)


OFFERS = ['value="Save', "data-move=", "Add a variant", "jss-drag", "Make one for", "Add below", "Publish</button>"]
LOOKING: dict[str, Act] = {
    "tree": lambda client, about, hero: client.get(url("changelist")),
    "children": lambda client, about, hero: client.get(url("children", about.pk)),
    "pick": lambda client, about, hero: client.get(url("pick")),
    "page": lambda client, about, hero: client.get(url("change", about.pk)),
    "json": lambda client, about, hero: client.get(url("json", about.pk)),
    "component": lambda client, about, hero: client.get(url("rendering", hero.layout.item_id, hero.uid)),
}
CHANGING: dict[str, Act] = {
    "fields": lambda client, about, hero: client.post(url("change", about.pk), {"lock": 1}),
    "move": lambda client, about, hero: client.post(url("move"), {"item": about.pk}),
    "rename": lambda client, about, hero: client.post(url("rename", about.pk), {"name": "other"}),
    "copy": lambda client, about, hero: client.post(url("copy", about.pk)),
    "add component": lambda client, about, hero: client.post(url("layout", about.pk, "add"), {}),
    "own layout": lambda client, about, hero: client.post(url("layout", about.pk, "own"), {}),
    "component": lambda client, about, hero: client.post(url("rendering", hero.layout.item_id, hero.uid), {"lock": 1}),
    "new content": lambda client, about, hero: client.post(
        url("rendering", hero.layout.item_id, hero.uid), {"create_datasource": 1}
    ),
}
PUBLISHING: dict[str, Act] = {
    "publish": lambda client, about, hero: client.post(url("publish", about.pk), {"language": "en"}),
    "unpublish": lambda client, about, hero: client.post(url("unpublish", about.pk), {"language": "en"}),
}
OTHER: dict[str, Act] = {
    "new": lambda client, about, hero: client.get(url("new", about.pk)),
    "delete": lambda client, about, hero: client.post(url("delete", about.pk)),
}


@pytest.mark.parametrize("act", LOOKING.values(), ids=LOOKING)
def test_looking_needs_the_right_to_look(client: Client, about: Item, hero: Rendering, act: Act) -> None:
    log_in(client)

    assert act(client, about, hero).status_code == 403


@pytest.mark.parametrize("act", LOOKING.values(), ids=LOOKING)
def test_who_may_look_only_gets_pages_that_offer_no_changes(
    client: Client, about: Item, hero: Rendering, act: Act
) -> None:
    log_in(client, "view_item")

    answer = act(client, about, hero)

    assert answer.status_code == 200
    assert [offer for offer in OFFERS if offer in answer.content.decode()] == []


@pytest.mark.parametrize("act", {**CHANGING, **PUBLISHING, **OTHER}.values(), ids={**CHANGING, **PUBLISHING, **OTHER})
def test_who_may_look_only_changes_nothing(client: Client, about: Item, hero: Rendering, act: Act) -> None:
    log_in(client, "view_item")

    assert act(client, about, hero).status_code == 403


@pytest.mark.parametrize("act", {**PUBLISHING, **OTHER}.values(), ids={**PUBLISHING, **OTHER})
def test_who_may_change_neither_publishes_nor_adds_nor_deletes(
    client: Client, about: Item, hero: Rendering, act: Act
) -> None:
    log_in(client, "view_item", "change_item")

    assert act(client, about, hero).status_code == 403
    assert "Publish</button>" not in client.get(url("change", about.pk)).content.decode()


def test_copying_needs_the_right_to_add(client: Client, about: Item) -> None:
    log_in(client, "view_item", "change_item")

    assert client.post(url("copy", about.pk)).status_code == 403


def test_publisher_publishes(client: Client, about: Item) -> None:
    log_in(client, "view_item", "change_item", "publish_item")

    assert client.post(url("publish", about.pk), {"language": "en"}).status_code == 302


@pytest.mark.parametrize("name", ["publish", "unpublish", "rename", "copy", "move"])
def test_act_needs_a_post(admin_client: Client, about: Item, name: str) -> None:
    address = url(name) if name == "move" else url(name, about.pk)

    assert admin_client.get(address).status_code == 405


def component_form(hero: Rendering, **changes: Any) -> dict[str, Any]:
    hero.layout.refresh_from_db()
    assert hero.datasource is not None
    return {
        "lock": hero.layout.lock,
        "datasource": str(hero.datasource.guid),
        "content-lock": hero.datasource.versions.latest("number").lock,
        "content-display_name": "",
        "content-field-heading": "Changed",
        "variants-TOTAL_FORMS": 1,
        "variants-INITIAL_FORMS": 0,
        "variants-0-name": "All",
        "variants-0-rule": '{"version": 1, "rule": {"all": [{"condition": "visitor_is_new"}]}}',
        "variants-0-action": "hide",
        "variants-0-is_enabled": "on",
        "variants-0-ORDER": 1,
        **changes,
    }


@pytest.mark.parametrize(
    ("rights", "changes_content", "changes_rules"),
    [
        (["view_item", "change_item"], True, False),
        (["view_item", "change_ruleset"], False, True),
        (["view_item", "change_item", "change_ruleset"], True, True),
    ],
)
def test_content_and_personalization_are_rights_of_their_own(
    client: Client, hero: Rendering, rights: list[str], changes_content: bool, changes_rules: bool
) -> None:
    log_in(client, *rights)

    answer = client.post(url("rendering", hero.layout.item_id, hero.uid), component_form(hero))

    assert answer.status_code == 302
    assert hero.datasource is not None
    written = hero.datasource.versions.latest("number").fields.get("heading") == "Changed"
    assert (written, PersonalizationVariant.objects.exists()) == (changes_content, changes_rules)
