"""`manage.py jss_purge`: remove what is older than it may be."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from django_jss.analytics.retention import BATCH, KINDS, count_expired, purge, retention


class Command(BaseCommand):
    help = (
        "Remove what is kept of visitors longer than the setting RETENTION allows; run it once a day. It works in "
        "batches, may be interrupted, and goes on where it was when run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--older-than",
            action="append",
            default=[],
            metavar="KIND=DAYS",
            help=f"another age for one kind; may be repeated. Kinds: {', '.join(KINDS)}",
        )
        parser.add_argument("--batch", type=int, default=BATCH, help=f"rows that go at once, {BATCH} if not given")
        parser.add_argument("--dry-run", action="store_true", help="only tell how much would go")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"] < 1:
            raise CommandError("--batch: expected a whole number, 1 or more")
        ages = retention(dict(self.read(text) for text in options["older_than"]))
        if not ages:
            self.stdout.write("Nothing is limited in time: neither the setting RETENTION nor --older-than says so.")
        now = timezone.now()
        for kind in (kind for kind in KINDS if kind in ages):
            total = count_expired(kind, now - ages[kind])
            if options["dry_run"]:
                self.stdout.write(f"{kind}: {total} older than {ages[kind].days} days")
            else:
                self.purge(kind, now - ages[kind], total, options["batch"])

    def purge(self, kind: str, before: Any, total: int, batch: int) -> None:
        done = 0
        for size in purge(kind, before, at_most=batch):
            done += size
            self.stderr.write(f"{kind}: {done} of {max(total, done)}")
        self.stdout.write(f"{kind}: {done} removed" if kind != "details" else f"{kind}: {done} cleared")

    def read(self, text: str) -> tuple[str, timedelta]:
        kind, _, days = text.partition("=")
        if kind not in KINDS or not days.isdigit():
            raise CommandError(f'--older-than: expected KIND=DAYS such as visits=400, got "{text}"')
        return kind, timedelta(days=int(days))
