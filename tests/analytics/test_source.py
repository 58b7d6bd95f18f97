"""Where a visit comes from, and by which of the standard channels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jss.analytics.channels import STANDARD, create_standard_channels, standard_channel
from django_jss.analytics.client.source import host_of, source_of
from django_jss.models import Channel

ALIASES = {alias for groups in STANDARD.values() for channels in groups.values() for alias in channels}


@pytest.mark.parametrize(
    ("referrer", "expected"),
    [
        ("https://www.google.com/", {"referrer_host": "google.com", "search_engine": "Google"}),
        ("https://www.google.co.uk/search?q=x", {"referrer_host": "google.co.uk", "search_engine": "Google"}),
        ("https://google.evil.example.com/", {"referrer_host": "google.evil.example.com"}),
        ("https://notgoogle.com/", {"referrer_host": "notgoogle.com"}),
        ("https://mail.google.com/", {"referrer_host": "mail.google.com", "mail": "Gmail"}),
        ("https://gemini.google.com/", {"referrer_host": "gemini.google.com", "assistant": "Gemini"}),
        ("https://l.facebook.com/l.php", {"referrer_host": "l.facebook.com", "network": "Facebook"}),
        ("https://t.co/abc", {"referrer_host": "t.co", "network": "X"}),
        ("https://duckduckgo.com", {"referrer_host": "duckduckgo.com", "search_engine": "DuckDuckGo"}),
        ("https://blog.example.net:8443/post", {"referrer_host": "blog.example.net"}),
        ("https://www.shop.example/page", {}),
        ("", {}),
        ("no address", {}),
        ("http://[", {}),
        ("android-app://com.google.android.gm/", {"referrer_host": "com.google.android.gm"}),
    ],
)
def test_referrer_tells_the_source(referrer, expected):
    assert source_of(referrer, {}, {"shop.example"}) == expected


def test_address_tells_utm_parameters_and_advertisers():
    query = {"utm_source": " news ", "utm_medium": "email", "utm_term": "", "gclid": "x", "other": "y"}

    assert source_of("", query, ()) == {"utm_source": "news", "utm_medium": "email", "paid": "Google Ads"}


@given(st.text(), st.dictionaries(st.sampled_from(["utm_source", "utm_medium", "gclid"]), st.text()))
def test_source_never_fails_and_keeps_only_what_can_be_stored(referrer, query):
    found = source_of(referrer, query, ())

    assert all("\0" not in value and len(value) <= 253 for value in found.values())
    assert standard_channel(found) in ALIASES
    assert host_of(referrer) == host_of(referrer).lower()


@pytest.mark.parametrize(
    ("source", "channel"),
    [
        ({}, "direct"),
        ({"utm_medium": "Email", "search_engine": "Google"}, "email"),
        ({"utm_medium": "something"}, "other-online"),
        ({"utm_medium": "cpc"}, "paid-search"),
        ({"search_engine": "Google"}, "organic-search"),
        ({"search_engine": "Google", "paid": "Google Ads"}, "paid-search"),
        ({"network": "TikTok", "paid": "TikTok Ads"}, "paid-social"),
        ({"network": "Reddit"}, "social-network"),
        ({"mail": "Gmail"}, "email"),
        ({"assistant": "Claude"}, "assistant"),
        ({"referrer_host": "a.example"}, "referral"),
    ],
)
def test_standard_channel_is_decided_by_medium_then_advertiser_then_referrer(source, channel):
    assert standard_channel(source) == channel


@pytest.mark.django_db
def test_standard_channels_are_there_and_are_not_made_twice():
    assert set(Channel.objects.filter(parent__parent__isnull=False).values_list("alias", flat=True)) == ALIASES
    before = Channel.objects.count()

    create_standard_channels()

    assert Channel.objects.count() == before
