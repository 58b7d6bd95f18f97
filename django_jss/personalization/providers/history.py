"""What the visitor did before: one query for events and one for pages, if a rule asks; none of a new visitor."""

from __future__ import annotations

from django_jss.engine.facts import Fact
from django_jss.engine.history import PastEvent, PastPage
from django_jss.personalization.facts import Situation, fact


@fact(Fact.EVENT_HISTORY)
def event_history(situation: Situation) -> tuple[PastEvent, ...] | None:
    return situation.visitor.past_events if situation.visitor else None


@fact(Fact.PAGE_HISTORY)
def page_history(situation: Situation) -> tuple[PastPage, ...] | None:
    """The page that the request views is the newest."""
    visitor, page = situation.visitor, situation.page
    if visitor is None:
        return None
    if page is None or not situation.is_view:
        return visitor.past_pages
    viewed = PastPage(str(page.guid), page.url_path, situation.now, visitor.visit_number)
    return (viewed, *visitor.past_pages)


@fact(Fact.PREVIOUS_PATH)
def previous_path(situation: Situation) -> str | None:
    """The history is looked at only for a part of a page that the visitor is on."""
    visitor = situation.visitor
    if visitor is None:
        return None
    if situation.is_view or visitor.open_visit is None:
        return visitor.open_visit.path if visitor.open_visit else ""
    earlier = [view.path for view in visitor.past_pages[1:] if view.visit_number == visitor.visit_number]
    return earlier[0] if earlier else ""
