"""The tracker's files: how large they are, that they agree, and that they load where there is no browser."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import django_jss

FILES = Path(django_jss.__file__).parent / "static" / "django_jss"
SCRIPT, TYPES = ((FILES / name).read_text(encoding="utf-8") for name in ("tracker.js", "tracker.d.ts"))
# Loads the module, makes each call, and prints the names of all.
ON_A_SERVER = """
const { default: tracker, tracker: same } = await import(process.argv[1]);
tracker.start({ apiKey: "key" });
for (const call of Object.values(tracker)) await call("Sign-up");
console.log(JSON.stringify([tracker === same, Object.keys(tracker)]));
"""


def declared(interface: str) -> set[str]:
    """The members of an interface in the typings."""
    found = re.search(rf"interface {interface} {{(.*?)\n}}", TYPES, re.DOTALL)
    assert found is not None
    return set(re.findall(r"^  (\w+)\??[:(]", found[1], re.MULTILINE))


def test_script_is_small() -> None:
    assert len(gzip.compress(SCRIPT.encode(), 9)) <= 3000


def test_options_that_the_script_reads_are_declared() -> None:
    taken = re.search(r"const {([^}]*)} = options", SCRIPT)
    assert taken is not None
    read = {*re.findall(r"\boptions\.(\w+)", SCRIPT), *re.findall(r"(\w+) =", taken[1])}

    assert read == declared("TrackerOptions")


def test_module_loads_on_a_server_where_its_calls_do_nothing() -> None:
    node = shutil.which("node")
    if node is None:
        if os.environ.get("CI"):
            pytest.fail("node is not installed")
        pytest.skip("node is not installed")
    command = [node, "--input-type=module", "--eval", ON_A_SERVER, (FILES / "tracker.mjs").as_uri()]

    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)

    is_same, calls = json.loads(done.stdout)
    assert is_same
    assert set(calls) == declared("Tracker")
