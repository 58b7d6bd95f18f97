"""Events a second of the bulk path on PostgreSQL: `python -m tests.benchmarks.ingest`.

A made-up log, in order of time, of visitors who come once to three times and do four to ten things in a visit, goes
through `jss_ingest` into an empty database: by one process, and by two that take a part each, with the time that they
need to start. Beside it stands the least that the database takes: the very rows that came out, copied in once more, with
nothing to read, check or count. `--profile` shows where the time of one process goes.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

AGENTS = [
    f"Mozilla/5.0 (X11; Linux x86_64; rv:{version}.0) Gecko/20100101 Firefox/{version}.0" for version in range(120, 140)
]
REFERRERS = ["https://www.google.com/", "https://duckduckgo.com/", "https://news.example.org/a", "", "", ""]
# In the order in which they refer to each other.
TABLES = ["contact", "device", "visit", "pageview", "event"]


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    from tests.benchmarks.data import empty_database, make_pages

    empty_database()
    from django.core.management import call_command

    from django_jss.models import Event, Goal, Item, PageView, Site

    make_pages()
    goal = Goal.objects.create(site=Site.objects.get(), name="Sign-up", points=5)
    pages = [
        str(guid)
        for guid in Item.objects.filter(has_layout=True, path__startswith="/home").values_list("guid", flat=True)
    ]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log.ndjson")
        log.write_text("".join(json.dumps(line) + "\n" for line in made_up(options.lines, pages, str(goal.guid))))
        profiler = cProfile.Profile()
        run = profiler.runcall if options.profile else lambda function: function()
        seconds = timed(
            lambda: run(
                lambda: call_command("jss_ingest", str(log), site="benchmark", stdout=StringIO(), stderr=StringIO())
            )
        )
        assert PageView.objects.count() + Event.objects.count() == options.lines
        copied = copy_again()
        forget()
        in_parts = timed(lambda: ingest_in_parts(log, 2))
        assert PageView.objects.count() + Event.objects.count() == options.lines
    print(f"jss_ingest, one process:   {options.lines / seconds:8.0f} events/s")
    print(f"jss_ingest, two processes: {options.lines / in_parts:8.0f} events/s")
    print(f"rows alone:                {options.lines / copied:8.0f} events/s")
    print(f"one process / rows alone:  {copied / seconds:8.2f}")
    if options.profile:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(45)


def made_up(count: int, pages: list[str], goal: str) -> list[dict[str, Any]]:
    """The log's lines."""
    draw = random.Random(5)
    lines: list[tuple[datetime, dict[str, Any]]] = []
    while len(lines) < count:
        visitor = f"visitor-{draw.getrandbits(64):x}"
        begin = datetime(2026, 1, 1, tzinfo=UTC)
        about = {"userAgent": draw.choice(AGENTS), "ip": f"203.0.{draw.randint(0, 255)}.{draw.randint(1, 254)}"}
        for _visit in range(draw.randint(1, 3)):
            begin += timedelta(minutes=draw.randint(60, 20_000))
            referrer = draw.choice(REFERRERS)
            for step in range(draw.randint(4, 10)):
                did: dict[str, Any] = {"pageId": draw.choice(pages), "url": f"/a/page?step={step}"}
                if step and draw.random() < 0.4:
                    did = draw.choice(
                        [{"goalId": goal, "plan": "pro"}, {"searchFor": "running shoes"}, {"error": "lost"}]
                    )
                at = begin + timedelta(seconds=step * 40)
                lines.append((at, {"visitor": visitor, "$at": at.isoformat(), **about, **did, "referrer": referrer}))
    lines.sort(key=lambda line: line[0])
    return [line for _, line in lines[:count]]


def timed(work: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def ingest_in_parts(log: Path, count: int) -> None:
    """Each part by a process of its own, at the same time."""
    command = [sys.executable, "-m", "django", "jss_ingest", str(log), "--site=benchmark"]
    parts = [
        subprocess.Popen([*command, f"--part={n}/{count}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for n in range(1, count + 1)
    ]
    assert [process.wait() for process in parts] == [0] * count


def copy_again() -> float:
    """Seconds that the database takes for the rows that it holds."""
    from django.db import connection

    names = [f"django_jss_{table}" for table in TABLES]
    with connection.cursor() as cursor:
        held = []
        for name in names:
            content = BytesIO()
            with cursor.copy(f"COPY {name} TO STDOUT") as copy:
                for part in copy:
                    content.write(part)
            held.append(content.getvalue())
    forget()
    return timed(lambda: put_back(names, held))


def forget() -> None:
    """Leave no visit in the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(f'django_jss_{table}' for table in TABLES)} CASCADE")


def put_back(names: list[str], held: list[bytes]) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for name, content in zip(names, held, strict=True):
            with cursor.copy(f"COPY {name} FROM STDIN") as copy:
                copy.write(content)


if __name__ == "__main__":
    main()
