"""History of another system, line by line: stored in large pieces, once, and never half."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from django_jss.models import Contact, Counting, Device, Event, Item, Language, PageView, Site, Visit
from django_jss.sites import directory
from django_jss.sites.directory import SiteInfo
from django_jss.tracker.bulk import ingest
from tests.factories.analytics import CampaignFactory, GoalFactory, page_view, visitor_with

START = datetime(2026, 5, 1, 9, tzinfo=UTC)


def line(minutes: int = 0, visitor: str = "a", **entry: Any) -> dict[str, Any]:
    return {"visitor": visitor, "$at": (START + timedelta(minutes=minutes)).isoformat(), **entry}


def send(site: SiteInfo, *told: Any, first: int = 1, **options: Any) -> Any:
    lines = (json.dumps(each).encode() if isinstance(each, dict) else each for each in told)
    return ingest(site, dict(enumerate(lines, first)), **options)


def test_lines_become_visits_with_pages_and_events(site: Site, page: Item, site_info: SiteInfo) -> None:
    goal = GoalFactory(site=site, name="Sign-up", points=5)
    CampaignFactory(site=site, name="Spring")
    lines = [
        line(0, pageId=str(page.guid), referrer="https://www.google.com/", userAgent="Firefox", ip="203.0.113.77"),
        line(1, goalId="sign-up", plan="pro"),
        line(1, campaignId="spring"),
        line(90, pageId=str(page.guid), url="/about?x=1"),
        line(2, "b", searchFor="shoes"),
    ]

    done = send(site_info, *lines)

    assert (done.stored, done.known, done.faults) == (5, 0, [])
    contact = Contact.objects.get(visit_count=2)
    assert (contact.page_view_count, contact.engagement_value) == (2, 5)
    assert contact.goal_counts == {str(goal.guid): 1}
    assert contact.first_visit_at == START
    first, second = contact.visits.order_by("number")
    assert (first.number, first.page_view_count, first.engagement_value) == (1, 1, 5)
    assert (first.channel.alias, first.ip_address, first.user_agent) == ("organic-search", "203.0.113.0", "Firefox")
    assert first.campaign is not None
    assert second.previous_visit_at == first.started_at
    assert Event.objects.get(kind="goal").page_view == first.page_views.get()
    assert Device.objects.get(contact=contact).latest_visit == second


def test_second_run_stores_nothing(page: Item, site_info: SiteInfo) -> None:
    lines = [line(0, pageId=str(page.guid)), line(1, error="x", **{"$id": str(uuid4())})]
    send(site_info, *lines)
    before = list(Visit.objects.values()), list(Contact.objects.values())

    done = send(site_info, *lines)

    assert (done.stored, done.known) == (0, 2)
    assert (list(Visit.objects.values()), list(Contact.objects.values())) == before


def test_later_piece_goes_on_with_the_visit(page: Item, site_info: SiteInfo) -> None:
    send(site_info, line(0, pageId=str(page.guid)))
    send(site_info, line(5, pageId=str(page.guid)), line(6, error="x"))

    visit = Visit.objects.get()
    assert (visit.page_view_count, Contact.objects.get().page_view_count) == (2, 2)
    assert sorted(PageView.objects.values_list("sequence", flat=True)) == [1, 2]


def test_history_of_a_browser_that_is_known_joins_its_contact(site: Site, site_info: SiteInfo) -> None:
    visitor = visitor_with()
    visitor.record([page_view()], site_id=site.pk)

    send(site_info, line(0, str(visitor.cookie), error="x"))

    assert Contact.objects.get().visit_count == Visit.objects.count() == 2


def test_history_of_a_browser_leaves_its_visit_of_now_alone(site: Site, site_info: SiteInfo) -> None:
    visitor = visitor_with()
    visitor.record([page_view()], site_id=site.pk)

    send(site_info, line(0, str(visitor.cookie), error="x"))

    assert Device.objects.get().latest_visit == Visit.objects.latest("started_at")


def test_event_of_a_later_piece_is_on_the_page_of_the_one_before(page: Item, site_info: SiteInfo) -> None:
    send(site_info, line(0, pageId=str(page.guid)))
    send(site_info, line(5, error="x"))

    assert Event.objects.get().page_view == PageView.objects.get()


def test_campaign_that_is_over_is_credited_with_history(site: Site, site_info: SiteInfo) -> None:
    campaign = CampaignFactory(site=site, alias="spring", ends_at=START + timedelta(days=1))

    assert send(site_info, line(0, campaignId="spring")).faults == []
    assert Visit.objects.get().campaign == campaign


def test_goal_that_counts_once_does(site: Site, site_info: SiteInfo) -> None:
    GoalFactory(site=site, name="Read", counting=Counting.ONCE_PER_VISIT)

    send(site_info, line(0, goalId="read"), line(1, goalId="read"), line(90, goalId="read"))

    assert Event.objects.count() == 2


WRONG: list[tuple[Any, str]] = [
    (b"", ""),
    (b"{", ""),
    (b"[]", ""),
    (b"\xff", ""),
    (b"[" * 100_000, ""),
    ({"error": "x", "$at": "2026-01-01"}, "visitor"),
    ({"visitor": "", "error": "x", "$at": "2026-01-01"}, "visitor"),
    ({"visitor": "a", "error": "x"}, "$at"),
    ({"visitor": "a", "error": "x", "$at": "never"}, "$at"),
    ({"visitor": "a", "$at": "2026-01-01"}, ""),
    ({"visitor": "a", "$at": "2026-01-01", "goalId": "nothing"}, "goalId"),
    ({"visitor": "a", "$at": "2026-01-01", "error": "x", "ip": 5}, "ip"),
    ({"visitor": "a", "$at": "2026-01-01", "pageId": str(uuid4())}, "pageId"),
]


@pytest.mark.parametrize(("told", "field"), WRONG)
def test_wrong_line_is_named_and_nothing_is_stored(db: None, site_info: SiteInfo, told: Any, field: str) -> None:
    done = send(site_info, line(0, error="x"), told, first=11)

    assert {(fault.number, fault.field) for fault in done.faults} == {(12, field)}
    assert not Visit.objects.exists()
    assert send(site_info, line(0, error="x"), told, skip_invalid=True).stored == 1


def test_number_of_statements_does_not_grow_with_the_lines(page: Item, site_info: SiteInfo) -> None:
    def statements(visitors: int) -> int:
        lines = [
            line(minute, f"{visitors}-{visitor}", pageId=str(page.guid))
            for visitor in range(visitors)
            for minute in (0, 1)
        ]
        with CaptureQueriesContext(connection) as queries:
            send(site_info, *lines)
        return len(queries)

    statements(1)
    assert statements(40) <= statements(2) + 4


def run(path: Path, *arguments: str) -> str:
    out = StringIO()
    call_command("jss_ingest", str(path), *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "history.ndjson"
    path.write_text("".join(json.dumps(line(number, error=f"{number}")) + "\n" for number in range(10)))
    return path


def test_command_stores_a_file(site: Site, file: Path) -> None:
    assert (
        run(file, f"--site={site.name}", "--chunk=3")
        == "10 lines: 10 records stored, 0 known already, 0 faults skipped.\n"
    )
    assert Event.objects.count() == 10
    assert list(file.parent.iterdir()) == [file]


def test_command_that_stopped_at_a_wrong_line_goes_on_there(site: Site, file: Path) -> None:
    good = file.read_bytes()
    parts = good.splitlines(keepends=True)
    file.write_bytes(b"".join([*parts[:7], b"wrong\n", *parts[7:]]))
    with pytest.raises(CommandError, match="Nothing from line 7 on"):
        run(file, f"--site={site.name}", "--chunk=3")
    assert Event.objects.count() == 6

    file.write_bytes(good)

    assert run(file, f"--site={site.name}", "--chunk=3").startswith("10 lines: 4 records stored, 0 known")
    assert run(file, f"--site={site.name}", "--restart").startswith("10 lines: 0 records stored, 10 known")


def test_parts_of_a_file_make_the_whole_and_none_shares_a_visitor(site: Site, file: Path) -> None:
    names = [f"visitor-{number % 7}" for number in range(60)]
    names[3] = "Zoë"
    texts = [json.dumps(line(n, name, error=f"{n}"), ensure_ascii=n % 2 == 0) for n, name in enumerate(names)]
    texts.append(json.dumps(line(60, f"{uuid4()}|False", error="60", note='"visitor": "somebody else"')))
    file.write_text("\n".join(texts))

    stored = [int(run(file, f"--site={site.name}", f"--part={n}/3", "--chunk=4").split()[2]) for n in (1, 2, 3)]

    assert sum(stored) == Event.objects.count() == 61
    assert min(stored) > 0
    assert Contact.objects.count() == 9
    assert list(file.parent.iterdir()) == [file]


def test_part_that_stopped_goes_on_where_it_was(site: Site, file: Path) -> None:
    good = [json.dumps(line(n, f"v{n % 5}", error=f"{n}")) for n in range(40)]
    file.write_text("\n".join([*good, "wrong"]))
    run(file, f"--site={site.name}", "--part=2/2", "--chunk=3")
    with pytest.raises(CommandError, match="1 faults"):
        run(file, f"--site={site.name}", "--part=1/2", "--chunk=3")
    before = Event.objects.count()

    file.write_text("\n".join(good))

    assert f"{40 - before} records stored" in run(file, f"--site={site.name}", "--part=1/2", "--chunk=3")
    assert Event.objects.count() == 40


@pytest.mark.parametrize("wrong", ["", "0/2", "3/2", "1", "1/0", "a/b", "1/2/3", "-1/2"])
def test_command_refuses_a_part_that_is_none(site: Site, file: Path, wrong: str) -> None:
    with pytest.raises(CommandError, match="expected I/N"):
        run(file, f"--site={site.name}", f"--part={wrong}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--site=nowhere"], "no site"), (["--chunk=0"], "--chunk")],
)
def test_command_refuses_nonsense(site: Site, file: Path, arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run(file, f"--site={site.name}", *arguments)


def test_command_names_a_file_that_is_not_there(site: Site, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "no.ndjson", f"--site={site.name}")


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+00:00", "1969-12-31T00:00:00Z", -62_000_000_000_000])
def test_time_before_all_history_is_refused(db: None, site_info: SiteInfo, at: Any) -> None:
    done = send(site_info, {"visitor": "a", "error": "x", "$at": at})

    assert [fault.field for fault in done.faults] == ["$at"]


def test_time_to_come_is_now(db: None, site_info: SiteInfo) -> None:
    assert send(site_info, {"visitor": "a", "error": "x", "$at": "9999-12-31T23:59:59+00:00"}).stored == 1
    assert Visit.objects.get().started_at <= timezone.now()


def test_languages_are_those_told_or_of_the_path_or_the_site_s(page: Item, site: Site) -> None:
    site.languages.add(Language.objects.get_or_create(code="da")[0])
    info = directory.current().site_by_id(site.pk)
    assert info is not None
    lines = [
        line(0, "a", pageId=str(page.guid), language="da"),
        line(0, "b", pageId=str(page.guid), url="/da/about"),
        line(0, "c", pageId=str(page.guid)),
    ]

    send(info, *lines)

    assert sorted(Visit.objects.values_list("language", flat=True)) == ["da", "da", "en"]
    assert sorted(PageView.objects.values_list("language", flat=True)) == ["da", "da", "en"]


def test_contact_that_was_told_of_before_it_came_has_a_first_visit(site: Site, site_info: SiteInfo) -> None:
    visitor = visitor_with()
    visitor.enter(site_info)
    visitor.identify("crm", "42")
    contact = Contact.objects.get()
    assert (contact.visit_count, contact.first_visit_at) == (0, None)

    send(site_info, line(0, str(visitor.cookie), error="x", referrer="https://www.google.com/"))

    contact.refresh_from_db()
    assert (contact.visit_count, contact.first_visit_at) == (1, START)
    assert contact.first_source["search_engine"] == "Google"
