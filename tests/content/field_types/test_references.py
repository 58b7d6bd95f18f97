"""Fields that point at items."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ValidationError

from django_jss.content.field_types import field_type


def test_referenced_item_is_served_with_its_fields(world, serialize):
    guid = world.add_item("/Content/Ann Lee", heading=("Single-Line Text", "Hello"), age=("Number", None))

    assert serialize("Droplink", str(guid)) == {
        "id": str(guid),
        "url": "/Content/Ann-Lee",
        "name": "Ann Lee",
        "displayName": "Ann Lee!",
        "fields": {"heading": {"value": "Hello"}, "age": {"value": None}},
    }


def test_list_keeps_its_order(world, serialize):
    guids = [world.add_item(f"/Content/{name}") for name in "abc"]

    served = serialize("Multilist", [str(guid) for guid in reversed(guids)])

    assert [item["name"] for item in served] == ["c", "b", "a"]


def test_item_that_is_missing_or_not_published_is_dropped(world, serialize):
    shown, hidden = world.add_item(), world.add_item(version=None)

    assert serialize("Droplink", str(hidden)) is None
    assert serialize("Droplink", str(uuid.uuid4())) is None
    assert [item["id"] for item in serialize("Multilist", [str(hidden), str(shown), str(uuid.uuid4())])] == [str(shown)]


def depth_of(served):
    """How many levels of items have fields."""
    depth = 0
    while served and served["fields"]:
        depth, served = depth + 1, served["fields"]["next"]
    return depth


@pytest.mark.parametrize("limit", [0, 1, 4])
def test_nested_items_have_fields_as_deep_as_the_settings_say(world, serialize, settings, limit):
    settings.DJANGO_JSS = {"REFERENCE_DEPTH": limit}
    guid = None
    for level in range(7):
        guid = world.add_item(f"/Content/{level}", next=("Droplink", str(guid) if guid else None))

    assert depth_of(serialize("Droplink", str(guid))) == limit


def test_circle_ends_where_it_closes(world, serialize):
    first, second = world.add_item("/a"), world.add_item("/b")
    world.items[first] = world.items[world.add_item("/a", next=("Droplink", str(second)))]
    world.items[second] = world.items[world.add_item("/b", next=("Multilist", [str(first)]))]

    served = serialize("Droplink", str(first))

    assert served["fields"]["next"]["fields"]["next"] == [
        {"id": str(world.items[first].guid), "url": "/a", "name": "a", "displayName": "a!", "fields": {}}
    ]


@pytest.mark.parametrize("form", [str, lambda guid: f"{{{str(guid).upper()}}}", lambda guid: guid.hex])
def test_guids_are_stored_in_one_form(form):
    guid = uuid.uuid4()

    assert field_type("Droplink").clean(form(guid), sanitize=True) == str(guid)
    assert field_type("Multilist").clean([form(guid)], sanitize=True) == [str(guid)]


@pytest.mark.parametrize("raw", ["x", 5, {"id": "x"}, ["x"]])
def test_reference_refuses_what_is_no_guid(raw):
    with pytest.raises(ValidationError):
        field_type("Droplink").clean(raw, sanitize=True)


@pytest.mark.parametrize("raw", ["x", 5, {"id": "x"}, ["x"], [None]])
def test_list_refuses_what_is_no_list_of_guids(raw):
    with pytest.raises(ValidationError):
        field_type("Multilist").clean(raw, sanitize=True)


def test_targets_are_known():
    one, two = uuid.uuid4(), uuid.uuid4()

    assert field_type("Droplink").references(str(one)) == {one}
    assert field_type("Treelist").references([str(one), str(two), "nonsense"]) == {one, two}
    assert field_type("Treelist").references(None) == field_type("Droplink").references("nonsense") == set()
