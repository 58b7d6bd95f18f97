"""JSON bytes, with orjson and without it."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from django_jss.engine import encoding
from django_jss.engine.parameters import Period

WAYS = [encoding._by_standard_library, encoding._by_orjson]

values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**63), 2**63 - 1),
        st.floats(),
        st.text(alphabet=st.characters(exclude_categories=["Cs"])),
        st.uuids(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text(alphabet=st.characters(exclude_categories=["Cs"])), inner, max_size=3),
    ),
    max_leaves=10,
)


@given(values)
@example([1e-5, -1.25e-5, 1e-6, 2.5e-09, 1e-10, 1e16, 5e-324, '"1e-05', "NaN", float("nan"), -float("inf")])
@example({"<script>": "\u2028\x00\x7f/é", "number": 1.5e300})
def test_both_ways_write_the_same_bytes(value):
    assert encoding._by_standard_library(value) == encoding._by_orjson(value)


@pytest.mark.parametrize("encode", WAYS)
def test_json_is_compact_and_in_utf8(encode):
    value = {"name": "Ærø", "list": [1, 2.5, None, True], "id": uuid.UUID(int=1), "period": Period.EVER}

    assert encode(value) == (
        '{"name":"Ærø","list":[1,2.5,null,true],"id":"00000000-0000-0000-0000-000000000001","period":"ever"}'.encode()
    )
    assert json.loads(encode(value))["name"] == "Ærø"


@pytest.mark.parametrize("encode", WAYS)
@pytest.mark.parametrize("value", [object(), datetime(2026, 1, 1, tzinfo=UTC), {1, 2}, b"bytes"])
def test_what_json_cannot_say_is_refused(encode, value):
    with pytest.raises(TypeError):
        encode(value)
