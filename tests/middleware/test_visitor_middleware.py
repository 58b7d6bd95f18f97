from __future__ import annotations

from datetime import timedelta
from http.cookies import Morsel
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, Client, override_settings
from django.urls import path
from pytest_django.fixtures import DjangoAssertNumQueries

from django_jss.analytics.cookies import GlobalCookie, new_device_guid
from django_jss.middleware import SESSION_KEY
from django_jss.models import Contact, Device, Site, Visit
from tests.factories.analytics import page_view
from tests.factories.sites import SiteFactory

COOKIE = "SC_ANALYTICS_GLOBAL_COOKIE"


def idle(request: HttpRequest) -> HttpResponse:
    return HttpResponse("idle")


def ask(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.visitor.visit_number))  # type: ignore[attr-defined]


def record(request: HttpRequest) -> HttpResponse:
    request.visitor.record([page_view()], site_id=Site.objects.get().pk)  # type: ignore[attr-defined]
    return HttpResponse("recorded")


async def record_async(request: HttpRequest) -> HttpResponse:
    return await sync_to_async(record)(request)


urlpatterns = [path("idle", idle), path("ask", ask), path("record", record), path("record-async", record_async)]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def site(db: None) -> Site:
    return SiteFactory()


def session_reads(client: Client, url: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often the session was loaded or saved while the URL was answered."""
    accesses = []
    for name in ("load", "save"):
        original = getattr(SessionStore, name)

        def counted(self: SessionStore, *args: Any, original: Any = original, **kwargs: Any) -> Any:
            accesses.append(self)
            return original(self, *args, **kwargs)

        monkeypatch.setattr(SessionStore, name, counted)
    client.get(url)
    return len(accesses)


def test_idle_request_costs_nothing(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client.cookies[COOKIE] = str(GlobalCookie(new_device_guid(), is_human=False))

    with django_assert_num_queries(0):
        response = client.get("/idle")

    assert not response.cookies
    assert "Vary" not in response


def test_asking_sets_no_cookie(client: Client) -> None:
    response = client.get("/ask")

    assert response.content == b"1"
    assert not response.cookies
    assert not Contact.objects.exists()


def test_first_recorded_response_sets_the_cookie_and_the_second_request_is_the_same_visit(client: Client) -> None:
    first = client.get("/record")
    second = client.get("/record")

    assert first.cookies[COOKIE].value == f"{Device.objects.get().guid.hex}|False"
    assert second.cookies[COOKIE].value == first.cookies[COOKIE].value
    assert Contact.objects.get().page_view_count == Visit.objects.get().page_view_count == 2


def test_cookie_has_the_attributes_of_the_original(client: Client) -> None:
    cookie: Morsel[str] = client.get("/record").cookies[COOKIE]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["domain"]) == ("/", True, "Lax", "")
    assert cookie["max-age"] == 3650 * 24 * 3600
    assert not cookie["secure"]


def test_cookie_attributes_are_settings(client: Client) -> None:
    chosen = {
        "GLOBAL_COOKIE_NAME": "visitor",
        "GLOBAL_COOKIE_AGE": timedelta(days=30),
        "COOKIE_SAMESITE": "None",
        "COOKIE_SECURE": True,
        "COOKIE_DOMAIN": "example.com",
    }
    with override_settings(DJANGO_JSS=chosen):
        cookies = client.get("/record").cookies

    cookie = cookies["visitor"]
    assert COOKIE not in cookies
    assert (cookie["samesite"], cookie["domain"], cookie["max-age"]) == ("None", "example.com", 30 * 24 * 3600)
    assert cookie["secure"]


def test_cookie_is_secure_if_the_session_cookie_is(client: Client) -> None:
    with override_settings(SESSION_COOKIE_SECURE=True):
        assert client.get("/record").cookies[COOKIE]["secure"]


def test_cookies_survive_the_clients_that_join_and_split_them(client: Client) -> None:
    """Core 22 and 23 split at commas before `\\w+=`: names of other characters would be glued to the cookie before."""
    cookies = client.get("/record").cookies

    assert all(name.replace("_", "").isalnum() for name in cookies)
    assert "," not in cookies[COOKIE].value


def test_session_is_not_touched_when_the_cookie_is_there(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/record")
    assert "sessionid" in client.cookies

    assert session_reads(client, "/record", monkeypatch) == 0


def test_session_keeps_the_link_when_the_cookie_is_lost(client: Client) -> None:
    cookie = client.get("/record").cookies[COOKIE].value
    del client.cookies[COOKIE]

    response = client.get("/record")

    assert response.cookies[COOKIE].value == cookie
    assert "sessionid" not in response.cookies
    assert Contact.objects.get().page_view_count == 2


def test_cookie_keeps_the_link_when_the_session_is_lost(client: Client) -> None:
    client.get("/record")
    del client.cookies["sessionid"]
    Session.objects.all().delete()

    response = client.get("/record")

    assert "sessionid" not in response.cookies
    assert Contact.objects.get().page_view_count == 2


def test_visitor_is_new_when_both_are_lost(client: Client) -> None:
    client.get("/record")
    client.cookies.clear()
    client.get("/record")

    assert Contact.objects.count() == 2


@pytest.mark.parametrize("remembered", ["garbage", "", None, 5, "f" * 32, "0123456789abcdef0123456789abcdef"])
def test_session_with_a_wrong_link_is_put_right(client: Client, remembered: Any) -> None:
    session = client.session
    session[SESSION_KEY] = remembered
    session.save()

    client.get("/record")

    assert client.session[SESSION_KEY] == Device.objects.get().guid.hex


@pytest.mark.parametrize(
    "cookie", ["garbage", "f" * 32 + "|True", "|", "é", "x" * 4000, "0123456789abcdef0123456789abcdef|False"]
)
def test_forged_cookie_starts_a_fresh_contact_for_cookie_and_session(client: Client, cookie: str) -> None:
    client.get("/record")
    client.cookies[COOKIE] = cookie

    response = client.get("/record")

    fresh = Device.objects.order_by("pk").last()
    assert fresh is not None
    assert response.status_code == 200
    assert Contact.objects.count() == 2
    assert response.cookies[COOKIE].value == f"{fresh.guid.hex}|False"
    assert client.session[SESSION_KEY] == fresh.guid.hex


def test_login_keeps_the_visitor_and_logout_leaves_no_link_behind(client: Client) -> None:
    client.get("/record")
    client.force_login(get_user_model().objects.create_user("ann"))
    client.get("/record")
    assert client.session[SESSION_KEY] == Device.objects.get().guid.hex

    client.logout()
    client.cookies.pop(COOKIE, None)
    client.get("/record")

    assert Contact.objects.count() == 2


def test_other_user_of_the_browser_does_not_inherit_a_session_link(client: Client) -> None:
    ann, bob = (get_user_model().objects.create_user(name) for name in ("ann", "bob"))
    client.force_login(ann)
    client.get("/record")
    assert client.session[SESSION_KEY] == Device.objects.get().guid.hex

    client.force_login(bob)

    assert SESSION_KEY not in client.session


@override_settings(MIDDLEWARE=["django_jss.middleware.VisitorMiddleware"])
def test_sessions_are_not_needed(client: Client) -> None:
    client.get("/record")
    response = client.get("/record")

    assert set(response.cookies) == {COOKIE}
    assert Contact.objects.get().page_view_count == 2


@pytest.mark.parametrize(
    ("headers", "trusted_proxies", "stored"),
    [
        ({}, 0, "127.0.0.0"),
        ({"HTTP_X_FORWARDED_FOR": "198.51.100.7"}, 0, "127.0.0.0"),
        ({"HTTP_X_FORWARDED_FOR": "6.6.6.6, 198.51.100.7"}, 1, "198.51.100.0"),
        ({"HTTP_X_FORWARDED_FOR": "nonsense"}, 1, None),
        ({"REMOTE_ADDR": ""}, 0, None),
    ],
)
def test_visit_keeps_the_truncated_address_that_can_be_trusted(
    client: Client, headers: dict[str, Any], trusted_proxies: int, stored: str | None
) -> None:
    with override_settings(DJANGO_JSS={"TRUSTED_PROXIES": trusted_proxies}):
        client.get("/record", **headers)

    assert Visit.objects.get().ip_address == stored


def test_visit_keeps_where_it_came_from_as_far_as_it_can_be_stored(client: Client) -> None:
    client.get("/record", HTTP_REFERER="https://a.example/" + "x" * 5000, HTTP_USER_AGENT="Mosaic\0 é" + "y" * 5000)

    visit = Visit.objects.get()
    assert (len(visit.referrer), visit.referrer[:18]) == (1000, "https://a.example/")
    assert visit.user_agent.startswith("Mosaic é")


@pytest.mark.parametrize("url", ["/record", "/record-async"])
def test_visitor_is_the_same_under_asgi(url: str, async_client: AsyncClient) -> None:
    first = async_to_sync(async_client.get)(url)
    second = async_to_sync(async_client.get)(url)

    assert first.cookies[COOKIE].value == second.cookies[COOKIE].value
    assert Contact.objects.get().page_view_count == 2
    assert async_client.session[SESSION_KEY] == Device.objects.get().guid.hex


def test_idle_request_under_asgi_sets_no_cookie(
    async_client: AsyncClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert not async_to_sync(async_client.get)("/idle").cookies
