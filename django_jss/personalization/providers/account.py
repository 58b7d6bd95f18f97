"""The user who is logged in. The session is read, and the user with it, only if a rule asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist

from django_jss.engine.facts import Fact, FoundOut
from django_jss.personalization.facts import Situation, fact

_FLAGS = ("is_authenticated", "is_staff")
_SECRET = ("password",)


@fact(Fact.USER)
def user(situation: Situation) -> Mapping[str, Any] | None:
    """Of somebody who is not logged in only that is known, and that no text of theirs is there."""
    found = _user(situation)
    return None if found is None else FoundOut(lambda name: _entry(found, name))


@fact(Fact.USER_GROUPS)
def user_groups(situation: Situation) -> tuple[str, ...] | None:
    found = _user(situation)
    if found is None or not hasattr(found, "groups"):
        return None
    return tuple(found.groups.values_list("name", flat=True)) if found.is_authenticated else ()


@fact(Fact.USER_PERMISSIONS)
def user_permissions(situation: Situation) -> tuple[str, ...] | None:
    found = _user(situation)
    if found is None or not hasattr(found, "get_all_permissions"):
        return None
    return tuple(found.get_all_permissions()) if found.is_authenticated and found.is_active else ()


def _user(situation: Situation) -> Any:
    return situation.sender.user if situation.sender else None


def _entry(user: Any, name: str) -> Any:
    if name in _FLAGS:
        return bool(getattr(user, name, False))
    if not user.is_authenticated or name in _SECRET:
        return None
    try:
        field = user._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    value = getattr(user, field.attname, None) if getattr(field, "concrete", False) else None
    return value if isinstance(value, str | bool | int | float | date | datetime) else None
