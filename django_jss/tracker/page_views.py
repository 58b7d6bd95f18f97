"""A page was delivered: what becomes of it, and of the campaign or goal that its address named."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django_jss.analytics.client.kept import storable
from django_jss.analytics.definitions import DefinitionInfo, DefinitionName, find_definitions
from django_jss.analytics.models import Campaign, Counting, EventKind, Goal, PageEvent
from django_jss.analytics.records import EventRecord, PageViewRecord, Record
from django_jss.analytics.visitors import Visitor
from django_jss.content.routing import PageRef
from django_jss.engine.facts import Facts
from django_jss.personalization.channels import channel_of
from django_jss.personalization.facts import Sender, Situation, gather
from django_jss.personalization.goals import goal_rules
from django_jss.personalization.profiles import scored_views
from django_jss.sites.directory import SiteInfo
from django_jss.tracker.triggers import triggered_by_campaign, triggered_by_page

logger = logging.getLogger("django_jss.tracker")

CAMPAIGN_PARAMETER = "sc_camp"
TRIGGER_PARAMETER = "sc_trk"
_LONGEST_PATH = 500


@dataclass(frozen=True, slots=True)
class PageSeen:
    """A page as it was delivered; `campaign` and `trigger` are the values of `sc_camp` and `sc_trk`, if given.

    `query` and `sender` are those of the request, for rules that ask.
    """

    site: SiteInfo
    page: PageRef
    language: str
    campaign: str | None = None
    trigger: str | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    sender: Sender | None = None


def arrive(visitor: Visitor, seen: PageSeen) -> None:
    """Tell the visitor, before the page is personalized, what its view will trigger, so that rules see it.

    The address may name a campaign and a goal or, failing that, a page event, of which unknown ones are logged; authors
    and mapping rules may have attached more to the page and to the campaign. Nothing is stored yet. One query, or none
    if there is nothing of that; what a campaign triggers costs one more.
    """
    of_page = triggered_by_page(seen.site, seen.page)
    found = _find(visitor, seen, [*of_page, *_wanted(seen)])
    arrival: list[EventRecord] = []
    if seen.campaign:
        arrival += _campaign(visitor, seen, found)
    if seen.trigger:
        arrival += _trigger(visitor, seen, found)
    arrival += effects(of_page, found, visitor.now)
    visitor.arrival = those_that_count(arrival, visitor, _situation(visitor, seen))


def record_page_view(visitor: Visitor, seen: PageSeen) -> None:
    """Store the page view, and what the visitor's arrival triggered, on that page.

    Nothing is stored of a page that is left out of analytics. Raises what the sink raises, `DatabaseError` for the
    default one.
    """
    if not seen.page.is_counted:
        return
    if visitor.arrival is None:
        arrive(visitor, seen)
    view = PageViewRecord(
        at=visitor.now,
        item_guid=seen.page.guid,
        path=storable(seen.page.url_path, at_most=_LONGEST_PATH),
        language=seen.language,
        gains=next(iter(scored_views(seen.site, [seen.page], visitor))),
    )
    channel = channel_of(_situation(visitor, seen)) if visitor.open_visit is None else None
    visitor.record(
        [view, *(visitor.arrival or ())],
        site_id=seen.site.id,
        language=seen.language,
        channel_id=channel.id if channel else None,
    )


def effects(
    names: Iterable[DefinitionName], found: Mapping[DefinitionName, DefinitionInfo], at: datetime
) -> list[EventRecord]:
    """Those of the goals and events that are deployed, as records."""
    return [
        triggered(found[name], EventKind.GOAL if name.model is Goal else EventKind.EVENT, at)
        for name in names
        if name in found
    ]


def those_that_count(records: Iterable[Record], visitor: Visitor, situation: Situation) -> list[Any]:
    """The records without goals whose rule does not hold, or that counted in this visit already and count once."""
    rules = goal_rules(situation.site.id) if situation.site else {}
    facts = gather(situation) if rules else Facts()
    kept: list[Any] = []
    for record in records:
        if isinstance(record, EventRecord) and record.kind == EventKind.GOAL:
            rule = rules.get(record.definition_guid) if record.definition_guid else None
            if rule is not None and rule.verdict(facts) is not True:
                continue
            counts_once = record.counting == Counting.ONCE_PER_VISIT
            if counts_once and visitor.visit_goal_counts.get(str(record.definition_guid)):
                continue
        kept.append(record)
    return kept


def _wanted(seen: PageSeen) -> list[DefinitionName]:
    """What the address names."""
    wanted = [DefinitionName(Campaign, seen.campaign)] if seen.campaign else []
    wanted += [DefinitionName(model, seen.trigger) for model in (Goal, PageEvent)] if seen.trigger else []
    return wanted


def _find(
    visitor: Visitor, seen: PageSeen, wanted: Sequence[DefinitionName]
) -> Mapping[DefinitionName, DefinitionInfo]:
    return find_definitions(seen.site.id, wanted, visitor.now) if wanted and visitor.may_be_tracked else {}


def _campaign(visitor: Visitor, seen: PageSeen, found: Mapping[DefinitionName, DefinitionInfo]) -> list[EventRecord]:
    info = found.get(DefinitionName(Campaign, seen.campaign or ""))
    if info is None:
        log_unknown(CAMPAIGN_PARAMETER, seen.site.id)
        return []
    names = triggered_by_campaign(seen.site, info.guid)
    more = _find(visitor, seen, names) if names else {}
    return [campaign_record(info, visitor.now), *effects(names, more, visitor.now)]


def _trigger(visitor: Visitor, seen: PageSeen, found: Mapping[DefinitionName, DefinitionInfo]) -> list[EventRecord]:
    for model, kind in ((Goal, EventKind.GOAL), (PageEvent, EventKind.EVENT)):
        if info := found.get(DefinitionName(model, seen.trigger or "")):
            return [triggered(info, kind, visitor.now)]
    log_unknown(TRIGGER_PARAMETER, seen.site.id)
    return []


def _situation(visitor: Visitor, seen: PageSeen) -> Situation:
    return Situation(
        now=visitor.now,
        site=seen.site,
        page=seen.page,
        language=seen.language,
        query=seen.query,
        sender=seen.sender,
        visitor=visitor,
        is_tracked=True,
    )


def campaign_record(campaign: DefinitionInfo, at: datetime) -> EventRecord:
    """That the campaign brought the visitor."""
    return EventRecord(
        at=at,
        kind=EventKind.CAMPAIGN,
        definition_guid=campaign.guid,
        name=campaign.name,
        campaign_id=campaign.id,
    )


def log_unknown(parameter: str, site_id: int) -> None:
    """The value is left out: links come from anywhere, and what they carry may be personal."""
    logger.info("%s names nothing that is deployed on site %s; it was ignored.", parameter, site_id)


def triggered(info: DefinitionInfo, kind: str, at: datetime) -> EventRecord:
    """That a goal or event happened because a page was viewed."""
    return EventRecord(
        at=at, kind=kind, definition_guid=info.guid, name=info.name, points=info.points, counting=info.counting
    )
