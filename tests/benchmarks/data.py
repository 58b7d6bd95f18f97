"""The site and visitors that the benchmarks ask for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import django


@dataclass(frozen=True, slots=True)
class Prepared:
    """An API key and the cookies of returning visitors."""

    key: str
    cookies: tuple[str, ...]
    goal: str


def prepare(visitors: int, body: Path) -> Prepared:
    """Make the database anew: two pages of 20 components, one with a rule set; visits of all visitors under way.

    Writes the static page's answer to `body`, for the view that it is compared with.
    """
    empty_database()
    from django.db import connection
    from django.test import Client

    from django_jss.models import Goal, Site
    from tests.factories.pages import KEY

    make_pages()
    layout = f"/sitecore/api/layout/render/jss?sc_apikey={KEY}&sc_site=benchmark&sc_lang=en&item="
    body.write_bytes(Client().get(f"{layout}/static&tracking=false").content)
    cookies = []
    for _visitor in range(visitors):
        client = Client()
        client.get(f"{layout}/personalized")
        cookies.append(client.cookies["SC_ANALYTICS_GLOBAL_COOKIE"].value)
    goal = Goal.objects.create(site=Site.objects.get(), name="Sign-up", points=5)
    connection.close()
    return Prepared(str(KEY), tuple(cookies), str(goal.guid))


def empty_database() -> None:
    """Set Django up, on the benchmark's database with empty tables and an empty cache."""
    django.setup()
    from django.core.cache import cache
    from django.core.management import call_command

    create_database()
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    cache.clear()


def create_database() -> None:
    """Make the benchmark's own database if it is not there."""
    import psycopg
    from django.conf import settings
    from psycopg import sql

    wanted = settings.DATABASES["default"]
    server = {"host": wanted["HOST"], "port": wanted["PORT"] or 5432, "user": wanted["USER"]}
    with psycopg.connect(dbname="postgres", autocommit=True, password=wanted["PASSWORD"] or None, **server) as session:
        if not session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [wanted["NAME"]]).fetchone():
            session.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(wanted["NAME"])))


def make_pages() -> None:
    from django_jss.content.models import Item
    from django_jss.personalization.authoring import VariantInput, save_rule_set
    from django_jss.personalization.models import VariantAction
    from tests.factories.pages import make_component, make_item, make_page, make_site, place

    site = make_site("benchmark")
    text = make_component(site, "Text", {"heading": "Single-Line Text", "body": "Rich Text"})
    other = make_item(Item.objects.get(path="/Components"), "other", "Text", {"heading": "Again", "body": "<p>x</p>"})
    body = "<p>" + "All work and no play makes a long paragraph. " * 12 + "</p>"
    for name in ("static", "personalized"):
        page = make_page(site, name)
        shown = [place(page, text, values={"heading": f"No. {number}", "body": body}) for number in range(20)]
    rule = {"version": 1, "rule": {"condition": "visit_number", "comparison": "at_least", "value": 2}}
    save_rule_set(
        page, shown[0].uid, [VariantInput(None, "Returning", rule, VariantAction.DATASOURCE, datasource=other)]
    )
