"""Links, as clients build their addresses from them."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from django_jss.content.field_types import field_type
from django_jss.engine.guids import braced

LINK = field_type("General Link")


def test_internal_link_leads_to_the_item_without_query_and_anchor(world, serialize):
    guid = world.add_item("/about us")
    stored = {"linktype": "internal", "id": str(guid), "querystring": "a=1", "anchor": "top", "text": "About"}

    assert serialize("General Link", stored) == {
        "value": {
            "href": "/about-us",
            "linktype": "internal",
            "id": braced(guid),
            "text": "About",
            "querystring": "a=1",
            "anchor": "top",
        }
    }


def test_internal_link_starts_with_the_language_if_the_site_wants_it(world, serialize):
    home, about = world.add_item("/"), world.add_item("/about")
    world.site = replace(world.site, embeds_language_in_links=True)

    served = [serialize("General Link", {"linktype": "internal", "id": str(guid)}) for guid in (home, about)]

    assert [link["value"]["href"] for link in served] == ["/en/", "/en/about"]


def test_internal_link_to_something_missing_or_not_published_is_empty_but_names_it(world, serialize):
    for guid in (uuid.uuid4(), world.add_item(version=None)):
        assert serialize("General Link", {"linktype": "internal", "id": str(guid)}) == {
            "value": {"href": "", "linktype": "internal", "id": braced(guid)}
        }


def test_external_link_repeats_its_address(serialize):
    stored = {"linktype": "external", "url": "https://example.com/?a=1#x", "target": "_blank", "class": "big"}

    assert serialize("General Link", stored) == {
        "value": {
            "href": "https://example.com/?a=1#x",
            "linktype": "external",
            "url": "https://example.com/?a=1#x",
            "target": "_blank",
            "class": "big",
        }
    }


def test_media_link_leads_to_the_file(world, serialize):
    guid = world.add_media(path="app/files/a b.pdf")

    assert serialize("General Link", {"linktype": "media", "id": str(guid)}) == {
        "value": {
            "href": "https://cms.example.com/-/media/app/files/a%20b.pdf",
            "linktype": "media",
            "id": braced(guid),
        }
    }


@pytest.mark.parametrize("url", ["a@b.c", "mailto:a@b.c", "MAILTO:a@b.c"])
def test_mail_link_has_its_scheme_once(serialize, url):
    served = serialize("General Link", LINK.clean({"linktype": "mailto", "url": url}, sanitize=True))["value"]

    assert served["href"].lower() == served["url"].lower() == "mailto:a@b.c"


@pytest.mark.parametrize("stored", [{"anchor": "x"}, {"url": "x"}, {"url": "#x"}])
def test_anchor_link_has_its_hash_once_and_no_anchor_key(serialize, stored):
    assert serialize("General Link", {"linktype": "anchor", **stored}) == {
        "value": {"href": "#x", "linktype": "anchor", "url": "x"}
    }


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "http://[",
    ],
)
def test_dangerous_address_is_refused_from_authors_and_never_served(serialize, url):
    with pytest.raises(ValidationError):
        LINK.clean({"linktype": "external", "url": url}, sanitize=True)

    assert serialize("General Link", {"linktype": "external", "url": url})["value"]["href"] == ""


def test_javascript_link_is_refused_from_authors_and_dropped_from_imports():
    raw = {"linktype": "javascript", "url": "javascript:alert(1)"}

    with pytest.raises(ValidationError):
        LINK.clean(raw, sanitize=True)
    assert LINK.clean(raw, sanitize=False) == {}


def test_javascript_is_not_served_even_if_the_settings_allow_it(serialize, settings):
    settings.DJANGO_JSS = {"RICH_TEXT_SCHEMES": ("https", "javascript")}

    assert serialize("General Link", {"linktype": "external", "url": "javascript:x"})["value"]["href"] == ""


def test_link_as_front_ends_write_it_is_external():
    assert LINK.clean({"href": "/about", "text": "About"}, sanitize=True) == {
        "linktype": "external",
        "url": "/about",
        "text": "About",
    }


def test_empty_texts_and_unknown_keys_are_not_stored():
    raw = {"linktype": "external", "url": "/x", "text": "", "title": None, "onclick": "alert(1)"}

    assert LINK.clean(raw, sanitize=True) == {"linktype": "external", "url": "/x"}


@pytest.mark.parametrize("raw", ["https://example.com", [1], {"linktype": "form"}, {"linktype": "internal", "id": "x"}])
def test_link_refuses_what_is_none(raw):
    with pytest.raises(ValidationError):
        LINK.clean(raw, sanitize=True)


def test_targets_of_links_are_known():
    guid = uuid.uuid4()

    assert LINK.references({"linktype": "internal", "id": str(guid)}) == {guid}
    assert LINK.media({"linktype": "media", "id": str(guid)}) == {guid}
    assert LINK.references({"linktype": "media", "id": str(guid)}) == LINK.media(None) == set()


@pytest.mark.parametrize("stored", [None, "", {}, {"linktype": "external"}, {"text": "only text"}])
def test_link_without_target_is_empty(stored):
    assert LINK.is_empty(stored)
