"""Questions about the request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.base import Group, Predicate, condition
from django_jss.engine.conditions.comparing import (
    ABSENT,
    Reader,
    check_text,
    entry_reader,
    fact_reader,
    known_entry,
    text_predicate,
)
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.parameters import Name, TextComparison


@condition(
    "query_parameter",
    group=Group.REQUEST,
    sentence=_("the parameter {name} of the address {comparison} {value}"),
    help_text=_(
        "What follows the question mark of the page's address, such as utm_campaign=spring. Case does not count."
    ),
    defaults={"comparison": "equals"},
)
@dataclass(frozen=True, slots=True)
class QueryParameter:
    """A query-string parameter of the page; of several with one name the first."""

    name: Name
    comparison: TextComparison
    value: str = ""
    needs: ClassVar = frozenset({Fact.QUERY})

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)

    def compile(self) -> Predicate:
        read = entry_reader(str(Fact.QUERY), self.name.casefold())
        return text_predicate(read, self.comparison, self.value)


@condition(
    "cookie",
    group=Group.REQUEST,
    sentence=_("the cookie {name} {comparison} {value}"),
    help_text=_("Only cookies that the setting RULE_COOKIES names; others are unknown."),
)
@dataclass(frozen=True, slots=True)
class Cookie:
    """Compares a cookie that the settings allow rules to see."""

    name: Name
    comparison: TextComparison
    value: str = ""
    needs: ClassVar = frozenset({Fact.COOKIES})

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)

    def compile(self) -> Predicate:
        return text_predicate(_allowed(Fact.COOKIES, self.name), self.comparison, self.value)


@condition(
    "header",
    group=Group.REQUEST,
    sentence=_("the request header {name} {comparison} {value}"),
    help_text=_("Only headers that the setting RULE_HEADERS names; others are unknown."),
)
@dataclass(frozen=True, slots=True)
class Header:
    """Compares a request header that the settings allow rules to see."""

    name: Name
    comparison: TextComparison
    value: str = ""
    needs: ClassVar = frozenset({Fact.HEADERS})

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)

    def compile(self) -> Predicate:
        return text_predicate(_allowed(Fact.HEADERS, self.name.lower()), self.comparison, self.value)


@condition(
    "host",
    group=Group.REQUEST,
    sentence=_("the host {comparison} {value}"),
    help_text=_("The name before the path of the address, such as www.example.com."),
)
@dataclass(frozen=True, slots=True)
class Host:
    """Compares the host that the request asks for."""

    comparison: TextComparison
    value: str = ""
    needs: ClassVar = frozenset({Fact.HOST})

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)

    def compile(self) -> Predicate:
        return text_predicate(fact_reader(str(Fact.HOST)), self.comparison, self.value)


@condition("site", group=Group.REQUEST, sentence=_("the name of the site {comparison} {value}"))
@dataclass(frozen=True, slots=True)
class OfSite:
    """Compares the name of the site, which matters to rules that are copied from site to site."""

    comparison: TextComparison
    value: str = ""
    needs: ClassVar = frozenset({Fact.SITE})

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)

    def compile(self) -> Predicate:
        return text_predicate(fact_reader(str(Fact.SITE)), self.comparison, self.value)


@condition(
    "page_language",
    group=Group.REQUEST,
    sentence=_("the language of the page {comparison} {value}"),
    help_text=_("A language code such as da or da-DK."),
)
@dataclass(frozen=True, slots=True)
class PageLanguage:
    """Compares the language that the page is asked for in."""

    comparison: TextComparison
    value: str = ""
    needs: ClassVar = frozenset({Fact.LANGUAGE})

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)

    def compile(self) -> Predicate:
        return text_predicate(fact_reader(str(Fact.LANGUAGE)), self.comparison, self.value)


def _allowed(fact: Fact, name: str) -> Reader:
    """Reads what rules may see; the provider gives an empty text for what is allowed and was not sent."""

    def read(facts: Facts) -> Any:
        text = known_entry(facts, str(fact), name)
        return ABSENT if text == "" else text

    return read
