"""The package works in projects of other kinds than ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Pages for adding what cannot be added by hand, such as visits, are refused.
REFUSED = 403


@pytest.mark.parametrize("project", ["unfold", "jazzmin", "own_user", "below_a_path", "hashed_files"])
def test_admin_and_services_open_in_the_project(project: str) -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": f"tests.projects.{project}", "PYTHONPATH": str(ROOT)}
    environment |= {"DATABASE_URL": "sqlite://:memory:", "CACHE_URL": "locmemcache://"}

    done = subprocess.run(
        [sys.executable, "-m", "tests.projects.visit"], cwd=ROOT, env=environment, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    statuses = json.loads(done.stdout)
    assert {name: status for name, status in statuses.items() if status != 200 and not name.endswith(" add")} == {}
    assert {name: status for name, status in statuses.items() if status not in (200, REFUSED)} == {}
