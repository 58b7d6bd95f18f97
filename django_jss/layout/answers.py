"""Answers that are the same for all who ask in the same words: pages without slots that are not tracked.

What the words mean was found out when they came first; until the site changes or the plan ends they mean the same.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from django_jss.analytics.visitors import Visitor
from django_jss.conf import settings
from django_jss.engine.facts import Facts
from django_jss.engine.plan.filling import fill
from django_jss.engine.plan.nodes import Plan
from django_jss.layout.delivering import Delivery, deliver
from django_jss.layout.query import LayoutQuery
from django_jss.sites import revisions
from django_jss.sites.directory import SiteInfo


@dataclass(frozen=True, slots=True)
class Answer:
    """The plan of a page that is the same for all, made at a revision of its site."""

    site: SiteInfo
    revision: int
    plan: Plan

    @property
    def is_good(self) -> bool:
        """Whether nothing changed, and no date of the page has come."""
        ends = self.plan.valid_until
        return revisions.current(self.site.id) == self.revision and (ends is None or ends > timezone.now())


class Kept:
    """The answers that this process keeps, the oldest making room."""

    def __init__(self) -> None:
        self._answers: dict[Hashable, Answer] = {}

    def get(self, words: Hashable) -> Answer | None:
        answer = self._answers.get(words)
        return answer if answer is not None and answer.is_good else None

    def put(self, words: Hashable, answer: Answer) -> None:
        while len(self._answers) >= settings.PLAN_CACHE_SIZE:
            self._answers.pop(next(iter(self._answers), words), None)
        self._answers[words] = answer


kept = Kept()


def answer_again(words: Hashable, visitor: Visitor | None) -> Delivery | None:
    """The answer to words that came before; None if they must be looked at. No query."""
    answer = kept.get(words)
    if answer is None:
        return None
    if visitor is not None:
        visitor.enter(answer.site)
    return Delivery(fill(answer.plan, Facts()).body)


def answer_first(words: Hashable | None, query: LayoutQuery, visitor: Visitor | None, request: Any = None) -> Delivery:
    """The answer to a query; if `words` alone lead to it, and it is the same for all, it is kept for them."""
    # Read before the content: a change in between makes the answer stale, never the other way round.
    revision = revisions.current(query.site.id) if query.site else 0
    delivery = deliver(query, visitor, request)
    if words is not None and query.site and delivery.plan and not delivery.warning:
        kept.put(words, Answer(query.site, revision, delivery.plan))
    return delivery
