"""Questions about what is recorded of the visitor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.base import Group, Predicate, condition
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.logic import Verdict


@condition(
    "is_tracked",
    group=Group.TRACKING,
    sentence=_("what the visitor does is recorded"),
    help_text=_("Not so where the front end asks for a page without tracking, or the visitor may not be recorded."),
)
@dataclass(frozen=True, slots=True)
class IsTracked:
    """Whether this request, and what the visitor does, is recorded."""

    needs: ClassVar = frozenset({Fact.IS_TRACKED})

    def compile(self) -> Predicate:
        fact = str(Fact.IS_TRACKED)

        def predicate(facts: Facts) -> Verdict:
            value = facts[fact]
            return value if isinstance(value, bool) else None

        return predicate
