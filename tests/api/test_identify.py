"""`…/identify`: only who has the key's secret says who a visitor is."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection
from django.test import Client

from django_jss.analytics.consent import Consent
from django_jss.analytics.identity import contact_of
from django_jss.api.identify import signature
from django_jss.middleware import SESSION_KEY
from django_jss.models import ApiKey, Contact, Device, Identifier, Site
from tests.factories.analytics import page_view, visitor_with
from tests.factories.sites import ApiKeyFactory, SiteFactory

IDENTIFY = "/sitecore/api/jss/identify"
COOKIE = "SC_ANALYTICS_GLOBAL_COOKIE"

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return SiteFactory(is_default=True)


@pytest.fixture
def key(site: Site) -> ApiKey:
    return ApiKeyFactory()


class Server:
    """A site's server that signs what it says."""

    def __init__(self, client: Client, key: ApiKey) -> None:
        self.client, self.key = client, key

    def say(self, told: Any, *, secret: str | None = None, at: int | None = None, signed: bytes | None = None) -> Any:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        when = int(time.time()) if at is None else at
        seal = signature(secret or self.key.signing_secret, when, body if signed is None else signed)
        headers = {"X-JSS-Signature": f"t={when},v1={seal}"}
        url = f"{IDENTIFY}?sc_apikey={self.key.guid}"
        return self.client.post(url, body, content_type="application/json", headers=headers)


@pytest.fixture
def server(client: Client, key: ApiKey) -> Server:
    return Server(client, key)


ANN = {"source": "shop", "identifier": "ann", "attributes": {"tier": "gold"}}


def test_browser_with_a_signed_body_becomes_somebody(server: Server, client: Client) -> None:
    response = server.say(ANN)

    contact = contact_of("shop", "ann")
    assert contact is not None
    assert response.json() == {"contact": str(contact.guid)}
    assert contact.attributes == {"tier": "gold"}
    assert COOKIE in client.cookies


def test_server_names_the_device(server: Server, site: Site, client: Client) -> None:
    visitor = visitor_with()
    visitor.record([page_view()], site_id=site.pk)

    response = server.say({**ANN, "device": str(visitor.cookie)})

    assert response.status_code == 200
    assert contact_of("shop", "ann") == Contact.objects.get()
    assert not client.cookies


@pytest.mark.parametrize("device", ["", "x", 5, f"{'0' * 32}|True"])
def test_device_that_nobody_knows_is_refused(server: Server, device: Any) -> None:
    response = server.say({**ANN, "device": device})

    assert (response.status_code, response.json()["error"]["code"]) == (400, "device_unknown")
    assert not Identifier.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"secret": "guessed"}, "signature_invalid"),
        ({"signed": b"another body"}, "signature_invalid"),
        ({"at": 5}, "signature_expired"),
        ({"at": 99_999_999_999}, "signature_expired"),
    ],
)
def test_signature_that_does_not_hold_is_refused(server: Server, changes: dict[str, Any], code: str) -> None:
    response = server.say(ANN, **changes)

    assert (response.status_code, response.json()["error"]["code"]) == (403, code)
    assert not Contact.objects.exists()


@pytest.mark.parametrize("header", ["", "v1=abc", "t=1,v1=zz", "t=-1,v1=" + "0" * 64, "é"])
def test_signature_is_needed(client: Client, key: ApiKey, header: str) -> None:
    url = f"{IDENTIFY}?sc_apikey={key.guid}"

    response = client.post(url, ANN, content_type="application/json", headers={"X-JSS-Signature": header})

    assert (response.status_code, response.json()["error"]["code"]) == (403, "signature_missing")


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b"{",
        b'{"source": NaN}',
        {},
        {"source": "shop"},
        {**ANN, "identifier": None},
        {**ANN, "identifier": "x" * 1000},
        {**ANN, "source": ["shop"]},
        {**ANN, "attributes": [1]},
        {**ANN, "attributes": {"a": {"b": 1}}},
        {**ANN, "attributes": {"a": "\ud800"}},
    ],
)
def test_body_that_says_nothing_is_refused_with_a_reason(server: Server, told: Any) -> None:
    response = server.say(told)

    assert response.status_code == 400
    assert response.json()["error"]["message"]
    assert not Contact.objects.exists()


def test_key_opens_only_the_services_that_it_names(server: Server, key: ApiKey) -> None:
    key.services = ["layout", "tracker"]
    key.save()

    assert server.say(ANN).json()["error"]["code"] == "key_invalid"


def test_visitor_who_refused_is_not_identified(server: Server, site: Site, client: Client) -> None:
    client.cookies["SC_TRACKING_CONSENT"] = f"{site.guid.hex}:0"

    response = server.say(ANN)

    assert response.json() == {"contact": None}
    assert not Contact.objects.exists()


def test_device_of_a_visitor_who_refused_is_not_identified_by_the_server(server: Server, site: Site) -> None:
    visitor = visitor_with()
    visitor.record([page_view()], site_id=site.pk)
    visitor.choose(Consent.REFUSED)

    response = server.say({**ANN, "device": str(visitor.cookie)})

    assert (response.status_code, response.json()) == (200, {"contact": None})
    assert not Identifier.objects.exists()


@pytest.mark.parametrize("has_consented", [True, False])
def test_device_is_identified_where_consent_is_needed_if_its_visitor_consented(
    server: Server, site: Site, has_consented: bool
) -> None:
    visitor = visitor_with()
    visitor.record([page_view()], site_id=site.pk)
    if has_consented:
        visitor.choose(Consent.GIVEN)
    site.requires_consent = True
    site.save()

    response = server.say({**ANN, "device": str(visitor.cookie)})

    assert (response.json()["contact"] is not None) is has_consented
    assert Identifier.objects.exists() is has_consented


def test_log_in_identifies_and_log_out_starts_anew(site: Site, client: Client) -> None:
    user = get_user_model().objects.create_user("ann", password="x")
    key = ApiKeyFactory()

    def look() -> None:
        client.post(f"/sitecore/api/jss/track/event?sc_apikey={key.guid}", [{"error": "x"}], "application/json")

    look()
    first = client.cookies[COOKIE].value
    client.post("/admin/login/", {"username": "ann", "password": "x"})
    assert get_user_model().objects.get().last_login is None
    user.is_staff = True
    user.save()
    client.post("/admin/login/?next=/admin/", {"username": "ann", "password": "x"})

    contact = contact_of("django", str(user.pk))
    assert contact == Contact.objects.get()
    client.post("/admin/logout/")
    look()

    assert client.cookies[COOKIE].value != first
    assert Contact.objects.count() == 2


def test_next_log_in_identifies_again(site: Site, client: Client) -> None:
    user = get_user_model().objects.create_user("ann", password="x", is_staff=True)
    url = f"/sitecore/api/jss/track/event?sc_apikey={ApiKeyFactory().guid}"
    for number in range(3):
        client.post(url, [{"error": f"{number}"}], "application/json")
        client.post("/admin/login/?next=/admin/", {"username": "ann", "password": "x"})
        client.post("/admin/logout/")

    contact = contact_of("django", str(user.pk))
    assert contact is not None
    assert contact.visit_count == 3
    assert Contact.objects.filter(merged_into=None).count() == 1


def test_log_out_of_a_visitor_who_is_not_tracked_leaves_no_cookie(site: Site, client: Client) -> None:
    key = ApiKeyFactory()
    client.post(f"/sitecore/api/jss/track/event?sc_apikey={key.guid}", [{"error": "x"}], "application/json")
    client.force_login(get_user_model().objects.create_user("ann", is_staff=True))

    response = client.post("/admin/logout/", headers={"Sec-GPC": "1"})

    assert (response.cookies[COOKIE].value, response.cookies[COOKIE]["max-age"]) == ("", 0)
    assert SESSION_KEY not in client.session


def test_log_out_goes_on_where_the_visitor_cannot_be_looked_up(site: Site, client: Client, settings: Any) -> None:
    key = ApiKeyFactory()
    client.post(f"/sitecore/api/jss/track/event?sc_apikey={key.guid}", [{"error": "x"}], "application/json")
    client.force_login(get_user_model().objects.create_user("ann", is_staff=True))

    def fail(execute: Any, sql: str, *rest: Any) -> Any:
        if Device._meta.db_table in sql:
            raise OperationalError("gone")
        return execute(sql, *rest)

    with connection.execute_wrapper(fail):
        response = client.post("/admin/logout/")

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_log_in_of_a_known_user_brings_the_history_together(site: Site) -> None:
    user = get_user_model().objects.create_user("ann", password="x", is_staff=True)
    key = ApiKeyFactory()
    for _ in range(2):
        browser = Client()
        url = f"/sitecore/api/jss/track/event?sc_apikey={key.guid}"
        browser.post(url, [{"error": "x"}], "application/json")
        browser.post("/admin/login/?next=/admin/", {"username": "ann", "password": "x"})

    contact = contact_of("django", str(user.pk))
    assert contact is not None
    assert contact.visit_count == 2


def test_setting_leaves_accounts_alone(site: Site, client: Client, settings: Any) -> None:
    settings.DJANGO_JSS = {"IDENTIFY_USERS": False}
    get_user_model().objects.create_user("ann", password="x", is_staff=True)

    client.post("/admin/login/?next=/admin/", {"username": "ann", "password": "x"})

    assert not Contact.objects.exists()
