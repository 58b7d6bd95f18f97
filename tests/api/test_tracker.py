from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from django_jss.analytics.records import Happenings
from django_jss.middleware import SESSION_KEY
from django_jss.models import Contact, Event, Goal, PageView, Site, Visit
from tests.factories.analytics import GoalFactory
from tests.factories.sites import ApiKeyFactory, SiteFactory
from tests.tracker.conftest import published_page

EVENT, FLUSH = "/sitecore/api/jss/track/event", "/sitecore/api/jss/track/flush"
COOKIE = "SC_ANALYTICS_GLOBAL_COOKIE"

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return SiteFactory(is_default=True)


@pytest.fixture
def goal(site: Site) -> Goal:
    return GoalFactory(site=site, name="Sign-up", points=5)


@pytest.fixture
def key(site: Site) -> str:
    return str(ApiKeyFactory(cors_origins="https://www.example.com").guid)


class Tracker:
    """A browser that calls the tracker as the npm client does."""

    def __init__(self, client: Client, key: str) -> None:
        self.client, self.key = client, key

    def send(
        self, body: Any, *, url: str = EVENT, query: str = "", content_type: str = "application/json", **headers: Any
    ) -> Any:
        data = body if isinstance(body, bytes | str) else json.dumps(body)
        return self.client.post(f"{url}?sc_apikey={self.key}{query}", data, content_type=content_type, **headers)


@pytest.fixture
def tracker(client: Client, key: str) -> Tracker:
    return Tracker(client, key)


def test_event_is_stored_and_the_visitor_gets_a_cookie(tracker: Tracker, goal: Goal) -> None:
    response = tracker.send([{"goalId": "sign-up", "plan": "pro"}])

    assert (response.status_code, response.json()) == (200, {})
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response["Cache-Control"] == "private, no-store"
    assert COOKIE in response.cookies
    event = Event.objects.get()
    assert (event.definition_guid, event.points, event.data) == (goal.guid, 5, {"plan": "pro"})
    assert Visit.objects.get().site == goal.site


def test_one_object_is_a_batch_of_one(tracker: Tracker, goal: Goal) -> None:
    assert tracker.send({"goalId": "sign-up"}).status_code == 200
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "content_type",
    ["text/plain;charset=UTF-8", "application/x-www-form-urlencoded", "image/png", "", "multipart/form-data"],
)
def test_body_is_json_whatever_its_type(tracker: Tracker, goal: Goal, content_type: str) -> None:
    response = tracker.send('[{"goalId": "sign-up"}]', content_type=content_type)

    assert response.status_code == 200
    assert Event.objects.count() == 1


def test_calls_of_one_browser_are_one_visit(tracker: Tracker, goal: Goal) -> None:
    for _ in range(3):
        tracker.send([{"goalId": "sign-up"}])

    assert Visit.objects.get().goal_counts == Contact.objects.get().goal_counts == {str(goal.guid): 3}


def test_page_views_and_events_keep_their_order(tracker: Tracker, goal: Goal, site: Site) -> None:
    page = published_page(site, "about")

    tracker.send([{"pageId": str(page.guid), "url": "/about"}, {"goalId": "sign-up"}])

    assert Event.objects.get().page_view == PageView.objects.get()


@pytest.mark.parametrize("entry", [{"pageUrl": "/about"}, {"goalId": "sign-up"}])
def test_app_on_another_host_is_no_source_of_its_own_visits(
    tracker: Tracker, goal: Goal, site: Site, entry: dict[str, str]
) -> None:
    published_page(site, "about")
    headers = {"Origin": "https://app.example.net", "Referer": "https://app.example.net/about"}

    tracker.send([entry], headers=headers)

    visit = Visit.objects.select_related("channel").get()
    assert (visit.source, visit.channel and visit.channel.alias) == ({}, "direct")


def test_app_on_another_host_tells_where_its_visitor_came_from(tracker: Tracker, goal: Goal, site: Site) -> None:
    published_page(site, "about")
    headers = {"Origin": "https://app.example.net", "Referer": "https://app.example.net/about"}

    tracker.send([{"pageUrl": "/about", "referrer": "https://news.example.com/"}], headers=headers)

    visit = Visit.objects.get()
    assert (visit.source, visit.referrer) == ({"referrer_host": "news.example.com"}, "https://news.example.com/")


def test_language_named_is_that_of_the_page_view(tracker: Tracker, site: Site) -> None:
    page = published_page(site, "about")

    tracker.key += "&sc_lang=EN"
    tracker.send([{"pageId": str(page.guid)}])

    assert PageView.objects.get().language == "en"


def test_empty_array_is_fine_and_leaves_nothing(tracker: Tracker, site: Site) -> None:
    response = tracker.send([])

    assert response.status_code == 200
    assert not response.cookies
    assert not Contact.objects.exists()


def test_wrong_entries_are_told_by_place_and_nothing_is_stored(tracker: Tracker, goal: Goal) -> None:
    response = tracker.send([{"goalId": "sign-up"}, {"goalId": "unknown"}])

    assert response.status_code == 400
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response.json() == {
        "error": {"code": "entries_invalid", "message": "Nothing was stored: entries are wrong."},
        "errors": [{"index": 1, "field": "goalId", "message": 'no goal "unknown" is deployed on this site'}],
    }
    assert not response.cookies
    assert not Contact.objects.exists()


def test_batch_may_ask_to_lose_its_wrong_entries_alone(tracker: Tracker, goal: Goal) -> None:
    entries = [{"goalId": "unknown"}, {"goalId": "sign-up"}, 5, {"goalId": "sign-up", "$id": "no id"}]

    response = tracker.send(entries, query="&partial=true")

    assert response.status_code == 200
    assert [(error["index"], error["field"]) for error in response.json()["errors"]] == [
        (0, "goalId"),
        (2, ""),
        (3, "$id"),
    ]
    assert Event.objects.get().definition_guid == goal.guid
    assert Contact.objects.get().engagement_value == goal.points


def test_batch_without_a_good_entry_is_refused_in_any_case(tracker: Tracker, goal: Goal) -> None:
    response = tracker.send([{"goalId": "unknown"}, {}], query="&partial=true")

    assert (response.status_code, len(response.json()["errors"])) == (400, 2)
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"[{'goalId': 'x'}]", "not JSON"),
        (b'[{"goalId": NaN}]', "NaN is no JSON number"),
        (b'[{"goalId": -Infinity}]', "-Infinity is no JSON number"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"a":' * 50_000, "nested too deep"),
        (b"\xff\xfe[]", "not UTF-8: byte 0"),
        ('[{"goalId": "x"}]'.encode("utf-16"), "not UTF-8"),
        (b'"text"', 'expected an array of events or one event, got "text"'),
        (b"null", "got null"),
        (b"5", "got 5"),
        (b"1" * 5000, "not JSON"),
        (b"a=1&b=2", "not JSON"),
    ],
)
def test_body_that_is_no_json_is_refused(tracker: Tracker, site: Site, body: bytes, expected: str) -> None:
    response = tracker.send(body)

    assert response.status_code == 400
    assert response.json()["error"]["code"] == "body_invalid"
    assert expected in response.json()["error"]["message"]
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    "entry",
    [
        '{"goalId": "sign-up", "n": 1e999}',
        '{"goalId": "sign-up", "n": "\\u0000"}',
        '{"goalId": "sign-up", "n": "\\ud800"}',
        '{"goalId": "sign-up", "n": ' + "[" * 40 + "]" * 40 + "}",
        '{"goalId": ["sign-up"]}',
        '{"goalId": {"$ne": null}}',
        '{"goalId": "\' OR 1=1 --"}',
        '{"pageId": "../../etc/passwd"}',
        '{"__proto__": {"goalId": "sign-up"}}',
        "[]",
        "true",
    ],
)
def test_hostile_entry_is_refused_by_its_place(tracker: Tracker, goal: Goal, entry: str) -> None:
    response = tracker.send(f'[{{"goalId": "sign-up"}}, {entry}]')

    assert response.status_code == 400
    assert [error["index"] for error in response.json()["errors"]] == [1]
    assert not Contact.objects.exists()


def test_body_with_a_byte_order_mark_is_read(tracker: Tracker, goal: Goal) -> None:
    assert tracker.send('\ufeff[{"goalId": "sign-up"}]'.encode()).status_code == 200


@override_settings(DJANGO_JSS={"TRACKER_MAX_BYTES": 1000})
def test_body_that_is_too_large_is_refused(tracker: Tracker, goal: Goal) -> None:
    response = tracker.send([{"goalId": "sign-up", "note": "x" * 1000}])

    assert response.status_code == 413
    assert response.json()["error"]["code"] == "too_large"
    assert not Contact.objects.exists()


def test_body_beyond_what_django_takes_is_refused(tracker: Tracker, site: Site) -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100):
        response = tracker.send([{"goalId": "x" * 200}])

    assert response.status_code == 413


@override_settings(DJANGO_JSS={"TRACKER_MAX_ENTRIES": 3})
def test_batch_that_is_too_long_is_refused(tracker: Tracker, goal: Goal) -> None:
    response = tracker.send([{"goalId": "sign-up"}] * 4)

    assert response.status_code == 400
    assert response.json()["error"] == {"code": "too_many_entries", "message": "expected at most 3 entries, got 4"}


@pytest.mark.parametrize("url", [EVENT, FLUSH])
@pytest.mark.parametrize(
    "query", ["", "?sc_apikey=", "?sc_apikey=nonsense", "?sc_apikey={11111111-1111-1111-1111-111111111111}"]
)
def test_key_is_needed(client: Client, site: Site, url: str, query: str) -> None:
    response = client.post(url + query, "[]", content_type="application/json")

    assert response.status_code == 400
    assert response.json()["error"]["field"] == "sc_apikey"


def test_key_must_open_the_tracker(client: Client, goal: Goal) -> None:
    tracker = Tracker(client, str(ApiKeyFactory(services=["layout"]).guid))

    assert tracker.send([{"goalId": "sign-up"}]).status_code == 400
    assert not Contact.objects.exists()


def test_key_of_one_site_names_the_site(client: Client, site: Site) -> None:
    other = SiteFactory()
    GoalFactory(site=other, name="Elsewhere")
    key = ApiKeyFactory()
    key.sites.add(other)

    assert Tracker(client, str(key.guid)).send([{"goalId": "Elsewhere"}]).status_code == 200


def test_site_may_be_named(tracker: Tracker, site: Site) -> None:
    other = SiteFactory(name="Other")
    GoalFactory(site=other, name="Elsewhere")
    tracker.key += "&sc_site=other"

    assert tracker.send([{"goalId": "Elsewhere"}]).status_code == 200


def test_key_for_another_site_is_refused(client: Client, goal: Goal) -> None:
    key = ApiKeyFactory()
    key.sites.add(SiteFactory())
    tracker = Tracker(client, f"{key.guid}&sc_site={goal.site.name}")

    assert tracker.send([{"goalId": "sign-up"}]).status_code == 400


def test_unknown_site_is_refused(tracker: Tracker, goal: Goal) -> None:
    tracker.key += "&sc_site=nowhere"

    response = tracker.send([{"goalId": "sign-up"}])

    assert response.status_code == 400
    assert response.json()["error"]["field"] == "sc_site"


@pytest.mark.parametrize("url", [EVENT, FLUSH, EVENT + "/", FLUSH + "/", EVENT.upper()])
def test_paths_match_in_any_case_with_or_without_a_slash(tracker: Tracker, site: Site, url: str) -> None:
    assert tracker.send([], url=url).status_code == 200


@override_settings(DJANGO_JSS={"TRACKER_ENABLED": False})
@pytest.mark.parametrize("url", [EVENT, FLUSH])
def test_tracker_that_is_switched_off_is_not_there(tracker: Tracker, goal: Goal, url: str) -> None:
    assert tracker.send([{"goalId": "sign-up"}], url=url).status_code == 404
    assert not Contact.objects.exists()


def test_csrf_token_is_not_needed(key: str, goal: Goal) -> None:
    tracker = Tracker(Client(enforce_csrf_checks=True), key)

    assert tracker.send([{"goalId": "sign-up"}]).status_code == 200


def test_browser_of_an_allowed_origin_may_read_the_answer(tracker: Tracker, goal: Goal) -> None:
    allowed = tracker.send([{"goalId": "sign-up"}], HTTP_ORIGIN="https://www.example.com")
    refused = tracker.send([{"goalId": "sign-up"}], HTTP_ORIGIN="https://evil.example")

    assert allowed["Access-Control-Allow-Origin"] == "https://www.example.com"
    assert allowed["Access-Control-Allow-Credentials"] == "true"
    assert "Access-Control-Allow-Origin" not in refused


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
@pytest.mark.parametrize("service", ["track/event", "track/flush", "consent"])
def test_page_of_another_site_acts_for_no_visitor(tracker: Tracker, goal: Goal, service: str, origin: str) -> None:
    tracker.send([{"goalId": "sign-up"}])
    headers = {"Sec-Fetch-Site": "cross-site", **({"Origin": origin} if origin else {})}

    answer = tracker.send({"consent": True, "error": "x"}, url=f"/sitecore/api/jss/{service}", headers=headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "origin_denied")
    assert not answer.cookies
    assert (Event.objects.count(), Visit.objects.filter(ended_at=None).count()) == (1, 1)


@pytest.mark.parametrize(
    ("relation", "origin"),
    [("cross-site", "https://www.example.com"), ("same-site", "https://shop.example.net"), ("same-origin", "null")],
)
def test_page_of_an_allowed_origin_or_of_the_same_site_acts(
    tracker: Tracker, goal: Goal, relation: str, origin: str
) -> None:
    answer = tracker.send([{"goalId": "sign-up"}], headers={"Sec-Fetch-Site": relation, "Origin": origin})

    assert answer.status_code == 200
    assert Event.objects.count() == 1


def test_preflight_needs_no_key(client: Client, site: Site) -> None:
    response = client.options(
        EVENT, HTTP_ORIGIN="https://www.example.com", HTTP_ACCESS_CONTROL_REQUEST_HEADERS="content-type"
    )

    assert response.status_code in (200, 204)
    assert "POST" in response["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "head"])
def test_events_are_posted(client: Client, key: str, method: str) -> None:
    assert getattr(client, method)(f"{EVENT}?sc_apikey={key}").status_code == 405


def test_flush_ends_the_visit(tracker: Tracker, goal: Goal) -> None:
    tracker.send([{"goalId": "sign-up"}])
    response = tracker.send([], url=FLUSH)
    tracker.send([{"goalId": "sign-up"}])

    assert (response.status_code, response.json()) == (200, {})
    assert [visit.ended_at is None for visit in Visit.objects.order_by("number")] == [False, True]
    assert Contact.objects.get().visit_count == 2


@pytest.mark.parametrize("body", ["", "[]", "nonsense"])
def test_flush_without_a_visit_is_fine(tracker: Tracker, site: Site, body: str) -> None:
    response = tracker.send(body, url=FLUSH)

    assert response.status_code == 200
    assert not response.cookies
    assert not Contact.objects.exists()


@pytest.mark.parametrize(("allowed", "status", "ended"), [(True, 200, True), (False, 405, False), (None, 405, False)])
def test_flush_by_get_is_a_setting(
    tracker: Tracker, goal: Goal, allowed: bool | None, status: int, ended: bool
) -> None:
    tracker.send([{"goalId": "sign-up"}])

    with override_settings(DJANGO_JSS={"TRACKER_FLUSH_BY_GET": allowed}):
        response = tracker.client.get(f"{FLUSH}?sc_apikey={tracker.key}")

    assert response.status_code == status
    assert (Visit.objects.get().ended_at is not None) == ended


def test_flush_by_get_is_allowed_while_debugging(tracker: Tracker, site: Site) -> None:
    with override_settings(DEBUG=True):
        assert tracker.client.get(f"{FLUSH}?sc_apikey={tracker.key}").status_code == 200


def test_head_never_flushes(tracker: Tracker, goal: Goal) -> None:
    tracker.send([{"goalId": "sign-up"}])

    with override_settings(DJANGO_JSS={"TRACKER_FLUSH_BY_GET": True}):
        assert tracker.client.head(f"{FLUSH}?sc_apikey={tracker.key}").status_code == 405

    assert Visit.objects.get().ended_at is None


def test_session_is_not_read_with_the_cookie(tracker: Tracker, goal: Goal) -> None:
    tracker.send([{"goalId": "sign-up"}])
    assert tracker.client.session[SESSION_KEY]

    with CaptureQueriesContext(connection) as queries:
        tracker.send([{"goalId": "sign-up"}])

    assert not any("django_session" in query["sql"] for query in queries.captured_queries)


class DatabaseThatIsGone:
    """A sink that cannot store anything."""

    def store(self, happenings: Happenings) -> None:
        raise DatabaseError("the server is gone")


@override_settings(DJANGO_JSS={"SINK": f"{__name__}.DatabaseThatIsGone"})
def test_what_cannot_be_stored_is_said_to_be_so(tracker: Tracker, goal: Goal) -> None:
    response = tracker.send([{"goalId": "sign-up"}])

    assert response.status_code == 503
    assert response.json()["error"]["code"] == "unavailable"
    assert not response.cookies


@override_settings(MIDDLEWARE=[])
def test_missing_middleware_is_an_error_of_the_server(tracker: Tracker, goal: Goal, caplog: Any) -> None:
    assert tracker.send([{"goalId": "sign-up"}]).status_code == 500
    assert "VisitorMiddleware" in caplog.text
