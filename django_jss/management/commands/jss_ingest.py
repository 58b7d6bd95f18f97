"""`manage.py jss_ingest`: visits that another system recorded."""

from __future__ import annotations

import gc
import re
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from django_jss.sites import directory
from django_jss.sites.directory import SiteInfo
from django_jss.tracker.bulk import Ingested, device_in, ingest

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
        parser.add_argument(
            "--part",
            type=part,
            default=WHOLE,
            metavar="I/N",
            help="store only the I-th of N parts; several processes may store the parts of a file at the same time",
        )
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
        position = path.with_name(f"{path.name}{options['part'].suffix}.position")
        try:
            with path.open("rb") as source:
                size = path.stat().st_size
                self.run(source, site, options, position, size)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error

    def run(self, source: BinaryIO, site: SiteInfo, options: dict[str, Any], position: Path | None, size: int) -> None:
        number, offset = 0, 0
        if position and position.exists() and not options["restart"]:
            number, offset = (int(text) for text in position.read_text().split())
            source.seek(offset)
            self.stderr.write(f"Going on behind line {number}.")
        stored = known = skipped = 0
        started = time.monotonic()
        for chunk in chunks(source, options["chunk"], options["part"], number, offset):
            with without_collecting():
                done = ingest(site, chunk.lines, skip_invalid=options["skip_invalid"])
            self.tell(done, chunk, skip_invalid=options["skip_invalid"])
            number = chunk.number
            stored, known, skipped = stored + done.stored, known + done.known, skipped + len(done.faults)
            if position:
                position.write_text(f"{chunk.number} {chunk.offset}")
            self.progress(chunk, size, time.monotonic() - started, stored)
        if position:
            position.unlink(missing_ok=True)
        self.stdout.write(f"{number} lines: {stored} records stored, {known} known already, {skipped} faults skipped.")

    def tell(self, done: Ingested, chunk: Chunk, *, skip_invalid: bool) -> None:
        if skip_invalid:
            for fault in done.faults:
                self.stderr.write(f"skipped: {fault}")
        elif done.faults:
            for fault in done.faults[:50]:
                self.stderr.write(str(fault))
            raise CommandError(f"Nothing from line {min(chunk.lines)} on was stored: {len(done.faults)} faults.")

    def progress(self, chunk: Chunk, size: int, seconds: float, stored: int) -> None:
        share = f"{chunk.offset / size:.0%}" if size else ""
        self.stderr.write(f"{chunk.number} lines {share} {stored / max(seconds, 0.001):.0f} records/s")


@dataclass(frozen=True, slots=True)
class Part:
    """The `index`th of `count` parts of a file, 0 being the first: all lines of a visitor are in the same."""

    index: int
    count: int

    @property
    def suffix(self) -> str:
        return f".{self.index + 1}-of-{self.count}" if self.count > 1 else ""

    def has(self, line: bytes) -> bool:
        """Whether the line is in this part; those that name no visitor are in the first."""
        if self.count == 1:
            return True
        device = device_in(line)
        return (device.int % self.count if device else 0) == self.index


WHOLE = Part(0, 1)


def part(text: str) -> Part:
    """Read `I/N`."""
    found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text)
    index, count = (int(number) for number in found.groups()) if found else (0, 0)
    if not 1 <= index <= count:
        raise ArgumentTypeError("expected I/N, such as 1/2 for the first of two parts")
    return Part(index - 1, count)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines of a file by their number; `number` and `offset` tell how far the file was read, in lines and bytes."""

    lines: dict[int, bytes]
    number: int
    offset: int


def chunks(source: BinaryIO, size: int, part: Part, number: int, offset: int) -> Iterator[Chunk]:
    """The lines of a part of a file, some at a time, from behind a line on; the last may lack its end."""
    lines: dict[int, bytes] = {}
    last = offset
    for line in source:
        number, offset = number + 1, offset + len(line)
        if part.has(line):
            lines[number] = line.strip()
        if len(lines) == size:
            yield Chunk(lines, number, offset)
            lines, last = {}, offset
    if offset > last:
        yield Chunk(lines, number, offset)


@contextmanager
def without_collecting() -> Iterator[None]:
    """Without Python's search for reference cycles: a chunk makes none, and the search takes time for all it makes."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
