"""How often the tracker may be called, and what it does with more than it takes."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from rest_framework.throttling import SimpleRateThrottle

from django_jss.models import Contact, Event, Site
from tests.factories.sites import ApiKeyFactory, SiteFactory

EVENT = "/sitecore/api/jss/track/event"

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return SiteFactory(is_default=True)


@pytest.fixture
def key(site: Site) -> str:
    return str(ApiKeyFactory().guid)


def send(client: Client, key: str, body: Any = ({"error": "x"},), **extra: Any) -> Any:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(f"{EVENT}?sc_apikey={key}", text, content_type="application/json", **extra)


def test_visitor_who_calls_too_often_is_told_when_to_try_again(key: str, settings: Any) -> None:
    settings.DJANGO_JSS = {"TRACKER_RATE_PER_VISITOR": "2/min"}
    one, other = Client(), Client(REMOTE_ADDR="203.0.113.9")
    # The first call has no cookie yet, and counts for the address.
    assert [send(one, key).status_code for _ in range(4)] == [200, 200, 200, 429]

    refused = send(one, key)

    assert refused.json()["error"]["code"] == "throttled"
    assert 0 < int(refused["Retry-After"]) <= 60
    assert send(other, key).status_code == 200
    assert Event.objects.count() == 4


def test_invented_cookies_do_not_allow_more_calls(key: str, settings: Any) -> None:
    settings.DJANGO_JSS = {"TRACKER_RATE_PER_VISITOR": "2/min"}

    answers = []
    for number in range(4):
        browser = Client()
        browser.cookies["SC_ANALYTICS_GLOBAL_COOKIE"] = f"{number:032x}|False"
        answers.append(send(browser, key).status_code)

    assert answers == [200, 200, 429, 429]
    assert Event.objects.count() == 2


def test_key_that_is_used_too_often_is_refused_for_all(key: str, settings: Any) -> None:
    settings.DJANGO_JSS = {"TRACKER_RATE_PER_KEY": "2/min", "TRACKER_RATE_PER_VISITOR": None}

    answers = [send(Client(REMOTE_ADDR=f"203.0.113.{number}"), key).status_code for number in range(3)]

    assert answers == [200, 200, 429]
    assert send(Client(), str(ApiKeyFactory().guid)).status_code == 200


def test_calls_pass_while_the_cache_is_down(key: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DJANGO_JSS = {"TRACKER_RATE_PER_VISITOR": "1/min"}

    def fail(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("no cache")

    monkeypatch.setattr(SimpleRateThrottle, "cache", SimpleNamespace(get=fail, set=fail))

    assert [send(Client(), key).status_code for _ in range(3)] == [200, 200, 200]


def test_ten_thousand_entries_are_refused_and_none_is_stored(key: str, client: Client, settings: Any) -> None:
    assert send(client, key, [{"error": "x"}] * 10_000).status_code == 400
    settings.DJANGO_JSS = {"TRACKER_MAX_BYTES": 1000}
    assert send(client, key, [{"error": "x"}] * 100).status_code == 413

    assert not Contact.objects.exists()


KEYS = ["eventId", "goalId", "outcomeId", "campaignId", "pageId", "pageUrl", "searchFor", "download", "error"]
WRONG = [5, 1.5, True, [], {}, [1], {"a": 1}, "", " ", "\0", "\ud800"]


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("value", WRONG, ids=repr)
def test_value_of_a_wrong_type_is_named_and_never_an_error_of_ours(
    key: str, client: Client, name: str, value: Any
) -> None:
    answer = send(client, key, [{name: value}])

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [name]
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        "[" * 100_000,
        '{"a":' * 5000,
        '[{"error": "x", "value": NaN}]',
        '[{"error": "x", "value": 1e400}]',
        '[{"error": "x", "value": ' + "9" * 5000 + "}]",
        '[{"error": "x", "\\u0000": 1}]',
        '[{"error": "x", "$id": {"a": 1}}]',
        '[{"error": "x", "$at": [1]}]',
        '[{"pageUrl": "/", "referrer": {"a": 1}, "url": []}]',
    ],
    ids=range(10),
)
def test_hostile_body_is_answered_and_stores_nothing(key: str, client: Client, body: Any) -> None:
    answer = send(client, key, body)

    assert answer.status_code == 400
    assert not Contact.objects.exists()


def test_body_of_a_length_that_is_no_number_is_refused(key: str, client: Client) -> None:
    answer = send(client, key, CONTENT_LENGTH="abc")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "body_unreadable")
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Referer": "https://x.example/\r\nSet-Cookie: a=b"},
        {"Referer": "javascript:alert(1)"},
        {"Referer": "https://" + "x" * 5000},
        {"User-Agent": "\ud800 <script>"},
        {"X-Forwarded-For": "'; DROP TABLE x; --"},
    ],
    ids=range(5),
)
def test_hostile_header_is_stored_as_far_as_it_can_be(
    key: str, client: Client, headers: dict[str, str], settings: Any
) -> None:
    settings.DJANGO_JSS = {"TRUSTED_PROXIES": 1}

    answer = send(client, key, headers=headers)

    assert answer.status_code == 200
    assert Event.objects.count() == 1
    assert "a=b" not in str(answer.cookies)
