"""The three ways of rendering on the server, as a person walks them: a first visit, a goal, and what it changes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from django_jss.models import Contact, Event, PageView, Site, Visit
from django_jss.ssr import host
from tests.browser.visiting import browse, eventually, pages
from tests.contract.conftest import JS, node
from tests.factories.pages import KEY

__all__ = ["browse", "node", "pages"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def walk(page: Any, url: str) -> None:
    """A first visit with a goal, then a second one, counted as a person would count."""
    page.goto(url)
    assert page.text_content("h1") == "Welcome"
    page.click("button")
    eventually(lambda: Event.objects.filter(kind="goal").count(), 1)
    Visit.objects.update(ended_at=timezone.now())

    page.goto(url)

    assert page.text_content("h1") == "Spring"
    assert list(PageView.objects.order_by("pk").values_list("path", "visit__number")) == [("/", 1), ("/", 2)]
    contact = Contact.objects.get()
    assert (contact.visit_count, contact.page_view_count, contact.engagement_value) == (2, 2, 5)


def test_by_django_templates(pages: Site, live_server: LiveServer, browse: Callable[..., Any]) -> None:
    walk(browse(), live_server.url)


@pytest.fixture
def rendering_host(settings: Any) -> Iterator[None]:
    """A host that renders the hero and the tracker's script."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            hero = json.loads(asked["args"][1])["sitecore"]["route"]["placeholders"]["jss-main"][0]
            told = json.dumps({"apiKey": str(KEY), "site": "shop", "counted": True}).replace('"', "&quot;")
            script = f'<script defer src="/static/django_jss/tracker.js" data-jss-tracker="{told}"></script>'
            heading = hero["fields"]["heading"]["value"]
            html = (
                f"<html><body><h1>{heading}</h1><button data-jss-goal='Sign-up'>Sign up</button>{script}</body></html>"
            )
            body = json.dumps({"html": html}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.DJANGO_JSS = {"RENDERING_HOSTS": {"shop": {"url": f"http://127.0.0.1:{server.server_port}/"}}}
    host.kept.breakers.clear()
    yield
    server.shutdown()
    server.server_close()


@pytest.mark.usefixtures("rendering_host")
def test_by_a_rendering_host(pages: Site, live_server: LiveServer, browse: Callable[..., Any]) -> None:
    walk(browse(), live_server.url)


@pytest.fixture
def proxy(node: str, live_server: LiveServer) -> Iterator[str]:
    """The published node proxy in front of the server; its URL."""
    command = [node, "proxy-site.js"]
    process = subprocess.Popen(command, cwd=JS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin as told:
        told.write(json.dumps({"host": live_server.url, "site": "shop", "apiKey": str(KEY)}))
    yield process.stdout.readline().strip()
    process.kill()
    process.wait()


def test_by_the_published_proxy(pages: Site, live_server: LiveServer, browse: Callable[..., Any], proxy: str) -> None:
    walk(browse(), proxy)
