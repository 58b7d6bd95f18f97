"""Questions about goals, events and outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.base import Group, Predicate, condition
from django_jss.engine.conditions.comparing import (
    ABSENT,
    check_range,
    check_text,
    number_test,
    text_predicate,
)
from django_jss.engine.conditions.spans import SPAN_NEEDS, Test, check_span, check_times, often, span_reader
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.history import PastEvent
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import (
    EventGuid,
    GoalGuid,
    Name,
    NumberComparison,
    OutcomeGuid,
    Period,
    Span,
    TextComparison,
)

SPAN_HELP = _(
    "This visit is one of the last visits. A day is 24 hours. Of a span of visits or days the latest 1000 events are "
    "looked at."
)


@condition(
    "goal_triggered",
    group=Group.GOALS,
    sentence=_("the goal {goal} was triggered {period}"),
    help_text=_("“In this visit” is forgotten when the visit ends, “at any time” is not."),
    defaults={"period": "visit"},
    cost=2,
)
@dataclass(frozen=True, slots=True)
class GoalTriggered:
    """Whether the visitor triggered a goal at least once, in this visit or in any."""

    goal: GoalGuid
    period: Period
    needs: ClassVar = frozenset({Fact.VISIT_GOALS, Fact.CONTACT_GOALS})

    def compile(self) -> Predicate:
        return _counted(Fact.VISIT_GOALS if self.period is Period.VISIT else Fact.CONTACT_GOALS, self.goal, 1)


@condition(
    "goal_count",
    group=Group.GOALS,
    sentence=_("the goal {goal} was triggered {times} or more times {span} {length}"),
    help_text=SPAN_HELP,
    defaults={"times": 2, "span": "days", "length": 30},
    cost=4,
)
@dataclass(frozen=True, slots=True)
class GoalCount:
    """Whether the contact triggered a goal so often in a span of history."""

    goal: GoalGuid
    times: int
    span: Span
    length: int = 1
    needs: ClassVar = frozenset({Fact.VISIT_GOALS, Fact.CONTACT_GOALS, Fact.EVENT_HISTORY}) | SPAN_NEEDS

    def __post_init__(self) -> None:
        check_times(self.times)
        check_span(self.span, self.length)

    def compile(self) -> Predicate:
        # What is counted anyway costs no look at the history, and is not limited to it.
        counts = {Span.VISIT: Fact.VISIT_GOALS, Span.EVER: Fact.CONTACT_GOALS}
        if self.span in counts:
            return _counted(counts[self.span], self.goal, self.times)
        return often(Fact.EVENT_HISTORY, _is("goal", self.goal), self.times, self.span, self.length)


@condition(
    "event_count",
    group=Group.GOALS,
    sentence=_("the event {event} happened {times} or more times {span} {length}"),
    help_text=SPAN_HELP,
    defaults={"times": 1, "span": "visit", "length": 3},
    cost=4,
)
@dataclass(frozen=True, slots=True)
class EventCount:
    """Whether a page event happened so often in a span of history."""

    event: EventGuid
    times: int
    span: Span
    length: int = 1
    needs: ClassVar = frozenset({Fact.EVENT_HISTORY}) | SPAN_NEEDS

    def __post_init__(self) -> None:
        check_times(self.times)
        check_span(self.span, self.length)

    def compile(self) -> Predicate:
        return often(Fact.EVENT_HISTORY, _is("event", self.event), self.times, self.span, self.length)


@condition(
    "outcome_count",
    group=Group.GOALS,
    sentence=_("the outcome {outcome} was reached {times} or more times {span} {length}"),
    help_text=SPAN_HELP,
    defaults={"times": 1, "span": "ever", "length": 3},
    cost=4,
)
@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """Whether the contact reached an outcome so often in a span of history."""

    outcome: OutcomeGuid
    times: int
    span: Span
    length: int = 1
    needs: ClassVar = frozenset({Fact.EVENT_HISTORY}) | SPAN_NEEDS

    def __post_init__(self) -> None:
        check_times(self.times)
        check_span(self.span, self.length)

    def compile(self) -> Predicate:
        return often(Fact.EVENT_HISTORY, _is("outcome", self.outcome), self.times, self.span, self.length)


@condition(
    "outcome_value",
    group=Group.GOALS,
    sentence=_("the monetary value of all outcomes {span} {length} {comparison} {value} {upper}"),
    help_text=_(
        "Amounts are added as they were reported, whatever their currency. This visit is one of the last visits. "
        "A day is 24 hours. Of a visitor with more than 1000 events in that time it is not known."
    ),
    defaults={"span": "ever", "length": 30, "comparison": "at_least", "value": 100},
    cost=4,
)
@dataclass(frozen=True, slots=True)
class OutcomeValue:
    """The sum of what the contact's outcomes in a span of history are worth."""

    span: Span
    comparison: NumberComparison
    value: float
    upper: float = 0
    length: int = 1
    needs: ClassVar = frozenset({Fact.EVENT_HISTORY}) | SPAN_NEEDS

    def __post_init__(self) -> None:
        check_range(self.comparison, self.value, self.upper)
        check_span(self.span, self.length)

    def compile(self) -> Predicate:
        read = span_reader(Fact.EVENT_HISTORY, self.span, self.length)
        holds = number_test(self.comparison, self.value, self.upper)

        def predicate(facts: Facts) -> Verdict:
            entries, are_all = read(facts) or ([], False)
            # Amounts have four decimals: what binary fractions add to them is rounded away.
            total = round(sum(entry.value for entry in entries if entry.kind == "outcome"), 4)
            return holds(total) if are_all else None

        return predicate


@condition(
    "event_data",
    group=Group.GOALS,
    sentence=_("the entry {key} of an event {event} {span} {length} {comparison} {value}"),
    help_text=_(
        "Custom data that the front end sent along with the event, by its name; case does not count. One such event is "
        "enough. This visit is one of the last visits. A day is 24 hours. The latest 1000 events are looked at."
    ),
    defaults={"span": "visit", "length": 3},
    cost=5,
)
@dataclass(frozen=True, slots=True)
class EventData:
    """Whether a page event happened whose custom data have such an entry; numbers are compared as they are written."""

    event: EventGuid
    key: Name
    comparison: TextComparison
    span: Span
    value: str = ""
    length: int = 1
    needs: ClassVar = frozenset({Fact.EVENT_HISTORY}) | SPAN_NEEDS

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)
        check_span(self.span, self.length)

    def compile(self) -> Predicate:
        is_meant, key = _is("event", self.event), self.key.casefold()
        compares = text_predicate(lambda data: _entry(data, key), self.comparison, self.value)
        return often(
            Fact.EVENT_HISTORY,
            lambda entry: is_meant(entry) and compares(Facts(entry.data)) is True,
            1,
            self.span,
            self.length,
        )


def _counted(fact: Fact, goal: str, times: int) -> Predicate:
    name = str(fact)

    def predicate(facts: Facts) -> Verdict:
        counts = facts[name]
        return (counts.get(goal) or 0) >= times if isinstance(counts, Mapping) else None

    return predicate


def _is(kind: str, definition: str) -> Test:
    def counts(entry: PastEvent) -> bool:
        return entry.kind == kind and entry.definition == definition

    return counts


def _entry(data: Mapping[str, Any], key: str) -> Any:
    """An entry as a text; one that is null is not there."""
    value = next((value for name, value in data.items() if name.casefold() == key), None)
    if isinstance(value, bool):
        return str(value).lower()
    return ABSENT if value is None else str(value)
