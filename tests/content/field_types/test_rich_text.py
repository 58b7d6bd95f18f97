"""HTML that authors write."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from django_jss.content.field_types import field_type
from django_jss.engine.guids import braced, compact

RICH_TEXT = field_type("Rich Text")


@pytest.mark.parametrize("form", [str, braced, compact, lambda guid: str(guid).upper()])
def test_link_to_an_item_becomes_its_address(world, serialize, form):
    guid = world.add_item("/about us")

    assert serialize("Rich Text", f'<a href="jss://{form(guid)}?x=1#y">') == {"value": '<a href="/about-us?x=1#y">'}


def test_address_of_an_item_cannot_break_out_of_its_attribute(world, serialize):
    guid = world.add_item("/x'onclick='alert(1)&")

    assert serialize("Rich Text", f"<a href='jss://{guid}'>") == {
        "value": "<a href='/x&#x27;onclick=&#x27;alert(1)&amp;'>"
    }


def test_link_to_an_item_that_is_missing_or_not_published_is_empty(world, serialize):
    guid = world.add_item("/secret", version=None)

    assert serialize("Rich Text", f'<a href="jss://{guid}">') == {"value": '<a href="">'}
    assert serialize("Rich Text", f'<a href="jss://{uuid.uuid4()}">') == {"value": '<a href="">'}


@pytest.mark.parametrize("ending", ["", ".png", ".ashx"])
def test_media_link_becomes_the_media_items_address(world, serialize, ending):
    guid = world.add_media(path="app/img/my logo.png")

    assert serialize("Rich Text", f'<img src="/-/media/{guid.hex}{ending}?w=100">') == {
        "value": '<img src="https://cms.example.com/-/media/app/img/my%20logo.png?w=100">'
    }


def test_media_link_to_something_missing_stays(serialize):
    html = f'<img src="/-/media/{uuid.uuid4().hex}.png">'

    assert serialize("Rich Text", html) == {"value": html}


def test_links_inside_a_text_are_known():
    item, media = uuid.uuid4(), uuid.uuid4()
    html = f'<a href="jss://{item}">x</a><img src="/-/media/{media.hex}.png">'

    assert RICH_TEXT.references(html) == {item}
    assert RICH_TEXT.media(html) == {media}


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>Hello <strong>you</strong></p>", "<p>Hello <strong>you</strong></p>"),
        ("<script>alert(1)</script>after", "after"),
        ('<p onclick="alert(1)">x</p>', "<p>x</p>"),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="java\nscript:alert(1)">x</a>', "<a>x</a>"),
        ('<img src="data:text/html,x">', "<img>"),
        ('<iframe src="https://example.com"></iframe>', ""),
        ('<p style="position:fixed">x</p>', "<p>x</p>"),
        ('<a href="/about" target="_blank" class="x">x</a>', '<a href="/about" target="_blank" class="x">x</a>'),
        ("<svg><script>alert(1)</script></svg>", ""),
    ],
)
def test_text_of_authors_keeps_what_is_harmless(html, kept):
    assert RICH_TEXT.clean(html, sanitize=True) == kept


def test_links_to_items_and_media_survive_the_sanitizing():
    guid = uuid.uuid4()
    html = f'<a href="jss://{guid}">x</a><img src="/-/media/{guid.hex}.png">'

    assert RICH_TEXT.clean(html, sanitize=True) == html


def test_sanitizing_twice_changes_nothing_more():
    once = RICH_TEXT.clean('<p>a & b <b>c</i> <img src="/x.png" alt="&quot;"></p>', sanitize=True)

    assert RICH_TEXT.clean(once, sanitize=True) == once


def test_import_is_kept_byte_for_byte():
    html = "<marquee>Any valid HTML</marquee>\n<script>1</script>"

    assert RICH_TEXT.clean(html, sanitize=False) == html


def test_allowed_tags_are_a_setting(settings):
    settings.DJANGO_JSS = {"RICH_TEXT_TAGS": ("p", "marquee"), "RICH_TEXT_ATTRIBUTES": {"p": ("style",)}}

    assert RICH_TEXT.clean('<p style="color:red"><marquee><b>x</b></marquee></p>', sanitize=True) == (
        '<p style="color:red"><marquee>x</marquee></p>'
    )


@pytest.mark.parametrize("tag", ["script", "style"])
def test_setting_may_allow_even_scripts(settings, tag):
    settings.DJANGO_JSS = {"RICH_TEXT_TAGS": (tag,)}

    assert RICH_TEXT.clean(f"<{tag}>x</{tag}>", sanitize=True) == f"<{tag}>x</{tag}>"


def test_javascript_addresses_go_whatever_the_settings_say(settings):
    settings.DJANGO_JSS = {"RICH_TEXT_SCHEMES": ("https", "javascript")}

    assert RICH_TEXT.clean('<a href="javascript:x">x</a>', sanitize=True) == "<a>x</a>"


@pytest.mark.parametrize(
    ("values", "hostname", "origin"),
    [
        ({"MEDIA_URLS_ABSOLUTE": False}, "cms.example.com", ""),
        ({"MEDIA_ORIGIN": "http://cdn.example.com:8000/"}, "cms.example.com", "http://cdn.example.com:8000"),
        ({}, None, ""),
    ],
)
def test_origin_of_media_is_a_setting(world, serialize, settings, values, hostname, origin):
    settings.DJANGO_JSS = values
    world.site = replace(world.site, hostname=hostname)
    guid = world.add_media()

    assert serialize("Rich Text", f'"/-/media/{guid.hex}"') == {"value": f'"{origin}/-/media/app/img/logo.png"'}
