"""How exceptions are named: by class and place, without what they say."""

from __future__ import annotations

import json

from django_jss.engine.failing import PLACES, raised


def caught(text: str) -> Exception:
    try:
        json.loads(text)
    except ValueError as error:
        return error
    raise AssertionError


def test_exception_is_named_by_class_and_places_the_innermost_first() -> None:
    named = raised(caught("ann@example.com"))

    assert named.startswith("JSONDecodeError at json/decoder.py:")
    assert named.count(" < ") == PLACES - 1 or "engine/test_failing.py:" in named
    assert "ann" not in named


def test_exception_that_was_never_raised_has_no_place() -> None:
    assert raised(ValueError("ann@example.com")) == "ValueError"
