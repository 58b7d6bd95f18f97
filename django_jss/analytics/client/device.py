"""What the client runs on, as its user agent and client hints tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

try:
    from ua_parser import parse as _parse
except ImportError:  # the extra "ua" is not installed
    _parse = None  # type: ignore[assignment]

from django_jss.engine.devices import browser_name, system_name, vendor_name

_LONGEST = 500
_TYPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("bot", r"bot\b|crawl|spider|slurp|headless|preview|monitor|^curl/|^wget/|^python-|^java/|^go-http"),
        ("console", r"playstation|xbox|nintendo"),
        ("tv", r"\btv\b|smart-?tv|googletv|appletv|hbbtv|roku|aft[a-z]+ build|web0s|bravia"),
        ("tablet", r"ipad|tablet|kindle|silk/(?!.*mobile)|android(?!.*mobile)"),
        ("phone", r"mobile|iphone|ipod|android|windows phone"),
        ("desktop", r"windows nt|macintosh|x11|cros|linux"),
    )
)
_TOUCH = {"phone": True, "tablet": True}
DEVICE_TYPES = tuple(kind for kind, _pattern in _TYPES)


def is_installed() -> bool:
    """Whether browsers and systems can be told, for which the extra "ua" is needed; the type always can."""
    return _parse is not None


def device_of(headers: Mapping[str, str]) -> Mapping[str, Any]:
    """What is known of the device; what is not has no entry.

    `type` is one of `DEVICE_TYPES`; `os`, `browser` and `vendor` are names as `engine.devices` spells them, `model` is one, `os_version` and
    `browser_version` major versions, `screen_width` and `screen_height` CSS pixels of the window; `is_touch` is a bool.
    """
    described = dict(_of_user_agent(headers.get("User-Agent", "")[:_LONGEST]))
    described |= _of_hints(headers)
    return described


def kept_user_agent(user_agent: str, how: str) -> str:
    """What is kept of a user agent: all of it ("full"), its parts ("parts", such as "phone, iOS 17, Safari 17"), or nothing."""
    if how != "parts":
        return user_agent if how == "full" else ""
    known = dict(_of_user_agent(user_agent[:_LONGEST]))
    parts = [known.get("type"), _versioned(known, "os"), _versioned(known, "browser")]
    return ", ".join(part for part in parts if part)


def _versioned(known: Mapping[str, Any], name: str) -> str:
    return f"{known[name]} {known.get(f'{name}_version', '')}".strip() if known.get(name) else ""


@lru_cache(maxsize=4096)
def _of_user_agent(user_agent: str) -> tuple[tuple[str, Any], ...]:
    """Parsed once for each user agent, since that takes from a tenth of a millisecond to some."""
    found: dict[str, Any] = {}
    if kind := next((kind for kind, pattern in _TYPES if pattern.search(user_agent)), None):
        found["type"] = kind
        found["is_touch"] = _TOUCH.get(kind)
    if _parse is not None and user_agent:
        found |= _of_parser(user_agent)
    return tuple((name, value) for name, value in found.items() if value is not None)


def _of_parser(user_agent: str) -> dict[str, Any]:
    result: Any = _parse(user_agent)
    found: dict[str, Any] = {}
    if system := result.os:
        found |= {"os": system_name(system.family), "os_version": _number(system.major)}
    if browser := result.user_agent:
        found |= {"browser": browser_name(browser.family), "browser_version": _number(browser.major)}
    device = result.device
    if device and device.family == "Spider":
        return {**found, "type": "bot", "is_touch": None}
    if device:
        found |= {"vendor": device.brand and vendor_name(device.brand), "model": device.model}
    return found


def _of_hints(headers: Mapping[str, str]) -> dict[str, Any]:
    """Client hints (https://wicg.github.io/ua-client-hints/); browsers send most of them only if asked to."""
    found: dict[str, Any] = {}
    if headers.get("Sec-CH-UA-Mobile") == "?1":
        found |= {"type": "phone", "is_touch": True}
    if platform := _unquoted(headers.get("Sec-CH-UA-Platform", "")):
        found["os"] = system_name(platform)
    if (version := _number(_unquoted(headers.get("Sec-CH-UA-Platform-Version", "")))) is not None:
        found["os_version"] = _windows(version) if found.get("os") == "Windows" else version
    if model := _unquoted(headers.get("Sec-CH-UA-Model", "")):
        found["model"] = model
    for name, header in (("screen_width", "Sec-CH-Viewport-Width"), ("screen_height", "Sec-CH-Viewport-Height")):
        if (pixels := _number(headers.get(header, ""))) is not None:
            found[name] = pixels
    return found


def _windows(platform_version: int) -> int:
    """The version of Windows by the name that people know (Microsoft, "Detect Windows 11 using User-Agent Client Hints")."""
    return 11 if platform_version >= 13 else 10


def _unquoted(text: str) -> str:
    return text.strip().strip('"')[:100]


def _number(text: str | None) -> int | None:
    digits = re.match(r"\d{1,6}", text or "", re.ASCII)
    return int(digits[0]) if digits else None


def languages_of(header: str) -> tuple[str, ...]:
    """The languages of an `Accept-Language` header, the preferred one first, as codes in lower case."""
    weighted: list[tuple[float, str]] = []
    for part in header[:_LONGEST].split(","):
        code, _, quality = part.strip().partition(";")
        if re.fullmatch(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", code.strip(), re.ASCII):
            weighted.append((-_quality(quality), code.strip().lower()))
    return tuple(code for weight, code in sorted(weighted, key=lambda entry: entry[0]) if weight < 0)


def _quality(text: str) -> float:
    found = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", text, re.ASCII)
    return float(found[1]) if found else 1.0
