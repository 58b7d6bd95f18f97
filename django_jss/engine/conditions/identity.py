"""Questions about who the visitor is, as far as somebody told, and about consent."""

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
    is_number,
    number_test,
    one_of,
    text_predicate,
)
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import Name, NumberComparison, TextComparison


@condition(
    "is_identified",
    group=Group.VISITOR,
    sentence=_("somebody has told who the visitor is"),
    help_text=_("By a log-in, or by a server that knows the visitor under some identifier."),
    cost=2,
)
@dataclass(frozen=True, slots=True)
class IsIdentified:
    """Whether the contact has an identifier."""

    needs: ClassVar = frozenset({Fact.IS_IDENTIFIED})

    def compile(self) -> Predicate:
        return _flag(Fact.IS_IDENTIFIED)


@condition(
    "has_identifier",
    group=Group.VISITOR,
    sentence=_("the visitor is known to the source {name}"),
    help_text=_("Such as a shop or a mailing list; log-ins have the source “django”."),
    cost=3,
)
@dataclass(frozen=True, slots=True)
class HasIdentifier:
    """Whether the contact has an identifier of that source."""

    name: Name
    needs: ClassVar = frozenset({Fact.IDENTIFIER_SOURCES})

    def compile(self) -> Predicate:
        return one_of(str(Fact.IDENTIFIER_SOURCES), self.name)


@condition(
    "contact_attribute",
    group=Group.VISITOR,
    sentence=_("the visitor's attribute {name} {comparison} {value}"),
    help_text=_("What was told of the person when they were identified. Numbers are compared as they are written."),
    cost=2,
)
@dataclass(frozen=True, slots=True)
class ContactAttribute:
    """An attribute of the contact as a text; one that was not told is not there."""

    name: Name
    comparison: TextComparison
    value: str = ""
    needs: ClassVar = frozenset({Fact.CONTACT_ATTRIBUTES})

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)

    def compile(self) -> Predicate:
        read = _attribute(self.name)
        return text_predicate(lambda facts: _as_text(read(facts)), self.comparison, self.value)


@condition(
    "contact_number",
    group=Group.VISITOR,
    sentence=_("the visitor's attribute {name}, as a number, {comparison} {value} {upper}"),
    help_text=_("What was told of the person when they were identified."),
    cost=2,
)
@dataclass(frozen=True, slots=True)
class ContactNumber:
    """An attribute of the contact that is a number; unknown if it is none."""

    name: Name
    comparison: NumberComparison
    value: float
    upper: float = 0
    needs: ClassVar = frozenset({Fact.CONTACT_ATTRIBUTES})

    def __post_init__(self) -> None:
        check_range(self.comparison, self.value, self.upper)

    def compile(self) -> Predicate:
        read, holds = _attribute(self.name), number_test(self.comparison, self.value, self.upper)

        def predicate(facts: Facts) -> Verdict:
            number = read(facts)
            return holds(number) if is_number(number) else None

        return predicate


@condition(
    "has_consent",
    group=Group.TRACKING,
    sentence=_("the visitor has consented to being tracked"),
    help_text=_("By an explicit choice; visitors who were never asked have not."),
)
@dataclass(frozen=True, slots=True)
class HasConsent:
    """Whether the visitor chose to be tracked on this site."""

    needs: ClassVar = frozenset({Fact.HAS_CONSENT})

    def compile(self) -> Predicate:
        return _flag(Fact.HAS_CONSENT)


def _flag(fact: Fact) -> Predicate:
    name = str(fact)

    def predicate(facts: Facts) -> Verdict:
        value = facts[name]
        return value if isinstance(value, bool) else None

    return predicate


def _attribute(name: str) -> Any:
    fact, folded = str(Fact.CONTACT_ATTRIBUTES), name.casefold()

    def read(facts: Facts) -> Any:
        told = facts[fact]
        if not isinstance(told, Mapping):
            return None
        return next((value for key, value in told.items() if key.casefold() == folded), ABSENT)

    return read


def _as_text(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else str(value) if is_number(value) else value
