"""Consent, privacy signals, bots, and requests that nobody sees: who is tracked, and who is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from django_jss.models import ConsentChange, Contact, Device, PageView, Site, TurnedAway, Visit
from tests.factories.pages import KEY, make_page
from tests.factories.personalization import visits_at_least
from tests.factories.sites import SiteFactory
from tests.layout.conftest import Ask, Shop, heading

CONSENT = "/sitecore/api/jss/consent"
COOKIE = "SC_ANALYTICS_GLOBAL_COOKIE"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
WEEKDAYS = {"condition": "day_of_week", "days": [1, 2, 3, 4, 5, 6, 7]}


@pytest.fixture
def choose(client: Client) -> Callable[[Any], Any]:
    def post(consent: Any) -> Any:
        url = f"{CONSENT}?sc_apikey={KEY}&sc_site=shop"
        return client.post(url, {"consent": consent}, content_type="application/json")

    return post


@pytest.fixture
def opt_in(shop: Shop) -> None:
    Site.objects.update(requires_consent=True)
    shop.site.refresh_from_db()
    shop.site.save()


def nothing_is_kept() -> bool:
    return not (Contact.objects.exists() or Device.objects.exists() or Visit.objects.exists())


SERVICES = [
    "/sitecore/api/layout/render/jss?item=/&sc_site=shop",
    "/sitecore/api/layout/placeholder/jss?item=/&placeholderName=jss-main&sc_site=shop",
    "/sitecore/api/jss/dictionary/shop/en?x=1",
    "/sitecore/api/jss/consent?sc_site=shop",
    "/layouts/system/VisitorIdentificationCSS.aspx?tstamp=1",
    "/layouts/system/VIChecker.aspx?tstamp=1",
    "/layouts/system/VisitorIdentification.js?x=1",
]


@pytest.mark.usefixtures("opt_in")
@pytest.mark.parametrize("url", SERVICES)
def test_no_cookie_and_no_row_before_consent(client: Client, url: str) -> None:
    response = client.get(f"{url}&sc_apikey={KEY}")

    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert not response.cookies
    assert nothing_is_kept()


@pytest.mark.usefixtures("opt_in")
@pytest.mark.parametrize("entry", [{"error": "x"}, {"searchFor": "x"}])
def test_tracker_stores_nothing_before_consent_and_says_nothing_of_it(client: Client, entry: dict[str, str]) -> None:
    url = f"/sitecore/api/jss/track/event?sc_apikey={KEY}&sc_site=shop"

    response = client.post(url, [entry], content_type="application/json")

    assert (response.status_code, response.json()) == (200, {})
    assert not response.cookies
    assert nothing_is_kept()


@pytest.mark.usefixtures("opt_in")
def test_consent_starts_tracking_and_refusing_ends_it(ask: Ask, choose: Callable[[Any], Any], client: Client) -> None:
    assert choose(True).json() == {"consent": "given", "isRequired": True, "tracking": "on"}
    ask()
    assert Visit.objects.count() == 1
    assert COOKIE in client.cookies

    assert choose(False).json() == {"consent": "refused", "isRequired": True, "tracking": "refused"}
    assert client.cookies[COOKIE]["max-age"] == 0
    ask()

    assert PageView.objects.count() == 1


def test_choice_is_kept_with_the_contact_once(shop: Shop, ask: Ask, choose: Callable[[Any], Any]) -> None:
    ask()
    choose(True)
    choose(True)
    choose(False)

    assert list(ConsentChange.objects.values_list("is_given", flat=True)) == [True, False]


@pytest.mark.usefixtures("opt_in")
def test_consent_from_before_there_was_a_contact_is_kept_with_it_once(ask: Ask, choose: Callable[[Any], Any]) -> None:
    choose(True)
    assert nothing_is_kept()

    ask()
    ask()

    assert ConsentChange.objects.get().is_given
    assert ConsentChange.objects.get().contact == Contact.objects.get()


@pytest.mark.usefixtures("opt_in")
def test_without_consent_rules_know_only_the_request(
    shop: Shop, ask: Ask, personalize: Callable[..., None], choose: Callable[[Any], Any]
) -> None:
    personalize({"any": [WEEKDAYS]})
    assert heading(ask()) == "Again"
    personalize({"condition": "visit_number", "comparison": "at_least", "value": 1})
    assert heading(ask()) == "Welcome"
    personalize({"condition": "has_consent"})
    assert heading(ask()) == "Welcome"

    choose(True)

    assert heading(ask()) == "Again"


@pytest.mark.parametrize("header", ["Sec-GPC", "DNT"])
def test_privacy_signal_is_honoured_unless_the_visitor_consents(
    shop: Shop, ask: Ask, choose: Callable[[Any], Any], header: str
) -> None:
    ask(headers={header: "1"})
    assert nothing_is_kept()

    choose(True)
    ask(headers={header: "1"})

    assert Visit.objects.count() == 1


def test_setting_puts_privacy_signals_aside(shop: Shop, ask: Ask, settings: Any) -> None:
    settings.DJANGO_JSS = {"HONOUR_GPC": False}

    ask(headers={"Sec-GPC": "1"})

    assert Visit.objects.count() == 1


@pytest.mark.parametrize("choice", [None, 1, "true", [], {}])
def test_choice_that_is_none_is_refused(shop: Shop, choose: Callable[[Any], Any], choice: Any) -> None:
    response = choose(choice)

    assert (response.status_code, response.json()["error"]["field"]) == (400, "consent")
    assert not response.cookies


@pytest.mark.parametrize("cookie", ["", "x", "a:1", f"{'0' * 32}:1", "é" * 5000, f"{'0' * 32}:2.;"])
def test_strange_consent_cookie_is_no_choice(shop: Shop, client: Client, cookie: str) -> None:
    client.cookies["SC_TRACKING_CONSENT"] = cookie

    response = client.get(f"{CONSENT}?sc_apikey={KEY}&sc_site=shop")

    assert response.json()["consent"] == "not_asked"


@pytest.mark.usefixtures("opt_in")
def test_consent_is_that_of_one_site(ask: Ask, choose: Callable[[Any], Any], client: Client) -> None:
    choose(True)
    SiteFactory(name="other", requires_consent=True)

    answer = client.get(f"{CONSENT}?sc_apikey={KEY}&sc_site=other").json()

    assert answer["consent"] == "not_asked"


@pytest.mark.parametrize("agent", [GOOGLEBOT, "curl/8.0", "python-requests/2.32", "GPTBot/1.2", "axios/1.7"])
def test_bot_gets_the_default_and_no_cookie_and_is_counted(
    shop: Shop, ask: Ask, personalize: Callable[..., None], agent: str
) -> None:
    personalize(WEEKDAYS)

    for _ in range(2):
        response = ask(headers={"User-Agent": agent})
        assert heading(response) == "Welcome"
        assert not response.cookies

    assert nothing_is_kept()
    assert list(TurnedAway.objects.values_list("reason", "agent", "count")) == [("bot", agent, 2)]


@pytest.mark.usefixtures("opt_in")
def test_bot_is_one_also_where_consent_is_needed(shop: Shop, ask: Ask, personalize: Callable[..., None]) -> None:
    personalize(WEEKDAYS)

    response = ask(headers={"User-Agent": GOOGLEBOT})

    assert heading(response) == "Welcome"
    assert nothing_is_kept()
    assert list(TurnedAway.objects.values_list("reason", "count")) == [("bot", 1)]


def test_setting_keeps_the_visits_of_bots_marked(shop: Shop, ask: Ask, client: Client, settings: Any) -> None:
    settings.DJANGO_JSS = {"BOTS": "flag"}

    assert not ask(headers={"User-Agent": GOOGLEBOT}).cookies
    assert COOKIE in ask(headers={"User-Agent": FIREFOX}).cookies

    assert sorted(Visit.objects.values_list("is_bot", flat=True)) == [False, True]


def test_device_that_is_quicker_than_people_is_suspected(shop: Shop, ask: Ask, settings: Any) -> None:
    settings.DJANGO_JSS = {"BOT_PAGES_A_MINUTE": 3}

    for _ in range(5):
        ask()

    assert PageView.objects.count() == 3
    assert TurnedAway.objects.get().reason == "suspected_bot"


@pytest.mark.parametrize(("kept", "agent"), [("full", FIREFOX), ("parts", "desktop, Linux, Firefox 130"), ("none", "")])
def test_of_a_suspected_person_no_more_is_kept_than_of_others(
    shop: Shop, ask: Ask, settings: Any, kept: str, agent: str
) -> None:
    settings.DJANGO_JSS = {"BOT_PAGES_A_MINUTE": 1, "USER_AGENTS": kept}

    for _ in range(2):
        ask(headers={"User-Agent": FIREFOX})

    assert TurnedAway.objects.get().agent == agent


def test_call_of_the_tracker_by_a_bot_is_counted_and_not_stored(shop: Shop, client: Client) -> None:
    url = f"/sitecore/api/jss/track/event?sc_apikey={KEY}&sc_site=shop"

    response = client.post(url, [{"error": "x"}], "application/json", headers={"User-Agent": GOOGLEBOT})

    assert (response.status_code, response.json()) == (200, {})
    assert not response.cookies
    assert nothing_is_kept()
    assert list(TurnedAway.objects.values_list("reason", "agent", "count")) == [("bot", GOOGLEBOT, 1)]


def test_device_that_was_too_quick_can_show_that_a_person_uses_it(
    shop: Shop, ask: Ask, client: Client, settings: Any
) -> None:
    settings.DJANGO_JSS = {"BOT_PAGES_A_MINUTE": 3, "VISITOR_IDENTIFICATION": True}
    for _ in range(4):
        ask()
    assert "visitorIdentificationTimestamp" in ask().json()["sitecore"]["context"]
    assert PageView.objects.count() == 3

    client.get("/layouts/system/VisitorIdentificationCSS.aspx?tstamp=1&sc_site=shop")
    ask()

    assert client.cookies[COOKIE].value.endswith("|True")
    assert PageView.objects.count() == 4


@pytest.mark.parametrize(("hours", "pages"), [(23, 3), (25, 4)])
def test_device_that_was_too_quick_may_try_again_after_a_day(
    shop: Shop, ask: Ask, settings: Any, hours: int, pages: int
) -> None:
    settings.DJANGO_JSS = {"BOT_PAGES_A_MINUTE": 3}
    for _ in range(5):
        ask()
    earlier = timezone.now() - timedelta(hours=hours)
    Visit.objects.update(started_at=earlier, last_activity_at=earlier)

    ask()

    assert PageView.objects.count() == pages


def test_flagged_bot_that_was_quick_gets_no_cookie_any_more(shop: Shop, ask: Ask, settings: Any) -> None:
    settings.DJANGO_JSS = {"BOT_PAGES_A_MINUTE": 3, "BOTS": "flag"}

    cookies = [COOKIE in ask().cookies for _ in range(5)]

    assert cookies == [True, True, True, False, False]
    assert PageView.objects.count() == 5


def test_device_that_shows_no_sign_of_a_person_is_suspected_after_many_pages(
    shop: Shop, ask: Ask, client: Client, settings: Any
) -> None:
    settings.DJANGO_JSS = {"BOT_PAGES_UNIDENTIFIED": 2}
    ask()
    ask()
    ask()
    assert PageView.objects.count() == 2
    Device.objects.update(is_human=True)

    ask()

    assert PageView.objects.count() == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
    ],
)
def test_page_that_is_fetched_ahead_of_time_is_not_viewed(shop: Shop, ask: Ask, headers: dict[str, str]) -> None:
    response = ask(headers=headers)

    assert heading(response) == "Welcome"
    assert nothing_is_kept()


def test_page_that_is_left_out_of_analytics_stores_nothing(shop: Shop, ask: Ask, client: Client) -> None:
    page = make_page(shop.site, "about")
    page.is_counted = False
    page.save()

    ask("/about")
    url = f"/sitecore/api/jss/track/event?sc_apikey={KEY}&sc_site=shop"
    client.post(url, [{"pageId": str(page.guid)}], content_type="application/json")

    assert nothing_is_kept()


def test_movement_shows_a_person_and_the_context_no_longer_asks(
    shop: Shop, ask: Ask, client: Client, settings: Any
) -> None:
    settings.DJANGO_JSS = {"VISITOR_IDENTIFICATION": True}
    context = ask().json()["sitecore"]["context"]
    assert 630_000_000_000_000_000 < context["visitorIdentificationTimestamp"] < 700_000_000_000_000_000

    beacon = client.get("/Layouts/System/visitoridentificationcss.ASPX?tstamp=1&sc_site=shop")

    assert (beacon["Content-Type"], beacon.content, beacon["Cache-Control"]) == ("text/css", b"", "private, no-store")
    assert client.cookies[COOKIE].value.endswith("|True")
    assert "visitorIdentificationTimestamp" not in ask().json()["sitecore"]["context"]
    assert PageView.objects.count() == 2


def test_context_asks_nobody_who_is_not_tracked(shop: Shop, ask: Ask, settings: Any) -> None:
    settings.DJANGO_JSS = {"VISITOR_IDENTIFICATION": True}

    answer = ask(headers={"Sec-GPC": "1"}).json()

    assert "visitorIdentificationTimestamp" not in answer["sitecore"]["context"]


def test_beacon_of_somebody_unknown_does_nothing(shop: Shop, client: Client) -> None:
    response = client.get("/layouts/system/VIChecker.aspx?tstamp=1")

    assert response.status_code == 200
    assert not response.cookies
    assert nothing_is_kept()


@pytest.mark.parametrize("site", ["shop", '"</script>', "a\nb", "é"])
def test_script_names_the_beacons_and_lets_nothing_out(client: Client, site: str) -> None:
    response = client.get("/layouts/system/VisitorIdentification.js", {"sc_site": site})
    script = response.content.decode()

    assert response["Content-Type"].startswith("text/javascript")
    assert '"/layouts/system/"' in script
    assert "</script>" not in script
    assert len(script.splitlines()) == 22


def test_staff_is_told_why_a_request_is_not_recorded(shop: Shop, admin_client: Client, client: Client) -> None:
    url = f"/sitecore/api/layout/render/jss?item=/&sc_site=shop&sc_apikey={KEY}"

    told = admin_client.get(url, headers={"X-JSS-Debug": "1", "DNT": "1"})
    untold = Client().get(url, headers={"X-JSS-Debug": "1", "DNT": "1"})

    assert told["X-JSS-Tracking"] == "privacy_signal"
    assert "X-JSS-Tracking" not in untold


def test_visitor_of_two_visits_is_known_by_consent_only(
    shop: Shop, ask: Ask, personalize: Callable[..., None], choose: Callable[[Any], Any]
) -> None:
    personalize(visits_at_least(1))
    assert heading(ask()) == "Again"

    choose(False)

    assert heading(ask()) == "Welcome"
