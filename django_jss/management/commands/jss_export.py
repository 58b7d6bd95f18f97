"""`manage.py jss_export`: a site becomes manifests and media files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from django_jss.exchange.exporting import export_site
from django_jss.sites.models import Site


class Command(BaseCommand):
    help = "Write what a site has published as manifests, one a language, and its media; jss_import reads them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("site", help="name of the site")
        parser.add_argument("folder", type=Path, help="folder to write to, made if it is not there")

    def handle(self, *args: Any, **options: Any) -> None:
        site = Site.objects.filter(name__iexact=options["site"]).first()
        if site is None:
            known = ", ".join(Site.objects.values_list("name", flat=True)) or "none"
            raise CommandError(f'There is no site "{options["site"]}"; there are: {known}')
        try:
            written = export_site(site, options["folder"])
        except OSError as error:
            raise CommandError(f"The site could not be written: {error}") from error
        for path in written:
            self.stdout.write(str(path))
