"""Segments: who is in them, as the same rules say that decide on pages; and how many a rule would match."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from django_jss.engine.rules import read_rule
from django_jss.models import Contact, Goal, Segment, Site, Visit
from django_jss.personalization.segments import estimate, members
from django_jss.sites import directory
from django_jss.sites.directory import SiteInfo
from tests.factories.analytics import GoalFactory
from tests.factories.pages import KEY, make_page, make_site
from tests.factories.personalization import goal_triggered, rule, visits_at_least

LAYOUT = "/sitecore/api/layout/render/jss"
TRACK = f"/sitecore/api/jss/track/event?sc_apikey={KEY}&sc_site=shop"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"


@pytest.fixture
def site(db: None) -> Site:
    site = make_site()
    make_page(site, "about")
    return site


@pytest.fixture
def info(site: Site) -> SiteInfo:
    found = directory.current().site_by_id(site.pk)
    assert found is not None
    return found


@pytest.fixture
def goal(site: Site) -> Goal:
    return GoalFactory(site=site, name="Sign up", points=10)


def visit(*pages: str, goal: Goal | None = None, **headers: str) -> str:
    """Somebody new views these pages, and perhaps triggers the goal; the contact's GUID."""
    client = Client(headers=headers)
    before = set(Contact.objects.values_list("guid", flat=True))
    for page in pages:
        client.get(LAYOUT, {"item": page, "sc_apikey": str(KEY), "sc_site": "shop"})
    if goal:
        client.post(TRACK, [{"goalId": str(goal.guid)}], content_type="application/json")
    (new,) = set(Contact.objects.values_list("guid", flat=True)) - before
    return str(new)


def segment_of(site: Site, *conditions: dict[str, Any], name: str = "Segment") -> Segment:
    return Segment.objects.create(site=site, name=name, rule=rule(*conditions))


def test_members_are_those_for_whom_the_rule_holds_now(site: Site, goal: Goal) -> None:
    signed, _reader = visit("/", goal=goal), visit("/", "/about")
    segment = segment_of(site, goal_triggered(goal.guid, "ever"))

    assert list(members(segment)) == [signed]
    assert set(members(segment_of(site, name="All"))) == set(map(str, Contact.objects.values_list("guid", flat=True)))


@pytest.mark.parametrize(
    ("condition", "matching"),
    [
        ({"condition": "contact_page_views", "comparison": "at_least", "value": 2}, {"reader"}),
        ({"condition": "entry_page", "comparison": "equals", "value": "/about"}, {"phone"}),
        ({"condition": "device_type", "kinds": ["phone"]}, {"phone"}),
        ({"condition": "page_below_seen", "path": "/", "times": 1, "span": "ever"}, {"reader", "phone"}),
        ({"condition": "query_parameter", "name": "x", "comparison": "equals", "value": "y"}, set()),
        ({"condition": "is_authenticated"}, set()),
    ],
)
def test_what_is_kept_of_contacts_answers_and_what_only_a_request_tells_is_unknown(
    site: Site, condition: dict[str, Any], matching: set[str]
) -> None:
    people = {
        visit("/"): "newcomer",
        visit("/", "/about"): "reader",
        visit("/about", **{"User-Agent": PHONE}): "phone",
    }

    assert {people[guid] for guid in members(segment_of(site, condition))} == matching


def test_members_cost_the_same_queries_for_many_as_for_few(site: Site, goal: Goal) -> None:
    history = {"condition": "goal_count", "goal": str(goal.guid), "times": 1, "span": "days", "length": 30}
    segment = segment_of(site, history, {"condition": "page_below_seen", "path": "/", "times": 1, "span": "ever"})

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            list(members(segment))
        return len(captured)

    visit("/about", goal=goal)
    list(members(segment))
    few = queries()
    for _ in range(4):
        visit("/about", goal=goal)

    assert queries() == few
    assert len(list(members(segment))) == 5


def test_page_shows_what_the_segment_says(site: Site, goal: Goal) -> None:
    segment = segment_of(site, goal_triggered(goal.guid, "ever"))
    visit("/", goal=goal)

    used = rule({"condition": "in_segment", "segment": str(segment.guid)})

    assert list(members(Segment(site=site, rule=used))) == list(members(segment))


def test_estimate_counts_and_shows_examples_with_reasons(info: SiteInfo, goal: Goal) -> None:
    signed = {visit("/", goal=goal) for _ in range(2)}
    for _ in range(7):
        visit("/")

    found = estimate(read_rule(rule(goal_triggered(goal.guid, "ever"))), info)

    assert (found.total, found.looked_at, found.matching, found.about, found.is_sampled) == (9, 9, 2, 2, False)
    assert {example.contact for example in found.matches} == signed
    assert len(found.others) == 5
    assert found.matches[0].trace.parts[0].sentence.startswith("the goal “Sign up” was triggered")


def test_estimate_counts_who_came_twice_once(info: SiteInfo) -> None:
    visit("/")
    latest = Visit.objects.get()
    Visit.objects.create(
        contact=latest.contact,
        device=latest.device,
        site=latest.site,
        number=2,
        started_at=latest.started_at + timedelta(days=1),
        last_activity_at=latest.last_activity_at + timedelta(days=1),
    )

    assert estimate(read_rule(rule(visits_at_least(1))), info, now=timezone.now() + timedelta(days=2)).total == 1


def test_estimate_that_runs_out_of_time_is_a_sample(
    info: SiteInfo, goal: Goal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django_jss.personalization.segments.BATCH", 2)
    for _ in range(6):
        visit("/")

    found = estimate(read_rule(rule(visits_at_least(1))), info, seconds=0)

    assert (found.total, found.looked_at, found.about, found.is_sampled) == (6, 2, 6, True)


def ask_estimate(client: Client, site: Site, document: str) -> Any:
    return client.post(reverse("admin:django_jss_segment_estimate", args=[site.pk]), {"rule": document})


def test_builder_is_told_the_estimate_in_words(admin_client: Client, site: Site) -> None:
    visit("/")

    told = ask_estimate(admin_client, site, json.dumps(rule(visits_at_least(2)))).json()

    assert told["sentence"] == "Of the 1 visitor of the last 30 days 0 would match."
    assert told["examples"][1]["contacts"][0]["why"] == ["✗ the number of visits is at least 2"]
    assert ask_estimate(admin_client, site, "").json()["sentence"].endswith("1 would match.")


@pytest.mark.parametrize("document", ["{", "[]", '{"version": 1, "rule": {"condition": "gone"}}', "\0"])
def test_estimate_of_what_is_no_rule_is_refused(admin_client: Client, site: Site, document: str) -> None:
    assert ask_estimate(admin_client, site, document).status_code == 400


def test_estimate_needs_the_right_to_see_contacts(client: Client, site: Site) -> None:
    user = User.objects.create_user("author", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="change_item"))
    client.force_login(user)

    assert ask_estimate(client, site, "").status_code == 403


def test_admin_exports_members_without_formulas(admin_client: Client, site: Site) -> None:
    guid = visit("/")
    segment = segment_of(site, name="=cmd()")
    changelist = reverse("admin:django_jss_segment_changelist")

    def export(action: str) -> str:
        return admin_client.post(changelist, {"action": action, "_selected_action": [segment.pk]}).content.decode()

    assert export("export_members_csv").splitlines() == ["segment,contact", f"'=cmd(),{guid}"]
    assert json.loads(export("export_members_json")) == [{"segment": "=cmd()", "contacts": [guid]}]
    assert (
        "has 1 member"
        in admin_client.post(
            changelist, {"action": "count_members", "_selected_action": [segment.pk]}, follow=True
        ).content.decode()
    )


def run(*arguments: str) -> str:
    output = StringIO()
    call_command("jss_segment", *arguments, stdout=output)
    return output.getvalue()


def test_command_lists_segments_and_members(site: Site) -> None:
    guid = visit("/")
    segment = segment_of(site, visits_at_least(1), name="Everybody")

    assert "the number of visits is at least 1" in run()
    assert run("Everybody").split() == [guid]
    assert run(str(segment.guid), "--count").split() == ["1"]
    assert json.loads(run("Everybody", "--format", "json"))["contacts"] == [guid]
    assert run("Everybody", "--format", "csv").split() == ["contact", guid]


def test_command_says_which_segments_there_are(site: Site) -> None:
    segment_of(site, name="Everybody")

    with pytest.raises(CommandError, match="There are: Everybody"):
        run("Nobody")
