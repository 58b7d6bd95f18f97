"""The doctor, and the page that tells staff what the server sees of them."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.urls import reverse

from django_jss.models import ApiKey, Site
from django_jss.tracker.diagnosis import BAD, GOOD, NOTE, examine
from tests.factories.pages import make_site
from tests.factories.sites import SiteFactory

pytestmark = pytest.mark.django_db


def levels() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for finding in examine():
        found.setdefault(finding.topic, set()).add(finding.level)
    return found


def test_whole_site_has_nothing_wrong() -> None:
    make_site()

    assert BAD not in set().union(*levels().values())


def test_missing_site_and_key_are_wrong() -> None:
    found = levels()

    assert found["sites"] == found["keys"] == {BAD}
    with pytest.raises(CommandError, match="3 of these"):
        call_command("jss_doctor", stdout=StringIO())


def test_disabled_key_is_wrong() -> None:
    make_site()
    for key in ApiKey.objects.all():
        key.is_enabled = False
        key.save()

    assert levels()["keys"] == {BAD}


def test_site_that_no_host_leads_to_is_noted() -> None:
    for name in ("one", "two"):
        SiteFactory(name=name)

    assert levels()["sites"] == {NOTE}


def test_site_that_needs_consent_is_noted() -> None:
    make_site()
    site = Site.objects.get()
    site.requires_consent = True
    site.save()

    assert NOTE in levels()["consent"]


def test_cache_that_fails_is_wrong_and_one_that_is_not_shared_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    make_site()
    with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}):
        assert levels()["cache"] == {NOTE}

    def fail(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("no cache")

    monkeypatch.setattr(type(cache._connections["default"]), "set", fail)  # type: ignore[attr-defined]
    assert levels()["cache"] == {BAD}


def test_cookies_that_browsers_refuse_are_wrong(settings: Any) -> None:
    make_site()
    settings.DJANGO_JSS = {"COOKIE_SAMESITE": "None"}
    assert levels()["cookies"] == {BAD}

    settings.DJANGO_JSS = {"COOKIE_SAMESITE": "None", "COOKIE_SECURE": True}
    assert levels()["cookies"] == {GOOD}


@pytest.mark.parametrize(
    ("answered", "level"), [("*", GOOD), ("https://www.example.com/", GOOD), ("https://other.example", NOTE)]
)
def test_origin_of_a_key_whose_preflights_are_not_answered_is_noted(settings: Any, answered: str, level: str) -> None:
    make_site()
    ApiKey.objects.update(cors_origins="https://WWW.example.com")
    ApiKey.objects.get().save()
    settings.DJANGO_JSS = {"CORS_PREFLIGHT_ORIGINS": [answered]}

    assert max(levels()["CORS"]) == level


def test_wrong_setting_is_told(settings: Any) -> None:
    make_site()
    settings.DJANGO_JSS = {"BOTS": "none"}

    assert levels()["settings"] == {BAD}


def test_quiet_prints_only_what_is_not_good() -> None:
    make_site()
    out = StringIO()

    call_command("jss_doctor", "--quiet", stdout=out)

    assert "   ok  " not in out.getvalue()
    assert "note  visits: No visit was ever recorded." in out.getvalue()
    assert GOOD == "good"


def test_page_tells_address_device_cookies_consent_and_why(admin_client: Client, settings: Any) -> None:
    make_site()
    settings.DJANGO_JSS = {"TRUSTED_PROXIES": 1}
    admin_client.cookies["SC_TRACKING_CONSENT"] = f"{Site.objects.get().guid.hex}:0"
    headers = {"X-Forwarded-For": "203.0.113.77", "User-Agent": "<b>Firefox</b>", "Accept-Language": "da"}

    response = admin_client.get(reverse("admin:django_jss_visit_seen"), headers=headers)
    text = response.content.decode()

    for part in ("203.0.113.77", "203.0.113.0", "The consent was refused.", "&lt;b&gt;Firefox", ">da<"):
        assert part in text
    assert "<b>Firefox" not in text


def test_page_tells_of_a_proxy_that_is_not_trusted(admin_client: Client) -> None:
    response = admin_client.get(reverse("admin:django_jss_visit_seen"), headers={"X-Forwarded-For": "203.0.113.77"})

    assert "203.0.113.77 (put aside, as TRUSTED_PROXIES is 0)" in response.content.decode()


def test_page_is_for_staff(client: Client) -> None:
    assert client.get(reverse("admin:django_jss_visit_seen")).status_code == 302


def test_list_of_visits_leads_to_the_page(admin_client: Client) -> None:
    text = admin_client.get(reverse("admin:django_jss_visit_changelist")).content.decode()

    assert reverse("admin:django_jss_visit_seen") in text
