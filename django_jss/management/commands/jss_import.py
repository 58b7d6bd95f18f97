"""`manage.py jss_import`: an app's content becomes a site."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.core.management.color import Style

from django_jss.engine.guids import braced, parse_guid
from django_jss.exchange.faults import ImportRefused
from django_jss.exchange.importing import Outcome, import_app


class Command(BaseCommand):
    STYLES: ClassVar[dict[str, Callable[[Style], Callable[[str], str]]]] = {
        "create": lambda style: style.SUCCESS,
        "change": lambda style: style.WARNING,
        "delete": lambda style: style.ERROR,
    }
    help = "Import a JSS app: manifests (sitecore-import.json), an app's folder, or its data folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="manifest, app folder or data folder")
        parser.add_argument("--site", help="name of the site; without it the app's name")
        parser.add_argument("--api-key", type=guid, metavar="GUID", help="key for all services, made if it is missing")
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would change, line by line, and change nothing"
        )
        parser.add_argument(
            "--wipe", action="store_true", help="delete what the import does not have, in the languages that it brings"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = import_app(
                options["paths"],
                site_name=options["site"],
                api_key=options["api_key"],
                dry_run=options["dry_run"],
                wipe=options["wipe"],
                on_progress=self.show_progress,
            )
        except ImportRefused as error:
            count = len(error.faults)
            faults = f"{count} faults" if count > 1 else "1 fault"
            raise CommandError(f"Nothing was imported; {faults}:\n{error}") from error
        self.report(outcome, dry_run=options["dry_run"], verbosity=options["verbosity"])

    def report(self, outcome: Outcome, *, dry_run: bool, verbosity: int) -> None:
        for warning in outcome.warnings if verbosity else ():
            self.stderr.write(self.style.WARNING(str(warning)))
        if dry_run or verbosity > 1:
            for change in outcome.changes:
                self.stdout.write(self.STYLES[change.kind](self.style)(str(change)))
                for line in change.details:
                    self.stdout.write(f"    {line}")
        if verbosity:
            self.sum_up(outcome, dry_run=dry_run)

    def sum_up(self, outcome: Outcome, *, dry_run: bool) -> None:
        total = len(outcome.changes)
        counted = f"{total} changes" if total != 1 else "1 change"
        if not total:
            self.stdout.write(f"{outcome.site_name} is up to date.")
        elif dry_run:
            self.stdout.write(f"{counted} would be made to {outcome.site_name}; nothing was changed.")
        else:
            self.stdout.write(self.style.SUCCESS(f"{counted} made to {outcome.site_name}."))
        if outcome.key and not dry_run:
            self.stdout.write(f"API key: {braced(outcome.key)}")

    def show_progress(self, done: int, total: int) -> None:
        """A bar on a terminal, nothing elsewhere."""
        if self.stderr.isatty():
            filled = 30 * done // max(total, 1)
            ending = "\n" if done == total else ""
            self.stderr.write(f"\r[{'#' * filled}{'.' * (30 - filled)}] {done}/{total}", ending=ending)
            self.stderr.flush()


def guid(text: str) -> uuid.UUID:
    """For argparse, which turns the `ValueError` into a message."""
    return parse_guid(text)
