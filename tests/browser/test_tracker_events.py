"""What the browser's tracker reports by itself, besides page views, and only if it is asked to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from django_jss.models import Event, PageView, Site
from tests.browser.visiting import browse, eventually, open_app, pages

__all__ = ["browse", "pages"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "<div style='height: 5000px'></div>"
LINKS = """
<a id="file" href="/files/prices.pdf">Prices</a> <a id="media" href="/-/media/shop/leaflet">Leaflet</a>
<a id="out" href="http://partner.example/hello?a=1">Partner</a> <a id="mail" href="mailto:a@example.com">Mail</a>
<a id="in" href="#below"><b>Below</b></a>
<script>addEventListener("click", (event) => event.preventDefault());</script>
"""


def happened(kind: str) -> list[tuple[str, Any]]:
    return list(Event.objects.filter(kind=kind).order_by("at", "pk").values_list("name", "data"))


def settle(page: Any) -> None:
    page.evaluate("jssTracker.flush()")
    page.wait_for_timeout(300)


def test_links_to_files_are_downloads_and_links_that_lead_away_the_event_that_was_named(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/", html=LINKS, outbound="Left")

    for name in ("file", "media", "out", "mail", "in"):
        page.click(f"#{name}")
    settle(page)

    files = [(f"{live_server.url}/{path}", {}) for path in ("files/prices.pdf", "-/media/shop/leaflet")]
    eventually(lambda: happened("download"), files)
    assert happened("event") == [("Left", {"url": "http://partner.example/hello?a=1"})]


def test_nothing_is_reported_of_links_unless_it_is_wanted(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/", html=LINKS + LONG, downloads=False)

    page.click("#file")
    page.click("#out")
    page.evaluate("scrollTo(0, 5000)")
    settle(page)

    eventually(lambda: PageView.objects.count(), 1)
    assert not Event.objects.exists()


def test_depth_of_scrolling_is_reported_once_for_each_quarter_of_each_page(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/", html=LONG, scroll="Scrolled")

    for part in (0.3, 0.1, 0.6, 1):
        page.evaluate(f"scrollTo(0, {part} * (document.documentElement.scrollHeight - innerHeight))")
        page.wait_for_timeout(100)
    settle(page)
    eventually(lambda: happened("event"), [("Scrolled", {"percent": percent}) for percent in (25, 50, 100)])
    page.evaluate("history.pushState({}, '', '/about'); scrollTo(0, 0)")
    page.wait_for_timeout(200)
    page.evaluate("scrollTo(0, 0.5 * (document.documentElement.scrollHeight - innerHeight))")
    page.wait_for_timeout(200)
    settle(page)

    eventually(lambda: [data["percent"] for _, data in happened("event")], [25, 50, 100, 50])
    assert list(Event.objects.order_by("at").values_list("page_view__path", flat=True)) == ["/", "/", "/", "/about"]


def test_time_of_activity_belongs_to_the_page_that_was_read(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/", engaged="Engaged")
    page.wait_for_timeout(2300)

    page.evaluate("history.pushState({}, '', '/about')")
    page.wait_for_timeout(1500)
    page.goto("about:blank")

    eventually(
        lambda: list(Event.objects.order_by("at").values_list("name", "page_view__path")),
        [("Engaged", "/"), ("Engaged", "/about")],
    )
    assert [data["seconds"] for _, data in happened("event")] == [2, 1]


def test_search_is_reported_when_the_app_goes_to_its_results(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/about?q=shoes", searchParameter="q")

    page.evaluate("history.replaceState({}, '', '/about?q=blu')")
    page.wait_for_timeout(50)
    for _ in range(2):
        page.evaluate("history.pushState({}, '', '/about?q=blue')")
        page.wait_for_timeout(50)
    settle(page)

    eventually(lambda: [name for name, _ in happened("search")], ["shoes", "blue"])
    assert PageView.objects.count() == 1


def test_attribute_with_data_that_are_no_json_counts_without_them(
    pages: Site, live_server: LiveServer, browse: Callable[..., Any]
) -> None:
    page = browse()
    open_app(page, f"{live_server.url}/", html="<button data-jss-goal='Sign-up' data-jss-data='{plan'>Go</button>")

    page.click("button")

    eventually(lambda: happened("goal"), [("Sign-up", {})])
