"""A visit that somebody only imagines: from page to page it gathers what a real one would, and nothing is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django_jss.analytics.recognition import KnownVisit, KnownVisitor
from django_jss.analytics.stored_visitors import StoredVisitor
from django_jss.content.routing import PageRef, resolve
from django_jss.engine.facts import Fact
from django_jss.engine.given import GivenScores
from django_jss.engine.history import PastEvent, PastPage
from django_jss.engine.patterns import Tally, add_gains, write_tallies
from django_jss.personalization.profiles import gains_of, tallies_given
from django_jss.sites.directory import SiteInfo

# What grows as the journey goes on; it is given by hand only as its beginning.
GROWING = frozenset(
    map(
        str,
        (
            Fact.VISIT_GOALS,
            Fact.CONTACT_GOALS,
            Fact.VISIT_VALUE,
            Fact.CONTACT_VALUE,
            Fact.VISIT_PAGE_VIEWS,
            Fact.CONTACT_PAGE_VIEWS,
            Fact.ENTRY_PATH,
            Fact.PREVIOUS_PATH,
            Fact.PAGE_HISTORY,
            Fact.EVENT_HISTORY,
            Fact.SEEN_TEMPLATES,
            Fact.VISIT_CAMPAIGN,
            Fact.VISIT_PROFILES,
            Fact.CONTACT_PROFILES,
        ),
    )
)
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Journey:
    """The pages seen so far, by path, and the goals triggered, by GUID; `points` are those of the goals."""

    pages: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    points: int = 0

    def seeing(self, path: str) -> Journey:
        """The journey after a page view."""
        return replace(self, pages=(*self.pages, path)[-50:])

    def triggering(self, goal: str, points: int) -> Journey:
        return replace(self, goals=(*self.goals, goal)[-200:], points=self.points + points)


@dataclass(frozen=True, slots=True)
class Traveller:
    """Who is on a journey: a visitor for rules to ask, and the facts that stand above it."""

    visitor: StoredVisitor
    given: Mapping[str, Any] = field(default_factory=dict)


def traveller(journey: Journey, start: Mapping[str, Any], site: SiteInfo, now: datetime) -> Traveller:
    """The visitor after these pages and goals, who started with the facts `start`, as `read_given` reads them."""
    pages = [page for path in journey.pages if (page := resolve(site, path=path))]
    number = start.get(Fact.VISIT_NUMBER) or 1
    goals = [PastEvent("goal", goal, now, number) for goal in journey.goals]
    seen = [PastPage(str(page.guid), page.url_path, now, number) for page in pages]
    events = (*reversed(goals), *(start.get(Fact.EVENT_HISTORY) or ()))
    history = (*reversed(seen), *(start.get(Fact.PAGE_HISTORY) or ()))
    known = _known(journey, pages, start, site, now)
    given = {name: value for name, value in start.items() if name not in GROWING}
    return Traveller(StoredVisitor(known, now, events, history), given)


def _known(
    journey: Journey, pages: Sequence[PageRef], start: Mapping[str, Any], site: SiteInfo, now: datetime
) -> KnownVisitor:
    visit = _visit(journey, pages, start, site, now)
    return KnownVisitor(
        device_id=0,
        is_human=True,
        contact_id=0,
        contact_guid=_NOBODY,
        seed=None,
        visit_count=visit.number,
        page_view_count=(start.get(Fact.CONTACT_PAGE_VIEWS) or 0) + len(pages),
        engagement_value=(start.get(Fact.CONTACT_VALUE) or 0) + journey.points,
        goal_counts=Counter(start.get(Fact.CONTACT_GOALS) or {}) + Counter(journey.goals),
        profile_tallies=_tallies(Fact.CONTACT_PROFILES, pages, start, site, now),
        identified_at=now if start.get(Fact.IS_IDENTIFIED) else None,
        first_source=start.get(Fact.FIRST_SOURCE) or {},
        attributes=start.get(Fact.CONTACT_ATTRIBUTES) or {},
        first_visit_at=start.get(Fact.FIRST_VISIT_AT) or now,
        last_visit_at=now,
        latest_visit=visit,
    )


def _visit(
    journey: Journey, pages: Sequence[PageRef], start: Mapping[str, Any], site: SiteInfo, now: datetime
) -> KnownVisit:
    campaign = start.get(Fact.VISIT_CAMPAIGN)
    return KnownVisit(
        id=0,
        guid=_NOBODY,
        site_id=site.id,
        number=start.get(Fact.VISIT_NUMBER) or 1,
        started_at=start.get(Fact.VISIT_STARTED_AT) or now,
        previous_visit_at=start.get(Fact.PREVIOUS_VISIT_AT),
        last_activity_at=now,
        ended_at=None,
        page_view_count=(start.get(Fact.VISIT_PAGE_VIEWS) or 0) + len(pages),
        engagement_value=(start.get(Fact.VISIT_VALUE) or 0) + journey.points,
        goal_counts=Counter(start.get(Fact.VISIT_GOALS) or {}) + Counter(journey.goals),
        profile_tallies=_tallies(Fact.VISIT_PROFILES, pages, start, site, now),
        language=start.get(Fact.VISIT_LANGUAGE) or site.default_language,
        campaign_id=None,
        campaign_guid=UUID(campaign) if campaign else None,
        channel_guid=None,
        source=start.get(Fact.VISIT_SOURCE) or {},
        referrer=start.get(Fact.REFERRER) or "",
        entry_path=start.get(Fact.ENTRY_PATH) or (pages[0].url_path if pages else ""),
        path=pages[-1].url_path if pages else start.get(Fact.PREVIOUS_PATH) or "",
    )


def _tallies(
    fact: Fact, pages: Sequence[PageRef], start: Mapping[str, Any], site: SiteInfo, now: datetime
) -> Mapping[str, Any]:
    given: Mapping[str, GivenScores] = start.get(fact) or {}
    tallies: Mapping[str, Tally] = tallies_given(site, given)
    for page in pages:
        tallies = add_gains(tallies, gains_of(site, page), now)
    return write_tallies(tallies)
