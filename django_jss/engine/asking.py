"""Asking a condition at most once of the same facts, whichever rules ask it: what a project's does may take long."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from django_jss.engine.conditions.base import Predicate
from django_jss.engine.facts import Facts, WatchedFacts
from django_jss.engine.logic import Verdict
from django_jss.engine.rules import Ask


@dataclass(frozen=True, slots=True)
class Answer:
    """What a condition answered: its verdict, or the exception; in explanations, the facts that it saw."""

    verdict: Any = None
    error: Exception | None = None
    seen: Mapping[str, Any] | None = None

    def given(self) -> Verdict:
        """The verdict again, or the exception."""
        if self.error is not None:
            raise self.error
        verdict: Verdict = self.verdict
        return verdict


def asked_once(ask: Ask) -> Predicate:
    """The condition as a function; of those that are kept, the same question is asked once of the same facts."""
    predicate = ask.condition.compile()
    key = _key(ask)
    if key is None:
        return predicate

    def once(facts: Facts) -> Verdict:
        answer = facts.answers.get(key)
        if answer is None:
            answer = facts.answers[key] = _answer(predicate, facts)
        return answer.given()

    return once


def watched_answer(ask: Ask, facts: Facts) -> Answer:
    """The answer with the facts that the condition saw; rules that ask it later of the same facts get the same."""
    key = _key(ask)
    answer: Answer | None = facts.answers.get(key)
    if answer is None or answer.seen is None:
        watched = WatchedFacts(facts)
        answer = _compiled_answer(ask, watched)
        if key is not None:
            facts.answers[key] = answer
    return answer


def _compiled_answer(ask: Ask, watched: WatchedFacts) -> Answer:
    try:
        predicate = ask.condition.compile()
    except Exception as error:
        return Answer(error=error, seen={})
    return _answer(predicate, watched, watched.seen)


def _answer(predicate: Predicate, facts: Facts, seen: Mapping[str, Any] | None = None) -> Answer:
    try:
        return Answer(predicate(facts), seen=seen)
    except Exception as error:
        return Answer(error=error, seen=seen)


def _key(ask: Ask) -> Hashable | None:
    """What makes a question the same; None if its answer is not kept: ours take less time than looking them up."""
    if ask.kind.is_ours:
        return None
    key = (ask.kind.name, *(getattr(ask.condition, name) for name in ask.kind.parameters))
    try:
        hash(key)
    except TypeError:
        # Each use of the condition is then a question of its own.
        return id(ask.condition)
    return key
