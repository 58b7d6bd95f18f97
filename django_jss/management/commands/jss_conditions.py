"""`manage.py jss_conditions`: what rules can ask."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand

from django_jss.engine.conditions import catalogue


class Command(BaseCommand):
    help = "List the conditions that are installed: group, name, sentence, parameters, and the facts they need."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print what a rule builder is given")

    def handle(self, *args: Any, **options: Any) -> None:
        listed = sorted(catalogue(), key=lambda condition: condition["group"])
        if options["json"]:
            self.stdout.write(json.dumps(listed, ensure_ascii=False, indent=2))
            return
        for group, conditions in groupby(listed, key=lambda condition: condition["group"]):
            self.stdout.write(self.style.MIGRATE_HEADING(group))
            for condition in conditions:
                self.stdout.write(f"  {condition['name']}: {condition['sentence']}")
                for parameter in condition["parameters"]:
                    self.stdout.write(f"    {parameter['name']}: {described(parameter)}")
                self.stdout.write(f"    needs {', '.join(condition['needs']) or 'nothing'}")


def described(parameter: dict[str, Any]) -> str:
    """The type of a parameter, its choices, and whether it may be left out."""
    choices = ", ".join(str(choice["value"]) for choice in parameter["choices"])
    return parameter["type"] + (f" ({choices})" if choices else "") + ("" if parameter["required"] else ", optional")
