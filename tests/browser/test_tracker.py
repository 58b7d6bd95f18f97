"""The browser's tracker against a live server, by what is in the database afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from django_jss.models import Event, PageView, Site, Visit
from tests.browser.visiting import browse, eventually, pages

__all__ = ["browse", "pages"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def viewed() -> list[str]:
    return list(PageView.objects.order_by("sequence").values_list("path", flat=True))


def happened() -> list[tuple[str, str]]:
    return list(Event.objects.order_by("at", "pk").values_list("kind", "name"))


def test_page_that_the_server_counted_counts_once_and_changes_of_the_address_once_each(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    page.goto(f"{live_server.url}/?utm_source=letter")
    page.click("#app")
    page.wait_for_timeout(50)
    page.evaluate("history.replaceState({}, '', '/about?tab=2')")

    eventually(viewed, ["/", "/about"])
    page.wait_for_timeout(1300)
    assert viewed() == ["/", "/about"]
    assert Visit.objects.get().source["utm_source"] == "letter"


def test_goal_by_attribute_event_of_a_form_and_search_of_the_address(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    page.goto(f"{live_server.url}/?q=blue+shoes")
    page.click("[data-jss-goal]")
    page.click("#send")

    eventually(lambda: sorted(happened()), [("event", "Sent"), ("goal", "Sign-up"), ("search", "blue shoes")])
    assert Event.objects.get(kind="goal").data == {"plan": "pro"}
    assert Event.objects.get(kind="goal").page_view == PageView.objects.get()


def test_what_waits_goes_out_when_the_page_is_left(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    page.goto(live_server.url)
    page.evaluate("jssTracker.goal('Sign-up', {by: 'call'})")
    page.goto("about:blank")

    eventually(happened, [("goal", "Sign-up")])


def test_lost_network_loses_nothing_and_doubles_nothing(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    page.goto(live_server.url)
    page.context.set_offline(True)
    page.evaluate("jssTracker.goal('Sign-up')")
    page.evaluate("jssTracker.flush()")
    page.wait_for_timeout(200)
    assert happened() == []

    page.context.set_offline(False)
    page.evaluate("jssTracker.flush()")
    page.evaluate("jssTracker.flush()")

    eventually(happened, [("goal", "Sign-up")])
    page.reload()
    page.wait_for_timeout(1300)
    assert happened() == [("goal", "Sign-up")]


def test_answer_that_was_lost_is_asked_for_again_with_the_same_ids(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    page.goto(live_server.url)
    lost = iter([True])

    def lose(route: Any) -> None:
        if next(lost, False):
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/track/event**", lose)
    page.evaluate("jssTracker.goal('Sign-up')")
    page.evaluate("jssTracker.flush()")
    eventually(happened, [("goal", "Sign-up")])
    page.evaluate("jssTracker.flush()")
    page.wait_for_timeout(300)

    assert happened() == [("goal", "Sign-up")]


def test_refused_entry_does_not_keep_the_others_back(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    page.goto(live_server.url)
    page.evaluate("jssTracker.goal('Nothing of that name'); jssTracker.goal('Sign-up'); jssTracker.flush()")

    eventually(happened, [("goal", "Sign-up")])


@pytest.mark.parametrize("signal", ["globalPrivacyControl = true", "doNotTrack = '1'"])
def test_privacy_signal_of_the_browser_is_honoured(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any], signal: str
) -> None:
    page = browse()
    name, value = signal.split(" = ")
    page.add_init_script(f"Object.defineProperty(navigator, '{name}', {{get: () => {value}}})")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/track/" in request.url else None)
    page.goto(live_server.url)
    page.click("[data-jss-goal]")
    page.wait_for_timeout(1300)

    assert sent == []


def test_site_that_needs_consent_is_told_what_waited_once_there_is_one(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    pages.requires_consent = True
    pages.save()
    page = browse()
    page.goto(live_server.url)
    page.click("[data-jss-goal]")
    page.wait_for_timeout(1300)
    assert not Visit.objects.exists()
    assert page.context.cookies() == []

    state = page.evaluate("jssTracker.consent(true)")

    assert (state["consent"], state["tracking"]) == ("given", "on")
    eventually(happened, [("goal", "Sign-up")])
    assert viewed() == ["/"]
    assert Event.objects.get().page_view == PageView.objects.get()
    page.reload()
    eventually(viewed, ["/", "/"])
    page.wait_for_timeout(1300)
    assert viewed() == ["/", "/"]


def test_module_is_the_same_tracker(pages: Site, live_server: LiveServer, browse: Callable[..., Any]) -> None:
    page = browse()
    page.goto(live_server.url)

    same = page.evaluate("import('/static/django_jss/tracker.mjs').then((module) => module.default === jssTracker)")

    assert same is True
