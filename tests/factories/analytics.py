"""Marketing definitions, and visitors who left something behind."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from django_jss.analytics.client.kept import Client
from django_jss.analytics.records import EventRecord, PageViewRecord
from django_jss.analytics.visitors import Visitor
from django_jss.models import Campaign, Goal, Outcome, PageEvent


class GoalFactory(DjangoModelFactory[Goal]):
    class Meta:
        model = Goal

    site = factory.SubFactory("tests.factories.sites.SiteFactory")
    name = factory.Sequence(lambda number: f"Goal {number}")
    points = 10


class PageEventFactory(DjangoModelFactory[PageEvent]):
    class Meta:
        model = PageEvent

    site = factory.SubFactory("tests.factories.sites.SiteFactory")
    name = factory.Sequence(lambda number: f"Event {number}")


class OutcomeFactory(DjangoModelFactory[Outcome]):
    class Meta:
        model = Outcome

    site = factory.SubFactory("tests.factories.sites.SiteFactory")
    name = factory.Sequence(lambda number: f"Outcome {number}")


class CampaignFactory(DjangoModelFactory[Campaign]):
    class Meta:
        model = Campaign

    site = factory.SubFactory("tests.factories.sites.SiteFactory")
    name = factory.Sequence(lambda number: f"Campaign {number}")


@dataclass
class TestOrigin:
    """A browser as the outside of a visitor: its cookie, what its session remembers, how often that was asked."""

    __test__ = False

    cookie: str | None = None
    session: uuid.UUID | None = None
    sender: Client = field(default_factory=Client)
    session_reads: int = 0
    consent_cookie: str = ""
    has_privacy_signal: bool = False

    def linked_device(self) -> uuid.UUID | None:
        self.session_reads += 1
        return self.session

    def client(self) -> Client:
        return self.sender


def visitor_with(cookie: str | None = None, **origin: Any) -> Visitor:
    """A visitor of a request that brings this cookie."""
    return Visitor(TestOrigin(cookie, **origin))


def page_view(path: str = "/", **values: Any) -> PageViewRecord:
    return PageViewRecord(at=timezone.now(), item_guid=uuid.uuid4(), path=path, language="en", **values)


def goal_record(goal: Goal, **values: Any) -> EventRecord:
    return EventRecord(
        at=timezone.now(), kind="goal", definition_guid=goal.guid, name=goal.name, points=goal.points, **values
    )


def event_record(name: str = "Event", **values: Any) -> EventRecord:
    return EventRecord(at=timezone.now(), kind="event", definition_guid=uuid.uuid4(), name=name, **values)


def campaign_event(campaign: Campaign) -> EventRecord:
    return EventRecord(
        at=timezone.now(),
        kind="campaign",
        definition_guid=campaign.guid,
        name=campaign.name,
        campaign_id=campaign.pk,
    )
