"""Questions about the page that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.base import Group, Predicate, condition
from django_jss.engine.conditions.comparing import (
    ABSENT,
    check_range,
    check_text,
    entry_reader,
    fact_reader,
    number_test,
    one_of,
    text_predicate,
)
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import Name, NumberComparison, PageGuid, TemplateGuid, TextComparison


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
    help_text=_("The field's name in its template. Numbers are compared as they are written, ticks as true or false."),
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
