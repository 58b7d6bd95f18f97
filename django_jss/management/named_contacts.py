"""How commands are told which contact is meant."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from django_jss.analytics.identity import contact_of
from django_jss.analytics.models import Contact
from django_jss.engine.guids import parse_guid


def add_contact_arguments(parser: ArgumentParser) -> None:
    """`--contact`, or `--source` with `--identifier`."""
    parser.add_argument("--contact", metavar="GUID", help="GUID of the contact")
    parser.add_argument("--source", help="who knows the contact, such as shop; together with --identifier")
    parser.add_argument("--identifier", help="as what the source knows the contact")


def named_contact(options: dict[str, Any]) -> Contact:
    """The contact that the arguments name, or the one into which that was merged; else a `CommandError`."""
    if options["contact"]:
        try:
            found = Contact.objects.filter(guid=parse_guid(options["contact"])).first()
        except ValueError as error:
            raise CommandError(f"--contact: {error}") from error
    elif options["source"] and options["identifier"]:
        found = contact_of(options["source"], options["identifier"])
    else:
        raise CommandError("Name the contact by --contact, or by --source and --identifier.")
    if found is None:
        raise CommandError("There is no such contact.")
    return found.merged_into or found
