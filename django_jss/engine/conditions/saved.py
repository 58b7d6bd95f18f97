"""Questions that are rules themselves, kept under a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.base import Group, Predicate, condition
from django_jss.engine.facts import Facts
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import SavedRuleGuid, SegmentGuid

# The fact that has all saved rules and segments of the site, compiled, by GUID; it is not given by hand.
RULES = "rules"


@condition(
    "saved_rule",
    group=Group.SAVED,
    sentence=_("the saved rule {rule} holds"),
    help_text=_("A change of the saved rule changes all rules that use it."),
    cost=5,
)
@dataclass(frozen=True, slots=True)
class SavedRuleHolds:
    """Whether a rule holds that is kept under a name."""

    rule: SavedRuleGuid
    needs: ClassVar = frozenset({RULES})

    def compile(self) -> Predicate:
        return _verdict_of(self.rule)

    def inner(self, facts: Facts) -> Any:
        """The rule that is asked instead, for explanations."""
        return _found(facts, self.rule)


@condition(
    "in_segment",
    group=Group.SAVED,
    sentence=_("the visitor is in the segment {segment}"),
    help_text=_("As the rule of the segment says at this moment."),
    cost=5,
)
@dataclass(frozen=True, slots=True)
class InSegment:
    """Whether the rule of a segment holds for the visitor."""

    segment: SegmentGuid
    needs: ClassVar = frozenset({RULES})

    def compile(self) -> Predicate:
        return _verdict_of(self.segment)

    def inner(self, facts: Facts) -> Any:
        """The rule that is asked instead, for explanations."""
        return _found(facts, self.segment)


def _found(facts: Facts, guid: str) -> Any:
    rules = facts[RULES]
    return rules.get(guid) if isinstance(rules, Mapping) else None


def _verdict_of(guid: str) -> Predicate:
    key = (RULES, guid)

    def predicate(facts: Facts) -> Verdict:
        found = _found(facts, guid)
        if found is None:
            return None
        # Rules that use rules that use rules would multiply.
        if key not in facts.answers:
            facts.answers[key] = found.verdict(facts)
        verdict: Verdict = facts.answers[key]
        return verdict

    return predicate
