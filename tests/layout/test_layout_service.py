"""What the Layout Service answers, and to whom (contract sections 0 and 1)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from django_jss.analytics.models import Contact, PageView
from django_jss.content import publishing, tree
from django_jss.layout.preview import preview_token
from django_jss.sites.models import ApiKey, Language, Site
from tests.factories.pages import KEY, make_component, make_page, make_site, place, write
from tests.layout.conftest import LAYOUT, Ask, Shop, heading


def test_page_has_context_route_and_renderings(shop: Shop, ask: Ask) -> None:
    answer = ask("/").json()["sitecore"]

    assert answer["context"] == {
        "pageEditing": False,
        "site": {"name": "shop"},
        "pageState": "normal",
        "language": "en",
        "itemPath": "/",
    }
    assert answer["route"]["fields"] == {"pageTitle": {"value": "Home"}}
    assert answer["route"]["itemId"] == str(shop.home.guid)
    (hero,) = answer["route"]["placeholders"]["jss-main"]
    assert hero == {
        "uid": str(shop.hero.uid),
        "componentName": "Hero",
        "dataSource": hero["dataSource"],
        "params": {},
        "fields": {"heading": {"value": "Welcome"}, "text": {"value": "<p>Hello</p>"}},
    }
    assert hero["dataSource"].startswith("{")
    assert hero["dataSource"] == hero["dataSource"].upper()


def test_answer_may_not_be_kept_and_has_no_validators(shop: Shop, ask: Ask) -> None:
    headers = {"if-none-match": "*", "if-modified-since": "Wed, 21 Oct 2099 07:28:00 GMT", "accept-encoding": "br"}

    answer = ask("/", headers=headers)

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert "ETag" not in answer
    assert "Last-Modified" not in answer


@pytest.mark.parametrize(
    "item", ["/nowhere", "nowhere", "/Content", "/Components/Other", "/%00", "/../admin", "é" * 400]
)
def test_missing_page_answers_404_with_the_context(shop: Shop, ask: Ask, item: str) -> None:
    answer = ask(item)

    assert answer.status_code == 404
    assert answer.json()["sitecore"]["route"] is None
    assert answer.json()["sitecore"]["context"]["site"] == {"name": "shop"}
    assert PageView.objects.count() == 0


@pytest.mark.parametrize("item", ["/about-us", "about-us/", "/ABOUT-us", "/about us", "/about-us?sc_camp=x#top"])
def test_page_is_found_however_its_path_is_written(shop: Shop, ask: Ask, item: str) -> None:
    make_page(shop.site, "About us")

    assert ask(item).json()["sitecore"]["context"]["itemPath"] == "/About-us"


@pytest.mark.parametrize("form", ["{}", "{{{}}}"])
def test_page_is_found_by_its_guid(shop: Shop, ask: Ask, form: str) -> None:
    page = make_page(shop.site, "about")

    assert ask(form.format(str(page.guid).upper())).json()["sitecore"]["route"]["name"] == "about"


def test_old_path_of_a_renamed_page_leads_to_the_new_one(shop: Shop, ask: Ask) -> None:
    page = make_page(shop.site, "about")
    below = make_page(shop.site, "team", parent=page)
    tree.rename(page, "who-we-are")

    assert ask("/about").json()["sitecore"]["context"]["itemPath"] == "/who-we-are"
    assert ask("/about/team").json()["sitecore"]["route"]["itemId"] == str(below.guid)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"sc_apikey": ""}, "sc_apikey"),
        ({"sc_apikey": "{nonsense}"}, "sc_apikey"),
        ({"sc_apikey": "00000000-0000-0000-0000-000000000000"}, "sc_apikey"),
        ({"sc_lang": "../../etc"}, "sc_lang"),
        ({"sc_lang": "x" * 5000}, "sc_lang"),
    ],
)
def test_malformed_parameters_are_named(shop: Shop, ask: Ask, query: dict[str, str], field: str) -> None:
    answer = ask("/", **query)

    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == field
    assert Contact.objects.count() == 0


def test_missing_item_is_an_error(shop: Shop, client: Client) -> None:
    answer = client.get(LAYOUT, {"sc_apikey": str(KEY)})

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "item")


def test_unknown_configuration_is_an_error(shop: Shop, client: Client) -> None:
    answer = client.get(LAYOUT.replace("jss", "other"), {"sc_apikey": str(KEY), "item": "/"})

    assert answer.status_code == 400


def test_unknown_site_answers_404_in_the_layout_shape(shop: Shop, ask: Ask) -> None:
    answer = ask("/", sc_site="elsewhere")

    assert answer.status_code == 404
    assert answer.json()["sitecore"]["context"]["site"] == {"name": "elsewhere"}


def test_path_of_the_service_is_found_in_any_case_with_and_without_slash(shop: Shop, client: Client) -> None:
    for path in ("/SiteCore/API/Layout/Render/JSS", f"{LAYOUT}/"):
        assert client.get(path, {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop"}).status_code == 200


def test_key_may_stand_in_a_header_but_not_contradict_the_query(shop: Shop, client: Client) -> None:
    query = {"item": "/", "sc_site": "shop"}

    assert client.get(LAYOUT, query, HTTP_SC_APIKEY=f"{{{KEY}}}").status_code == 200
    assert client.get(LAYOUT, {**query, "sc_apikey": str(KEY)}, HTTP_SC_APIKEY="{" + "0" * 32 + "}").status_code == 400


def test_key_of_another_site_or_service_is_refused(shop: Shop, ask: Ask) -> None:
    key = ApiKey.objects.get(guid=KEY)
    key.services = ["dictionary"]
    key.save()
    refused = ask("/").status_code
    key.services = ["*"]
    key.save()
    key.sites.set([make_site("other")])

    assert (refused, ask("/").status_code) == (400, 400)


def test_raw_braces_and_foreign_parameters_are_no_trouble(shop: Shop, client: Client) -> None:
    query = f"item=/&sc_apikey={{{KEY}}}&sc_lang=&undefined&item=/other&x[]=%zz&=&&sc_site=shop"

    assert client.generic("GET", f"{LAYOUT}?{query}").status_code == 200


def test_allowed_origin_may_call_with_cookies_and_others_may_not(shop: Shop, ask: Ask) -> None:
    allowed = ask("/", headers={"origin": "https://app.example.com"})
    other = ask("/", headers={"origin": "https://evil.example"})

    assert allowed["Access-Control-Allow-Origin"] == "https://app.example.com"
    assert allowed["Access-Control-Allow-Credentials"] == "true"
    assert "Origin" in allowed["Vary"]
    assert "Access-Control-Allow-Origin" not in other


def test_preflight_needs_no_key(shop: Shop, client: Client) -> None:
    answer = client.options(
        LAYOUT, headers={"origin": "https://app.example.com", "access-control-request-headers": "x-one, sc_apikey"}
    )

    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Headers"] == "x-one, sc_apikey"
    assert "POST" in answer["Access-Control-Allow-Methods"]


def test_head_answers_like_get_without_body_and_counts_nothing(shop: Shop, client: Client) -> None:
    answer = client.head(LAYOUT, {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop"})

    assert (answer.status_code, answer.content) == (200, b"")
    assert PageView.objects.count() == 0


def test_language_without_a_version_is_404_unless_the_site_falls_back(shop: Shop, ask: Ask) -> None:
    refused = ask("/", sc_lang="da")
    Site.objects.get().save()
    site = Site.objects.get()
    site.uses_language_fallback = True
    site.save()
    served = ask("/", sc_lang="da")

    assert refused.status_code == 404
    assert refused.json()["sitecore"]["context"]["language"] == "da"
    assert heading(served) == "Welcome"
    assert served.json()["sitecore"]["route"]["itemLanguage"] == "da"


def test_draft_is_seen_only_in_a_preview_by_those_who_may(
    shop: Shop, ask: Ask, client: Client, admin_client: Client
) -> None:
    write(shop.home, {"pageTitle": "Draft"}, is_published=False)
    query = {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop", "sc_mode": "preview"}

    def title(answer: Any) -> str:
        return str(answer.json()["sitecore"]["route"]["fields"]["pageTitle"]["value"])

    assert title(ask("/")) == "Home"
    assert client.get(LAYOUT, query).status_code == 403
    assert client.get(LAYOUT, {**query, "sc_preview": "forged"}).status_code == 403
    assert client.get(LAYOUT, {**query, "sc_preview": preview_token("other")}).status_code == 403
    assert title(client.get(LAYOUT, {**query, "sc_preview": preview_token("shop")})) == "Draft"
    assert title(admin_client.get(LAYOUT, query)) == "Draft"


def test_preview_is_never_tracked(shop: Shop, ask: Ask) -> None:
    ask("/", sc_mode="preview", sc_preview=preview_token("shop"))

    assert PageView.objects.count() == 0


def test_unpublished_page_is_gone_at_once(shop: Shop, ask: Ask) -> None:
    page = make_page(shop.site, "about")
    before = ask("/about").status_code

    publishing.unpublish(page, Language.objects.get(code="en"))

    assert (before, ask("/about").status_code) == (200, 404)


def test_exposed_placeholders_are_served_even_if_empty_and_others_dropped(shop: Shop, ask: Ask) -> None:
    tabs = make_component(shop.site, "Tabs", exposed_placeholders=["jss-tabs", "jss-more"])
    text = make_component(shop.site, "Text", {"body": "Rich Text"})
    rendering = place(shop.home, tabs)
    place(shop.home, text, parent=rendering, placeholder="jss-tabs", values={"body": "<p>1</p>"})
    hero, found = ask("/").json()["sitecore"]["route"]["placeholders"]["jss-main"]

    assert "placeholders" not in hero
    assert "fields" not in found
    assert [entry["componentName"] for entry in found["placeholders"]["jss-tabs"]] == ["Text"]
    assert found["placeholders"]["jss-more"] == []


def test_params_are_strings(shop: Shop, ask: Ask) -> None:
    place(shop.home, make_component(shop.site, "Spacer"), params={"size": 5, "wide": True})  # type: ignore[dict-item]

    assert ask("/").json()["sitecore"]["route"]["placeholders"]["jss-main"][1]["params"] == {
        "size": "5",
        "wide": "true",
    }
