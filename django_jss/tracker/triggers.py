"""What a page view, a download or an arrival triggers by itself: what authors attached, and what mapping rules give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from django_jss.analytics.definitions import DefinitionName
from django_jss.analytics.models import Goal, PageEvent
from django_jss.content.routing import PageRef
from django_jss.personalization.mapping import mapped_goals
from django_jss.sites import revisions
from django_jss.sites.directory import SiteInfo
from django_jss.tracker.models import Trigger

Effects = Mapping[UUID, tuple[DefinitionName, ...]]


@dataclass(frozen=True, slots=True)
class Triggers:
    """What is triggered, by the GUID of the page, media item or campaign."""

    by_page: Effects = field(default_factory=dict)
    by_media: Effects = field(default_factory=dict)
    by_campaign: Effects = field(default_factory=dict)


class Kept:
    """The triggers of each site that this process keeps, with the revision at which they were read."""

    def __init__(self) -> None:
        self.by_site: dict[int, tuple[int, Triggers]] = {}


kept = Kept()


def triggered_by_page(site: SiteInfo, page: PageRef) -> list[DefinitionName]:
    """Goals and events of a view of the page. No query unless something changed."""
    attached = triggers_of(site.id).by_page.get(page.guid, ())
    mapped = (DefinitionName(Goal, str(guid)) for guid in mapped_goals(site, page))
    return list(dict.fromkeys((*attached, *mapped)))


def triggered_by_campaign(site: SiteInfo, campaign: UUID) -> tuple[DefinitionName, ...]:
    """Goals and events of an arrival by the campaign."""
    return triggers_of(site.id).by_campaign.get(campaign, ())


def triggered_by_download(site: SiteInfo, media: UUID) -> tuple[DefinitionName, ...]:
    """Goals and events of a download of the media item."""
    return triggers_of(site.id).by_media.get(media, ())


def triggers_of(site_id: int) -> Triggers:
    """One query after a change, else none."""
    revision = revisions.current(site_id)
    found = kept.by_site.get(site_id)
    if found is None or found[0] != revision:
        found = kept.by_site[site_id] = (revision, _read(site_id))
    return found[1]


def _read(site_id: int) -> Triggers:
    of_site = Trigger.objects.filter(Q(goal__site=site_id) | Q(event__site=site_id))
    rows = of_site.values_list("item__guid", "media__guid", "campaign__guid", "goal__guid", "event__guid")
    found: list[defaultdict[UUID, list[DefinitionName]]] = [defaultdict(list) for _ in range(3)]
    for *causes, goal, event in rows:
        effect = DefinitionName(Goal, str(goal)) if goal else DefinitionName(PageEvent, str(event))
        for by_guid, cause in zip(found, causes, strict=True):
            if cause is not None:
                by_guid[cause].append(effect)
    return Triggers(*({cause: tuple(effects) for cause, effects in by_guid.items()} for by_guid in found))
