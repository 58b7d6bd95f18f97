"""Why a rule holds or not: every condition with what it saw and its verdict."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from itertools import islice
from typing import Any

from django_jss.engine.asking import watched_answer
from django_jss.engine.compiler import wrong_verdict
from django_jss.engine.facts import Facts
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

    @property
    def told(self) -> Mapping[str, str]:
        """What was seen, as texts; an unknown fact has an empty one."""
        return {name: "" if value is None else _text(_plain(value)) for name, value in (self.seen or {}).items()}

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
    """The trace of a rule; all conditions are asked, also those that cannot change the verdict any more.

    A saved rule that it uses several times is explained where it stands first.
    """
    return _Explaining(facts, labels).trace(rule)


class _Explaining:
    """Explains one rule; `told` are the verdicts of the saved rules that were explained, by identity."""

    def __init__(self, facts: Facts, labels: Labels) -> None:
        self.facts, self.labels = facts, labels
        self.told: dict[int, Verdict] = {}

    def trace(self, rule: Rule) -> Trace:
        if isinstance(rule, Ask):
            return self.saved(rule) if hasattr(rule.condition, "inner") else self.condition(rule)
        if isinstance(rule, Broken):
            error = "; ".join(str(fault) for fault in rule.faults)
            return Trace("condition", None, sentence=sentence(rule, self.labels), seen={}, error=error)
        if isinstance(rule, Not):
            part = self.trace(rule.part)
            return Trace("not", negation(part.verdict), (part,))
        parts = tuple(self.trace(part) for part in rule.parts)
        if isinstance(rule, AllOf):
            return Trace("all", all_of(part.verdict for part in parts), parts)
        return Trace("any", any_of(part.verdict for part in parts), parts)

    def condition(self, ask: Ask) -> Trace:
        answer = watched_answer(ask, self.facts)
        error = answer.error
        if error is None and answer.verdict is not None and not isinstance(answer.verdict, bool):
            error = wrong_verdict(answer.verdict)
        return Trace(
            "condition",
            None if error else answer.verdict,
            name=ask.kind.name,
            sentence=sentence(ask, self.labels),
            seen=answer.seen,
            error=f"{type(error).__name__}: {error}" if error else "",
        )

    def saved(self, ask: Ask) -> Trace:
        """A condition that asks another rule instead of a question of its own."""
        found = ask.condition.inner(self.facts)  # type: ignore[attr-defined]
        parts: tuple[Trace, ...] = ()
        if found and id(found) not in self.told:
            parts = (self.trace(found.rule),)
            self.told[id(found)] = parts[0].verdict
        verdict = self.told[id(found)] if found else None
        return Trace("condition", verdict, parts, ask.kind.name, sentence(ask, self.labels), seen={})


def _text(plain: Any) -> str:
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)


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
