"""The published npm clients, unmodified, against a running server: what they are content with, and what it then stores.

Node makes all checks of one client in one run (`tests/js/run.js`, the versions in `tests/js/versions.json`); each check
becomes a test here, and where the check tracks something, its test looks up what the database holds of that visitor.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db.models import QuerySet
from django.test import override_settings
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from django_jss.analytics.visitors import Visitor
from django_jss.layout.explaining import explain
from django_jss.layout.query import LayoutQuery
from django_jss.models import (
    Campaign,
    Contact,
    Event,
    Goal,
    Item,
    Outcome,
    PageEvent,
    PersonalizationVariant,
    Rendering,
    Site,
    VariantAction,
    Visit,
)
from django_jss.personalization.authoring import VariantInput, save_rule_set
from django_jss.sites import directory
from tests.contract.conftest import JS
from tests.factories.analytics import TestOrigin

pytestmark = pytest.mark.node

VERSIONS: dict[str, Any] = json.loads((JS / "versions.json").read_text())
API_KEY = "{1F5A3B2C-9D8E-4F70-A1B2-C3D4E5F60718}"


def checks_of(client: str) -> list[str]:
    return [*VERSIONS["checks"]["every driver"], *VERSIONS["checks"][VERSIONS["clients"][client]["driver"]]]


CHECKS = [(client, check) for client in VERSIONS["clients"] for check in checks_of(client)]


@pytest.fixture(scope="module")
def database(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database for the whole module: one site, one server, a visitor for each check.

    It is made here: pytest-django makes one only for tests that are marked, each in a transaction of its own.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        yield
        teardown_databases(made, verbosity=0)
        cache.clear()


@pytest.fixture(scope="module")
def world(database: None) -> Iterator[dict[str, Any]]:
    """What `run.js` has to know; the server runs as long as the module."""
    manifests = [str(JS / "fixtures" / f"lighthouse.{language}.json") for language in ("en", "de")]
    call_command("jss_import", *manifests, api_key=API_KEY, verbosity=0)
    site = Site.objects.get(name="lighthouse")
    definitions = {
        "event": PageEvent.objects.create(site=site, name="Brochure opened", points=1),
        "goal": Goal.objects.create(site=site, name="Ticket bought", points=25),
        "outcome": Outcome.objects.create(site=site, name="Sale"),
        "campaign": Campaign.objects.create(site=site, name="Spring mailing"),
        "letter": Goal.objects.create(site=site, name="Letter wanted", points=5),
    }
    personalize_hero(site, definitions["letter"].guid)
    # A balancer and the app's host stand in front of Django.
    proxies = {"TRUSTED_PROXIES": 2}
    with override_settings(ALLOWED_HOSTS=["localhost"], SESSION_COOKIE_SECURE=False, DJANGO_JSS=proxies):
        server = LiveServer("localhost")
        yield {"host": server.url, "site": site.name, "apiKey": API_KEY} | {
            kind: {"id": f"{{{str(definition.guid).upper()}}}", "name": definition.name}
            for kind, definition in definitions.items()
        }
        server.stop()


def personalize_hero(site: Site, goal: UUID) -> None:
    """The first component of the home page tells another story to those who triggered the goal."""
    home = Item.objects.get(site=site, path="/home")
    hero = Rendering.objects.get(
        layout__item=home, layout__stage="published", layout__language=None, component__name="Story"
    )
    other = Item.objects.filter(template=hero.datasource.template).exclude(pk=hero.datasource.pk).first()
    rule = {"version": 1, "rule": {"condition": "goal_triggered", "goal": str(goal), "period": "ever"}}
    variant = VariantInput(None, "Wants the letter", rule, VariantAction.DATASOURCE, datasource=other)
    save_rule_set(home, hero.uid, [variant])


@pytest.fixture(scope="module")
def outcomes(node: str, world: dict[str, Any]) -> Callable[[str], dict[str, Any]]:
    """All outcomes of a client by check; Node runs when the first is asked for."""
    known: dict[str, dict[str, Any]] = {}

    def of(client: str) -> dict[str, Any]:
        if client not in known:
            known[client] = run_checks(node, client, world)
        return known[client]

    return of


def run_checks(node: str, client: str, world: dict[str, Any]) -> dict[str, Any]:
    command = [node, "run.js", client]
    run = subprocess.run(
        command, check=False, cwd=JS, input=json.dumps(world), capture_output=True, text=True, timeout=120
    )
    if run.returncode:
        pytest.fail(f"run.js ended with {run.returncode}: {run.stderr[-3000:]}")
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    return {line["check"]: line for line in lines}


@dataclass(frozen=True, slots=True)
class Trace:
    """What one visitor left behind: found by the browser's name, to be held against the cookie it was given."""

    mark: str
    cookie: str | None

    @property
    def visits(self) -> QuerySet[Visit]:
        return Visit.objects.filter(user_agent__endswith=f" {self.mark}").order_by("number")

    @property
    def visit(self) -> Visit:
        return self.visits.get()

    @property
    def contact(self) -> Contact:
        assert self.cookie is not None
        return Contact.objects.get(devices__guid=UUID(self.cookie))

    def events(self) -> list[Event]:
        return list(Event.objects.filter(visit__in=self.visits).select_related("page_view").order_by("id"))

    def pages(self) -> list[str]:
        """Names of the pages viewed, in order."""
        names = dict(Item.objects.filter(site__name="lighthouse").values_list("guid", "name"))
        return [names[view.item_guid] for visit in self.visits for view in visit.page_views.order_by("sequence")]


def left_nothing(trace: Trace) -> None:
    assert not trace.visits.exists()
    assert trace.cookie is None


def viewed(*pages: str) -> Callable[[Trace], None]:
    def stored(trace: Trace) -> None:
        assert trace.pages() == list(pages)
        assert trace.visit.contact == trace.contact
        assert trace.visit.page_view_count == trace.contact.page_view_count == len(pages)
        assert trace.contact.visit_count == 1
        assert trace.events() == []

    return stored


def no_page_view(trace: Trace) -> None:
    assert trace.pages() == []


def event_with_its_data(trace: Trace) -> None:
    (event,) = trace.events()
    assert (event.kind, event.name, event.points) == ("event", "Brochure opened", 1)
    assert event.data == {"document": "keepers.pdf", "pages": 12}
    assert event.page_view is not None
    assert event.page_view.path == "/about"


def goal_with_its_points(trace: Trace) -> None:
    (event,) = trace.events()
    assert (event.kind, event.name, event.points) == ("goal", "Ticket bought", 25)
    assert trace.visit.engagement_value == trace.contact.engagement_value == 25
    assert trace.contact.goal_counts == {str(event.definition_guid): 1}


def outcome_with_its_value(trace: Trace) -> None:
    (event,) = trace.events()
    assert (event.kind, event.name, event.monetary_value, event.currency) == ("outcome", "Sale", 12.5, "EUR")


def credited_campaign(trace: Trace) -> None:
    assert trace.visit.campaign == Campaign.objects.get(name="Spring mailing")


def batch_in_order(trace: Trace) -> None:
    first, second = trace.visit.page_views.order_by("sequence")
    events = [(event.kind, event.page_view) for event in trace.events()]
    assert events == [("event", first), ("goal", second), ("outcome", second)]
    assert trace.events()[-1].monetary_value == 30


def from_where_the_browser_came(trace: Trace) -> None:
    assert trace.visit.referrer == "https://news.example/story"
    assert trace.visit.ip_address == "198.51.100.0"


def two_visits_of_one_contact(trace: Trace) -> None:
    first, second = trace.visits
    assert first.contact == second.contact == trace.contact
    assert (first.number, second.number, trace.contact.visit_count) == (1, 2, 2)
    assert first.ended_at is not None
    assert second.ended_at is None
    assert trace.pages() == ["home", "about"]


def explained_by_the_goal(trace: Trace) -> None:
    """`explain` says of this visitor why the hero is another one."""
    origin = TestOrigin(f"{trace.cookie}|False")
    query = LayoutQuery("lighthouse", directory.current().site_named("lighthouse"), "/", "en", timezone.now())

    explanation = explain(query, visitor=Visitor(origin))

    assert explanation is not None
    (hero,) = explanation.as_json()["renderings"]
    assert hero["variant"] == str(PersonalizationVariant.objects.get().guid)
    (tried,) = hero["tried"]
    assert (tried["verdict"], "Letter wanted" in tried["rule"]) == (True, True)
    assert list(tried["trace"]["seen"]) == ["contact_goals"]


STORED: dict[str, Callable[[Trace], None]] = {
    "route_found": viewed("home"),
    "second_language": viewed("about"),
    "not_found": no_page_view,
    "missing_translation_not_found": no_page_view,
    "wrong_key_rejected": left_nothing,
    "page_view_stored": viewed("about"),
    "untracked_visit_leaves_nothing": left_nothing,
    "same_visitor_on_second_call": viewed("home", "about"),
    "campaign_in_page_query": credited_campaign,
    "page_view_tracked": viewed("home", "home"),
    "event_tracked": event_with_its_data,
    "goal_tracked": goal_with_its_points,
    "goal_changes_the_hero": explained_by_the_goal,
    "outcome_tracked": outcome_with_its_value,
    "campaign_tracked": credited_campaign,
    "batch_tracked": batch_in_order,
    "unknown_id_rejected": viewed("home"),
    "referrer_and_address_pass_through": from_where_the_browser_came,
    "flush_ends_visit": two_visits_of_one_contact,
}


@pytest.mark.parametrize(("client", "check"), CHECKS, ids=[f"{client}-{check}" for client, check in CHECKS])
def test_published_client_is_served(client: str, check: str, outcomes: Callable[[str], dict[str, Any]]) -> None:
    outcome = outcomes(client)[check]
    assert outcome["error"] is None, outcome["error"]

    if check in STORED:
        STORED[check](Trace(mark=f"{client}/{check}", cookie=outcome["contact"]))
