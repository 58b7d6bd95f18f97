"""Registries."""

from __future__ import annotations

import pytest

from django_jss.engine.registry import AlreadyRegistered, Registry


def test_registry_gives_things_by_name_in_the_order_of_their_coming():
    registry = Registry("colours")
    registry.add("red", "#f00")
    registry.add("blue", "#00f")

    assert registry.get("red") == "#f00"
    assert registry.get("green") is None
    assert list(registry) == [("red", "#f00"), ("blue", "#00f")]
    assert registry.names() == ["red", "blue"]


def test_registry_refuses_a_second_thing_of_a_name_and_keeps_the_first():
    registry = Registry("colours")
    first = ["#f00"]
    registry.add("red", first)

    with pytest.raises(AlreadyRegistered, match='two colours named "red"'):
        registry.add("red", ["#e00"])

    assert registry.get("red") is first


def test_registry_takes_the_same_thing_twice():
    registry, thing = Registry("colours"), ["#f00"]
    registry.add("red", thing)
    registry.add("red", thing)

    assert list(registry) == [("red", thing)]


def test_removed_name_is_free_again():
    registry = Registry("colours")
    registry.add("red", "#f00")
    registry.remove("red")
    registry.add("red", "#e00")

    assert registry.get("red") == "#e00"
