from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from django_jss.analytics.records import EventRecord, Record
from django_jss.models import Event, Goal, Site
from django_jss.sites.directory import SiteInfo
from django_jss.tracker.batches import accept_batch
from django_jss.tracker.entries import BatchRefused, Entry
from django_jss.tracker.lookups import Lookups
from django_jss.tracker.processors.registry import EventProcessor, event_processor, known_keys, unregister
from tests.factories.analytics import GoalFactory, visitor_with

# Tried last, and only if there is no other key.
PLAIN = ["pageUrl", "searchFor", "download", "error"]


@pytest.fixture
def commerce() -> Iterator[None]:
    """A processor of a project's own."""

    @event_processor("commerceEventId")
    class CommerceProcessor(EventProcessor):
        def prepare(self, entry: Entry, lookups: Lookups) -> None:
            if not entry.has("sku"):
                entry.refuse("sku", "expected the number of an article")
            lookups.want_definition(Goal, "Bought")

        def records(self, entry: Entry, lookups: Lookups) -> Iterable[Record]:
            if goal := lookups.definition(Goal, "Bought"):
                yield EventRecord(lookups.at, "goal", goal.guid, goal.name, data=entry.rest(self.key))

    yield
    unregister("commerceEventId")


@pytest.mark.usefixtures("commerce")
def test_project_adds_entries_of_its_own(site: Site, site_info: SiteInfo) -> None:
    GoalFactory(site=site, name="Bought")

    accept_batch([{"commerceEventId": "order", "sku": 5, "pageId": "beside"}], visitor=visitor_with(), site=site_info)

    assert Event.objects.get().data == {"sku": 5, "pageId": "beside"}


@pytest.mark.usefixtures("commerce", "db")
def test_refusal_of_a_project_is_told_like_any_other(site_info: SiteInfo) -> None:
    with pytest.raises(BatchRefused, match="sku: expected the number of an article"):
        accept_batch([{"commerceEventId": "order"}], visitor=visitor_with(), site=site_info)


@pytest.mark.usefixtures("commerce")
def test_page_view_is_tried_last() -> None:
    assert known_keys() == ["eventId", "goalId", "outcomeId", "campaignId", "commerceEventId", "pageId", *PLAIN]


def test_key_cannot_be_taken_twice() -> None:
    with pytest.raises(ValueError, match="goalId"):
        event_processor("goalId")(EventProcessor)
