"""Images and files."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ValidationError

from django_jss.content.field_types import field_type

IMAGE, FILE = field_type("Image"), field_type("File")
LOGO = "https://cms.example.com/-/media/app/img/logo.png"


def test_image_has_the_texts_and_the_size_of_its_media_item(world, serialize):
    guid = world.add_media()

    assert serialize("Image", {"media": str(guid)}) == {
        "value": {"src": LOGO, "alt": "Our logo", "width": "600", "height": "400"}
    }


def test_image_prefers_what_the_author_says(world, serialize):
    guid = world.add_media()
    stored = {"media": str(guid), "alt": "Harbour", "width": "300", "height": "200", "class": "wide", "border": "0"}

    assert serialize("Image", stored) == {
        "value": {
            "src": f"{LOGO}?w=300&h=200",
            "alt": "Harbour",
            "width": "300",
            "height": "200",
            "class": "wide",
            "border": "0",
        }
    }


@pytest.mark.parametrize(("given", "size"), [({"width": "300"}, ("300", "200")), ({"height": "40"}, ("60", "40"))])
def test_image_keeps_its_proportions_when_only_one_side_is_given(world, serialize, given, size):
    guid = world.add_media()

    value = serialize("Image", {"media": str(guid), **given})["value"]

    assert (value["width"], value["height"]) == size


def test_image_of_unknown_size_says_none(world, serialize):
    guid = world.add_media(path="app/img/logo.svg", width=None, height=None, alt="")

    assert serialize("Image", {"media": str(guid)}) == {
        "value": {"src": "https://cms.example.com/-/media/app/img/logo.svg", "alt": ""}
    }


def test_image_elsewhere_is_served_as_it_is(serialize):
    assert serialize("Image", {"src": "https://example.com/x.png"}) == {
        "value": {"src": "https://example.com/x.png", "alt": ""}
    }


def test_image_whose_media_item_is_gone_is_empty(serialize):
    assert serialize("Image", {"media": str(uuid.uuid4()), "alt": "x"}) == {"value": {}}


def test_image_serves_nothing_that_is_no_attribute_of_an_image(world, serialize):
    guid = world.add_media()
    stored = IMAGE.clean({"media": str(guid), "mediaid": "x", "onerror": "alert(1)"}, sanitize=True)

    assert serialize("Image", stored)["value"].keys() == {"src", "alt", "width", "height"}


def test_file_is_described_with_texts(world, serialize):
    guid = world.add_media(
        path="app/files/guide.pdf", name="guide", mime_type="application/pdf", extension="pdf", width=None, height=None
    )

    assert serialize("File", {"media": str(guid), "description": "All berths"}) == {
        "value": {
            "src": "https://cms.example.com/-/media/app/files/guide.pdf",
            "name": "guide",
            "displayName": "guide",
            "title": "Logo",
            "keywords": "",
            "description": "All berths",
            "extension": "pdf",
            "mimeType": "application/pdf",
            "size": "1234",
        }
    }


@pytest.mark.parametrize("kind", [IMAGE, FILE])
@pytest.mark.parametrize("raw", ["x.png", [1], {"media": "x"}, {"src": "javascript:alert(1)"}, {"src": "x.png"}])
def test_file_refuses_what_is_none(kind, raw):
    with pytest.raises(ValidationError):
        kind.clean(raw, sanitize=True)


@pytest.mark.parametrize("kind", [IMAGE, FILE])
def test_media_item_of_a_file_is_known_and_stored_in_one_form(kind):
    guid = uuid.uuid4()
    stored = kind.clean({"media": f"{{{str(guid).upper()}}}"}, sanitize=True)

    assert stored == {"media": str(guid)}
    assert kind.media(stored) == {guid}
    assert kind.media({"src": "/x"}) == kind.media(None) == set()
