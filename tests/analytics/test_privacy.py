"""What is kept can be handed out, forgotten, and does not stay longer than it may."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from django_jss.analytics.client.kept import Client as Sender
from django_jss.analytics.consent import Consent
from django_jss.analytics.erasure import erase
from django_jss.analytics.identity import contact_of
from django_jss.analytics.retention import KINDS, purge
from django_jss.analytics.visitors import Visitor
from django_jss.models import ConsentChange, Contact, Device, Event, Identifier, PageView, Site, TurnedAway, Visit
from django_jss.signals import contact_erased
from django_jss.sites import directory
from tests.factories.analytics import GoalFactory, event_record, goal_record, page_view, visitor_with
from tests.factories.pages import KEY, make_site

pytestmark = pytest.mark.django_db

SOURCE = {"referrer_host": "news.example.com", "utm_term": "ann"}
SENDER = Sender("https://news.example.com/secret", "Browser of Ann", "192.0.2.0", SOURCE)


def somebody(site: Site, identifier: str = "ann") -> Visitor:
    """Somebody of whom everything is known, and to whom another contact went over."""
    info = directory.current().site_by_id(site.pk)
    for _ in range(2):
        visitor = visitor_with(sender=SENDER)
        visitor.enter(info)
        goal = GoalFactory(site=site)
        visitor.record(
            [
                page_view("/orders/4711", data={"email": "ann@example.com"}),
                goal_record(goal),
                event_record(data={"a": 1}),
            ],
            site_id=site.pk,
        )
        visitor.choose(Consent.GIVEN)
        visitor.identify("shop", identifier, {"city": "Aarhus"})
    return visitor


def disclosed(*arguments: str) -> Any:
    out = StringIO()
    call_command("jss_disclose", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_all_that_is_kept_is_handed_out(site: Site) -> None:
    somebody(site)

    found = disclosed("--source", "shop", "--identifier", "ann")

    assert found["contact"]["attributes"] == {"city": "Aarhus"}
    assert [entry["value"] for entry in found["identifiers"]] == ["ann"]
    assert len(found["devices"]) == len(found["visits"]) == 2
    assert [consent["isGiven"] for consent in found["consents"]] == [True, True]
    visit = found["visits"][0]
    assert (visit["site"], visit["referrer"], visit["ipAddress"]) == (site.name, SENDER.referrer, "192.0.2.0")
    assert visit["pageViews"][0]["data"] == {"email": "ann@example.com"}
    assert [event["kind"] for event in visit["events"]] == ["goal", "event"]


@pytest.mark.parametrize("model", [Contact, Device, Visit, PageView, Event, Identifier, ConsentChange])
def test_no_column_is_left_out_of_what_is_handed_out(site: Site, model: Any) -> None:
    somebody(site)
    text = json.dumps(disclosed("--source", "shop", "--identifier", "ann"))
    inner = {"id", "contact", "device", "latest_visit", "visit", "key", "merged_into", "previous_visit_at"}

    missing = []
    for field in model._meta.concrete_fields:
        first, *rest = field.name.split("_")
        name = first + "".join(part.capitalize() for part in rest)
        if field.name not in inner and f'"{name}"' not in text:
            missing.append(field.name)

    assert missing == []


def test_erased_contact_leaves_nothing(site: Site, django_capture_on_commit_callbacks: Any) -> None:
    somebody(site)
    other = visitor_with()
    other.record([page_view()], site_id=site.pk)
    told: list[Any] = []

    def hear(sender: Any, contact_guid: Any, **kwargs: Any) -> None:
        told.append(contact_guid)

    contact = contact_of("shop", "ann")
    assert contact is not None
    contact_erased.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            call_command("jss_erase", contact=str(contact.guid), no_input=True, stdout=StringIO())
    finally:
        contact_erased.disconnect(hear)

    assert told == [contact.guid]
    assert [model._default_manager.count() for model in (Contact, Device, Visit, PageView)] == [1, 1, 1, 1]
    assert [model._default_manager.count() for model in (Event, Identifier, ConsentChange)] == [0, 0, 0]
    assert other.known is not None


def test_anonymised_visits_stay_without_their_owner(site: Site, settings: Any) -> None:
    settings.DJANGO_JSS = {"ERASURE": "anonymise"}
    visitor = somebody(site)
    contact = contact_of("shop", "ann")
    assert contact is not None

    erase(contact)

    assert (PageView.objects.count(), Event.objects.count()) == (2, 4)
    visits = list(Visit.objects.select_related("contact"))
    assert len({visit.contact_id for visit in visits}) == 2
    kept = json.dumps(
        [list(model._default_manager.values()) for model in (Contact, Visit, PageView, Event)], default=str
    )
    for trace in (
        "ann@example",
        "Aarhus",
        "192.0.2",
        "Browser",
        "news.example.com",
        "4711",
        str(contact.guid),
        visitor.device_guid.hex,
    ):
        assert trace not in kept
    assert not Device.objects.exists()


def test_browser_of_somebody_erased_is_somebody_new(site: Site) -> None:
    visitor = somebody(site)
    contact = contact_of("shop", "ann")
    assert contact is not None
    erase(contact)

    back = visitor_with(str(visitor.cookie))
    back.record([page_view()], site_id=site.pk)

    assert back.visit_number == 1
    assert Contact.objects.get().guid != contact.guid


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Name the contact"),
        (["--source", "shop"], "Name the contact"),
        (["--contact", "x"], "--contact"),
        (["--source", "shop", "--identifier", "nobody"], "no such contact"),
    ],
)
@pytest.mark.parametrize("command", ["jss_disclose", "jss_erase"])
def test_contact_must_be_named(command: str, arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command(command, *arguments)


def test_erasing_asks_first(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody(site)
    monkeypatch.setattr("builtins.input", lambda question: "")

    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("jss_erase", "--source", "shop", "--identifier", "ann")

    assert contact_of("shop", "ann") is not None


def age(days: int) -> None:
    """Let everything have happened so many days earlier."""
    earlier = timedelta(days=days)
    for model, *columns in (
        (Visit, "started_at", "last_activity_at"),
        (PageView, "at"),
        (Event, "at"),
        (Contact, "created_at", "last_visit_at"),
        (Device, "created_at"),
        (ConsentChange, "at"),
    ):
        for row in model._default_manager.all():
            changes = {column: getattr(row, column) - earlier for column in columns}
            model._default_manager.filter(pk=row.pk).update(**changes)


def run_purge(*arguments: str) -> str:
    out = StringIO()
    call_command("jss_purge", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_what_is_too_old_goes_kind_by_kind(site: Site) -> None:
    somebody(site, "old")
    TurnedAway.objects.create(
        site=site, on=timezone.now().date() - timedelta(days=400), reason="bot", agent="x", count=1
    )
    age(400)
    somebody(site, "new")

    said = run_purge(*(f"--older-than={kind}=365" for kind in KINDS), "--batch=1")

    assert "visits: 2 removed" in said
    assert (Visit.objects.count(), PageView.objects.count(), Event.objects.count()) == (2, 2, 4)
    assert list(Identifier.objects.values_list("value", flat=True)) == ["new"]
    assert not TurnedAway.objects.exists()


def test_details_are_cleared_and_the_visit_stays(site: Site, settings: Any) -> None:
    settings.DJANGO_JSS = {"RETENTION": {"details": timedelta(days=30)}}
    somebody(site)
    age(40)

    assert "details: 2 cleared" in run_purge()

    kept = Visit.objects.values_list("ip_address", "user_agent", "referrer", "source", "exit_path")
    assert list(kept) == [(None, "", "", {}, "/orders/4711")] * 2
    assert "details: 0" in run_purge()


def test_dry_run_only_tells(site: Site) -> None:
    somebody(site)
    age(40)

    assert "visits: 2 older than 30 days" in run_purge("--older-than=visits=30", "--dry-run")
    assert Visit.objects.count() == 2


def test_purge_that_was_interrupted_goes_on(site: Site) -> None:
    somebody(site)
    age(40)
    batches = purge("page_views", timezone.now() - timedelta(days=30), at_most=1)
    next(batches)
    batches.close()  # type: ignore[attr-defined]
    assert PageView.objects.count() == 1

    assert sum(purge("page_views", timezone.now() - timedelta(days=30), at_most=1)) == 1


def test_batch_costs_the_same_however_many_rows_it_has(
    site: Site, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(4):
        somebody(site, str(number))
    age(40)

    with django_assert_num_queries(2, exact=False):
        sum(purge("details", timezone.now() - timedelta(days=30), at_most=4) for _ in ()) or next(
            purge("details", timezone.now() - timedelta(days=30), at_most=4)
        )


@pytest.mark.parametrize("wrong", ["visits", "visits=x", "x=3", "visits=-1"])
def test_age_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(CommandError, match="KIND=DAYS"):
        run_purge(f"--older-than={wrong}")


@pytest.mark.parametrize(
    ("kept", "expected"), [("full", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)"), ("none", "")]
)
def test_user_agent_is_kept_as_the_setting_says(client: Client, settings: Any, kept: str, expected: str) -> None:
    settings.DJANGO_JSS = {"USER_AGENTS": kept}
    make_site()
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)"

    url = f"/sitecore/api/layout/render/jss?item=/&sc_apikey={KEY}&sc_site=shop"
    client.get(url, headers={"User-Agent": agent})

    assert Visit.objects.get().user_agent == expected


def test_user_agent_may_be_kept_as_its_parts(client: Client, settings: Any) -> None:
    settings.DJANGO_JSS = {"USER_AGENTS": "parts"}
    make_site()
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0 my-secret-build"

    client.get(f"/sitecore/api/layout/render/jss?item=/&sc_apikey={KEY}", headers={"User-Agent": agent})

    stored = Visit.objects.get().user_agent
    assert "Firefox" in stored
    assert "secret" not in stored


def test_logs_tell_nothing_personal(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    make_site()
    secrets = ["ann@example.com", "203.0.113.77", "BrowserOfAnn", "referrer-of-ann"]
    caplog.set_level(logging.DEBUG)
    headers = {"User-Agent": secrets[2], "Referer": f"https://{secrets[3]}.example/", "X-Forwarded-For": secrets[1]}
    track = f"/sitecore/api/jss/track/event?sc_apikey={KEY}&sc_site=shop"

    client.get(f"/sitecore/api/layout/render/jss?item=/&sc_apikey={KEY}&sc_camp={secrets[0]}", headers=headers)
    for body in ([{"goalId": secrets[0]}], [{"error": secrets[0]}], "{" + secrets[0], [{"searchFor": secrets[0]}]):
        client.post(track, body, "application/json", headers=headers)
    client.post(
        f"/sitecore/api/jss/identify?sc_apikey={KEY}", {"source": "x", "identifier": secrets[0]}, "application/json"
    )

    assert [secret for secret in secrets if secret in caplog.text] == []
