"""Where the visit comes from. The first request of a visit says it itself; later ones are told what was kept."""

from __future__ import annotations

from collections.abc import Mapping

from django_jss.analytics.definitions import campaign_traits as traits_of
from django_jss.engine.facts import Fact
from django_jss.engine.history import PastEvent
from django_jss.personalization.channels import channel_of, line_of
from django_jss.personalization.facts import Situation, fact


@fact(Fact.CAMPAIGN_TRAITS)
def campaign_traits(situation: Situation) -> Mapping[str, str] | None:
    """One query, if a campaign brought the visit."""
    if situation.visitor is None:
        return None
    guid = situation.visitor.visit_campaign_guid
    return traits_of(guid) if guid else {}


@fact(Fact.VISIT_CHANNEL)
def visit_channel(situation: Situation) -> tuple[str, ...] | None:
    if situation.visitor is None:
        return None
    channel = channel_of(situation)
    return channel.line if channel else ()


@fact(Fact.CHANNEL_HISTORY)
def channel_history(situation: Situation) -> tuple[PastEvent, ...] | None:
    """The channels of earlier visits and of this one, each with its group and type."""
    visitor, site = situation.visitor, situation.site
    if visitor is None or site is None:
        return None
    present = channel_of(situation) if visitor.open_visit is None else None
    coming = [
        PastEvent("channel", guid, situation.now, visitor.visit_number) for guid in (present.line if present else ())
    ]
    kept = [(event, guid) for event in visitor.past_channels for guid in line_of(site.id, event.definition)]
    return (*coming, *(PastEvent("channel", guid, event.at, event.visit_number) for event, guid in kept))


@fact(Fact.REFERRER)
def referrer(situation: Situation) -> str | None:
    if situation.visitor is None:
        return None
    visit = situation.visitor.open_visit
    return visit.referrer if visit else situation.visitor.client.referrer


@fact(Fact.VISIT_SOURCE)
def visit_source(situation: Situation) -> Mapping[str, str] | None:
    return situation.visitor.source if situation.visitor else None


@fact(Fact.FIRST_SOURCE)
def first_source(situation: Situation) -> Mapping[str, str] | None:
    return situation.visitor.first_source if situation.visitor else None
