from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.test import Client
from django.urls import include, path

from django_jss.ssr import host
from tests.layout.conftest import Shop, personalize, shop

__all__ = ["personalize", "shop"]

urlpatterns = [path("cms/", include("django_jss.urls")), path("", include("django_jss.page_urls"))]
Get = Callable[..., Any]


@pytest.fixture(autouse=True)
def templates(settings: Any) -> None:
    """Our own templates, and the pages at the root."""
    settings.ROOT_URLCONF = __name__
    settings.ALLOWED_HOSTS = ["*"]
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]


@pytest.fixture
def get(client: Client, shop: Shop) -> Get:
    def ask(address: str = "/", **headers: str) -> Any:
        return client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return ask


class Node:
    """A rendering host that answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.answer: Callable[[Any], tuple[int, str, bytes]] = lambda asked: as_json(
            {"html": f"<p>{asked['args'][0]}</p>"}
        )
        self.url = ""


def as_json(told: Any, status: int = 200) -> tuple[int, str, bytes]:
    return status, "application/json; charset=utf-8", json.dumps(told).encode()


@pytest.fixture
def node(settings: Any) -> Iterator[Node]:
    """The site's rendering host, a real server."""
    found = Node()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.asked.append(asked)
            status, kind, body = found.answer(asked)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                self.close_connection = True

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_port}/"
    settings.DJANGO_JSS = {"RENDERING_HOSTS": {"shop": {"url": found.url, "secret": "s", "timeout": 1.0}}}
    host.kept.breakers.clear()
    yield found
    server.shutdown()
    server.server_close()
