"""System checks: what is wrong with the settings, told before a visitor meets it. docs/checks.md has a part for each."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from importlib.util import find_spec
from typing import Any, get_args, get_origin, get_type_hints

from django.apps import AppConfig
from django.conf import settings as django_settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError
from django.utils.module_loading import import_string

from django_jss.analytics.client import place
from django_jss.analytics.retention import KINDS
from django_jss.conf import KNOWN_NAMES, SETTING_NAME, Settings, settings
from django_jss.engine.conditions.base import duplicates, faulty_sentences, wrong_signatures
from django_jss.engine.facts import Fact
from django_jss.engine.rules import faults_of, needs_of
from django_jss.personalization.stored_rules import stored_rules

TAG = "django_jss"
MIDDLEWARE = "django_jss.middleware.VisitorMiddleware"
SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"
UNSHARED = ("django.core.cache.backends.locmem.LocMemCache", "django.core.cache.backends.dummy.DummyCache")
SINK_METHODS = ("store", "store_many", "end_visit")

RATE = re.compile(r"[1-9][0-9]*/(s|sec|second|m|min|minute|h|hour|d|day)")
HOST_OPTIONS = frozenset({"url", "app", "timeout", "secret", "function", "module", "shell"})


def _is_host(given: Mapping[str, Any]) -> bool:
    url = given.get("url")
    return isinstance(url, str) and url.startswith(("http://", "https://")) and given.keys() <= HOST_OPTIONS


# A value must satisfy the second, which the first describes. Settings that are not here take all values of their type.
RANGES: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "LAYOUT_CONFIGURATIONS": ("at least one name, in lower case", lambda v: v and all(n == n.lower() for n in v)),
    "REFERENCE_DEPTH": ("0 or more", lambda v: v >= 0),
    "PLAN_CACHE_SIZE": ("1 or more", lambda v: v >= 1),
    "REVISION_MEMO_SECONDS": ("0 or more", lambda v: v >= 0),
    "MAX_PATH_LENGTH": ("1 or more", lambda v: v >= 1),
    "PREVIEW_LINK_MAX_AGE": ("1 or more", lambda v: v >= 1),
    "CORS_MAX_AGE": ("0 or more", lambda v: v >= 0),
    "MEDIA_MAX_SIZE": ("1 or more", lambda v: v >= 1),
    "MEDIA_MAX_SOURCE_PIXELS": ("0 or more", lambda v: v >= 0),
    "MEDIA_MAX_VARIANTS": ("0 or more", lambda v: v >= 0),
    "MEDIA_MAX_BYTES": ("1 or more", lambda v: v >= 1),
    "TRACKER_MAX_ENTRIES": ("1 or more", lambda v: v >= 1),
    "TRACKER_MAX_BYTES": ("1 or more", lambda v: v >= 1),
    "VISIT_TIMEOUT": ("longer than nothing", lambda v: v > timedelta(0)),
    "GLOBAL_COOKIE_AGE": ("longer than nothing", lambda v: v > timedelta(0)),
    "COOKIE_SAMESITE": ('"Lax", "Strict" or "None"', lambda v: v in ("Lax", "Strict", "None")),
    "TRUSTED_PROXIES": ("0 or more", lambda v: v >= 0),
    "TRACKER_MAX_AGE": ("longer than nothing", lambda v: v > timedelta(0)),
    "TRACKER_RATE_PER_KEY": ('None, or such as "6000/min"', lambda v: v is None or bool(RATE.fullmatch(v))),
    "TRACKER_RATE_PER_VISITOR": ('None, or such as "600/min"', lambda v: v is None or bool(RATE.fullmatch(v))),
    "CONSENT_COOKIE_AGE": ("longer than nothing", lambda v: v > timedelta(0)),
    "BOTS": ('"drop" or "flag"', lambda v: v in ("drop", "flag")),
    "BOT_PAGES_A_MINUTE": ("0 or more", lambda v: v >= 0),
    "BOT_PAGES_UNIDENTIFIED": ("0 or more", lambda v: v >= 0),
    "IDENTIFY_MAX_AGE": ("1 or more", lambda v: v >= 1),
    "USER_AGENTS": ('"full", "parts" or "none"', lambda v: v in ("full", "parts", "none")),
    "ERASURE": ('"delete" or "anonymise"', lambda v: v in ("delete", "anonymise")),
    "RETENTION": (f"ages of the kinds {', '.join(KINDS)}", lambda v: v.keys() <= KINDS.keys()),
    "RENDERING_HOSTS": ('for each site an object with "url", http or https', lambda v: all(map(_is_host, v.values()))),
}

Apps = Sequence[AppConfig] | None


def connect() -> None:
    """Register the checks; called once, when Django is ready."""
    register(check_settings, TAG, Tags.compatibility)
    register(check_middleware, TAG, Tags.compatibility)
    register(check_conditions, TAG, Tags.compatibility)
    register(check_cookies, TAG, Tags.security, deploy=True)
    register(check_cache, TAG, Tags.caches, deploy=True)
    register(check_extras, TAG, Tags.compatibility, deploy=True)
    register(check_rules, TAG, Tags.database)


def check_settings(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """E001: not a dict. W001: unknown name. E002: wrong type. E003: wrong path. E004: cookie name. E008: wrong value.

    What has the wrong type is not looked at any further.
    """
    given = getattr(django_settings, SETTING_NAME, {})
    if not isinstance(given, dict):
        return [Error(f"{SETTING_NAME} must be a dict.", hint=f"{SETTING_NAME} = {{…}}", id="django_jss.E001")]
    expected = get_type_hints(Settings)
    known = given.keys() & KNOWN_NAMES
    fitting = {name for name in known if _fits(given[name], expected[name])}
    return [
        *_unknown(given),
        *(_wrong_type(name, given[name], expected[name]) for name in sorted(known - fitting)),
        *_wrong_values(fitting),
        *_wrong_paths(fitting),
        *_wrong_cookie(fitting),
    ]


def check_middleware(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """W002: the visitor's middleware is missing. E005: it stands before the session's."""
    stack = list(django_settings.MIDDLEWARE)
    if MIDDLEWARE not in stack:
        hint = f'Add "{MIDDLEWARE}" to MIDDLEWARE, after the session\'s.'
        return [Warning("Visitors are not recognised: their middleware is missing.", hint=hint, id="django_jss.W002")]
    if SESSIONS in stack and stack.index(SESSIONS) > stack.index(MIDDLEWARE):
        hint = f'Move "{MIDDLEWARE}" behind "{SESSIONS}".'
        return [Error("The visitor's middleware stands before the session's.", hint=hint, id="django_jss.E005")]
    return []


def check_conditions(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """E006: a sentence does not name the parameters. E009: a name twice. E010: what cannot be a condition."""
    in_sentence = "Each parameter stands in braces in the sentence."
    renamed = "Give one of them another name; until then the one that came first is asked."
    typed = "Decorate a dataclass with `needs` and `compile`, or a function of the facts and typed parameters."
    return [
        *(Error(fault, hint=in_sentence, id="django_jss.E006") for fault in faulty_sentences()),
        *(Error(fault, hint=renamed, id="django_jss.E009") for fault in duplicates),
        *(Error(fault, hint=typed, id="django_jss.E010") for fault in wrong_signatures),
    ]


def check_cookies(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """E007: cookies for other sites that are not Secure; browsers refuse them."""
    if settings.COOKIE_SAMESITE == "None" and not settings.cookie_secure:
        hint = f'Set {SETTING_NAME}["COOKIE_SECURE"] = True, or SESSION_COOKIE_SECURE.'
        return [Error('COOKIE_SAMESITE "None" needs Secure cookies.', hint=hint, id="django_jss.E007")]
    return []


def check_cache(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """W003: a cache that processes do not share; each asks the database twice a second for changes."""
    if django_settings.CACHES.get("default", {}).get("BACKEND") in UNSHARED:
        hint = "Use Redis, Memcached or the database cache where there are several processes."
        return [Warning("The default cache is not shared by processes.", hint=hint, id="django_jss.W003")]
    return []


def check_extras(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """W004: without Pillow images are served in their own size alone."""
    if find_spec("PIL") is None:
        hint = "pip install 'django-jss[images]'"
        return [Warning("Images cannot be measured or resized: Pillow is missing.", hint=hint, id="django_jss.W004")]
    return []


def check_rules(app_configs: Apps, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """W005: a stored rule that cannot be read. W006: rules about places where nothing tells places.

    Only asked for with `check --database`, since it reads all rules.
    """
    if not databases:
        return []
    try:
        rules = list(stored_rules())
    except DatabaseError:
        # The tables are not there yet.
        return []
    messages: list[CheckMessage] = [
        Warning(f"{where}: {fault}", hint="It counts as unknown, so it never holds.", id="django_jss.W005")
        for where, rule in rules
        for fault in faults_of(rule)
    ]
    about_places = [where for where, rule in rules if needs_of(rule) & {Fact.PLACE}]
    if about_places and not place.is_configured():
        hint = "Set GEOIP_DATABASES (and pip install 'django-jss[geo]'), or PLACE_HEADERS."
        text = f"Rules ask for places, which nothing tells: {'; '.join(about_places[:5])}"
        messages.append(Warning(text, hint=hint, id="django_jss.W006"))
    return messages


def _unknown(given: Mapping[str, Any]) -> list[CheckMessage]:
    messages: list[CheckMessage] = []
    for name in sorted(given.keys() - KNOWN_NAMES, key=str):
        close = difflib.get_close_matches(str(name).upper(), KNOWN_NAMES, 1)
        hint = f"Did you mean {close[0]}?" if close else "See the settings reference."
        messages.append(Warning(f'{SETTING_NAME}["{name}"] is not known.', hint=hint, id="django_jss.W001"))
    return messages


def _wrong_type(name: str, value: Any, kind: Any) -> CheckMessage:
    text = f'{SETTING_NAME}["{name}"] must be of the type {_described(kind)}, not {_shown(value)}.'
    return Error(text, hint="See the settings reference.", id="django_jss.E002")


def _fits(value: Any, kind: Any) -> bool:
    """Whether a value has a type; a list does for a tuple, and of mappings only the keys count."""
    parts = get_args(kind)
    if type(None) in parts:
        return value is None or any(_fits(value, part) for part in parts if part is not type(None))
    outer = get_origin(kind) or kind
    if outer is tuple:
        return isinstance(value, list | tuple) and all(_fits(entry, parts[0]) for entry in value)
    if outer is Mapping:
        return isinstance(value, Mapping) and all(_fits(key, parts[0]) for key in value)
    if outer in (int, float):
        return isinstance(value, (int, outer)) and not isinstance(value, bool)
    return isinstance(value, outer)


def _described(kind: Any) -> str:
    return str(kind.__name__ if isinstance(kind, type) else kind).replace("collections.abc.", "")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _wrong_values(names: Collection[str]) -> list[CheckMessage]:
    return [
        Error(
            f'{SETTING_NAME}["{name}"] must be {wanted}, not {_shown(getattr(settings, name))}.',
            hint="See the settings reference.",
            id="django_jss.E008",
        )
        for name, (wanted, is_right) in RANGES.items()
        if name in names and not is_right(getattr(settings, name))
    ]


def _wrong_paths(names: Collection[str]) -> list[CheckMessage]:
    faults: list[tuple[str, str]] = []
    if "SINK" in names:
        faults += _path_faults("SINK", settings.SINK, SINK_METHODS)
    if "LAYOUT_CONTEXT_PROVIDERS" in names:
        for path in settings.LAYOUT_CONTEXT_PROVIDERS:
            faults += _path_faults("LAYOUT_CONTEXT_PROVIDERS", path, ("__call__",))
    hint = "The dotted path of a class or function is expected, such as shop.jss.basket."
    return [Error(f'{SETTING_NAME}["{name}"]: {fault}', hint=hint, id="django_jss.E003") for name, fault in faults]


def _path_faults(name: str, path: str, wanted: Collection[str]) -> list[tuple[str, str]]:
    """What is wrong with a dotted path: it names nothing, or something without the methods that are needed."""
    try:
        found = import_string(path)
    # A module may raise anything while it is imported.
    except Exception as error:
        return [(name, str(error) or type(error).__name__)]
    missing = [method for method in wanted if not callable(getattr(found, method, None))]
    return [(name, f"{path} has no {method}") for method in missing]


def _wrong_cookie(names: Collection[str]) -> list[CheckMessage]:
    if "GLOBAL_COOKIE_NAME" not in names or re.fullmatch(r"\w+", settings.GLOBAL_COOKIE_NAME, re.ASCII):
        return []
    hint = "Letters, digits and _ only: clients lose other cookies on the way."
    return [Error(f'{SETTING_NAME}["GLOBAL_COOKIE_NAME"] is not a safe name.', hint=hint, id="django_jss.E004")]
