"""`manage.py jss_erase`: forget a contact."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from django_jss.analytics.erasure import erase
from django_jss.management.named_contacts import add_contact_arguments, named_contact


class Command(BaseCommand):
    help = "Erase a contact with identifiers, devices, consents and visits; see the setting ERASURE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_contact_arguments(parser)
        parser.add_argument("--no-input", action="store_true", help="do not ask whether to go on")

    def handle(self, *args: Any, **options: Any) -> None:
        contact = named_contact(options)
        question = f"Erase the contact {contact.guid} with {contact.visit_count} visits? It cannot be undone. [y/N] "
        if not options["no_input"] and input(question).strip().lower() not in ("y", "yes"):
            raise CommandError("Nothing was erased.")
        erase(contact)
        self.stdout.write(f"The contact {contact.guid} is erased.")
