"""`manage.py demo`: everything that the demo needs, then the server."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string

from demo.site import API_KEY, SITE, create_site
from demo.visits import History
from django_jss.analytics.models import Visit
from django_jss.sites.models import Site


class Command(BaseCommand):
    help = "Make the demo site, an admin user and a month of visits, if they are not there; start the server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-server", action="store_true", help="set up, and stop")
        parser.add_argument("--reset", action="store_true", help="put the site's content and rules back; visits stay")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        site = Site.objects.filter(name=SITE).first()
        if site is None or options["reset"]:
            self.stdout.write("Importing the sample site …")
            site = create_site()
        if not Visit.objects.filter(site=site).exists():
            self.stdout.write(f"{History(site).write()} visits of the last 30 days written.")
        self.make_admin()
        self.show_addresses(options["port"])
        # The server does not return, and into a file or pipe Python writes only what has become much.
        self.stdout.flush()
        if not options["no_server"]:
            call_command("runserver", f"127.0.0.1:{options['port']}", use_reloader=False)

    def make_admin(self) -> None:
        """A superuser, whose password is shown this once."""
        users = get_user_model()._default_manager
        if users.filter(username="admin").exists():
            return
        password = get_random_string(14)
        users.create_superuser("admin", "admin@localhost.invalid", password)  # type: ignore[attr-defined]
        self.stdout.write(self.style.SUCCESS(f"Admin user: admin   password: {password}   (shown only now)"))

    def show_addresses(self, port: int) -> None:
        host = f"http://127.0.0.1:{port}"
        query = f"sc_site={SITE}&sc_apikey={API_KEY}"
        for name, path in {
            "Site, by Django templates": "/",
            "The same, spring campaign": "/?utm_campaign=spring",
            "The same as a JavaScript app": "/demo/",
            "Admin": "/admin/",
            "Site tree": "/admin/django_jss/item/",
            "Layout of the start page": f"/sitecore/api/layout/render/jss?item=/&{query}",
            "Layout in Danish": f"/sitecore/api/layout/render/jss?item=/tours&sc_lang=da&{query}",
            "Dictionary": f"/sitecore/api/jss/dictionary/{SITE}/en?sc_apikey={API_KEY}",
            "API documentation": "/api/docs/",
        }.items():
            self.stdout.write(f"{name:>28}  {host}{path}")
