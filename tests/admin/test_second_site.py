"""An admin site of the project's own: its pages lead to its own pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from django_jss.content.models import Rendering
from tests.factories.pages import home_of, make_component, make_page, make_site, place

pytestmark = pytest.mark.urls("tests.admin.second_site")
ITEMS = "/office/django_jss/item"


@pytest.fixture
def hero(db: None) -> Rendering:
    site = make_site()
    component = make_component(site, "Hero", {"heading": "Single-Line Text", "photo": "Image", "link": "General Link"})
    return place(home_of(site), component, values={"heading": "Welcome"})


@pytest.mark.parametrize(
    "address",
    [
        lambda hero: f"{ITEMS}/",
        lambda hero: f"{ITEMS}/?q=home",
        lambda hero: f"{ITEMS}/{hero.layout.item_id}/children/",
        lambda hero: f"{ITEMS}/{hero.layout.item_id}/change/",
        lambda hero: f"{ITEMS}/{hero.layout.item_id}/new/",
        lambda hero: f"{ITEMS}/{hero.layout.item_id}/json/",
        lambda hero: f"{ITEMS}/{hero.layout.item_id}/rendering/{hero.uid}/",
        lambda hero: f"{ITEMS}/{make_page(hero.layout.item.site, 'about').pk}/delete/",
    ],
)
def test_page_links_only_to_its_own_site(
    admin_client: Client, hero: Rendering, address: Callable[[Rendering], str]
) -> None:
    answer = admin_client.get(address(hero))
    html = answer.content.decode()

    assert answer.status_code == 200
    assert "/office/" in html or "json" in address(hero)
    assert '"/admin/' not in html


def test_act_leads_back_to_its_own_site(admin_client: Client, hero: Rendering) -> None:
    home = hero.layout.item

    published = admin_client.post(f"{ITEMS}/{home.pk}/publish/", {"language": "en"})
    added = admin_client.post(
        f"{ITEMS}/{home.pk}/new/", {"name": "news", "template": home.site.templates.get(name="App Route").pk}
    )

    assert published["Location"].startswith(f"{ITEMS}/")
    assert added["Location"].startswith(f"{ITEMS}/")
