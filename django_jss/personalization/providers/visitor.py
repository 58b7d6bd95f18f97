"""What is known of the visitor: all of it together costs at most one query.

Facts are those of the visit that the request belongs to or will start, the page that it views included.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django_jss.engine.facts import Fact
from django_jss.engine.history import PastEvent
from django_jss.personalization.facts import Situation, derived_fact, fact


@fact(Fact.VISIT_NUMBER)
def visit_number(situation: Situation) -> int | None:
    return situation.visitor.visit_number if situation.visitor else None


@fact(Fact.VISIT_GOALS)
def visit_goals(situation: Situation) -> Mapping[str, int] | None:
    return situation.visitor.visit_goal_counts if situation.visitor else None


@fact(Fact.CONTACT_GOALS)
def contact_goals(situation: Situation) -> Mapping[str, int] | None:
    return situation.visitor.contact_goal_counts if situation.visitor else None


@derived_fact(Fact.VISIT_GOALS, source=Fact.EVENT_HISTORY)
def visit_goals_given(situation: Situation, given: Mapping[str, Any]) -> Mapping[str, int]:
    """Those of the visit whose number is given, else of the latest one in the history."""
    events = given[Fact.EVENT_HISTORY]
    number = given.get(Fact.VISIT_NUMBER) or max((event.visit_number for event in events), default=0)
    return _goals(event for event in events if event.visit_number == number)


@derived_fact(Fact.CONTACT_GOALS, source=Fact.EVENT_HISTORY)
def contact_goals_given(situation: Situation, given: Mapping[str, Any]) -> Mapping[str, int]:
    return _goals(given[Fact.EVENT_HISTORY])


def _goals(events: Iterable[PastEvent]) -> dict[str, int]:
    return dict(Counter(event.definition for event in events if event.kind == "goal"))


@fact(Fact.FIRST_VISIT_AT)
def first_visit_at(situation: Situation) -> datetime | None:
    return situation.visitor.first_visit_at if situation.visitor else None


@fact(Fact.PREVIOUS_VISIT_AT)
def previous_visit_at(situation: Situation) -> datetime | None:
    return situation.visitor.previous_visit_at if situation.visitor else None


@fact(Fact.CONTACT_VALUE)
def contact_value(situation: Situation) -> int | None:
    return situation.visitor.contact_value if situation.visitor else None


@fact(Fact.CONTACT_PAGE_VIEWS)
def contact_page_views(situation: Situation) -> int | None:
    if situation.visitor is None:
        return None
    known = situation.visitor.known
    return (known.page_view_count if known else 0) + situation.is_view


@fact(Fact.VISIT_STARTED_AT)
def visit_started_at(situation: Situation) -> datetime | None:
    return situation.visitor.visit_started_at if situation.visitor else None


@fact(Fact.VISIT_VALUE)
def visit_value(situation: Situation) -> int | None:
    return situation.visitor.visit_value if situation.visitor else None


@fact(Fact.VISIT_PAGE_VIEWS)
def visit_page_views(situation: Situation) -> int | None:
    if situation.visitor is None:
        return None
    visit = situation.visitor.open_visit
    return (visit.page_view_count if visit else 0) + situation.is_view


@fact(Fact.VISIT_LANGUAGE)
def visit_language(situation: Situation) -> str | None:
    if situation.visitor is None:
        return None
    visit = situation.visitor.open_visit
    return visit.language if visit else situation.language


@fact(Fact.VISIT_CAMPAIGN)
def visit_campaign(situation: Situation) -> str | None:
    return str(situation.visitor.visit_campaign_guid or "") if situation.visitor else None


@fact(Fact.ENTRY_PATH)
def entry_path(situation: Situation) -> str | None:
    if situation.visitor is None:
        return None
    visit = situation.visitor.open_visit
    return (visit.entry_path if visit else "") or (situation.page.url_path if situation.page else "")


@fact(Fact.IS_TRACKED)
def is_tracked(situation: Situation) -> bool:
    return situation.is_tracked and situation.visitor is not None and situation.visitor.may_be_tracked


@fact(Fact.VISITOR_SEED)
def visitor_seed(situation: Situation) -> str | None:
    return situation.visitor.seed if situation.visitor else None
