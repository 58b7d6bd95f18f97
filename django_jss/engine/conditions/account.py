"""Questions about the user who is logged in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.base import Group, Predicate, condition
from django_jss.engine.conditions.comparing import (
    ABSENT,
    check_range,
    check_text,
    is_number,
    known_entry,
    known_reader,
    number_test,
    one_of,
    text_predicate,
    yes_or_no,
)
from django_jss.engine.conditions.days import NO_DAY, check_days, check_length, day_predicate, near_predicate
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import (
    DateComparison,
    Direction,
    GroupName,
    Name,
    NumberComparison,
    TextComparison,
    TimeUnit,
)

FIELD_HELP = _("The name of a field of the user model, such as first_name.")
DATE_HELP = _("The name of a field of the user model, such as date_joined; the day is that of the site's time zone.")
# What everybody takes for an e-mail address; whether mail arrives there is another question.
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")


@condition("is_authenticated", group=Group.ACCOUNT, sentence=_("the visitor is logged in"), cost=3)
@dataclass(frozen=True, slots=True)
class IsAuthenticated:
    """Whether the request comes from a user who is logged in."""

    needs: ClassVar = frozenset({Fact.USER})

    def compile(self) -> Predicate:
        return yes_or_no(str(Fact.USER), "is_authenticated")


@condition("is_staff", group=Group.ACCOUNT, sentence=_("the visitor may use the admin"), cost=3)
@dataclass(frozen=True, slots=True)
class IsStaff:
    """Whether the user is a member of the staff."""

    needs: ClassVar = frozenset({Fact.USER})

    def compile(self) -> Predicate:
        return yes_or_no(str(Fact.USER), "is_staff")


@condition("in_group", group=Group.ACCOUNT, sentence=_("the user is in the group {group}"), cost=4)
@dataclass(frozen=True, slots=True)
class InGroup:
    """Whether the user is in a group of Django's, by its name; nobody is who is not logged in."""

    group: GroupName
    needs: ClassVar = frozenset({Fact.USER_GROUPS})

    def compile(self) -> Predicate:
        return one_of(str(Fact.USER_GROUPS), self.group)


@condition(
    "has_permission",
    group=Group.ACCOUNT,
    sentence=_("the user has the permission {permission}"),
    help_text=_("App and code name, such as shop.view_order."),
    cost=4,
)
@dataclass(frozen=True, slots=True)
class HasPermission:
    """Whether the user has a permission of Django's, by a group or directly."""

    permission: Name
    needs: ClassVar = frozenset({Fact.USER_PERMISSIONS})

    def compile(self) -> Predicate:
        return one_of(str(Fact.USER_PERMISSIONS), self.permission)


@condition("has_valid_email", group=Group.ACCOUNT, sentence=_("the user has a valid e-mail address"), cost=3)
@dataclass(frozen=True, slots=True)
class HasValidEmail:
    """Whether the e-mail address of the user is of the form of one."""

    needs: ClassVar = frozenset({Fact.USER})

    def compile(self) -> Predicate:
        fact = str(Fact.USER)

        def predicate(facts: Facts) -> Verdict:
            address = known_entry(facts, fact, "email")
            return _EMAIL.fullmatch(address) is not None if isinstance(address, str) else None

        return predicate


@condition(
    "user_text",
    group=Group.ACCOUNT,
    sentence=_("the text {field} of the user {comparison} {value}"),
    help_text=FIELD_HELP,
    cost=3,
)
@dataclass(frozen=True, slots=True)
class UserText:
    """Compares a text of the user; an empty one is not there."""

    field: Name
    comparison: TextComparison
    value: str = ""
    needs: ClassVar = frozenset({Fact.USER})

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)

    def compile(self) -> Predicate:
        fact, field = str(Fact.USER), self.field

        def read(facts: Facts) -> object:
            text = known_entry(facts, fact, field)
            return ABSENT if text == "" else text

        return text_predicate(read, self.comparison, self.value)


@condition(
    "user_number",
    group=Group.ACCOUNT,
    sentence=_("the number {field} of the user {comparison} {value} {upper}"),
    help_text=FIELD_HELP,
    cost=3,
)
@dataclass(frozen=True, slots=True)
class UserNumber:
    """Compares a number of the user."""

    field: Name
    comparison: NumberComparison
    value: float
    upper: float = 0
    needs: ClassVar = frozenset({Fact.USER})

    def __post_init__(self) -> None:
        check_range(self.comparison, self.value, self.upper)

    def compile(self) -> Predicate:
        fact, field, holds = str(Fact.USER), self.field, number_test(self.comparison, self.value, self.upper)

        def predicate(facts: Facts) -> Verdict:
            number = known_entry(facts, fact, field)
            return holds(number) if is_number(number) else None

        return predicate


@condition(
    "user_date",
    group=Group.ACCOUNT,
    sentence=_("the date {field} of the user {comparison} {day} {upper}"),
    help_text=DATE_HELP,
    cost=3,
)
@dataclass(frozen=True, slots=True)
class UserDate:
    """Compares a date of the user, of a moment its day."""

    field: Name
    comparison: DateComparison
    day: date
    upper: date = NO_DAY
    needs: ClassVar = frozenset({Fact.USER, Fact.LOCAL_TIME})

    def __post_init__(self) -> None:
        check_days(self.comparison, self.day, self.upper)

    def compile(self) -> Predicate:
        return day_predicate(known_reader(str(Fact.USER), self.field), self.comparison, self.day, self.upper)


@condition(
    "user_date_near",
    group=Group.ACCOUNT,
    sentence=_("the date {field} of the user {direction} {length} {unit}"),
    help_text=DATE_HELP,
    defaults={"direction": "last", "length": 30, "unit": "days"},
    cost=3,
)
@dataclass(frozen=True, slots=True)
class UserDateNear:
    """Whether a date or moment of the user is not long ago, or comes soon."""

    field: Name
    direction: Direction
    length: int
    unit: TimeUnit
    needs: ClassVar = frozenset({Fact.USER, Fact.LOCAL_TIME})

    def __post_init__(self) -> None:
        check_length(self.length)

    def compile(self) -> Predicate:
        return near_predicate(known_reader(str(Fact.USER), self.field), self.direction, self.length, self.unit)
