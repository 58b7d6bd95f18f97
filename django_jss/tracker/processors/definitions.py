"""Entries that name a marketing definition: page events, goals, outcomes, campaigns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django_jss.analytics.definitions import DefinitionInfo
from django_jss.analytics.models import Campaign, Definition, EventKind, Goal, Outcome, PageEvent
from django_jss.analytics.records import EventRecord, Record
from django_jss.tracker.entries import Entry, shown
from django_jss.tracker.lookups import Lookups
from django_jss.tracker.page_views import effects
from django_jss.tracker.processors.registry import EventProcessor, event_processor
from django_jss.tracker.triggers import triggered_by_campaign

_CENTS_OF_A_CENT = Decimal("0.0001")
_MAX_MONEY = Decimal(10) ** 10
_LONGEST_NUMBER = 40


class DefinitionProcessor(EventProcessor):
    """Base for entries backed by a definition: set `model` and `kind`, override the hook that differs."""

    model: ClassVar[type[Definition]]
    kind: ClassVar[str]
    # Properties that are part of the event, and so not custom data.
    own_fields: ClassVar[tuple[str, ...]] = ()

    def check(self, entry: Entry) -> Mapping[str, Any]:
        """Values of the event's own fields, as `EventRecord` calls them; what is wrong is refused."""
        return {}

    def resolve(self, entry: Entry, lookups: Lookups) -> DefinitionInfo | None:
        """The definition that the entry names."""
        return lookups.definition(self.model, str(entry.values[self.key]).strip())

    def track(self, entry: Entry, definition: DefinitionInfo, lookups: Lookups) -> Iterable[Record]:
        """The records that follow."""
        yield EventRecord(
            at=lookups.at,
            kind=self.kind,
            definition_guid=definition.guid,
            name=definition.name,
            points=definition.points,
            counting=definition.counting,
            data=entry.rest(self.key, *self.own_fields),
            **self.check(entry),
        )

    def prepare(self, entry: Entry, lookups: Lookups) -> None:
        self.check(entry)
        if text := entry.text(self.key, expected="a GUID or an alias"):
            lookups.want_definition(self.model, text)

    def records(self, entry: Entry, lookups: Lookups) -> Iterable[Record]:
        definition = self.resolve(entry, lookups)
        if definition:
            return self.track(entry, definition, lookups)
        noun = str(self.model._meta.verbose_name)
        entry.refuse(self.key, f"no {noun} {shown(entry.values[self.key])} is deployed on this site")
        return ()


@event_processor("eventId")
class PageEventProcessor(DefinitionProcessor):
    """A page event on the current page."""

    model, kind = PageEvent, EventKind.EVENT


@event_processor("goalId")
class GoalProcessor(DefinitionProcessor):
    """A goal; its points join the engagement value."""

    model, kind = Goal, EventKind.GOAL


@event_processor("outcomeId")
class OutcomeProcessor(DefinitionProcessor):
    """An outcome, with what it is worth."""

    model, kind = Outcome, EventKind.OUTCOME
    own_fields = ("monetaryValue", "currencyCode")

    def check(self, entry: Entry) -> Mapping[str, Any]:
        return {"monetary_value": _money(entry, "monetaryValue"), "currency": _currency(entry, "currencyCode")}


@event_processor("campaignId")
class CampaignProcessor(DefinitionProcessor):
    """A campaign; the visit's first one gets the credit."""

    model, kind = Campaign, EventKind.CAMPAIGN

    def track(self, entry: Entry, definition: DefinitionInfo, lookups: Lookups) -> Iterable[Record]:
        yield EventRecord(
            at=lookups.at,
            kind=self.kind,
            definition_guid=definition.guid,
            name=definition.name,
            data=entry.rest(self.key),
            campaign_id=definition.id,
        )
        names = list(triggered_by_campaign(lookups.site, definition.guid))
        yield from effects(names, lookups.definitions(names), lookups.at)


def _money(entry: Entry, field: str) -> Decimal | None:
    value = entry.values.get(field)
    if value is None:
        return None
    number = _decimal(value)
    if number is None:
        entry.refuse(field, f"expected a number, got {shown(value)}")
    elif number.copy_abs() >= _MAX_MONEY:
        entry.refuse(field, f"expected a number below {_MAX_MONEY:f}, got {shown(value)}")
    else:
        return number.quantize(_CENTS_OF_A_CENT)
    return None


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, int):
        return Decimal(value)
    text = str(value).strip()
    try:
        number = Decimal(text) if len(text) <= _LONGEST_NUMBER else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _currency(entry: Entry, field: str) -> str:
    value = entry.values.get(field)
    if value is None or value == "":
        return ""
    if isinstance(value, str) and len(value) == 3 and value.isascii() and value.isalpha():
        return value.upper()
    entry.refuse(field, f"expected a currency code of three letters, got {shown(value)}")
    return ""
