"""A headless Chromium, and an author's page in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django.live_server_helper import LiveServer

from django_jss.content.models import Item, Rendering
from tests.factories.pages import home_of, make_component, make_item, make_site, place

# A person's browser: one that says it is headless is taken for a bot.
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    f"--user-agent={AGENT}",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless Chromium; without one the test is skipped, but fails in CI."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sync_playwright = None  # type: ignore[assignment]
    if path is None or sync_playwright is None:
        reason = "Chromium or playwright is not installed"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    # Playwright runs a loop of its own in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def hero() -> Rendering:
    site = make_site()
    component = make_component(site, "Hero", {"heading": "Single-Line Text", "body": "Rich Text"})
    shown = place(home_of(site), component, values={"heading": "Welcome", "body": "<p>Hi</p>"})
    place(home_of(site), component, values={"heading": "Second", "body": ""})
    make_item(Item.objects.get(path="/Components"), "Spring hero", "Hero", {"heading": "Spring", "body": ""})
    return shown


@pytest.fixture
def page(chromium: Any, live_server: LiveServer, hero: Rendering) -> Iterator[Any]:
    """A page of the admin, logged in; anything that goes wrong in it fails the test."""
    User.objects.create_superuser("author", password="secret")
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, user_agent=AGENT)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", lambda answer: faults.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None)
    page.goto(f"{live_server.url}/admin/login/?next=/admin/django_jss/item/")
    page.fill("#id_username", "author")
    page.fill("#id_password", "secret")
    page.click("[type=submit]")
    yield page
    context.close()
    assert faults == []
