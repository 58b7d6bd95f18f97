"""The channel of a visit: decided with its first request, by campaign, rules of the site, or the standard ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from django_jss.models import Campaign, Channel, ChannelRule, Contact, Visit
from tests.factories.analytics import CampaignFactory
from tests.factories.pages import make_page
from tests.factories.personalization import rule
from tests.layout.conftest import Ask, Shop, heading

NEWS = {"Referer": "https://news.example.com/today"}


def channel(alias: str) -> Channel:
    return Channel.objects.get(alias=alias)


def came_by() -> str:
    return str(Visit.objects.select_related("channel").latest("pk").channel.alias)


@pytest.mark.parametrize(
    ("query", "headers", "expected"),
    [
        ({}, {}, "direct"),
        ({}, {"Referer": "https://www.google.dk/"}, "organic-search"),
        ({"utm_medium": "email"}, {"Referer": "https://www.google.dk/"}, "email"),
        ({}, NEWS, "referral"),
        ({}, {"Referer": "http://testserver/elsewhere"}, "direct"),
    ],
)
def test_channel_is_by_default_that_of_the_standard_rules(
    shop: Shop, ask: Ask, query: dict[str, str], headers: dict[str, str], expected: str
) -> None:
    ask(headers=headers, **query)

    assert came_by() == expected


def test_channel_is_decided_once(shop: Shop, ask: Ask) -> None:
    ask(headers=NEWS)
    ask(headers={"Referer": "https://www.google.dk/"})

    assert came_by() == "referral"
    assert Visit.objects.get().source == {"referrer_host": "news.example.com"}
    assert Contact.objects.get().first_source == {"referrer_host": "news.example.com"}


def test_campaign_s_channel_stands_above_all(shop: Shop, ask: Ask) -> None:
    CampaignFactory(site=shop.site, name="Poster", channel=channel("print"))

    ask(headers=NEWS, sc_camp="poster", utm_medium="email")

    assert came_by() == "print"


def test_rules_of_the_site_are_tried_in_order_before_the_standard_ones(shop: Shop, ask: Ask) -> None:
    from_news = {"condition": "referrer_host", "comparison": "ends_with", "value": "news.example.com"}
    for position, alias in ((2, "display"), (1, "affiliate")):
        ChannelRule.objects.create(
            site=shop.site, name=alias, position=position, rule=rule(from_news), channel=channel(alias)
        )

    ask(headers=NEWS)
    assert came_by() == "affiliate"
    ChannelRule.objects.filter(position=1).first().delete()  # type: ignore[union-attr]
    Visit.objects.update(ended_at=timezone.now())
    ask(headers=NEWS)

    assert came_by() == "display"


def test_rule_sees_the_channel_of_the_very_first_request_and_its_group(
    shop: Shop, ask: Ask, personalize: Callable[..., None]
) -> None:
    make_page(shop.site, "about")
    personalize({"condition": "visit_channel", "channel": str(channel("search").guid)})

    assert heading(ask(headers={"Referer": "https://www.bing.com/"})) == "Again"
    assert heading(ask()) == "Again"


def test_channels_of_earlier_visits_count(shop: Shop, ask: Ask, personalize: Callable[..., None]) -> None:
    group = str(channel("search").guid)
    personalize({"condition": "channel_count", "channel": group, "times": 1, "span": "previous_visit"})

    assert heading(ask(headers={"Referer": "https://www.bing.com/"})) == "Welcome"
    Visit.objects.update(ended_at=timezone.now())

    assert heading(ask()) == "Again"


def test_facet_of_the_campaign_decides_on_the_page_that_it_leads_to(
    shop: Shop, ask: Ask, personalize: Callable[..., None]
) -> None:
    CampaignFactory(site=shop.site, name="Spring", group="Seasons", facets={"Region": "North"})
    personalize(
        {"condition": "campaign_facet", "name": "group", "comparison": "equals", "value": "seasons"},
        {"condition": "campaign_facet", "name": "region", "comparison": "equals", "value": "north"},
    )

    assert heading(ask()) == "Welcome"
    assert heading(ask(sc_camp="spring")) == "Again"


@pytest.mark.parametrize(("column", "hours"), [("starts_at", 1), ("ends_at", -1)])
def test_campaign_out_of_its_time_is_not_recorded(shop: Shop, ask: Ask, column: str, hours: int) -> None:
    CampaignFactory(site=shop.site, name="Spring", **{column: timezone.now() + timedelta(hours=hours)})

    ask(sc_camp="spring")

    assert Visit.objects.get().campaign is None


def test_first_visit_s_utm_parameters_stay_known(shop: Shop, ask: Ask, personalize: Callable[..., None]) -> None:
    first: dict[str, Any] = {"condition": "utm", "part": "source", "visit": "first"}
    personalize({**first, "comparison": "equals", "value": "letter"})
    assert Campaign.objects.count() == 0

    assert heading(ask(utm_source="Letter")) == "Again"
    Visit.objects.update(ended_at=timezone.now())
    assert heading(ask(utm_source="other")) == "Again"
