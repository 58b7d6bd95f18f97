"""Which page views the browser's tracker reports, and that each is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from django_jss.models import Item, PageView, Site, Visit
from tests.browser.visiting import browse, eventually, open_app, pages

__all__ = ["browse", "pages"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Longer than entries wait in the browser.
A_WHILE = 1300


def viewed() -> list[str]:
    return list(PageView.objects.order_by("sequence").values_list("path", flat=True))


def stays(page: Any, expected: list[str]) -> None:
    """The views are as expected, and are so still when everything has gone out."""
    eventually(viewed, expected)
    page.wait_for_timeout(A_WHILE)
    assert viewed() == expected


def test_first_view_is_reported_unless_the_server_counted_it(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    home = Item.objects.get(path="/home")

    open_app(page, f"{live_server.url}/about?from=letter")
    eventually(viewed, ["/about"])
    open_app(page, f"{live_server.url}/", pageId=str(home.guid))
    eventually(viewed, ["/about", "/"])
    open_app(page, f"{live_server.url}/?counted", pageId=str(home.guid), counted=True)

    stays(page, ["/about", "/"])
    assert PageView.objects.get(path="/").item_guid == home.guid


def test_going_back_is_a_view(pages: Site, live_server: LiveServer, browse: Callable[..., Any]) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/")
    page.evaluate("history.pushState({}, '', '/about')")
    eventually(viewed, ["/", "/about"])

    page.evaluate("history.back()")

    stays(page, ["/", "/about", "/"])


ABOUT = "jssTracker.page(id, '/about')"
GO = "history.pushState({}, '', '/about')"


@pytest.mark.parametrize(
    "app",
    [
        f"(id) => {{ {ABOUT}; history.replaceState({{}}, '', '/'); {GO}; }}",
        f"(id) => {{ {GO}; {ABOUT}; }}",
        f"(id) => {{ {GO}; setTimeout(() => {ABOUT}, 200); }}",
        f"(id) => {{ {GO}; setTimeout(() => {ABOUT}, 1800); }}",
    ],
    ids=["before", "at once", "soon", "when the view was sent"],
)
def test_view_that_the_app_tells_of_counts_once_with_the_change_of_the_address(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any], app: str
) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/")
    guid = str(Item.objects.get(path="/home/about").guid)

    page.evaluate(app, guid)
    page.wait_for_timeout(2000)

    stays(page, ["/", "/about"])
    assert str(PageView.objects.get(path="/about").item_guid) == guid
    page.evaluate("history.back()")
    stays(page, ["/", "/about", "/"])


def test_address_of_the_apps_own_is_kept_and_no_view_follows_it(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/")
    guid = str(Item.objects.get(path="/home/about").guid)

    page.evaluate("(id) => { jssTracker.page(id, '/steps/2'); history.replaceState({scroll: 5}, '', '/?y=5'); }", guid)

    stays(page, ["/", "/steps/2"])


def test_changes_of_the_address_are_the_apps_own_without_spa(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/", spa=False)

    page.evaluate(GO)

    stays(page, ["/"])


def test_page_that_is_prerendered_counts_when_it_is_shown(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    page.set_extra_http_headers({"Sec-Purpose": "prefetch;prerender"})
    page.add_init_script("Object.defineProperty(document, 'prerendering', {value: true, configurable: true})")
    page.goto(live_server.url)
    page.wait_for_timeout(A_WHILE)
    assert viewed() == []
    page.set_extra_http_headers({})

    page.evaluate("document.dispatchEvent(new Event('prerenderingchange'))")

    stays(page, ["/"])


def test_first_view_tells_where_the_visitor_comes_from_and_later_ones_do_not(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/", referer="http://news.example/")
    eventually(viewed, ["/"])
    Visit.objects.update(ended_at=timezone.now())

    page.evaluate(GO)

    eventually(
        lambda: list(Visit.objects.order_by("number").values_list("referrer", flat=True)), ["http://news.example/", ""]
    )


def test_an_ordinary_visit_leaves_the_console_clean(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{live_server.url}/?q=shoes")
    page.click("[data-jss-goal]")
    page.click("#app")
    eventually(viewed, ["/", "/about"])
    page.wait_for_timeout(A_WHILE)

    assert [text for text in said if "favicon" not in text] == []


def test_page_that_is_shown_again_from_the_cache_of_the_browser_is_a_view(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    about = Item.objects.get(path="/home/about")
    open_app(page, f"{live_server.url}/about", pageId=str(about.guid), counted=True)

    # The driver switches that cache off, so the page is told what it would be told.
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")

    stays(page, ["/about"])
    assert PageView.objects.get().item_guid == about.guid
