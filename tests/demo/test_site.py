"""The demo's site: every page is served, and the hero of its start page knows the visitor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from django_jss.models import Item, Persona, Site
from tests.demo.conftest import EXAMPLE

TUESDAY = datetime(2026, 11, 24, 12, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 12, tzinfo=UTC)
PAGES = EXAMPLE / "site" / "data" / "routes"

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    from demo.site import create_site

    return create_site()


class Guest:
    """A browser that keeps its cookies, and calls the services with the demo's key."""

    def __init__(self) -> None:
        from demo.site import API_KEY, SITE

        self.client, self.parameters = Client(), {"sc_site": SITE, "sc_apikey": API_KEY}

    def layout(self, item: str, language: str = "en", **query: str) -> dict[str, Any]:
        parameters = {"item": item, "sc_lang": language, **self.parameters, **query}
        answer: dict[str, Any] = self.client.get("/sitecore/api/layout/render/jss", parameters).json()["sitecore"]
        return answer

    def hero(self, **query: str) -> str:
        """The name of the item that the start page's hero shows."""
        route = self.layout("/", **query)["route"]
        source = next(
            entry["dataSource"] for entry in route["placeholders"]["jss-main"] if entry["componentName"] == "Hero"
        )
        return Item.objects.get(guid=source.strip("{}")).name

    def post(self, action: str, *entries: dict[str, Any]) -> int:
        address = f"/sitecore/api/jss/track/{action}?sc_apikey={self.parameters['sc_apikey']}&sc_site=harbour"
        return self.client.post(address, list(entries), content_type="application/json").status_code


def renderings(placeholders: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for elements in placeholders.values():
        for element in elements:
            yield element
            yield from renderings(element.get("placeholders", {}))


def test_hero_of_the_demo_knows_goal_campaign_visits_and_weekend(site):
    guest = Guest()
    with time_machine.travel(TUESDAY, tick=False):
        assert guest.hero() == "Default"
        assert guest.hero(utm_campaign="spring") == "Spring"
        for _visit in range(2):
            assert guest.post("flush") == 200
            shown = guest.hero()
        assert shown == "Returning"

        assert guest.post("event", {"goalId": "newsletter-sign-up"}) == 200
        assert guest.hero() == "Subscriber"
    with time_machine.travel(SATURDAY, tick=False):
        assert Guest().hero() == "Weekend"


def test_all_pages_of_the_demo_are_served_and_known_to_its_storefront(site):
    known = set(
        re.findall(r"^  ([A-Z]\w+)[:(]", (EXAMPLE / "demo/static/demo/components.js").read_text(), re.MULTILINE)
    )
    pages = [page for page in Item.objects.filter(site=site) if page.is_page]
    assert len(pages) >= 15

    for page in pages:
        for language in ("en", "da"):
            answer = Guest().layout(page.url_path, language, tracking="false")
            assert answer["route"], f"{page.url_path} {language}"
            shown = list(renderings(answer["route"]["placeholders"]))
            assert {rendering["componentName"] for rendering in shown} <= known
            assert shown[-1]["componentName"] == "Footer"


def test_page_of_the_demo_without_danish_is_served_in_english_to_danes(site):
    family = Guest().layout("/kayaks/family", "da", tracking="false")
    kayaks = Guest().layout("/kayaks", "da", tracking="false")

    assert not (PAGES / "kayaks/family/da.yml").exists()
    assert family["route"]["fields"]["pageTitle"]["value"] == "Family double"
    assert family["context"]["language"] == "da"
    assert kayaks["route"]["fields"]["pageTitle"]["value"] == "Kajakker"


def test_media_of_the_demo_are_served(site):
    guest = Guest()
    article = guest.layout("/journal/last-light", tracking="false")["route"]["fields"]
    path = article["picture"]["value"]["src"].split("testserver")[-1]

    answer = guest.client.get(re.sub(r"^https?://[^/]+", "", path))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"


def test_each_persona_of_the_demo_sees_the_hero_that_is_made_for_it(site, admin_client):
    home = Item.objects.get(site=site, path="/home")
    address = reverse("admin:django_jss_item_preview_as", args=[home.pk])

    chosen = {
        persona.name.split()[0]: [
            name
            for name in ("Signed up for the letter", "Came by the spring campaign", "Third visit or more")
            if f"<b>{name}</b></summary>" in admin_client.get(address, {"persona": persona.guid}).content.decode()
        ]
        for persona in Persona.objects.all()
    }

    assert chosen == {
        "Maja,": ["Signed up for the letter"],
        "Ben,": ["Came by the spring campaign"],
        "Liv,": ["Third visit or more"],
    }
