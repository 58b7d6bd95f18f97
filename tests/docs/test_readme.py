"""What the README tells to copy and paste works."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
APP = ROOT / "example_project" / "site"
ASK = """\
import json
from django.test import Client

answer = Client(SERVER_NAME="localhost").get({address!r})
print(json.dumps([answer.status_code, answer.json(), sorted(answer.cookies)]))
"""


def section(title: str) -> str:
    return README.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def blocks(language: str) -> list[str]:
    """The code blocks of the quickstart in a language."""
    return re.findall(rf"```{language}\n(.*?)```", section("Put it into your project"), re.DOTALL)


def block_for(file: str) -> str:
    return next(block for block in blocks("python") if block.startswith(f"# {file}\n"))


class Project:
    """A new project in a folder of its own, which knows nothing of this one's settings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        self.run("-m", "django", "startproject", "shop", ".")

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def add(self, file: str, text: str) -> None:
        path = self.folder / "shop" / file
        path.write_text(path.read_text(encoding="utf-8") + "\n" + text, encoding="utf-8")

    def ask(self, address: str) -> Any:
        return json.loads(self.run("manage.py", "shell", "--verbosity", "0", "-c", ASK.format(address=address)))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("project"))


def test_quickstart_makes_a_new_project_serve_pages(project: Project) -> None:
    for file in ("settings.py", "urls.py"):
        project.add(file, block_for(file))
    commands = re.findall(r"^python (manage\.py .+)$", "\n".join(blocks("sh")), re.MULTILINE)
    output = [
        project.run(*command.replace("path/to/your/jss/app", str(APP)).split())
        for command in commands
        if "runserver" not in command
    ]
    (key,) = re.findall(r"API key: (\{[0-9A-F-]{36}\})", "\n".join(output))
    (path,) = re.findall(r'curl "\$SITECORE_API_HOST(\S+)"', "\n".join(blocks("sh")))
    checked = project.run("manage.py", "check")

    status, page, cookies = project.ask(path.replace("$SITECORE_API_KEY", key))

    assert [command.split()[1] for command in commands] == ["migrate", "jss_import", "runserver"]
    assert "no issues" in checked
    assert status == 200
    assert page["sitecore"]["route"]["placeholders"]
    assert cookies == ["SC_ANALYTICS_GLOBAL_COOKIE", "sessionid"]


@pytest.mark.parametrize("title", ["See it", "Test it"])
def test_command_for_a_fresh_machine_asks_for_extras_that_there_are(title: str) -> None:
    (command,) = re.findall(r"```sh\n(.*?)\n```", section(title), re.DOTALL)
    (extras,) = re.findall(r"-e '\.\[([\w,]+)\]'", command)
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8")

    assert command.startswith("python3 -m venv .venv && ")
    assert all(re.search(rf"^{extra} = \[", declared, re.MULTILINE) for extra in extras.split(","))


def test_links_lead_to_files_that_there_are() -> None:
    targets = [target for target in re.findall(r"\]\(([^)\s]+)\)", README) if "://" not in target]

    assert targets
    assert [target for target in targets if not (ROOT / target.partition("#")[0]).is_file()] == []
