"""Saved rules and segments, as rules ask them."""

from __future__ import annotations

from collections.abc import Mapping

from django_jss.engine.compiler import CompiledRule
from django_jss.engine.conditions.saved import RULES
from django_jss.personalization.facts import Situation, fact
from django_jss.personalization.saved_rules import rules_of


@fact(RULES)
def rules(situation: Situation) -> Mapping[str, CompiledRule] | None:
    return rules_of(situation.site.id) if situation.site else None
