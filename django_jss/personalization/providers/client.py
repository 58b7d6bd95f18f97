"""Where the visitor is and what he uses, as his request tells; looked up only if a rule asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django_jss.analytics.client.device import device_of, languages_of
from django_jss.analytics.client.place import place_of
from django_jss.engine.facts import Fact
from django_jss.personalization.facts import Situation, derived_fact, fact


@fact(Fact.PLACE)
def place(situation: Situation) -> Mapping[str, Any] | None:
    sender = situation.sender
    return place_of(sender.address, sender.headers) if sender else None


@fact(Fact.ADDRESS)
def address(situation: Situation) -> str | None:
    return situation.sender.address if situation.sender else None


@fact(Fact.DEVICE)
def device(situation: Situation) -> Mapping[str, Any] | None:
    return device_of(situation.sender.headers) if situation.sender else None


@fact(Fact.LANGUAGES)
def languages(situation: Situation) -> tuple[str, ...] | None:
    return languages_of(situation.sender.headers.get("Accept-Language", "")) if situation.sender else None


@fact(Fact.VISITOR_TIME)
def visitor_time(situation: Situation) -> datetime | None:
    return _time_at(place(situation), situation.now)


@derived_fact(Fact.VISITOR_TIME, source=Fact.PLACE)
def visitor_time_given(situation: Situation, given: Mapping[str, Any]) -> datetime | None:
    return _time_at(given[Fact.PLACE], given.get(Fact.LOCAL_TIME) or situation.now)


def _time_at(place: Mapping[str, Any] | None, now: datetime) -> datetime | None:
    try:
        return now.astimezone(ZoneInfo(place["time_zone"])) if place else None
    except (KeyError, ValueError, ZoneInfoNotFoundError):
        return None
