"""What waits in the browser: nothing is lost, nothing counts twice, and nothing is kept of those who refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from django_jss.models import Event, PageView, Site, Visit
from tests.browser.visiting import browse, eventually, open_app, pages

__all__ = ["browse", "pages"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A_WHILE = 1300
KEPT = "sessionStorage.jssTracker"


def goals() -> list[Any]:
    return sorted(Event.objects.filter(kind="goal").values_list("data__number", flat=True))


def calls(page: Any) -> list[str]:
    """The tracker's calls from now on."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/sitecore/api/" in request.url else None)
    return sent


def test_page_left_without_a_network_is_reported_by_the_next_one(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/", spa=False)
    eventually(lambda: PageView.objects.count(), 1)
    page.context.set_offline(True)
    page.evaluate("jssTracker.goal('Sign-up', {number: 1}); dispatchEvent(new Event('pagehide'))")
    page.wait_for_timeout(200)
    assert goals() == []
    page.context.set_offline(False)

    open_app(page, f"{live_server.url}/about")

    eventually(goals, [1])
    eventually(lambda: page.evaluate(KEPT), None)
    assert PageView.objects.count() == 2


def test_page_left_while_a_call_is_under_way_counts_once(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/")
    eventually(lambda: PageView.objects.count(), 1)
    page.route(
        "**/track/event**", lambda route: route.abort() if "fetch" in route.request.resource_type else route.continue_()
    )
    page.evaluate("jssTracker.goal('Sign-up', {number: 1}); jssTracker.flush()")
    page.evaluate("jssTracker.goal('Sign-up', {number: 2}); dispatchEvent(new Event('pagehide'))")
    page.unroute("**/track/event**")

    open_app(page, f"{live_server.url}/about")

    eventually(goals, [1, 2])
    page.wait_for_timeout(A_WHILE)
    assert goals() == [1, 2]


def test_wrong_entry_takes_nothing_else_with_it_when_the_tab_is_closed(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/", spa=False)
    eventually(lambda: PageView.objects.count(), 1)
    page.evaluate("jssTracker.goal('Sign-up', {number: 1}); jssTracker.goal('No such goal')")

    page.close(run_before_unload=True)

    eventually(goals, [1])


def test_wrong_entry_is_told_in_the_console_and_the_others_are_stored(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "warning" else None)
    open_app(page, f"{live_server.url}/", spa=False)
    sent = calls(page)

    page.evaluate("jssTracker.goal('No such goal'); jssTracker.goal('Sign-up', {number: 1}); jssTracker.flush()")

    eventually(goals, [1])
    eventually(lambda: page.evaluate(KEPT), None)
    assert len(sent) == len(said) == 1
    assert PageView.objects.count() == 1


def test_page_that_is_hidden_and_then_left_sends_what_waits_once(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/")
    eventually(lambda: PageView.objects.count(), 1)
    sent = calls(page)

    page.evaluate(
        "jssTracker.goal('Sign-up', {number: 1}); for (const _ of [1, 2]) dispatchEvent(new Event('pagehide'))"
    )
    page.wait_for_timeout(300)

    assert len(sent) == 1
    page.wait_for_timeout(A_WHILE)
    assert goals() == [1]


def test_server_that_fails_is_not_asked_again_at_once(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/")
    eventually(lambda: PageView.objects.count(), 1)
    page.route("**/track/event**", lambda route: route.fulfill(status=503))
    sent = calls(page)
    page.evaluate("for (let number = 0; number < 30; number++) jssTracker.goal('Sign-up', {number})")
    page.wait_for_timeout(1500)
    assert len(sent) == 1

    page.unroute("**/track/event**")
    page.evaluate("jssTracker.flush()")

    eventually(goals, list(range(30)))


def test_many_and_large_entries_arrive(pages: Site, live_server: LiveServer, browse: Callable[..., Any]) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/")

    # More than the 64 kB that a browser sends of a page that is left.
    page.evaluate(
        "for (let number = 0; number < 45; number++) jssTracker.goal('Sign-up', {number, text: 'x'.repeat(2500)})"
    )

    eventually(goals, list(range(45)))


def test_no_more_than_a_hundred_entries_wait(pages: Site, live_server: LiveServer, browse: Callable[..., Any]) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/", requireConsent=True)
    page.evaluate("for (let number = 0; number < 500; number++) jssTracker.goal('Sign-up', {number})")
    assert page.evaluate("sessionStorage.length") == 0

    page.evaluate("jssTracker.consent(true)")

    eventually(goals, list(range(400, 500)))


def test_consent_of_an_earlier_page_holds_where_the_page_does_not_tell(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    pages.requires_consent = True
    pages.save()
    page = browse()
    open_app(page, f"{live_server.url}/", requireConsent=True)
    page.wait_for_timeout(A_WHILE)
    assert not Visit.objects.exists()
    assert page.context.cookies() == []
    page.evaluate("jssTracker.consent(true)")
    eventually(lambda: PageView.objects.count(), 1)

    open_app(page, f"{live_server.url}/about", requireConsent=True)

    eventually(lambda: PageView.objects.count(), 2)
    page.evaluate("jssTracker.consent(false)")
    open_app(page, f"{live_server.url}/", requireConsent=True)
    page.wait_for_timeout(A_WHILE)
    assert PageView.objects.count() == 2


def test_refusal_is_not_undone_by_a_late_answer(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    pages.requires_consent = True
    pages.save()
    page = browse()
    page.route("**/jss/consent**", lambda route: route.fulfill(json={"consent": "given"}, status=200))
    open_app(page, f"{live_server.url}/", requireConsent=True, consent="not_asked")
    sent = calls(page)

    page.evaluate("{ const late = jssTracker.consent(true); jssTracker.consent(false); late }")
    page.evaluate("jssTracker.goal('Sign-up', {number: 1})")
    page.wait_for_timeout(A_WHILE)

    assert [url for url in sent if "track/" in url] == []
    page.evaluate("jssTracker.consent(true)")
    page.wait_for_timeout(A_WHILE)
    assert len([url for url in sent if "track/" in url]) == 1


def test_refusal_holds_without_a_network(pages: Site, live_server: LiveServer, browse: Callable[..., Any]) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/")
    eventually(lambda: PageView.objects.count(), 1)
    page.evaluate("jssTracker.goal('Sign-up', {number: 1})")
    page.context.set_offline(True)
    page.evaluate("jssTracker.consent(false).catch(() => {})")
    page.context.set_offline(False)
    sent = calls(page)
    page.evaluate("jssTracker.goal('Sign-up', {number: 2})")
    page.wait_for_timeout(A_WHILE)
    page.goto("about:blank")
    page.wait_for_timeout(300)

    assert sent == []
    assert goals() == []


def test_refusal_leaves_nothing_in_the_browser(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    page.goto(live_server.url)
    page.evaluate("jssTracker.goal('Sign-up', {number: 1})")
    assert page.evaluate(KEPT) is not None

    state = page.evaluate("jssTracker.consent(false)")

    assert (state["consent"], state["tracking"]) == ("refused", "refused")
    assert page.evaluate("sessionStorage.length") == 0
    sent = calls(page)
    page.reload()
    page.click("[data-jss-goal]")
    page.wait_for_timeout(A_WHILE)
    assert sent == []
    assert Visit.objects.count() == 1


def test_key_that_opens_nothing_is_told_in_the_console_and_not_tried_again(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "warning" else None)
    sent = calls(page)

    open_app(page, f"{live_server.url}/", apiKey="no key")
    page.wait_for_timeout(3000)

    assert len(sent) == 1
    assert said[0].startswith("jssTracker: refused")
