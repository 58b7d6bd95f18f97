"""The contestants of the rules benchmark give the same answers, else their speeds would tell nothing."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from tests.benchmarks.rules import CONTESTANTS, visitors, wanted

# The libraries are those of the extra `benchmark`; what is not installed does not take part.
PACKAGES = {"closures": "json", "growthbook": "growthbook", "flagsmith": "flag_engine"}


@pytest.mark.parametrize("name", sorted(name for name, package in PACKAGES.items() if find_spec(package)))
def test_contestant_agrees(name: str) -> None:
    ours = CONTESTANTS["django_jss"](wanted(), visitors())()

    assert CONTESTANTS[name](wanted(), visitors())() == ours
    assert 0 < sum(ours) < len(ours)
