from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from django_jss.analytics.visitors import Visitor
from django_jss.models import Contact, Event, Item, PageView, Site, VersionState, Visit
from django_jss.sites.directory import SiteInfo
from django_jss.tracker.batches import accept_batch
from django_jss.tracker.entries import BatchRefused
from tests.factories.analytics import (
    CampaignFactory,
    GoalFactory,
    OutcomeFactory,
    PageEventFactory,
    visitor_with,
)
from tests.factories.sites import SiteFactory
from tests.tracker.conftest import published_page


def refusals(entries: list[Any], site: SiteInfo) -> list[tuple[int, str]]:
    with pytest.raises(BatchRefused) as refusal:
        accept_batch(entries, visitor=visitor_with(), site=site)
    assert not Contact.objects.exists()
    return [(fault.index, fault.field) for fault in refusal.value.faults]


def message(entry: Any, site: SiteInfo) -> str:
    with pytest.raises(BatchRefused) as refusal:
        accept_batch([entry], visitor=visitor_with(), site=site)
    (fault,) = refusal.value.faults
    return fault.message


@pytest.mark.parametrize("form", [str, lambda guid: f"{{{str(guid).upper()}}}", lambda guid: guid.hex])
def test_definition_is_found_by_its_guid_in_any_form(
    site: Site, site_info: SiteInfo, visitor: Visitor, form: Any
) -> None:
    goal = GoalFactory(site=site)

    accept_batch([{"goalId": form(goal.guid)}], visitor=visitor, site=site_info)

    assert Event.objects.get().definition_guid == goal.guid


@pytest.mark.parametrize("alias", ["Instant Demo", "INSTANT DEMO", " instant demo "])
def test_definition_is_found_by_its_alias_in_any_case(
    site: Site, site_info: SiteInfo, visitor: Visitor, alias: str
) -> None:
    PageEventFactory(site=site, name="Instant Demo", points=2)

    accept_batch([{"eventId": alias}], visitor=visitor, site=site_info)

    event = Event.objects.get()
    assert (event.kind, event.name, event.points) == ("event", "Instant Demo", 2)


def test_alias_of_another_kind_does_not_count(site: Site, site_info: SiteInfo) -> None:
    GoalFactory(site=site, name="Sign-up")

    assert refusals([{"eventId": "Sign-up"}], site_info) == [(0, "eventId")]


def test_definition_of_another_site_does_not_count(site_info: SiteInfo) -> None:
    goal = GoalFactory(site=SiteFactory())

    assert refusals([{"goalId": str(goal.guid)}], site_info) == [(0, "goalId")]


def test_definition_that_is_not_deployed_does_not_count(site: Site, site_info: SiteInfo) -> None:
    goal = GoalFactory(site=site, is_deployed=False)

    assert refusals([{"goalId": goal.alias}], site_info) == [(0, "goalId")]


def test_outcome_keeps_its_worth(site: Site, site_info: SiteInfo, visitor: Visitor) -> None:
    OutcomeFactory(site=site, name="Sale")

    accept_batch(
        [{"outcomeId": "sale", "monetaryValue": "12.50", "currencyCode": "eur", "order": {"id": 7}}],
        visitor=visitor,
        site=site_info,
    )

    event = Event.objects.get()
    assert (event.kind, event.monetary_value, event.currency) == ("outcome", Decimal("12.5"), "EUR")
    assert event.data == {"order": {"id": 7}}


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (30, 30),
        (0.1, Decimal("0.1")),
        ("-3", -3),
        (" 4 ", 4),
        ("1e3", 1000),
        (None, None),
        (1.23456, Decimal("1.2346")),
    ],
)
def test_monetary_value_may_be_a_numeric_text(
    site: Site, site_info: SiteInfo, visitor: Visitor, value: Any, stored: Any
) -> None:
    OutcomeFactory(site=site, name="Sale")

    accept_batch([{"outcomeId": "Sale", "monetaryValue": value}], visitor=visitor, site=site_info)

    assert Event.objects.get().monetary_value == stored


@pytest.mark.parametrize(
    "value",
    ["abc", "", "NaN", "Infinity", True, [], {}, 1e10, "1e99999", "-1e99999999", 10**400, "9" * 50, "0x10", "١"],
)
def test_monetary_value_that_is_none_is_refused(site: Site, site_info: SiteInfo, value: Any) -> None:
    OutcomeFactory(site=site, name="Sale")
    if value == "١":
        accept_batch([{"outcomeId": "Sale", "monetaryValue": value}], visitor=visitor_with(), site=site_info)
    else:
        assert refusals([{"outcomeId": "Sale", "monetaryValue": value}], site_info) == [(0, "monetaryValue")]


@pytest.mark.parametrize("code", ["EURO", "€", 978, ["EUR"], "E1R", True])
def test_currency_that_is_none_is_refused(site: Site, site_info: SiteInfo, code: Any) -> None:
    OutcomeFactory(site=site, name="Sale")

    assert refusals([{"outcomeId": "Sale", "currencyCode": code}], site_info) == [(0, "currencyCode")]


def test_campaign_is_credited(site: Site, site_info: SiteInfo, visitor: Visitor) -> None:
    campaign = CampaignFactory(site=site)

    accept_batch([{"campaignId": campaign.alias}], visitor=visitor, site=site_info)

    assert Visit.objects.get().campaign == campaign
    assert Event.objects.get().kind == "campaign"


def test_page_view_keeps_its_url_and_data(site_info: SiteInfo, visitor: Visitor, page: Item) -> None:
    accept_batch(
        [{"pageId": f"{{{str(page.guid).upper()}}}", "url": "/about?x=1#top", "theme": "dark"}],
        visitor=visitor,
        site=site_info,
        language="en",
    )

    view = PageView.objects.get()
    assert (view.item_guid, view.path, view.language, view.data) == (page.guid, "/about", "en", {"theme": "dark"})


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ({}, "/about"),
        ({"url": ""}, "/about"),
        ({"url": None}, "/about"),
        ({"url": "https://www.example.com/über?q"}, "/über"),
        ({"url": "//host/x"}, "/x"),
        ({"url": "any string: it stays"}, "any string: it stays"),
        ({"url": "https://[::"}, "/about"),
        ({"url": "/" + "x" * 5000}, "/" + "x" * 499),
    ],
)
def test_path_of_a_page_view_is_that_of_its_url_else_of_the_page(
    site_info: SiteInfo, visitor: Visitor, page: Item, url: dict[str, Any], path: str
) -> None:
    accept_batch([{"pageId": page.guid.hex, **url}], visitor=visitor, site=site_info)

    assert PageView.objects.get().path == path


def test_campaign_in_the_url_of_a_page_view_is_credited(
    site: Site, site_info: SiteInfo, visitor: Visitor, page: Item
) -> None:
    campaign = CampaignFactory(site=site, name="Spring mailing")

    accept_batch(
        [{"pageId": str(page.guid), "url": "/about?sc_camp=spring%20mailing"}], visitor=visitor, site=site_info
    )

    assert Visit.objects.get().campaign == campaign
    assert Event.objects.get().page_view == PageView.objects.get()


def test_unknown_campaign_in_a_url_is_no_fault(site_info: SiteInfo, visitor: Visitor, page: Item) -> None:
    accept_batch([{"pageId": str(page.guid), "url": "/?sc_camp=nothing%00"}], visitor=visitor, site=site_info)

    assert PageView.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("page_id", ["about", "/about", "{}", 5, ["x"], "11111111-1111-1111-1111-111111111111"])
def test_page_is_named_by_guid_only(site_info: SiteInfo, page: Item, page_id: Any) -> None:
    assert refusals([{"pageId": page_id, "url": "/about"}], site_info) == [(0, "pageId")]


@pytest.mark.parametrize("referrer", [5, True, [], {"a": 1}])
@pytest.mark.parametrize("key", ["pageId", "pageUrl"])
def test_referrer_that_is_no_text_is_refused(site_info: SiteInfo, page: Item, key: str, referrer: Any) -> None:
    entry = {key: str(page.guid) if key == "pageId" else "/about", "referrer": referrer}

    assert refusals([entry], site_info) == [(0, "referrer")]


def test_page_that_is_not_published_is_unknown(site: Site, site_info: SiteInfo) -> None:
    draft = published_page(site, "draft", VersionState.DRAFT)

    assert refusals([{"pageId": str(draft.guid)}], site_info) == [(0, "pageId")]


def test_events_belong_to_the_page_view_before_them(
    site: Site, site_info: SiteInfo, visitor: Visitor, page: Item
) -> None:
    other = published_page(site, "other")
    PageEventFactory(site=site, name="Click")

    accept_batch(
        [
            {"eventId": "Click", "n": 0},
            {"pageId": str(page.guid), "url": "/about"},
            {"eventId": "Click", "n": 1},
            {"eventId": "Click", "n": 2},
            {"pageId": str(other.guid), "url": "/other"},
            {"eventId": "Click", "n": 3},
        ],
        visitor=visitor,
        site=site_info,
    )

    assert [(event.data["n"], event.page_view and event.page_view.path) for event in Event.objects.all()] == [
        (0, None),
        (1, "/about"),
        (2, "/about"),
        (3, "/other"),
    ]


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        (["pageId", "campaignId", "outcomeId", "goalId", "eventId"], "event"),
        (["pageId", "campaignId", "outcomeId", "goalId"], "goal"),
        (["pageId", "campaignId", "outcomeId"], "outcome"),
        (["pageId", "campaignId"], "campaign"),
    ],
)
def test_first_key_in_the_order_of_kinds_wins(
    site: Site, site_info: SiteInfo, visitor: Visitor, keys: list[str], kind: str
) -> None:
    for factory in (PageEventFactory, GoalFactory, OutcomeFactory, CampaignFactory):
        factory(site=site, name="X")

    accept_batch([dict.fromkeys(keys, "X")], visitor=visitor, site=site_info)

    event = Event.objects.get()
    assert event.kind == kind
    assert set(event.data) == set(keys) - {f"{kind}Id"}


def test_key_with_null_is_not_there(site: Site, site_info: SiteInfo, visitor: Visitor) -> None:
    GoalFactory(site=site, name="X")

    accept_batch([{"eventId": None, "goalId": "X"}], visitor=visitor, site=site_info)

    assert Event.objects.get().kind == "goal"


def test_all_faults_are_told_at_once_and_nothing_is_stored(site: Site, site_info: SiteInfo, page: Item) -> None:
    OutcomeFactory(site=site, name="Sale")
    GoalFactory(site=site, name="Sign-up")

    assert refusals(
        [
            {"goalId": "Sign-up"},
            "text",
            {},
            {"unheard": 1},
            {"outcomeId": "Nothing", "monetaryValue": "abc", "currencyCode": 5},
            {"pageId": str(page.guid), "url": 5},
            {"goalId": 7},
            None,
        ],
        site_info,
    ) == [
        (1, ""),
        (2, ""),
        (3, ""),
        (4, "monetaryValue"),
        (4, "currencyCode"),
        (4, "outcomeId"),
        (5, "url"),
        (6, "goalId"),
        (7, ""),
    ]


def test_messages_say_what_is_expected_and_what_came(site: Site, site_info: SiteInfo) -> None:
    OutcomeFactory(site=site, name="Sale")

    assert message({"outcomeId": "Sale", "monetaryValue": "abc"}, site_info) == 'expected a number, got "abc"'
    assert message({"goalId": "Nope"}, site_info) == 'no goal "Nope" is deployed on this site'
    assert message([1], site_info) == "expected an object, got an array"
    assert message({"a": 1}, site_info) == (
        'expected one of eventId, goalId, outcomeId, campaignId, pageId, pageUrl, searchFor, download, error; got "a"'
    )


@pytest.mark.parametrize(
    "data",
    [
        {"note": "a\0b"},
        {"note": "\ud800"},
        {"no\0te": 1},
        {"note": float("inf")},
        {"note": float("nan")},
        {"note": json.loads("[" * 25 + "]" * 25)},
        {"note": {"a": [{"b": "\udfff"}]}},
        {"goalId": "\0"},
    ],
)
def test_data_that_no_database_keeps_is_refused(site: Site, site_info: SiteInfo, data: dict[str, Any]) -> None:
    GoalFactory(site=site, name="X")

    assert len(refusals([{"goalId": "X", **data}], site_info)) == 1


def test_deep_and_large_data_is_kept(site: Site, site_info: SiteInfo, visitor: Visitor) -> None:
    GoalFactory(site=site, name="X")
    data = {"deep": json.loads("[" * 18 + "]" * 18), "huge": 10**1000, "emoji \U0001f600": "\u2028"}

    accept_batch([{"goalId": "X", **data}], visitor=visitor, site=site_info)

    assert Event.objects.get().data == data


def test_empty_batch_stores_nothing(
    site_info: SiteInfo, visitor: Visitor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        accept_batch([], visitor=visitor, site=site_info)

    assert not visitor.was_recorded


def test_definitions_of_a_batch_are_looked_up_at_once(
    site: Site, site_info: SiteInfo, page: Item, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for factory in (PageEventFactory, GoalFactory, OutcomeFactory, CampaignFactory):
        factory.create_batch(3, site=site)
    # What is kept of the site is there already.
    accept_batch([{"pageId": str(page.guid)}], visitor=visitor_with(), site=site_info)
    entries = [{"eventId": f"unknown {n}"} for n in range(20)] + [{"goalId": f"unknown {n}"} for n in range(20)]

    with django_assert_num_queries(2), pytest.raises(BatchRefused):
        accept_batch([*entries, {"pageId": str(page.guid)}], visitor=visitor_with(), site=site_info)


def is_campaign(entry: dict[str, Any]) -> bool:
    return entry.get("campaignId") is not None and all(
        entry.get(key) is None for key in ("eventId", "goalId", "outcomeId")
    )


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
keys = st.sampled_from(
    ["eventId", "goalId", "outcomeId", "campaignId", "pageId", "url", "monetaryValue", "currencyCode"]
)


@given(
    entries=st.lists(st.dictionaries(keys | st.text(max_size=3), json_values | st.just("X"), max_size=5), max_size=4)
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_batch_is_stored_or_refused_whatever_comes(site: Site, site_info: SiteInfo, entries: list[Any]) -> None:
    for model in (PageEventFactory, GoalFactory, OutcomeFactory, CampaignFactory):
        if not model._meta.model.objects.filter(site=site, alias_key="x").exists():
            model(site=site, name="X")
    before = Event.objects.count() + PageView.objects.count()

    try:
        accept_batch(entries, visitor=visitor_with(), site=site_info)
        # The same campaign is recorded once a visit.
        campaigns = [entry for entry in entries if is_campaign(entry)]
        stored = len(entries) - max(len(campaigns) - 1, 0)
    except BatchRefused:
        stored = 0

    assert Event.objects.count() + PageView.objects.count() == before + stored
