from __future__ import annotations

import uuid

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from django_jss.analytics.cookies import GlobalCookie, is_ours, new_device_guid, read_cookie


def test_new_id_bears_our_mark() -> None:
    assert is_ours(new_device_guid())


def test_new_id_is_a_uuid_that_every_database_takes() -> None:
    guids = [new_device_guid() for _ in range(100)]

    assert {(guid.version, guid.variant) for guid in guids} == {(4, uuid.RFC_4122)}


def test_new_ids_differ() -> None:
    assert len({new_device_guid() for _ in range(100)}) == 100


def test_id_made_elsewhere_bears_no_mark() -> None:
    assert not any(is_ours(uuid.uuid4()) for _ in range(100))


def test_id_made_under_the_previous_secret_is_ours_as_long_as_that_is_a_fallback() -> None:
    with override_settings(SECRET_KEY="old"):
        guid = new_device_guid()

    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["older", "old"]):
        assert is_ours(guid)
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[]):
        assert not is_ours(guid)


@given(guid=st.uuids(), is_human=st.booleans())
def test_cookie_reads_what_it_writes(guid: uuid.UUID, is_human: bool) -> None:
    assert read_cookie(str(GlobalCookie(guid, is_human))) == GlobalCookie(guid, is_human)


def test_cookie_has_the_format_of_the_original() -> None:
    guid = uuid.UUID("0123456789abcdef0123456789abcdef")

    assert str(GlobalCookie(guid, is_human=False)) == "0123456789abcdef0123456789abcdef|False"


def test_separator_may_come_encoded() -> None:
    assert read_cookie("0123456789ABCDEF0123456789ABCDEF%7CTrue") == GlobalCookie(
        uuid.UUID("0123456789abcdef0123456789abcdef"), is_human=True
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "|",
        "0123456789abcdef0123456789abcdef",
        "0123456789abcdef0123456789abcdef|",
        "0123456789abcdef0123456789abcdef|Yes",
        "0123456789abcdef0123456789abcde|True",
        "0123456789abcdef0123456789abcdeg|True",
        "0123456789abcdef0123456789abcdef|True\n",
        "٠١٢٣٤٥٦٧٨٩abcdef0123456789abcdef|True",
        "{01234567-89ab-cdef-0123-456789abcdef}|True",
        "x" * 100_000,
        "\0" * 32 + "|True",
    ],
)
def test_other_text_is_no_cookie(text: str) -> None:
    assert read_cookie(text) is None
