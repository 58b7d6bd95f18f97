"""A page from query to bytes."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import Error

from django_jss.analytics.consent import Consent
from django_jss.analytics.turned_away import count_turned_away
from django_jss.analytics.visitors import Visitor
from django_jss.conf import settings
from django_jss.engine.facts import Facts
from django_jss.engine.failing import raised
from django_jss.engine.plan.filling import Filled, fill
from django_jss.engine.plan.nodes import Decision, Plan
from django_jss.layout.context import PageContext, whole_context
from django_jss.layout.finding import Found, find
from django_jss.layout.placements import Placement, read_path
from django_jss.layout.plans import plan_for
from django_jss.layout.query import LayoutQuery, Mode
from django_jss.personalization.facts import Situation, gather
from django_jss.personalization.failures import note_success, report
from django_jss.tracker.page_views import PageSeen, arrive, record_page_view

logger = logging.getLogger("django_jss.layout")

UNKNOWN_VISITOR = "not personalized by what is known of the visitor"
NOT_STORED = "the page view was not stored"


@dataclass(frozen=True, slots=True)
class Delivery:
    """An answer: `is_found` False for a 404; `warning` says what had to be left out, "" if nothing.

    `plan` is that of the page if everybody gets the same.
    """

    body: bytes
    is_found: bool = True
    decisions: tuple[Decision, ...] = ()
    warning: str = ""
    plan: Plan | None = None


def deliver(query: LayoutQuery, visitor: Visitor | None, request: Any = None) -> Delivery:
    """The Layout Service's answer, personalized for the visitor; the page view is stored if the query is tracked.

    `request` is handed to context providers and per-request resolvers.
    """
    found = find(query)
    if visitor is not None:
        visitor.enter(found.site)
    plan = _plan(query, found)
    if plan is None:
        return Delivery(_not_found(query, found, request), is_found=False)
    return _delivered(plan, query, found, visitor, request)


def deliver_placeholder(
    query: LayoutQuery, placeholder: str, visitor: Visitor | None, request: Any = None
) -> Delivery | None:
    """The Placeholder Service's answer; None if there is no such page or placeholder.

    It is no view of the page. With the setting `PLACEHOLDER_VIEWS_COUNT` it is one, as the original has it, unless the
    visitor is on that page already.
    """
    found = find(query)
    if visitor is not None:
        visitor.enter(found.site)
    plan = _plan(query, found, placeholder=read_path(placeholder))
    if plan is None:
        return None
    return _delivered(plan, query, found, visitor, request, is_part=True)


def facts_for(
    query: LayoutQuery,
    found: Found,
    visitor: Visitor | None,
    given: Mapping[str, Any] | None = None,
    *,
    is_part: bool = False,
) -> Facts:
    """What rules may ask about this request and visitor; facts `given` by hand stand above."""
    situation = Situation(
        now=query.now,
        site=found.site,
        page=found.page,
        language=found.language_code,
        query=query.query,
        sender=query.sender,
        visitor=visitor if visitor is not None and visitor.may_be_known else None,
        is_part=is_part,
        is_tracked=query.is_tracked,
        has_consent=visitor.consent is Consent.GIVEN if visitor is not None else None,
    )
    return gather(situation, given)


def _plan(query: LayoutQuery, found: Found, *, placeholder: tuple[Placement, ...] | None = None) -> Plan | None:
    if found.site is None or found.page is None or found.language is None:
        return None
    return plan_for(found.site, found.language, found.page, query.now, mode=query.mode, placeholder=placeholder)


def _delivered(
    plan: Plan, query: LayoutQuery, found: Found, visitor: Visitor | None, request: Any, *, is_part: bool = False
) -> Delivery:
    seen = _page_seen(query, found) if visitor is not None else None
    warnings: list[str] = []
    if plan.has_slots and not (visitor is not None and visitor.is_bot):
        filled = _personalized(plan, query, found, visitor, seen, request, warnings, is_part=is_part)
    else:
        filled = fill(plan, Facts())
    if visitor is not None and seen is not None:
        _count(visitor, seen, warnings, is_part=is_part)
    return Delivery(
        filled.body,
        decisions=filled.decisions,
        warning="; ".join(dict.fromkeys(warnings)),
        plan=None if plan.has_slots else plan,
    )


def _page_seen(query: LayoutQuery, found: Found) -> PageSeen | None:
    """What is to be stored of the request; None if nothing is."""
    if found.site is None or found.page is None or not query.is_tracked or query.mode is not Mode.NORMAL:
        return None
    return PageSeen(
        found.site, found.page, found.language_code, query.campaign, query.trigger, query.query, query.sender
    )


def _personalized(
    plan: Plan,
    query: LayoutQuery,
    found: Found,
    visitor: Visitor | None,
    seen: PageSeen | None,
    request: Any,
    warnings: list[str],
    *,
    is_part: bool,
) -> Filled:
    if visitor is not None and seen is not None and plan.needs:
        try:
            arrive(visitor, seen)
        except Error as error:
            logger.error("Nothing is known of the visitor: %s", raised(error))
            warnings.append(UNKNOWN_VISITOR)
            visitor = None
    facts = facts_for(query, found, visitor, is_part=is_part)
    filled = fill(plan, facts, request)
    for name in plan.needs & facts.keys() - facts.failures.keys():
        note_success("fact", name)
    for name, failure in facts.failures.items():
        report("fact", name, failure)
        warnings.append(UNKNOWN_VISITOR)
    return filled


def _count(visitor: Visitor, seen: PageSeen, warnings: list[str], *, is_part: bool) -> None:
    """Store the page view. The page is served also if that fails, whatever the sink raises."""
    try:
        if not visitor.may_be_tracked:
            count_turned_away(seen.site, visitor)
        elif not is_part or (settings.PLACEHOLDER_VIEWS_COUNT and not visitor.is_on(seen.page.url_path)):
            record_page_view(visitor, seen)
    except Exception as error:
        logger.error("A view of page %s was not stored: %s", seen.page.guid, raised(error))
        warnings.append(NOT_STORED)


def _not_found(query: LayoutQuery, found: Found, request: Any) -> bytes:
    site_name = found.site.name if found.site else query.site_name
    context = whole_context(PageContext(site_name, found.language_code, found.path, query.mode), request)
    return b'{"sitecore":{"context":' + context + b',"route":null}}'
