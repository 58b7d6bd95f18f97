"""`manage.py jss_ingest`: visits that another system recorded."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from django_jss.sites import directory
from django_jss.sites.directory import SiteInfo
from django_jss.tracker.bulk import ingest

CHUNK = 5000


class Command(BaseCommand):
    help = (
        "Store entries of the tracker API from a file of JSON lines, each with visitor and $at. A line that is stored "
        "already is passed over; a run that was interrupted goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="path of the file, or - for standard input")
        parser.add_argument("--site", required=True, help="name of the site where it happened")
        parser.add_argument("--chunk", type=int, default=CHUNK, help=f"lines stored at once, {CHUNK} if not given")
        parser.add_argument("--skip-invalid", action="store_true", help="leave wrong lines out instead of stopping")
        parser.add_argument(
            "--restart", action="store_true", help="begin with the first line, whatever was done before"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        site = directory.current().site_named(options["site"])
        if site is None:
            raise CommandError(f'There is no site "{options["site"]}".')
        if options["chunk"] < 1:
            raise CommandError("--chunk: expected a whole number, 1 or more")
        if options["file"] == "-":
            self.run(sys.stdin.buffer, site, options, None, 0)
            return
        path = Path(options["file"])
        position = path.with_name(f"{path.name}.position")
        try:
            with path.open("rb") as source:
                size = path.stat().st_size
                self.run(source, site, options, position, size)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error

    def run(self, source: BinaryIO, site: SiteInfo, options: dict[str, Any], position: Path | None, size: int) -> None:
        number, offset = 0, 0
        if position and position.exists() and not options["restart"]:
            number, offset = (int(part) for part in position.read_text().split())
            source.seek(offset)
            self.stderr.write(f"Going on behind line {number}.")
        stored = known = skipped = 0
        started = time.monotonic()
        for lines in chunks(source, options["chunk"]):
            done = ingest(site, [line.strip() for line in lines], number + 1, skip_invalid=options["skip_invalid"])
            if done.faults and not options["skip_invalid"]:
                for fault in done.faults[:50]:
                    self.stderr.write(str(fault))
                raise CommandError(f"Nothing from line {number + 1} on was stored: {len(done.faults)} faults.")
            for fault in done.faults:
                self.stderr.write(f"skipped: {fault}")
            number += len(lines)
            offset += sum(map(len, lines))
            stored, known, skipped = stored + done.stored, known + done.known, skipped + len(done.faults)
            if position:
                position.write_text(f"{number} {offset}")
            self.progress(number, offset, size, time.monotonic() - started, stored)
        if position:
            position.unlink(missing_ok=True)
        self.stdout.write(f"{number} lines: {stored} records stored, {known} known already, {skipped} faults skipped.")

    def progress(self, number: int, offset: int, size: int, seconds: float, stored: int) -> None:
        share = f"{offset / size:.0%}" if size else ""
        self.stderr.write(f"{number} lines {share} {stored / max(seconds, 0.001):.0f} records/s")


def chunks(source: BinaryIO, size: int) -> Iterator[list[bytes]]:
    """The lines of a file, some at a time; the last may lack its end."""
    lines: list[bytes] = []
    for line in source:
        lines.append(line)
        if len(lines) == size:
            yield lines
            lines = []
    if lines:
        yield lines
