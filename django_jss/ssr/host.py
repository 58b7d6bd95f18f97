"""A rendering host: a Node server that makes HTML of a layout answer, with the app's own components.

The protocol is that of the original's HTTP rendering engine: JSON by POST, the arguments being texts.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from django_jss.conf import settings
from django_jss.exceptions import JssError

try:
    import urllib3
except ImportError:  # the extra "ssr" is not installed
    urllib3 = None  # type: ignore[assignment]

logger = logging.getLogger("django_jss.ssr")

MAX_BYTES = 10 * 1024 * 1024
# So many failures in a row, and the host is left alone for so many seconds.
FAILURES, PAUSE = 5, 30.0


class HostFailed(JssError):
    """The rendering host did not answer, or not as it should."""


@dataclass(frozen=True, slots=True)
class RenderingHost:
    """Where a site's app is rendered, as the setting `RENDERING_HOSTS` says; `timeout` in seconds."""

    url: str
    app: str
    timeout: float = 3.0
    secret: str = ""
    function: str = "renderView"
    module: str = "server.bundle"
    shell: str = "django_jss/ssr/shell.html"


@dataclass(frozen=True, slots=True)
class Rendered:
    """What the host made: HTML, or where to go instead; `status` None leaves it to us."""

    html: str = ""
    status: int | None = None
    redirect: str = ""


class Breaker:
    """Leaves a host alone for a while after it failed several times in a row, so that pages do not wait for it."""

    def __init__(self) -> None:
        self._failures = 0
        self._closed_until = 0.0
        self._lock = Lock()

    def lets_pass(self) -> bool:
        return time.monotonic() >= self._closed_until

    def note(self, *, failed: bool) -> None:
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            if self._failures >= FAILURES:
                self._failures, self._closed_until = 0, time.monotonic() + PAUSE


class Kept:
    """The connections and the breakers of this process."""

    def __init__(self) -> None:
        self.pool = urllib3.PoolManager(maxsize=32, retries=False) if urllib3 else None
        self.breakers: dict[str, Breaker] = {}


kept = Kept()


def host_of(site_name: str) -> RenderingHost | None:
    """The rendering host of a site, if the settings name one."""
    given = settings.RENDERING_HOSTS.get(site_name)
    return RenderingHost(**{"app": site_name, **given}) if given else None


def render(host: RenderingHost, path: str, layout: str, view_bag: Mapping[str, Any]) -> Rendered:
    """Let the host render a page: its path with query, the Layout Service's answer, and what else the app is told.

    Raises `HostFailed` if it cannot, at once while the host is being left alone.
    """
    breaker = kept.breakers.setdefault(host.url, Breaker())
    if not breaker.lets_pass():
        raise HostFailed("it failed several times in a row and is left alone for a while")
    try:
        rendered = _read(_ask(host, path, layout, view_bag))
    except HostFailed:
        breaker.note(failed=True)
        raise
    breaker.note(failed=False)
    return rendered


def _ask(host: RenderingHost, path: str, layout: str, view_bag: Mapping[str, Any]) -> Any:
    if kept.pool is None:
        raise HostFailed('it needs the extra "ssr"')
    asked = {
        "id": host.app,
        "args": [path, layout, json.dumps(view_bag)],
        "functionName": host.function,
        "moduleName": host.module,
        **({"jssEditingSecret": host.secret} if host.secret else {}),
    }
    deadline = time.monotonic() + host.timeout
    try:
        answer = kept.pool.request(
            "POST",
            host.url,
            body=json.dumps(asked).encode(),
            headers={"Content-Type": "application/json"},
            timeout=host.timeout,
            preload_content=False,
            redirect=False,
        )
        try:
            body = _body(answer, deadline)
        finally:
            answer.release_conn()
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise HostFailed(f"{type(error).__name__} while it was asked") from error
    if answer.status != 200:
        raise HostFailed(f"it answered with status {answer.status}")
    return body.decode("utf-8", "replace"), answer.headers.get("Content-Type", "")


def _body(answer: Any, deadline: float) -> bytes:
    """The body, unless it is too large or takes too long, which the socket's timeout alone would not notice."""
    parts, size = [], 0
    for part in answer.stream(64 * 1024):
        parts.append(part)
        size += len(part)
        if size > MAX_BYTES:
            answer.close()
            raise HostFailed(f"its answer is larger than {MAX_BYTES} bytes")
        if time.monotonic() > deadline:
            answer.close()
            raise HostFailed("it took too long")
    return b"".join(parts)


def _read(answer: tuple[str, str]) -> Rendered:
    text, kind = answer
    if "json" not in kind.lower() and not text.lstrip().startswith("{"):
        return Rendered(html=text)
    try:
        told = json.loads(text)
    except ValueError as error:
        raise HostFailed("its answer is not JSON") from error
    html, status, redirect = (
        told.get(key) if isinstance(told, dict) else None for key in ("html", "status", "redirect")
    )
    if redirect:
        return Rendered(redirect=_safe(redirect), status=status if status in (301, 302, 303, 307, 308) else 302)
    if not isinstance(html, str):
        raise HostFailed("its answer has no HTML")
    is_status = type(status) is int and 200 <= status <= 599
    return Rendered(html, status if is_status else None)


def _safe(redirect: Any) -> str:
    """An address to go to: of the web, or within the site."""
    if isinstance(redirect, str) and not any(character < " " for character in redirect):
        try:
            scheme = urlsplit(redirect).scheme.lower()
        except ValueError:
            scheme = "wrong"
        if scheme in ("http", "https") or (not scheme and redirect.startswith("/")):
            return redirect
    raise HostFailed("it wants to lead to an address that is none of the web")
