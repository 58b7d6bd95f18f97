"""`manage.py jss_doctor`: why nothing is tracked."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from django_jss.tracker.diagnosis import BAD, GOOD, NOTE, examine

SIGNS = {GOOD: "ok", NOTE: "note", BAD: "WRONG"}


class Command(BaseCommand):
    help = (
        "Look at all that usually keeps visits from being recorded: migrations, settings, sites, keys, CORS, cookies, "
        "consent, proxies, cache, clocks, GeoIP. Ends with an error if something is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="print only what is not good")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for finding in examine():
            wrong += finding.level == BAD
            if options["quiet"] and finding.level == GOOD:
                continue
            style = self.style.ERROR if finding.level == BAD else self.style.WARNING if finding.level == NOTE else str
            advice = f"  ({finding.advice})" if finding.advice else ""
            self.stdout.write(style(f"{SIGNS[finding.level]:>5}  {finding.topic}: {finding.text}{advice}"))
        if wrong:
            raise CommandError(f"{wrong} of these keep things from working.")
