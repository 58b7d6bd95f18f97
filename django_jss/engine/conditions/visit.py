"""Questions about this visit, and about the pages seen in it or before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.base import Group, Predicate, condition
from django_jss.engine.conditions.comparing import (
    check_range,
    check_text,
    fact_reader,
    number_predicate,
    text_predicate,
)
from django_jss.engine.conditions.spans import (
    SPAN_NEEDS,
    check_span,
    check_times,
    elapsed_predicate,
    often,
    often_by,
)
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.history import PastPage
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import (
    Name,
    NumberComparison,
    PageGuid,
    Span,
    TemplateGuid,
    TextComparison,
    TimeUnit,
)


@condition(
    "visit_page_views",
    group=Group.VISIT,
    sentence=_("the number of pages viewed in this visit {comparison} {value} {upper}"),
    help_text=_("The page being viewed counts: it is 1 on the first page. A page seen twice counts twice."),
    defaults={"comparison": "at_least", "value": 3},
    cost=2,
)
@dataclass(frozen=True, slots=True)
class VisitPageViews:
    """Page views of the visit, the present one included."""

    comparison: NumberComparison
    value: int
    upper: int = 0
    needs: ClassVar = frozenset({Fact.VISIT_PAGE_VIEWS})

    def __post_init__(self) -> None:
        check_range(self.comparison, self.value, self.upper)

    def compile(self) -> Predicate:
        return number_predicate(str(Fact.VISIT_PAGE_VIEWS), self.comparison, self.value, self.upper)


@condition(
    "page_seen",
    group=Group.VISIT,
    sentence=_("the page {page} was seen {times} or more times {span} {length}"),
    help_text=_(
        "The page being viewed counts as seen in this visit, and this visit as one of the last visits. "
        "A day is 24 hours. The latest 1000 page views are looked at."
    ),
    defaults={"times": 1, "span": "visit", "length": 3},
    cost=4,
)
@dataclass(frozen=True, slots=True)
class PageSeen:
    """Whether the contact viewed a page so often in a span of history."""

    page: PageGuid
    times: int
    span: Span
    length: int = 1
    needs: ClassVar = frozenset({Fact.PAGE_HISTORY}) | SPAN_NEEDS

    def __post_init__(self) -> None:
        check_times(self.times)
        check_span(self.span, self.length)

    def compile(self) -> Predicate:
        page = self.page
        return often(Fact.PAGE_HISTORY, lambda entry: entry.page == page, self.times, self.span, self.length)


@condition(
    "page_below_seen",
    group=Group.VISIT,
    sentence=_("a page below {path} was seen {times} or more times {span} {length}"),
    help_text=_(
        "A path such as /shop, without the page of that path itself. Pages count by the path at which they were seen. "
        "The page being viewed counts as seen in this visit, and this visit as one of the last visits. "
        "A day is 24 hours. The latest 1000 page views are looked at."
    ),
    defaults={"times": 1, "span": "visit", "length": 3},
    cost=4,
)
@dataclass(frozen=True, slots=True)
class PageBelowSeen:
    """Whether the contact viewed pages below a path so often in a span of history; case does not count."""

    path: Name
    times: int
    span: Span
    length: int = 1
    needs: ClassVar = frozenset({Fact.PAGE_HISTORY}) | SPAN_NEEDS

    def __post_init__(self) -> None:
        check_times(self.times)
        check_span(self.span, self.length)

    def compile(self) -> Predicate:
        # Slashes at either end may be left out; of the home page nothing else remains.
        start = f"/{self.path.casefold().strip('/')}/".replace("//", "/")

        def is_below(entry: PastPage) -> bool:
            path = entry.path.casefold()
            return path.startswith(start) and path != start

        return often(Fact.PAGE_HISTORY, is_below, self.times, self.span, self.length)


@condition(
    "template_seen",
    group=Group.VISIT,
    sentence=_("a page of the template {template} was seen {times} or more times {span} {length}"),
    help_text=_(
        "Or of a template that derives from it. The page being viewed counts as seen in this visit, and this visit as "
        "one of the last visits. A day is 24 hours. The latest 1000 page views are looked at."
    ),
    defaults={"times": 1, "span": "visit", "length": 3},
    cost=5,
)
@dataclass(frozen=True, slots=True)
class TemplateSeen:
    """Whether the contact viewed pages of a template so often in a span of history."""

    template: TemplateGuid
    times: int
    span: Span
    length: int = 1
    needs: ClassVar = frozenset({Fact.PAGE_HISTORY, Fact.SEEN_TEMPLATES}) | SPAN_NEEDS

    def __post_init__(self) -> None:
        check_times(self.times)
        check_span(self.span, self.length)

    def compile(self) -> Predicate:
        template, fact = self.template, str(Fact.SEEN_TEMPLATES)

        def predicate(facts: Facts) -> Verdict:
            templates = facts[fact]
            if not isinstance(templates, Mapping):
                return None
            return seen(facts, lambda entry: template in (templates.get(entry.page) or ()))

        seen = often_by(Fact.PAGE_HISTORY, self.times, self.span, self.length)
        return predicate


@condition(
    "entry_page",
    group=Group.VISIT,
    sentence=_("the path of the page where the visit began {comparison} {value}"),
    help_text=_("A path such as /shop, / for the home page. “Starts with” finds the pages below a path too."),
    cost=2,
)
@dataclass(frozen=True, slots=True)
class EntryPage:
    """The path of the visit's first page, which may be the one being viewed."""

    comparison: TextComparison
    value: str = ""
    needs: ClassVar = frozenset({Fact.ENTRY_PATH})

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)

    def compile(self) -> Predicate:
        return text_predicate(fact_reader(str(Fact.ENTRY_PATH)), self.comparison, self.value)


@condition(
    "previous_page",
    group=Group.VISIT,
    sentence=_("the path of the page before this one {comparison} {value}"),
    help_text=_(
        "The page seen just before, in this visit; there is none on the first page. "
        "Of a page that is loaded again it is the same page."
    ),
    cost=2,
)
@dataclass(frozen=True, slots=True)
class PreviousPage:
    """The path of the page viewed before the present one, in this visit."""

    comparison: TextComparison
    value: str = ""
    needs: ClassVar = frozenset({Fact.PREVIOUS_PATH})

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)

    def compile(self) -> Predicate:
        return text_predicate(fact_reader(str(Fact.PREVIOUS_PATH)), self.comparison, self.value)


@condition(
    "searched_for",
    group=Group.VISIT,
    sentence=_("a search was made whose text {comparison} {value} {span} {length}"),
    help_text=_("Searches on the site, as the front end reports them. One such search is enough. A day is 24 hours."),
    defaults={"comparison": "contains", "span": "visit", "length": 3},
    cost=4,
)
@dataclass(frozen=True, slots=True)
class SearchedFor:
    """Whether the visitor looked for such a text in a span of history."""

    comparison: TextComparison
    span: Span
    value: str = ""
    length: int = 1
    needs: ClassVar = frozenset({Fact.EVENT_HISTORY}) | SPAN_NEEDS

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)
        check_span(self.span, self.length)

    def compile(self) -> Predicate:
        compares = text_predicate(fact_reader("text"), self.comparison, self.value)
        return often(
            Fact.EVENT_HISTORY,
            lambda entry: entry.kind == "search" and compares(Facts({"text": entry.name})) is True,
            1,
            self.span,
            self.length,
        )


@condition(
    "visit_value",
    group=Group.VISIT,
    sentence=_("the engagement value of this visit {comparison} {value} {upper}"),
    help_text=_("The points of the goals and events that the visitor triggered in this visit."),
    defaults={"comparison": "at_least", "value": 20},
    cost=2,
)
@dataclass(frozen=True, slots=True)
class VisitValue:
    """Points that the contact gained in this visit."""

    comparison: NumberComparison
    value: int
    upper: int = 0
    needs: ClassVar = frozenset({Fact.VISIT_VALUE})

    def __post_init__(self) -> None:
        check_range(self.comparison, self.value, self.upper)

    def compile(self) -> Predicate:
        return number_predicate(str(Fact.VISIT_VALUE), self.comparison, self.value, self.upper)


@condition(
    "visit_duration",
    group=Group.VISIT,
    sentence=_("the duration of this visit in minutes {comparison} {value} {upper}"),
    help_text=_("0 on the first page. “Is” counts whole minutes."),
    defaults={"comparison": "at_least", "value": 5},
    cost=2,
)
@dataclass(frozen=True, slots=True)
class VisitDuration:
    """Minutes since the visit began."""

    comparison: NumberComparison
    value: int
    upper: int = 0
    needs: ClassVar = frozenset({Fact.VISIT_STARTED_AT, Fact.LOCAL_TIME})

    def __post_init__(self) -> None:
        check_range(self.comparison, self.value, self.upper)

    def compile(self) -> Predicate:
        return elapsed_predicate(Fact.VISIT_STARTED_AT, self.comparison, self.value, self.upper, TimeUnit.MINUTES)


@condition(
    "visit_language",
    group=Group.VISIT,
    sentence=_("the language in which the visit began {comparison} {value}"),
    help_text=_("A language code such as da or da-DK: that of the page on which the visit began."),
    cost=2,
)
@dataclass(frozen=True, slots=True)
class VisitLanguage:
    """The language of the page where the visit began."""

    comparison: TextComparison
    value: str = ""
    needs: ClassVar = frozenset({Fact.VISIT_LANGUAGE})

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)

    def compile(self) -> Predicate:
        return text_predicate(fact_reader(str(Fact.VISIT_LANGUAGE)), self.comparison, self.value)
