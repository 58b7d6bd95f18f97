"""How the documentation is built. The references of settings and commands are made of the code at each build."""

from __future__ import annotations

import os
import re
import sys
from argparse import Action, ArgumentParser
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402
from django.core.management import load_command_class  # noqa: E402

import django_jss  # noqa: E402

project = "django_jss"
author = "the django_jss contributors"
copyright = "2026, the django_jss contributors"
version = release = django_jss.__version__
extensions = ["myst_parser"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "django_jss"
exclude_patterns = ["_build"]

SETTINGS_INTRODUCTION = """\
# Settings

All stand in one dictionary. What is not there has its default, and `override_settings` works in tests:

```python
DJANGO_JSS = {"TRUSTED_PROXIES": 1, "COOKIE_SAMESITE": "None", "COOKIE_SECURE": True}
```

Lists do where tuples are named. [System checks](checks.md) find names, types and values that are wrong.
"""
COMMANDS_INTRODUCTION = """\
# Commands

They can be run again: what is in place already stays as it is. [Import and export](importing.md) tells how they work.
"""
CONDITIONS_INTRODUCTION = """\
# Conditions

What rules can ask; apps [add their own](extending.md). The braces of a sentence hold its parameters. A condition whose
facts are not known, as when the visitor refuses to be tracked, is neither true nor false: *unknown*.

`python manage.py jss_conditions` prints the same for what is installed.
"""


def settings_reference() -> str:
    """A part for each setting, from the comments over it in `django_jss/conf.py`."""
    source = (ROOT / "django_jss" / "conf.py").read_text(encoding="utf-8")
    body = source.split("class Settings:")[1].split("@property")[0]
    return "\n".join([SETTINGS_INTRODUCTION, *described_settings(body.splitlines())]) + "\n"


def described_settings(lines: list[str]) -> Iterator[str]:
    meaning: list[str] = []
    for line in map(str.strip, lines):
        if line.startswith("# --"):
            yield f"## {line.strip('#- ')}\n"
        elif line.startswith("# "):
            meaning.append(line[2:])
        elif match := re.match(r"([A-Z_]+): (.+?) = (.+)", line):
            name, kind, default = match.groups()
            yield f"### `{name}`\n\n{' '.join(meaning)}\n\nType `{kind}`; default `{default}`.\n"
            meaning = []


def commands_reference() -> str:
    """A part for each command, from its own help."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    names = sorted(path.stem for path in (ROOT / "django_jss" / "management" / "commands").glob("jss_*.py"))
    return "\n".join([COMMANDS_INTRODUCTION, *map(described_command, names)])


def described_command(name: str) -> str:
    command = load_command_class("django_jss", name)
    parser = ArgumentParser(prog=f"python manage.py {name}", add_help=False)
    command.add_arguments(parser)
    usage = re.sub(r"\s+", " ", parser.format_usage()).removeprefix("usage: ").strip()
    rows = "\n".join(f"| `{' '.join(shown(action))}` | {action.help} |" for action in parser._actions)
    return f"## `{name}`\n\n{command.help}\n\n```sh\n{usage}\n```\n\n| argument | meaning |\n| --- | --- |\n{rows}\n"


def shown(action: Action) -> list[str]:
    """How an argument is written: its options, or its own name, and what stands behind."""
    value = [] if action.nargs == 0 else [str(action.metavar or action.dest.upper())]
    return [*action.option_strings, *value] if action.option_strings else [str(action.metavar or action.dest)]


def conditions_reference() -> str:
    """A part for each group of conditions, from what `jss_conditions --json` prints."""
    from django_jss.engine.conditions import catalogue

    listed = sorted(catalogue(), key=lambda condition: condition["group"])
    groups = groupby(listed, key=lambda condition: condition["group"])
    parts = [f"## {group}\n\n" + "\n".join(map(described_condition, members)) for group, members in groups]
    return "\n".join([CONDITIONS_INTRODUCTION, *parts])


def described_condition(condition: dict[str, Any]) -> str:
    head = f"### `{condition['name']}`\n\n*{condition['sentence']}*\n\n{condition['help']}\n\n".replace(
        "\n\n\n\n", "\n\n"
    )
    rows = "\n".join(map(described_parameter, condition["parameters"]))
    needs = ", ".join(f"`{fact}`" for fact in condition["needs"]) or "nothing"
    table = f"| parameter | type | values |\n| --- | --- | --- |\n{rows}\n\n" if rows else ""
    return f"{head}{table}Needs {needs}.\n"


def described_parameter(parameter: dict[str, Any]) -> str:
    values = ", ".join(f"`{choice['value']}`: {choice['label']}" for choice in parameter["choices"])
    optional = "" if parameter["required"] else ", optional"
    return f"| `{parameter['name']}` | {parameter['type']}{optional} | {values} |"


def write(name: str, text: str) -> None:
    """Write a page only if it has changed, so that Sphinx reads only then."""
    path = HERE / name
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


write("settings.md", settings_reference())
write("commands.md", commands_reference())
write("conditions.md", conditions_reference())
