"""Questions about where the visitor came from: channels, referrers, and what links say of themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.base import Group, Predicate, condition
from django_jss.engine.conditions.comparing import (
    check_text,
    entry_reader,
    fact_reader,
    one_of,
    text_predicate,
)
from django_jss.engine.conditions.spans import SPAN_NEEDS, check_span, check_times, often
from django_jss.engine.facts import Fact
from django_jss.engine.parameters import ChannelGuid, Name, Span, TextComparison, UtmPart, WhichVisit


@condition(
    "campaign_facet",
    group=Group.CAMPAIGNS,
    sentence=_("the facet {name} of this visit's campaign {comparison} {value}"),
    help_text=_("What was noted of the campaign that has the credit for this visit; “group” is its group."),
    defaults={"name": "group"},
    cost=4,
)
@dataclass(frozen=True, slots=True)
class CampaignFacet:
    """A property of the campaign that brought this visit; without a campaign there is none."""

    name: Name
    comparison: TextComparison
    value: str = ""
    needs: ClassVar = frozenset({Fact.CAMPAIGN_TRAITS})

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)

    def compile(self) -> Predicate:
        read = entry_reader(str(Fact.CAMPAIGN_TRAITS), self.name.casefold())
        return text_predicate(read, self.comparison, self.value)


@condition(
    "visit_channel",
    group=Group.CAMPAIGNS,
    sentence=_("this visit came by the channel {channel} or one below it"),
    help_text=_("Of a group or type of channels all of its channels count."),
    cost=2,
)
@dataclass(frozen=True, slots=True)
class VisitChannel:
    """Whether the channel of this visit is that one, in that group, or of that type."""

    channel: ChannelGuid
    needs: ClassVar = frozenset({Fact.VISIT_CHANNEL})

    def compile(self) -> Predicate:
        return one_of(str(Fact.VISIT_CHANNEL), self.channel)


@condition(
    "channel_count",
    group=Group.CAMPAIGNS,
    sentence=_("the visitor came {times} or more times by the channel {channel} or one below it {span} {length}"),
    help_text=_("This visit is one of the last visits. A day is 24 hours. The latest 1000 visits are looked at."),
    defaults={"times": 1, "span": "ever", "length": 3},
    cost=4,
)
@dataclass(frozen=True, slots=True)
class ChannelCount:
    """Whether so many visits in a span of history came by the channel."""

    channel: ChannelGuid
    times: int
    span: Span
    length: int = 1
    needs: ClassVar = frozenset({Fact.CHANNEL_HISTORY}) | SPAN_NEEDS

    def __post_init__(self) -> None:
        check_times(self.times)
        check_span(self.span, self.length)

    def compile(self) -> Predicate:
        channel = self.channel
        return often(
            Fact.CHANNEL_HISTORY, lambda entry: entry.definition == channel, self.times, self.span, self.length
        )


@condition(
    "referrer",
    group=Group.CAMPAIGNS,
    sentence=_("the address of the page that led to this visit {comparison} {value}"),
    help_text=_("As the browser told it; many tell only the host."),
    cost=2,
)
@dataclass(frozen=True, slots=True)
class Referrer:
    """The URL that the first request of this visit named as its referrer."""

    comparison: TextComparison
    value: str = ""
    needs: ClassVar = frozenset({Fact.REFERRER})

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)

    def compile(self) -> Predicate:
        return text_predicate(fact_reader(str(Fact.REFERRER)), self.comparison, self.value)


@dataclass(frozen=True, slots=True)
class SourceText:
    """Base of conditions about an entry of a visit's source, `entry`."""

    comparison: TextComparison
    value: str = ""
    needs: ClassVar = frozenset({Fact.VISIT_SOURCE})
    entry: ClassVar[str]

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)

    def compile(self) -> Predicate:
        return text_predicate(entry_reader(str(Fact.VISIT_SOURCE), self.entry), self.comparison, self.value)


@condition(
    "referrer_host",
    group=Group.CAMPAIGNS,
    sentence=_("the host that led to this visit {comparison} {value}"),
    help_text=_("Such as news.example.com, without www. A host of this site does not count."),
    cost=2,
)
@dataclass(frozen=True, slots=True)
class ReferrerHost(SourceText):
    """The host of the referrer."""

    entry: ClassVar = "referrer_host"


@condition(
    "search_engine",
    group=Group.CAMPAIGNS,
    sentence=_("the search engine that led to this visit {comparison} {value}"),
    help_text=_("Such as Google, Bing or DuckDuckGo. They do not tell what was looked for."),
    defaults={"comparison": "present"},
    cost=2,
)
@dataclass(frozen=True, slots=True)
class SearchEngine(SourceText):
    """The search engine by whose result the visitor came."""

    entry: ClassVar = "search_engine"


@condition(
    "social_network",
    group=Group.CAMPAIGNS,
    sentence=_("the social network that led to this visit {comparison} {value}"),
    help_text=_("Such as LinkedIn, Instagram or Reddit."),
    defaults={"comparison": "present"},
    cost=2,
)
@dataclass(frozen=True, slots=True)
class SocialNetwork(SourceText):
    """The social network on which the visitor followed a link."""

    entry: ClassVar = "network"


@condition(
    "utm",
    group=Group.CAMPAIGNS,
    sentence=_("the UTM {part} of {visit} {comparison} {value}"),
    help_text=_("The parameters utm_source, utm_medium … of the address of the visit's first page."),
    cost=2,
)
@dataclass(frozen=True, slots=True)
class Utm:
    """A UTM parameter of this visit or of the contact's first."""

    part: UtmPart
    visit: WhichVisit
    comparison: TextComparison
    value: str = ""
    needs: ClassVar = frozenset({Fact.VISIT_SOURCE, Fact.FIRST_SOURCE})

    def __post_init__(self) -> None:
        check_text(self.comparison, self.value)

    def compile(self) -> Predicate:
        fact = Fact.VISIT_SOURCE if self.visit is WhichVisit.THIS else Fact.FIRST_SOURCE
        return text_predicate(entry_reader(str(fact), f"utm_{self.part}"), self.comparison, self.value)
