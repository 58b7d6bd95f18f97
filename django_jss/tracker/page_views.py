"""A page was delivered: what becomes of it, and of the campaign or goal that its address named."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django_jss.analytics.client.kept import storable
from django_jss.analytics.definitions import DefinitionInfo, DefinitionName, find_definitions
from django_jss.analytics.models import Campaign, EventKind, Goal, PageEvent
from django_jss.analytics.records import EventRecord, PageViewRecord
from django_jss.analytics.visitors import Visitor
from django_jss.content.routing import PageRef
from django_jss.personalization.mapping import mapped_goals
from django_jss.personalization.profiles import scored_views
from django_jss.sites.directory import SiteInfo

logger = logging.getLogger("django_jss.tracker")

CAMPAIGN_PARAMETER = "sc_camp"
TRIGGER_PARAMETER = "sc_trk"
_LONGEST_PATH = 500


@dataclass(frozen=True, slots=True)
class PageSeen:
    """A page as it was delivered; `campaign` and `trigger` are the values of `sc_camp` and `sc_trk`, if given."""

    site: SiteInfo
    page: PageRef
    language: str
    campaign: str | None = None
    trigger: str | None = None


def arrive(visitor: Visitor, seen: PageSeen) -> None:
    """Tell the visitor, before the page is personalized, what its view will trigger, so that rules see it.

    The address may name a campaign and a goal or, failing that, a page event, of which unknown ones are logged; mapping
    rules may give goals to the page. Nothing is stored yet. One query, or none if there is nothing of that.
    """
    site, campaign, trigger = seen.site, seen.campaign, seen.trigger
    mapped = [DefinitionName(Goal, str(guid)) for guid in mapped_goals(site, seen.page)]
    wanted: list[DefinitionName] = [*mapped]
    wanted += [DefinitionName(Campaign, campaign)] if campaign else []
    wanted += [DefinitionName(model, trigger) for model in (Goal, PageEvent)] if trigger else []
    found = find_definitions(site.id, wanted) if visitor.may_be_tracked else {}
    arrival: list[EventRecord] = []
    if campaign and (info := found.get(DefinitionName(Campaign, campaign))):
        arrival.append(campaign_record(info, visitor.now))
    elif campaign:
        log_unknown(CAMPAIGN_PARAMETER, site.id)
    if trigger and (info := found.get(DefinitionName(Goal, trigger))):
        arrival.append(triggered(info, EventKind.GOAL, visitor.now))
    elif trigger and (info := found.get(DefinitionName(PageEvent, trigger))):
        arrival.append(triggered(info, EventKind.EVENT, visitor.now))
    elif trigger:
        log_unknown(TRIGGER_PARAMETER, site.id)
    arrival += [triggered(found[name], EventKind.GOAL, visitor.now) for name in mapped if name in found]
    visitor.arrival = arrival


def record_page_view(visitor: Visitor, seen: PageSeen) -> None:
    """Store the page view, and what the visitor's arrival triggered, on that page.

    Raises what the sink raises, `DatabaseError` for the default one.
    """
    if visitor.arrival is None:
        arrive(visitor, seen)
    view = PageViewRecord(
        at=visitor.now,
        item_guid=seen.page.guid,
        path=storable(seen.page.url_path, at_most=_LONGEST_PATH),
        language=seen.language,
        gains=next(iter(scored_views(seen.site, [seen.page], visitor))),
    )
    visitor.record([view, *(visitor.arrival or ())], site_id=seen.site.id, language=seen.language)


def page_goals(site: SiteInfo, page: PageRef) -> list[DefinitionInfo]:
    """The deployed goals that mapping rules give to a page: one query, or none without any."""
    names = [DefinitionName(Goal, str(guid)) for guid in mapped_goals(site, page)]
    found = find_definitions(site.id, names) if names else {}
    return [found[name] for name in names if name in found]


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
    return EventRecord(at=at, kind=kind, definition_guid=info.guid, name=info.name, points=info.points)
