"""`manage.py jss_disclose`: all that is kept of a contact."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from django_jss.analytics.disclosure import disclose
from django_jss.management.named_contacts import add_contact_arguments, named_contact


class Command(BaseCommand):
    help = "Print, as JSON, all that is kept of a contact."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_contact_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        found = disclose(named_contact(options))
        self.stdout.write(json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
