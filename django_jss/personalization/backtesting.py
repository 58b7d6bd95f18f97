"""What a change of variants would have shown to those who viewed the page lately."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django_jss.analytics.history import past_events_of, past_pages_of
from django_jss.analytics.models import PageView
from django_jss.analytics.recognition import KnownVisit, KnownVisitor, database
from django_jss.analytics.stored_visitors import StoredVisitor
from django_jss.content.routing import PageRef
from django_jss.engine.compiler import CompiledRule
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.history import PastEvent, PastPage
from django_jss.personalization.contacts import StoredSender
from django_jss.personalization.facts import Situation, gather
from django_jss.sites.directory import SiteInfo

VIEWS_AT_MOST = 500
# What was so at the time is not kept.
UNKNOWN = (Fact.VISIT_VALUE, Fact.CONTACT_VALUE, Fact.VISIT_PROFILES, Fact.CONTACT_PROFILES, Fact.QUERY, Fact.USER)


@dataclass(frozen=True, slots=True)
class TriedVariant:
    """A variant by its name, "" for the default, with its rule compiled."""

    name: str
    rule: CompiledRule


@dataclass(frozen=True, slots=True)
class BackTest:
    """Of `total` page views `changed` would show another variant; `before` and `after` count views by variant."""

    total: int
    changed: int
    before: Mapping[str, int]
    after: Mapping[str, int]


def back_test(
    site: SiteInfo,
    page: PageRef,
    old: Sequence[TriedVariant],
    new: Sequence[TriedVariant],
    *,
    at_most: int = VIEWS_AT_MOST,
) -> BackTest:
    """Try two orders of variants on the latest page views, with what was known of each visitor at that time.

    Three queries. Values, scores, address parameters and accounts are not kept as they were, and so unknown.
    """
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    changed = 0
    for facts in _facts_of_views(site, page, at_most):
        was, would_be = _chosen(old, facts), _chosen(new, facts)
        before[was] += 1
        after[would_be] += 1
        changed += was != would_be
    return BackTest(sum(before.values()), changed, dict(before), dict(after))


def _chosen(variants: Sequence[TriedVariant], facts: Facts) -> str:
    return next((variant.name for variant in variants if variant.rule.holds(facts)), "")


def _facts_of_views(site: SiteInfo, page: PageRef, at_most: int) -> Iterator[Facts]:
    rows = PageView.objects.using(database()).filter(item_guid=page.guid, visit__site=site.id)
    views = list(rows.select_related("visit__contact", "visit__campaign", "visit__channel").order_by("-at")[:at_most])
    contacts = {view.visit.contact_id for view in views}
    events, pages = past_events_of(contacts), past_pages_of(contacts)
    for view in views:
        contact = view.visit.contact_id
        earlier = tuple(event for event in events.get(contact, ()) if event.at < view.at)
        seen = tuple(past for past in pages.get(contact, ()) if past.at < view.at)
        yield gather(_situation(site, page, view, earlier, seen), dict.fromkeys(map(str, UNKNOWN)))


def _situation(
    site: SiteInfo, page: PageRef, view: PageView, events: tuple[PastEvent, ...], pages: tuple[PastPage, ...]
) -> Situation:
    visit = view.visit
    headers = {"User-Agent": visit.user_agent, "Referer": visit.referrer}
    sender = StoredSender({name: value for name, value in headers.items() if value}, visit.ip_address or "", {})
    return Situation(
        now=view.at.astimezone(ZoneInfo("UTC")),
        site=site,
        page=page,
        language=view.language,
        sender=sender,
        visitor=StoredVisitor(_known(view, events, pages), view.at, events, pages),
        is_tracked=True,
    )


def _known(view: PageView, events: tuple[PastEvent, ...], pages: tuple[PastPage, ...]) -> KnownVisitor:
    visit, contact = view.visit, view.visit.contact
    return KnownVisitor(
        device_id=0,
        is_human=False,
        contact_id=contact.pk,
        contact_guid=contact.guid,
        seed=contact.seed,
        visit_count=visit.number,
        page_view_count=len(pages),
        engagement_value=0,
        goal_counts=_goals(events),
        profile_tallies={},
        identified_at=contact.identified_at,
        first_source=contact.first_source,
        attributes=contact.attributes,
        first_visit_at=contact.first_visit_at,
        last_visit_at=visit.started_at,
        latest_visit=_visit(view, [event for event in events if event.visit_number == visit.number], pages),
    )


def _visit(view: PageView, events: Sequence[PastEvent], pages: Sequence[PastPage]) -> KnownVisit:
    visit = view.visit
    here = [past for past in pages if past.visit_number == visit.number]
    had_campaign = visit.campaign is not None and _came(events, str(visit.campaign.guid))
    return KnownVisit(
        id=visit.pk,
        guid=visit.guid,
        site_id=visit.site_id,
        number=visit.number,
        started_at=visit.started_at,
        previous_visit_at=visit.previous_visit_at,
        last_activity_at=view.at,
        ended_at=None,
        page_view_count=view.sequence - 1,
        engagement_value=0,
        goal_counts=_goals(events),
        profile_tallies={},
        language=visit.language,
        campaign_id=visit.campaign_id if had_campaign else None,
        campaign_guid=visit.campaign.guid if visit.campaign and had_campaign else None,
        channel_guid=visit.channel.guid if visit.channel else None,
        source=visit.source,
        referrer=visit.referrer,
        entry_path=here[-1].path if here else "",
        path=here[0].path if here else "",
    )


def _came(events: Sequence[PastEvent], campaign: str) -> bool:
    return any(event.kind == "campaign" and event.definition == campaign for event in events)


def _goals(events: Sequence[PastEvent]) -> dict[str, Any]:
    return dict(Counter(event.definition for event in events if event.kind == "goal"))
