"""`manage.py jss_segment`: the segments, and who is in one."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from django_jss.engine.guids import parse_guid
from django_jss.personalization.labels import rule_in_words
from django_jss.personalization.models import Segment
from django_jss.personalization.segments import members


class Command(BaseCommand):
    help = "List the segments with their rules; or, if one is named, the GUIDs of the contacts who are in it now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("segment", nargs="?", help="name or GUID of a segment")
        parser.add_argument("--site", help="name of its site, if several sites have a segment of that name")
        parser.add_argument(
            "--format", choices=["lines", "csv", "json"], default="lines", help="how to print the members"
        )
        parser.add_argument("--count", action="store_true", help="print only how many there are")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["segment"] is None:
            self.list_segments(options["site"])
            return
        segment = self.find(options["segment"], options["site"])
        if options["count"]:
            self.stdout.write(str(sum(1 for _guid in members(segment))))
        elif options["format"] == "json":
            found = {"segment": segment.name, "contacts": list(members(segment))}
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        elif options["format"] == "csv":
            rows = csv.writer(self.stdout)
            rows.writerow(["contact"])
            rows.writerows([guid] for guid in members(segment))
        else:
            for guid in members(segment):
                self.stdout.write(guid)

    def list_segments(self, site: str | None) -> None:
        segments = Segment.objects.select_related("site")
        for segment in segments.filter(site__name=site) if site else segments:
            self.stdout.write(f"{segment.site.name}: {segment.name} ({segment.guid})")
            self.stdout.write(f"  {rule_in_words(segment.rule)}")

    def find(self, named: str, site: str | None) -> Segment:
        segments = Segment.objects.filter(site__name=site) if site else Segment.objects.all()
        try:
            found = segments.filter(guid=parse_guid(named))
        except ValueError:
            found = segments.filter(name=named)
        if len(found) > 1:
            raise CommandError(f'Several sites have a segment "{named}": name one with --site.')
        if not found:
            known = ", ".join(segments.order_by("name").values_list("name", flat=True)[:20]) or "none"
            raise CommandError(f'There is no segment "{named}". There are: {known}.')
        return found[0]
