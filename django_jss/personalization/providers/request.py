"""What the request itself says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django_jss.conf import settings
from django_jss.engine.facts import Fact
from django_jss.personalization.calendars import Calendars, calendars_of
from django_jss.personalization.facts import Situation, fact


@fact(Fact.QUERY)
def query(situation: Situation) -> Mapping[str, str]:
    return situation.query


@fact(Fact.LOCAL_TIME)
def local_time(situation: Situation) -> datetime:
    return situation.local_time


@fact(Fact.COOKIES)
def cookies(situation: Situation) -> Mapping[str, str] | None:
    """Those that rules may see; an empty text for one that was not sent."""
    sender = situation.sender
    return {name: sender.cookies.get(name, "") for name in settings.RULE_COOKIES} if sender else None


@fact(Fact.HEADERS)
def headers(situation: Situation) -> Mapping[str, str] | None:
    """Those that rules may see, by name in lower case; an empty text for one that was not sent."""
    sender = situation.sender
    return {name.lower(): sender.headers.get(name, "") for name in settings.RULE_HEADERS} if sender else None


@fact(Fact.HOST)
def host(situation: Situation) -> str | None:
    return situation.sender.host if situation.sender else None


@fact(Fact.SITE)
def site(situation: Situation) -> str | None:
    return situation.site.name if situation.site else None


@fact(Fact.LANGUAGE)
def language(situation: Situation) -> str | None:
    return situation.language or None


@fact(Fact.CALENDARS)
def calendars(situation: Situation) -> Calendars | None:
    return calendars_of(situation.site.id) if situation.site else None
