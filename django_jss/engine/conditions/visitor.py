"""Questions about the visitor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.base import Group, Predicate, condition
from django_jss.engine.conditions.comparing import check_range, number_predicate
from django_jss.engine.conditions.spans import elapsed_predicate
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import NumberComparison, TimeUnit

WHOLE_UNITS = _("“Is” counts whole units: 2 days is all from 48 hours up to 72.")


@condition(
    "visitor_is_new",
    group=Group.VISITOR,
    sentence=_("the visitor is new"),
    help_text=_("This is their first visit; it stays so until the visit ends."),
    cost=2,
)
@dataclass(frozen=True, slots=True)
class VisitorIsNew:
    """Whether this is the contact's first visit."""

    needs: ClassVar = frozenset({Fact.VISIT_NUMBER})

    def compile(self) -> Predicate:
        return number_predicate(str(Fact.VISIT_NUMBER), NumberComparison.AT_MOST, 1)


@condition(
    "visitor_is_returning",
    group=Group.VISITOR,
    sentence=_("the visitor is returning"),
    help_text=_("They made at least one visit before this one."),
    cost=2,
)
@dataclass(frozen=True, slots=True)
class VisitorIsReturning:
    """Whether the contact was here before this visit."""

    needs: ClassVar = frozenset({Fact.VISIT_NUMBER})

    def compile(self) -> Predicate:
        return number_predicate(str(Fact.VISIT_NUMBER), NumberComparison.MORE, 1)


@condition(
    "visit_number",
    group=Group.VISITOR,
    sentence=_("the number of visits {comparison} {value} {upper}"),
    help_text=_("Counts the present visit: a visitor who comes for the first time has 1."),
    defaults={"comparison": "at_least", "value": 2},
    cost=2,
)
@dataclass(frozen=True, slots=True)
class VisitNumber:
    """Visits of the contact so far, the present one included: 1 on the first."""

    comparison: NumberComparison
    value: int
    upper: int = 0
    needs: ClassVar = frozenset({Fact.VISIT_NUMBER})

    def __post_init__(self) -> None:
        check_range(self.comparison, self.value, self.upper)

    def compile(self) -> Predicate:
        return number_predicate(str(Fact.VISIT_NUMBER), self.comparison, self.value, self.upper)


@condition(
    "time_since_first_visit",
    group=Group.VISITOR,
    sentence=_("the time since the first visit {comparison} {value} {upper} {unit}"),
    help_text=WHOLE_UNITS,
    defaults={"comparison": "at_least", "value": 30, "unit": "days"},
    cost=2,
)
@dataclass(frozen=True, slots=True)
class TimeSinceFirstVisit:
    """How long ago the contact's first visit began; on the first visit it is this one."""

    comparison: NumberComparison
    value: int
    unit: TimeUnit
    upper: int = 0
    needs: ClassVar = frozenset({Fact.FIRST_VISIT_AT, Fact.LOCAL_TIME})

    def __post_init__(self) -> None:
        check_range(self.comparison, self.value, self.upper)

    def compile(self) -> Predicate:
        return elapsed_predicate(Fact.FIRST_VISIT_AT, self.comparison, self.value, self.upper, self.unit)


@condition(
    "time_since_previous_visit",
    group=Group.VISITOR,
    sentence=_("the time since the visit before this one {comparison} {value} {upper} {unit}"),
    help_text=_(
        "Counted from when that visit began; never true of a first visit. "
        "“Is” counts whole units: 2 days is all from 48 hours up to 72."
    ),
    defaults={"comparison": "at_least", "value": 7, "unit": "days"},
    cost=2,
)
@dataclass(frozen=True, slots=True)
class TimeSincePreviousVisit:
    """How long ago the visit before this one began; false on the first visit."""

    comparison: NumberComparison
    value: int
    unit: TimeUnit
    upper: int = 0
    needs: ClassVar = frozenset({Fact.PREVIOUS_VISIT_AT, Fact.VISIT_NUMBER, Fact.LOCAL_TIME})

    def __post_init__(self) -> None:
        check_range(self.comparison, self.value, self.upper)

    def compile(self) -> Predicate:
        holds = elapsed_predicate(Fact.PREVIOUS_VISIT_AT, self.comparison, self.value, self.upper, self.unit)
        number, previous = str(Fact.VISIT_NUMBER), str(Fact.PREVIOUS_VISIT_AT)

        def predicate(facts: Facts) -> Verdict:
            return False if facts[number] == 1 and facts[previous] is None else holds(facts)

        return predicate


@condition(
    "contact_value",
    group=Group.VISITOR,
    sentence=_("the engagement value of all visits {comparison} {value} {upper}"),
    help_text=_("The points of all goals and events that the visitor ever triggered, this visit's included."),
    defaults={"comparison": "at_least", "value": 50},
    cost=2,
)
@dataclass(frozen=True, slots=True)
class ContactValue:
    """Points that the contact gained in all visits."""

    comparison: NumberComparison
    value: int
    upper: int = 0
    needs: ClassVar = frozenset({Fact.CONTACT_VALUE})

    def __post_init__(self) -> None:
        check_range(self.comparison, self.value, self.upper)

    def compile(self) -> Predicate:
        return number_predicate(str(Fact.CONTACT_VALUE), self.comparison, self.value, self.upper)


@condition(
    "contact_page_views",
    group=Group.VISITOR,
    sentence=_("the number of pages viewed in all visits {comparison} {value} {upper}"),
    help_text=_("The page being viewed counts; a page seen twice counts twice."),
    defaults={"comparison": "at_least", "value": 10},
    cost=2,
)
@dataclass(frozen=True, slots=True)
class ContactPageViews:
    """Page views of the contact in all visits, the present one included."""

    comparison: NumberComparison
    value: int
    upper: int = 0
    needs: ClassVar = frozenset({Fact.CONTACT_PAGE_VIEWS})

    def __post_init__(self) -> None:
        check_range(self.comparison, self.value, self.upper)

    def compile(self) -> Predicate:
        return number_predicate(str(Fact.CONTACT_PAGE_VIEWS), self.comparison, self.value, self.upper)
