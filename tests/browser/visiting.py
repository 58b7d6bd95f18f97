"""A visitor's browser, and waiting for what it reports."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from pytest_django.live_server_helper import LiveServer

from django_jss.models import Item, Rendering, Site
from django_jss.personalization.authoring import VariantInput, save_rule_set
from django_jss.personalization.models import VariantAction
from tests.browser.conftest import AGENT
from tests.factories.analytics import GoalFactory, PageEventFactory
from tests.factories.pages import KEY, make_page

TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture
def pages(settings: Any, hero: Rendering, live_server: LiveServer) -> Site:
    """The site: a hero that changes with a goal, a second page, and what the tracker reports."""
    settings.ROOT_URLCONF = "tests.browser.sites"
    options = settings.TEMPLATES[0]["OPTIONS"]
    processors = [*options.get("context_processors", []), "tests.browser.sites.key"]
    options = {**options, "context_processors": processors}
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [TEMPLATES], "OPTIONS": options}]
    site = Site.objects.get()
    make_page(site, "about")
    goal = GoalFactory(site=site, name="Sign-up", points=5)
    for name in ("Scrolled", "Left", "Sent", "Engaged"):
        PageEventFactory(site=site, name=name)
    rule = {"condition": "goal_triggered", "goal": str(goal.guid), "period": "ever"}
    other = Item.objects.get(path="/Components/Spring hero")
    variant = VariantInput(None, "Signed up", {"version": 1, "rule": rule}, VariantAction.DATASOURCE, datasource=other)
    save_rule_set(Item.objects.get(site=site, path="/home"), hero.uid, [variant])
    return site


@pytest.fixture
def browse(chromium: Any) -> Iterator[Callable[..., Any]]:
    """New browsers of visitors; what goes wrong in their pages fails the test."""
    contexts, faults = [], []

    def new(**options: Any) -> Any:
        context = chromium.new_context(user_agent=AGENT, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield new
    for context in contexts:
        context.close()
    assert faults == []


def open_app(page: Any, url: str, *, html: str = "", referer: str | None = None, **options: Any) -> None:
    """Open `url` as a page that no server made, with the tracker's script and its options."""
    told = json.dumps({"apiKey": str(KEY), "site": "shop", **options}).replace('"', "&quot;")
    script = f'<script defer src="/static/django_jss/tracker.js" data-jss-tracker="{told}"></script>'
    body = f"<!doctype html><title>App</title>{script}{html}"
    page.route(url, lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(url, referer=referer)


# Seconds between looks.
PAUSE = 0.3


def eventually(found: Callable[[], Any], expected: Any, *, seconds: float = 10) -> None:
    """Wait until what is found is as expected; fails with the last of what was found.

    It looks seldom: while a look reads, SQLite's shared memory refuses what the server would write.
    """
    until = time.monotonic() + seconds
    time.sleep(PAUSE)
    while (last := _looked_up(found)) != expected and time.monotonic() < until:
        time.sleep(PAUSE)
    assert last == expected


def _looked_up(found: Callable[[], Any]) -> Any:
    """What is found; the error while SQLite's memory is locked by the server's thread."""
    try:
        return found()
    except OperationalError as error:
        return error
