"""The demo as a React app: built on the published package, rendered by its own host behind Django."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from django_jss.models import Item, PageView, Visit
from django_jss.ssr import host
from tests.demo.conftest import EXAMPLE

pytestmark = [pytest.mark.node, pytest.mark.django_db]

FRONTEND = EXAMPLE / "frontend"
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"}


@pytest.fixture(scope="module")
def rendering_host() -> Iterator[str]:
    """The app's host, built and running; its URL."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        if os.environ.get("CI"):
            pytest.fail("Node.js and npm are not installed")
        pytest.skip("Node.js and npm are not installed")
    for command in ([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], [npm, "run", "build"]):
        done = subprocess.run(command, check=False, cwd=FRONTEND, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr[-2000:]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([node, "server.mjs"], cwd=FRONTEND, env={**os.environ, "PORT": str(port)})
    for _attempt in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
            break
        except OSError:
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}/"
    process.kill()
    process.wait()


@pytest.fixture
def site(rendering_host: str, settings: Any) -> None:
    from demo.site import create_site

    settings.ROOT_URLCONF = "tests.browser.sites"
    settings.DJANGO_JSS = {"RENDERING_HOSTS": {"harbour": {"url": rendering_host, "timeout": 20}}}
    host.kept.breakers.clear()
    create_site()


@pytest.mark.usefixtures("site")
def test_each_page_is_rendered_in_each_language(client: Client) -> None:
    paths = [page.url_path for page in Item.objects.filter(has_layout=True) if page.is_page]
    assert len(paths) >= 8

    for path in paths:
        for prefix in ("", "/da"):
            response = client.get(f"{prefix}{path}", headers=BROWSER)
            assert (path, response.status_code, response.headers.get("Warning")) == (path, 200, None)
            assert b"<main" in response.content


# On a weekend the hero is another one.
@time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC))
@pytest.mark.usefixtures("site")
def test_goal_changes_the_hero_of_the_second_visit_and_each_page_counts_once(client: Client) -> None:
    assert "Out on the water" in client.get("/", headers=BROWSER).content.decode()
    client.get("/?sc_trk=newsletter-sign-up", headers=BROWSER)
    Visit.objects.update(ended_at=timezone.now())

    assert "Good to have you with us" in client.get("/", headers=BROWSER).content.decode()
    assert PageView.objects.count() == 3
    assert Visit.objects.count() == 2


@pytest.mark.usefixtures("site")
def test_page_that_is_not_there_is_rendered_as_such(client: Client) -> None:
    response = client.get("/nowhere", headers=BROWSER)

    assert response.status_code == 404
    assert "<h1>404</h1>" in response.content.decode()
