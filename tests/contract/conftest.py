"""Node with the packages that `tests/js/package-lock.json` pins."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

JS = Path(__file__).parents[1] / "js"


@pytest.fixture(scope="module")
def node() -> str:
    """Path of Node, with the pinned packages in place."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if not found or not npm:
        unavailable("Node.js and npm are not installed")
    if not packages_are_current():
        command = [npm, "ci", "--legacy-peer-deps", "--ignore-scripts"]
        install = subprocess.run(command, check=False, cwd=JS, capture_output=True, text=True, timeout=600)
        if install.returncode:
            unavailable(f"npm ci failed: {install.stderr[-1000:]}")
        (JS / "node_modules" / ".installed").write_bytes((JS / "package-lock.json").read_bytes())
    return found


def packages_are_current() -> bool:
    installed = JS / "node_modules" / ".installed"
    return installed.is_file() and installed.read_bytes() == (JS / "package-lock.json").read_bytes()


def unavailable(reason: str) -> NoReturn:
    """Skip where a developer has no Node; fail in CI, where the clients must be tried."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
