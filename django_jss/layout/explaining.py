"""Why a page shows what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django_jss.analytics.visitors import Visitor
from django_jss.engine.failing import raised
from django_jss.engine.plan.explaining import ExplainedRendering, explain_plan
from django_jss.engine.plan.filling import fill
from django_jss.layout.delivering import facts_for
from django_jss.layout.finding import find
from django_jss.layout.plans import plan_for
from django_jss.layout.query import LayoutQuery
from django_jss.personalization.labels import labels_for
from django_jss.personalization.rule_sets import OffVariant, off_variants, rule_sets_of


@dataclass(frozen=True, slots=True)
class Explanation:
    """The personalized renderings of a page, and what was wrong when its plan was made or facts were found out."""

    renderings: tuple[ExplainedRendering, ...]
    problems: tuple[str, ...]
    # Variants that are not tried, since they are disabled or their time has not come, or is over.
    off: tuple[OffVariant, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "renderings": [entry.as_json() for entry in self.renderings],
            "off": [variant.as_json() for variant in self.off],
            "problems": list(self.problems),
        }


def explain(
    query: LayoutQuery, *, visitor: Visitor | None = None, given: Mapping[str, Any] | None = None
) -> Explanation | None:
    """Explain a page for a visitor; None if there is no such page. Nothing is stored.

    Facts `given` by hand (`personalization.facts.read_given`) stand above those of request and visitor: with them and
    no visitor it is a persona that is explained.
    """
    imagined = imagine(query, visitor=visitor, given=given)
    return imagined.explanation if imagined else None


@dataclass(frozen=True, slots=True)
class Imagined:
    """A page as somebody would get it, and why."""

    body: bytes
    explanation: Explanation


def imagine(
    query: LayoutQuery, *, visitor: Visitor | None = None, given: Mapping[str, Any] | None = None, request: Any = None
) -> Imagined | None:
    """The Layout Service's answer for a visitor, real or invented, with its explanation; None if there is no such page.

    Nothing is stored. `visitor` and `given` are those of `explain`, `request` is handed to live resolvers.
    """
    found = find(query)
    if found.site is None or found.page is None or found.language is None:
        return None
    if visitor is not None:
        visitor.enter(found.site)
    plan = plan_for(found.site, found.language, found.page, query.now, mode=query.mode)
    if plan is None:
        return None
    facts = facts_for(query, found, visitor, given)
    sets = rule_sets_of(found.page.item_id, query.now)
    labels = labels_for([variant.rule.rule for variants in sets.variants.values() for variant in variants])
    # Explained first: what conditions answer then is kept with what they saw.
    explained = explain_plan(plan, facts, labels)
    filled = fill(plan, facts, request)
    off = off_variants(found.page.item_id, query.now)
    unknown = [f"the fact {name} raised {raised(error)}" for name, error in facts.failures.items()]
    return Imagined(filled.body, Explanation(explained, (*plan.problems, *unknown), off))
