"""Questions about the page that is asked for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.base import Group, Predicate, condition
from django_jss.engine.conditions.comparing import (
    ABSENT,
    check_range,
    check_text,
    entry_reader,
    fact_reader,
    known_reader,
    number_test,
    one_of,
    text_predicate,
)
from django_jss.engine.conditions.days import NO_DAY, check_days, check_length, day_predicate, near_predicate
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import (
    DateComparison,
    Direction,
    Name,
    NumberComparison,
    PageGuid,
    TemplateGuid,
    TextComparison,
    TimeUnit,
)

FIELD_HELP = _("The field's name in its template. Unknown where the field is empty.")
DATE_HELP = _(
    "The field's name in its template; the day is that of the site's time zone. Unknown where the field is empty."
)


@condition("page_is", group=Group.PAGE, sentence=_("the page is {page}"))
@dataclass(frozen=True, slots=True)
class PageIs:
    """Whether it is this page, wherever it was moved."""

    page: PageGuid
    needs: ClassVar = frozenset({Fact.PAGE})

    def compile(self) -> Predicate:
        wanted, fact = self.page, str(Fact.PAGE)

        def predicate(facts: Facts) -> Verdict:
            page = facts[fact]
            return page == wanted if isinstance(page, str) else None

        return predicate


@condition("page_is_below", group=Group.PAGE, sentence=_("the page is {page} or stands below it"))
@dataclass(frozen=True, slots=True)
class PageIsBelow:
    """Whether it is this page or one of its descendants."""

    page: PageGuid
    needs: ClassVar = frozenset({Fact.PAGE, Fact.PAGE_ANCESTORS})

    def compile(self) -> Predicate:
        wanted, page, ancestors = self.page, str(Fact.PAGE), str(Fact.PAGE_ANCESTORS)

        def predicate(facts: Facts) -> Verdict:
            if facts[page] == wanted:
                return True
            above = facts[ancestors]
            return wanted in above if isinstance(above, tuple) else None

        return predicate


@condition("page_is_above", group=Group.PAGE, sentence=_("the page is {page} or stands above it"), cost=2)
@dataclass(frozen=True, slots=True)
class PageIsAbove:
    """Whether it is this page or one of its ancestors."""

    page: PageGuid
    needs: ClassVar = frozenset({Fact.PAGE, Fact.LINES})

    def compile(self) -> Predicate:
        wanted, page, lines = self.page, str(Fact.PAGE), str(Fact.LINES)

        def predicate(facts: Facts) -> Verdict:
            here, known = facts[page], facts[lines]
            if here == wanted:
                return True
            above = known.get(wanted) if isinstance(known, Mapping) else None
            return here in above if isinstance(above, tuple) and isinstance(here, str) else None

        return predicate


@condition(
    "page_template",
    group=Group.PAGE,
    sentence=_("the page is of the template {template}"),
    help_text=_("Or of one that derives from it."),
)
@dataclass(frozen=True, slots=True)
class PageTemplate:
    """Whether the page's template is this one or derives from it."""

    template: TemplateGuid
    needs: ClassVar = frozenset({Fact.PAGE_TEMPLATES})

    def compile(self) -> Predicate:
        return one_of(str(Fact.PAGE_TEMPLATES), self.template)


@condition(
    "page_path",
    group=Group.PAGE,
    sentence=_("the path of the page {comparison} {value}"),
    help_text=_("A path such as /shop, / for the home page."),
)
@dataclass(frozen=True, slots=True)
class PagePath:
    """Compares the path of the page."""

    comparison: TextComparison
    value: str = ""
    needs: ClassVar = frozenset({Fact.PAGE_PATH})

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)

    def compile(self) -> Predicate:
        return text_predicate(fact_reader(str(Fact.PAGE_PATH)), self.comparison, self.value)


@condition(
    "page_level",
    group=Group.PAGE,
    sentence=_("the level of the page {comparison} {value} {upper}"),
    help_text=_("The home page is on level 0, pages just below it are on level 1."),
    defaults={"comparison": "equal", "value": 1},
)
@dataclass(frozen=True, slots=True)
class PageLevel:
    """Compares how deep in the tree the page stands."""

    comparison: NumberComparison
    value: int
    upper: int = 0
    needs: ClassVar = frozenset({Fact.PAGE_PATH})

    def __post_init__(self) -> None:
        check_range(self.comparison, self.value, self.upper)

    def compile(self) -> Predicate:
        fact, holds = str(Fact.PAGE_PATH), number_test(self.comparison, self.value, self.upper)

        def predicate(facts: Facts) -> Verdict:
            path = facts[fact]
            return holds(sum(map(bool, path.split("/")))) if isinstance(path, str) else None

        return predicate


@condition(
    "page_field",
    group=Group.PAGE,
    sentence=_("the field {field} of the page {comparison} {value}"),
    help_text=_(
        "The field's name in its template. Ticks are true or false; numbers and dates have conditions of their own."
    ),
)
@dataclass(frozen=True, slots=True)
class PageField:
    """Compares a field of the page in its language; an empty one is not there."""

    field: Name
    comparison: TextComparison
    value: str = ""
    needs: ClassVar = frozenset({Fact.PAGE_FIELDS})

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)

    def compile(self) -> Predicate:
        read = entry_reader(str(Fact.PAGE_FIELDS), self.field)

        def filled(facts: Facts) -> object:
            text = read(facts)
            return ABSENT if text == "" else text

        return text_predicate(filled, self.comparison, self.value)


@condition(
    "page_number",
    group=Group.PAGE,
    sentence=_("the number {field} of the page {comparison} {value} {upper}"),
    help_text=FIELD_HELP,
)
@dataclass(frozen=True, slots=True)
class PageNumber:
    """Compares a number of the page; unknown if the field holds none."""

    field: Name
    comparison: NumberComparison
    value: float
    upper: float = 0
    needs: ClassVar = frozenset({Fact.PAGE_FIELDS})

    def __post_init__(self) -> None:
        check_range(self.comparison, self.value, self.upper)

    def compile(self) -> Predicate:
        read, holds = (
            known_reader(str(Fact.PAGE_FIELDS), self.field),
            number_test(self.comparison, self.value, self.upper),
        )

        def predicate(facts: Facts) -> Verdict:
            number = _number(read(facts))
            return holds(number) if number is not None else None

        return predicate


@condition(
    "page_date",
    group=Group.PAGE,
    sentence=_("the date {field} of the page {comparison} {day} {upper}"),
    help_text=DATE_HELP,
)
@dataclass(frozen=True, slots=True)
class PageDate:
    """Compares a date of the page, of a moment its day; unknown if the field holds none."""

    field: Name
    comparison: DateComparison
    day: date
    upper: date = NO_DAY
    needs: ClassVar = frozenset({Fact.PAGE_FIELDS, Fact.LOCAL_TIME})

    def __post_init__(self) -> None:
        check_days(self.comparison, self.day, self.upper)

    def compile(self) -> Predicate:
        return day_predicate(known_reader(str(Fact.PAGE_FIELDS), self.field), self.comparison, self.day, self.upper)


@condition(
    "page_date_near",
    group=Group.PAGE,
    sentence=_("the date {field} of the page {direction} {length} {unit}"),
    help_text=DATE_HELP,
    defaults={"direction": "last", "length": 7, "unit": "days"},
)
@dataclass(frozen=True, slots=True)
class PageDateNear:
    """Whether a date or moment of the page is not long ago, or comes soon."""

    field: Name
    direction: Direction
    length: int
    unit: TimeUnit
    needs: ClassVar = frozenset({Fact.PAGE_FIELDS, Fact.LOCAL_TIME})

    def __post_init__(self) -> None:
        check_length(self.length)

    def compile(self) -> Predicate:
        return near_predicate(known_reader(str(Fact.PAGE_FIELDS), self.field), self.direction, self.length, self.unit)


def _number(text: object) -> float | None:
    """The number that a text is; texts such as “nan” are none."""
    try:
        number = float(text) if isinstance(text, str) else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None
