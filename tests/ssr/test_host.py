"""Pages rendered by a host: what it is told, what it may answer, and what happens when it does not."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from django_jss.layout.preview import Share, share_token
from django_jss.models import DictionaryPhrase, PageView
from django_jss.ssr import host
from tests.factories.analytics import GoalFactory
from tests.layout.conftest import Shop
from tests.ssr.conftest import Get, Node, as_json


def test_host_is_told_path_layout_and_what_else_the_app_needs(shop: Shop, get: Get, node: Node) -> None:
    DictionaryPhrase.objects.create(site=shop.site, language=shop.site.default_language, key="more", text="More")

    response = get("/?a=1", User_Agent="Firefox/130.0")

    assert (response.status_code, response.content) == (200, b"<p>/?a=1</p>")
    (asked,) = node.asked
    path, layout, view_bag = asked["args"]
    assert {key: asked[key] for key in ("id", "functionName", "moduleName", "jssEditingSecret")} == {
        "id": "shop",
        "functionName": "renderView",
        "moduleName": "server.bundle",
        "jssEditingSecret": "s",
    }
    assert path == "/?a=1"
    assert json.loads(layout)["sitecore"]["route"]["name"] == "home"
    assert json.loads(view_bag) == {
        "language": "en",
        "statusCode": 200,
        "dictionary": {"more": "More"},
        "httpContext": {
            "request": {"url": "/?a=1", "path": "/", "querystring": {"a": "1"}, "userAgent": "Firefox/130.0"}
        },
    }


def test_host_gets_the_page_personalized_and_its_view_counts_once(
    shop: Shop, get: Get, node: Node, personalize: Callable[..., None]
) -> None:
    goal = GoalFactory(site=shop.site, name="Sign-up")
    personalize({"condition": "goal_triggered", "goal": str(goal.guid), "period": "ever"})
    node.answer = lambda asked: as_json({"html": "Again" if "Again" in asked["args"][1] else "Welcome"})

    assert get("/").content == b"Welcome"
    assert get("/?sc_trk=sign-up").content == b"Again"

    assert PageView.objects.count() == 2


@pytest.mark.parametrize(
    ("told", "status", "location"),
    [
        ({"html": "x"}, 200, None),
        ({"html": "x", "status": 404}, 404, None),
        ({"html": "x", "status": "404"}, 200, None),
        ({"html": "x", "status": 9999}, 200, None),
        ({"redirect": "/there"}, 302, "/there"),
        ({"redirect": "https://www.example.com/x", "status": 301}, 301, "https://www.example.com/x"),
    ],
)
def test_status_and_redirect_of_the_host_are_honoured(
    get: Get, node: Node, told: Any, status: int, location: str | None
) -> None:
    node.answer = lambda asked: as_json(told)

    response = get("/")

    assert (response.status_code, response.headers.get("Location")) == (status, location)


def test_plain_body_is_html(get: Get, node: Node) -> None:
    node.answer = lambda asked: (200, "text/html", b"<p>plain</p>")

    assert get("/").content == b"<p>plain</p>"


def test_host_renders_pages_that_are_not_there(get: Get, node: Node) -> None:
    response = get("/nowhere")

    assert response.status_code == 404
    assert json.loads(node.asked[0]["args"][1])["sitecore"]["route"] is None
    assert json.loads(node.asked[0]["args"][2])["statusCode"] == 404


WRONG = [
    (500, "application/json", b'{"errorMessage": "x"}'),
    (200, "application/json", b"{"),
    (200, "application/json", b"[]"),
    (200, "application/json", b'{"html": 5}'),
    (200, "application/json", b'{"redirect": "javascript:alert(1)"}'),
    (200, "application/json", b'{"redirect": "/x\\r\\nSet-Cookie: a=b"}'),
    (200, "application/json", b'{"redirect": {"a": 1}}'),
    (302, "text/plain", b""),
]


@pytest.mark.parametrize("answer", WRONG)
def test_page_is_rendered_in_the_browser_if_the_host_answers_nonsense(get: Get, node: Node, answer: Any) -> None:
    node.answer = lambda asked: answer

    response = get("/")

    text = response.content.decode()
    assert response.status_code == 200
    assert response["Warning"] == '199 - "the page was not rendered on the server"'
    assert '<script id="__JSS_STATE__" type="application/json">' in text
    assert '"heading"' in text
    assert PageView.objects.count() == 1


def test_state_in_the_page_ends_no_script(shop: Shop, get: Get, node: Node) -> None:
    node.answer = lambda asked: (500, "text/plain", b"")

    text = get("/?a=</script><script>alert(1)</script>").content.decode()

    assert text.count("</script>") == 1


def test_host_that_is_not_there_is_left_alone_after_some_failures(get: Get, node: Node, settings: Any) -> None:
    node.answer = lambda asked: (500, "text/plain", b"")
    for _ in range(host.FAILURES):
        get("/")

    node.answer = lambda asked: as_json({"html": "back"})
    assert b"__JSS_STATE__" in get("/").content
    assert len(node.asked) == host.FAILURES

    host.kept.breakers[node.url]._closed_until = 0
    assert get("/").content == b"back"


def test_host_that_is_slow_is_not_waited_for(get: Get, node: Node) -> None:
    def slow(asked: Any) -> Any:
        time.sleep(2)
        return as_json({"html": "late"})

    node.answer = slow

    assert b"__JSS_STATE__" in get("/").content


def test_answer_that_is_too_large_is_not_read_to_its_end(get: Get, node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "MAX_BYTES", 1000)
    node.answer = lambda asked: as_json({"html": "x" * 100_000})

    assert b"__JSS_STATE__" in get("/").content


def test_connection_is_kept_between_pages(get: Get, node: Node) -> None:
    for _ in range(3):
        get("/")

    (pool,) = [host.kept.pool.connection_from_url(node.url)]  # type: ignore[union-attr]
    assert pool.num_connections == 1


def test_unknown_host_falls_back(get: Get, settings: Any) -> None:
    settings.DJANGO_JSS = {"RENDERING_HOSTS": {"shop": {"url": "http://127.0.0.1:9/"}}}

    assert b"__JSS_STATE__" in get("/").content


def test_preview_link_shows_the_host_s_page_in_a_frame_that_may_do_nothing(
    shop: Shop, get: Get, node: Node, settings: Any
) -> None:
    settings.ROOT_URLCONF = "django_jss.urls"
    node.answer = lambda asked: as_json({"html": '<h1 title="x">Made by the app</h1><script>top.x = 1</script>'})

    token = share_token(Share("shop", "en", {}, False))
    text = get(f"/-/preview/{token}/?item=/").content.decode()

    assert '<iframe class="jss-frame" sandbox="allow-same-origin" title="/"' in text
    assert "&lt;h1 title=&quot;x&quot;&gt;Made by the app" in text
    assert "<script>top" not in text
    assert not PageView.objects.exists()
