"""Ids and times that front ends give their entries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_jss.models import Contact, Event, Goal, Item, PageView, Site, Trigger, Visit
from django_jss.sites.directory import SiteInfo
from django_jss.tracker.batches import accept_batch
from django_jss.tracker.entries import BatchRefused
from tests.factories.analytics import GoalFactory, visitor_with


def send(entries: list[Any], site: SiteInfo, visitor: Any = None) -> Any:
    visitor = visitor or visitor_with()
    accept_batch(entries, visitor=visitor, site=site)
    return visitor


@pytest.fixture
def goal(site: Site) -> Goal:
    return GoalFactory(site=site, name="Sign-up", points=5)


def test_entry_with_the_same_id_is_stored_once(goal: Goal, page: Item, site_info: SiteInfo) -> None:
    batch = [{"pageId": str(page.guid), "$id": str(uuid4())}, {"goalId": "sign-up", "$id": str(uuid4()), "a": 1}]

    visitor = send([*batch, *batch], site_info)
    send(batch, site_info, visitor_with(str(visitor.cookie)))

    assert {str(Event.objects.get().pk), str(PageView.objects.get().pk)} == {entry["$id"] for entry in batch}
    assert Event.objects.get().data == {"a": 1}
    contact = Contact.objects.get()
    assert (contact.page_view_count, contact.engagement_value) == (1, 5)
    assert contact.goal_counts == {str(goal.guid): 1}
    assert Visit.objects.get().page_view_count == 1


def test_repeated_entry_does_not_keep_new_ones_back(goal: Goal, site_info: SiteInfo) -> None:
    known, new = str(uuid4()), str(uuid4())
    visitor = send([{"goalId": "sign-up", "$id": known}], site_info)

    send([{"goalId": "sign-up", "$id": known}, {"goalId": "sign-up", "$id": new}], site_info, visitor)

    assert set(map(str, Event.objects.values_list("pk", flat=True))) == {known, new}


def test_id_of_somebody_else_is_not_stored_again_nor_changed(goal: Goal, site_info: SiteInfo) -> None:
    entry = {"goalId": "sign-up", "$id": str(uuid4())}
    send([{**entry, "by": "first"}], site_info)

    send([{**entry, "by": "second"}], site_info)

    assert Event.objects.get().data == {"by": "first"}
    assert Contact.objects.count() == 1


@pytest.mark.parametrize(
    "id_", ["", "x", 5, [], "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"]
)
def test_id_that_is_none_is_refused(goal: Goal, site_info: SiteInfo, id_: Any) -> None:
    with pytest.raises(BatchRefused) as refused:
        send([{"goalId": "sign-up", "$id": id_}], site_info)

    assert [fault.field for fault in refused.value.faults] == ["$id"]


@pytest.mark.parametrize(
    ("at", "sent", "seconds_ago"),
    [
        (-30, None, 30),
        (60, None, 0),
        (-3600 * 48, None, 3600 * 24),
        (-1030, -1000, 30),
        (3600 - 30, 3600, 30),
        (5, 3, 0),
    ],
)
def test_entry_happened_when_its_clock_says_corrected_and_bounded(
    goal: Goal, site_info: SiteInfo, at: int, sent: int | None, seconds_ago: int
) -> None:
    visitor = visitor_with()
    now = visitor.now
    entry: dict[str, Any] = {"goalId": "sign-up", "$at": (now + timedelta(seconds=at)).isoformat()}
    if sent is not None:
        entry["$sent"] = (now + timedelta(seconds=sent)).timestamp() * 1000

    send([entry], site_info, visitor)

    assert abs((now - Event.objects.get().at).total_seconds() - seconds_ago) < 0.01
    skew = Visit.objects.get().clock_skew_ms
    assert (skew is None) if sent is None else abs(skew - -1000 * sent) < 10  # type: ignore[operator]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
@pytest.mark.parametrize("sent", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-23:59"])
def test_clock_at_the_end_of_the_calendar_is_bounded_too(goal: Goal, site_info: SiteInfo, at: str, sent: str) -> None:
    visitor = visitor_with()

    send([{"goalId": "sign-up", "$at": at, "$sent": sent}], site_info, visitor)

    assert visitor.now - timedelta(hours=24) <= Event.objects.get().at <= visitor.now


@pytest.mark.parametrize("at", ["", "yesterday", [], True, 1e300, -1e300])
def test_time_that_is_none_is_refused(goal: Goal, site_info: SiteInfo, at: Any) -> None:
    with pytest.raises(BatchRefused) as refused:
        send([{"goalId": "sign-up", "$at": at}], site_info)

    assert [fault.field for fault in refused.value.faults] == ["$at"]


@given(st.floats(allow_nan=False, allow_infinity=False), st.one_of(st.none(), st.integers()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_any_clock_is_taken_or_refused(db: None, site_info: SiteInfo, at: float, sent: int | None) -> None:
    visitor = visitor_with()
    try:
        send([{"error": "x", "$at": at, "$sent": sent}], site_info, visitor)
    except BatchRefused:
        return

    stored = Event.objects.latest("at", "pk")
    assert visitor.now - timedelta(hours=24) <= stored.at <= visitor.now


def test_properties_are_limited_in_number(site_info: SiteInfo, db: None) -> None:
    nested = {"a": [{str(number): number for number in range(100)} for _ in range(3)]}

    with pytest.raises(BatchRefused, match="more than 200 properties"):
        send([{"error": "x", **nested}], site_info)


def test_time_without_an_offset_is_that_of_utc(goal: Goal, site_info: SiteInfo) -> None:
    visitor = visitor_with()
    moment = visitor.now.astimezone(UTC).replace(microsecond=0, tzinfo=None) - timedelta(minutes=1)

    send([{"goalId": "sign-up", "$at": moment.isoformat()}], site_info, visitor)

    assert Event.objects.get().at == datetime.fromisoformat(f"{moment.isoformat()}+00:00")


def test_what_a_page_triggers_is_repeated_with_it(site: Site, page: Item, goal: Goal, site_info: SiteInfo) -> None:
    Trigger.objects.create(item=page, goal=goal)
    batch = [{"pageId": str(page.guid), "$id": str(uuid4())}]

    visitor = send(batch, site_info)
    send(batch, site_info, visitor_with(str(visitor.cookie)))

    assert Event.objects.get().page_view_id == UUID(batch[0]["$id"])
