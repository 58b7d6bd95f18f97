"""Turns a rule into one function over facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django_jss.engine.asking import asked_once
from django_jss.engine.conditions.base import Predicate
from django_jss.engine.facts import Facts
from django_jss.engine.generating import generated
from django_jss.engine.logic import Verdict
from django_jss.engine.rules import AllOf, Ask, Broken, Not, Rule, asked, needs_of

# Told of a condition that raised: its name and the exception.
OnFailure = Callable[[str, Exception], None]


def ignore(condition: str, error: Exception) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to be asked; `needs` are the facts that it may look at."""

    rule: Rule
    verdict: Predicate
    needs: frozenset[str]

    def holds(self, facts: Facts) -> bool:
        """Whether the rule is true of these facts; unknown is no."""
        return self.verdict(facts) is True


def compile_rule(rule: Rule, on_failure: OnFailure = ignore) -> CompiledRule:
    """Compile once, ask often. A condition that raises is unknown, and told to `on_failure`; nothing else raises."""
    return CompiledRule(rule, _compiled(rule, on_failure), needs_of(rule))


def cost_of(rule: Rule) -> int:
    """What it costs to find a rule's verdict: the sum over its conditions."""
    return sum(ask.kind.cost for ask in asked(rule))


def wrong_verdict(verdict: Any) -> TypeError:
    """The exception that stands for a condition that answered something else than true, false or None."""
    return TypeError(f"expected True, False or None, the condition answered {type(verdict).__name__}")


def _compiled(rule: Rule, on_failure: OnFailure) -> Predicate:
    if isinstance(rule, Broken):
        return _unknown
    if isinstance(rule, Not):
        return _negated(_compiled(rule.part, on_failure))
    if isinstance(rule, Ask):
        return _group((rule,), True, on_failure)
    return _group(sorted(rule.parts, key=cost_of), isinstance(rule, AllOf), on_failure)


def _unknown(facts: Facts) -> Verdict:
    return None


def _negated(predicate: Predicate) -> Predicate:
    def negated(facts: Facts) -> Verdict:
        verdict = predicate(facts)
        return None if verdict is None else not verdict

    return negated


def _group(parts: tuple[Rule, ...] | list[Rule], neutral: bool, on_failure: OnFailure) -> Predicate:
    """`all` if `neutral` is True, `any` if it is False: the first verdict that is neither neutral nor unknown decides.

    Conditions are asked without a guard of their own, which would cost a call each: where one fails, `carefully` asks
    again.
    """
    decisive = not neutral
    predicates = tuple(_bare(part, on_failure) for part in parts)

    def fail(index: int, error: Exception) -> None:
        part = parts[index]
        on_failure(part.kind.name if isinstance(part, Ask) else "", error)

    def carefully(facts: Facts, start: int) -> Verdict:
        """The verdict of the parts from `start` on: a decisive one still decides when another is unknown."""
        so_far: Verdict = neutral
        for index in range(start, len(predicates)):
            verdict: Any = None
            try:
                verdict = predicates[index](facts)
                if verdict is not None and not isinstance(verdict, bool):
                    raise wrong_verdict(verdict)
            except Exception as error:
                fail(index, error)
                verdict = None
            if verdict is decisive:
                return decisive
            if verdict is None:
                so_far = None
        return so_far

    return generated(predicates, neutral, carefully)


def _bare(rule: Rule, on_failure: OnFailure) -> Predicate:
    """A predicate that may raise if it is a condition's own."""
    if not isinstance(rule, Ask):
        return _compiled(rule, on_failure)
    try:
        return asked_once(rule)
    except Exception as error:
        on_failure(rule.kind.name, error)
        return _unknown
