"""GUIDs in all the forms in which they come in and go out."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from django_jss.engine.guids import braced, compact, dashed, derive, parse_guid, uuid7

GUID = uuid.UUID("e02ddb9b-a062-5e50-924a-1940d7e053ce")


@given(st.uuids())
def test_parse_guid_reads_every_form_it_is_written_in(guid):
    forms = [dashed(guid), braced(guid), compact(guid), f"{{{guid.hex}}}"]

    assert {parse_guid(form) for form in [*forms, *map(str.upper, forms), f"  {guid}\n"]} == {guid}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "home",
        "{e02ddb9b-a062-5e50-924a-1940d7e053ce",
        "e02ddb9b-a062-5e50-924a-1940d7e053c",
        "e02ddb9b-a062-5e50-924a-1940d7e053ceff",
        "e02ddb9-ba062-5e50-924a-1940d7e053ce",
        "urn:uuid:e02ddb9b-a062-5e50-924a-1940d7e053ce",
        "\u0660" * 32,
        " " * 100_000 + str(GUID),
        None,
        12,
    ],
)
def test_parse_guid_refuses_what_is_no_guid(text):
    with pytest.raises(ValueError, match="expected a GUID, got"):
        parse_guid(text)


def test_parse_guid_names_a_long_text_only_by_its_beginning():
    with pytest.raises(ValueError, match="…") as raised:
        parse_guid("x" * 10_000)

    assert len(str(raised.value)) < 100


def test_derive_hashes_part_after_part():
    namespace = uuid.UUID("0e52892a-f862-4d08-9487-987617b637cd")

    assert derive(namespace, "a", "b") == uuid.uuid5(uuid.uuid5(namespace, "a"), "b")
    assert derive(namespace) == namespace


def test_derive_gives_the_rendering_uid_of_the_original_importer():
    namespace = uuid.UUID("0e52892a-f862-4d08-9487-987617b637cd")
    key = (
        "/jss-main/jss-styleguide-layout-{34A6553C-81DE-5CD3-989E-853F6CB6DF8C}-0"
        "/jss-styleguide-section-{7DE41A1A-24E4-5963-8206-3BB0B7D9DD69}-0"
        "/jss-reuse-example-{3A5D9C50-D8C1-5A12-8DA8-5D56C2A5A69A}-0"
    )

    assert braced(derive(namespace, "undefined" + key, "1")) == "{C4330D34-623C-556C-BF4C-97C93D40FB1E}"


def test_uuid7_is_of_version_7_and_rises_in_one_process():
    made = [uuid7() for _ in range(5000)]

    assert made == sorted(set(made))
    assert {guid.version for guid in made} == {7}
    assert {guid.variant for guid in made} == {uuid.RFC_4122}


def test_uuid7_rises_while_the_clock_stands_still_or_steps_back():
    with time_machine.travel(4_000_000_000, tick=False):
        first, second = uuid7(), uuid7()
    with time_machine.travel(3_999_999_990, tick=False):
        third = uuid7()

    assert first < second < third
    assert first.int >> 80 == 4_000_000_000_000


def test_uuid7_follows_a_clock_that_was_set_back():
    with time_machine.travel(4_000_000_000, tick=False):
        uuid7()
    with time_machine.travel(3_000_000_000, tick=False):
        later = uuid7()

    assert later.int >> 80 == 3_000_000_000_000


def test_uuid7_never_repeats_over_threads():
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: uuid7(), range(4000)))

    assert len(set(made)) == len(made)
