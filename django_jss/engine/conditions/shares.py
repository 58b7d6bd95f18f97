"""Questions that chance decides, once for each visitor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from django_jss.engine.bucketing import position
from django_jss.engine.conditions.base import Group, Predicate, condition
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import InvalidParameter, Name


@condition(
    "in_share",
    group=Group.SHARES,
    sentence=_("the visitor falls into {percent} % of the draw {salt}"),
    help_text=_(
        "Each visitor stays on one side. Rules with the same name of a draw choose the same visitors, "
        "those with different names choose independently."
    ),
    defaults={"percent": 50},
    cost=2,
)
@dataclass(frozen=True, slots=True)
class InShare:
    """Whether a visitor is among a share of all; raising the share keeps those who are in it."""

    percent: float
    salt: Name
    needs: ClassVar = frozenset({Fact.VISITOR_SEED})

    def __post_init__(self) -> None:
        if not 0 <= self.percent <= 100:
            raise InvalidParameter("percent", _("must be from 0 to 100"))

    def compile(self) -> Predicate:
        fact, salt, share = str(Fact.VISITOR_SEED), self.salt, self.percent / 100

        def predicate(facts: Facts) -> Verdict:
            seed = facts[fact]
            return position(salt, seed) < share if isinstance(seed, str) and seed else None

        return predicate
