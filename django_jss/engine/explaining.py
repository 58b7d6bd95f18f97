"""Why a rule holds or not: every condition with what it saw and its verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from itertools import islice
from typing import Any

from django_jss.engine.compiler import wrong_verdict
from django_jss.engine.conditions.saved import RULES
from django_jss.engine.facts import Facts, WatchedFacts
from django_jss.engine.logic import Verdict, all_of, any_of, negation
from django_jss.engine.rules import AllOf, Ask, Broken, Not, Rule
from django_jss.engine.sentences import Labels, guids, sentence


@dataclass(frozen=True, slots=True)
class Trace:
    """A node of a rule with its verdict.

    `kind` is all, any, not or condition. Of a condition, `name` and `sentence` say which, `seen` maps the facts that
    it asked for to their values (None is unknown), and `error` is the exception, if it raised one, or what kept it
    from being read; one that asks a saved rule has that rule as its part.
    """

    kind: str
    verdict: Verdict
    parts: tuple[Trace, ...] = ()
    name: str = ""
    sentence: str = ""
    seen: Mapping[str, Any] | None = None
    error: str = ""

    def as_json(self) -> dict[str, Any]:
        """For answers: `verdict` is true, false or null."""
        if self.kind == "condition":
            own = {"condition": self.name, "sentence": self.sentence, "seen": _plain(self.seen or {})}
            more = {"parts": [part.as_json() for part in self.parts]} if self.parts else {}
            return {**own, "verdict": self.verdict, **({"error": self.error} if self.error else {}), **more}
        return {"kind": self.kind, "verdict": self.verdict, "parts": [part.as_json() for part in self.parts]}


# Of a long list, such as a visitor's history, that many entries stand in answers.
MOST_SHOWN = 50


def explain_rule(rule: Rule, facts: Facts, labels: Labels = guids) -> Trace:
    """The trace of a rule; all conditions are asked, also those that cannot change the verdict any more."""
    if isinstance(rule, Ask):
        return _explain_ask(rule, facts, labels)
    if isinstance(rule, Broken):
        error = "; ".join(str(fault) for fault in rule.faults)
        return Trace("condition", None, sentence=sentence(rule, labels), seen={}, error=error)
    if isinstance(rule, Not):
        part = explain_rule(rule.part, facts, labels)
        return Trace("not", negation(part.verdict), (part,))
    parts = tuple(explain_rule(part, facts, labels) for part in rule.parts)
    if isinstance(rule, AllOf):
        return Trace("all", all_of(part.verdict for part in parts), parts)
    return Trace("any", any_of(part.verdict for part in parts), parts)


def _explain_ask(ask: Ask, facts: Facts, labels: Labels) -> Trace:
    watched = WatchedFacts(facts)
    verdict, error = None, ""
    try:
        answer: Any = ask.condition.compile()(watched)
        if answer is not None and not isinstance(answer, bool):
            raise wrong_verdict(answer)
        verdict = answer
    except Exception as exception:
        error = f"{type(exception).__name__}: {exception}"
    return Trace(
        "condition",
        verdict,
        parts=_inner(ask, facts, labels),
        name=ask.kind.name,
        sentence=sentence(ask, labels),
        seen={name: value for name, value in watched.seen.items() if name != RULES},
        error=error,
    )


def _inner(ask: Ask, facts: Facts, labels: Labels) -> tuple[Trace, ...]:
    """The rule that a condition asks instead of a question of its own."""
    inner = getattr(ask.condition, "inner", None)
    found = inner(facts) if inner else None
    return (explain_rule(found.rule, facts, labels),) if found else ()


def _plain(value: Any) -> Any:
    """A fact's value for answers."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {str(name): _plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        more = [f"… {len(value) - MOST_SHOWN}"] if len(value) > MOST_SHOWN else []
        return [_plain(entry) for entry in islice(value, MOST_SHOWN)] + more
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return str(value)
