from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "example_project"


@pytest.fixture(autouse=True)
def example_project_on_the_path(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The demo is an app of the example project, which is no installed package."""
    monkeypatch.syspath_prepend(str(EXAMPLE))
    yield
    for name in [name for name in sys.modules if name == "demo" or name.startswith("demo.")]:
        del sys.modules[name]
