"""Questions about the campaigns that brought the visitor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.base import Group, Predicate, condition
from django_jss.engine.conditions.spans import SPAN_NEEDS, check_span, often
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import CampaignGuid, Span


@condition(
    "visit_campaign",
    group=Group.CAMPAIGNS,
    sentence=_("this visit came by the campaign {campaign}"),
    help_text=_("Of several campaigns the first of the visit."),
    cost=2,
)
@dataclass(frozen=True, slots=True)
class VisitCampaign:
    """Whether the campaign has the credit for this visit."""

    campaign: CampaignGuid
    needs: ClassVar = frozenset({Fact.VISIT_CAMPAIGN})

    def compile(self) -> Predicate:
        campaign, fact = self.campaign, str(Fact.VISIT_CAMPAIGN)

        def predicate(facts: Facts) -> Verdict:
            present = facts[fact]
            return present == campaign if isinstance(present, str) else None

        return predicate


@condition(
    "visit_has_campaign",
    group=Group.CAMPAIGNS,
    sentence=_("this visit came by some campaign"),
    help_text=_("Whichever of the site's campaigns it was."),
    cost=2,
)
@dataclass(frozen=True, slots=True)
class VisitHasCampaign:
    """Whether a campaign brought this visit."""

    needs: ClassVar = frozenset({Fact.VISIT_CAMPAIGN})

    def compile(self) -> Predicate:
        fact = str(Fact.VISIT_CAMPAIGN)

        def predicate(facts: Facts) -> Verdict:
            present = facts[fact]
            return present != "" if isinstance(present, str) else None

        return predicate


@condition(
    "came_by_campaign",
    group=Group.CAMPAIGNS,
    sentence=_("the visitor came by the campaign {campaign} {span} {length}"),
    help_text=_(
        "Whether or not it was the first campaign of its visit. This visit is one of the last visits. "
        "A day is 24 hours. The latest 1000 events are looked at."
    ),
    defaults={"span": "ever", "length": 3},
    cost=4,
)
@dataclass(frozen=True, slots=True)
class CameByCampaign:
    """Whether the campaign brought the contact in a span of history."""

    campaign: CampaignGuid
    span: Span
    length: int = 1
    needs: ClassVar = frozenset({Fact.EVENT_HISTORY}) | SPAN_NEEDS

    def __post_init__(self) -> None:
        check_span(self.span, self.length)

    def compile(self) -> Predicate:
        campaign = self.campaign
        return often(
            Fact.EVENT_HISTORY,
            lambda entry: entry.kind == "campaign" and entry.definition == campaign,
            1,
            self.span,
            self.length,
        )
