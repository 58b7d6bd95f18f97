"""Each system check finds what it is for, and is silent otherwise."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from django_jss import checks
from django_jss.conf import KNOWN_NAMES
from django_jss.engine.conditions import base
from django_jss.engine.conditions.base import Group, condition, conditions
from tests.factories.pages import home_of, make_site
from tests.factories.personalization import RuleSetFactory, VariantFactory, rule

SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"
VISITOR = "django_jss.middleware.VisitorMiddleware"
LOCMEM = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SHARED = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "x"}}


def found(*, deploy: bool = True, **changes: Any) -> list[Any]:
    with override_settings(**{"CACHES": SHARED, **changes}):
        messages = run_checks(tags=["django_jss"], include_deployment_checks=deploy)
    assert all(message.hint for message in messages)
    return messages


def ids(**changes: Any) -> set[str]:
    return {str(message.id).removeprefix("django_jss.") for message in found(**changes)}


@pytest.fixture
def faulty_condition() -> Iterator[None]:
    @condition("faulty", group=Group.DATES, sentence="it is {day}")
    @dataclass(frozen=True, slots=True)
    class Faulty:
        value: int
        needs: ClassVar[frozenset[str]] = frozenset()

        def compile(self) -> Any:
            return lambda facts: True

    yield
    conditions.remove("faulty")


@dataclass(frozen=True, slots=True)
class Fine:
    """A condition without parameters."""

    needs: ClassVar[frozenset[str]] = frozenset()

    def compile(self) -> Any:
        return lambda facts: True


class HalfASink:
    def store(self, happenings: Any) -> None: ...


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"TRUSTED_PROXIES": 1, "MEDIA_ORIGIN": None, "REVISION_MEMO_SECONDS": 0},
        {"CORS_PREFLIGHT_ORIGINS": ["https://www.example.com"], "RICH_TEXT_ATTRIBUTES": {"a": ("href",)}},
        {"LAYOUT_CONTEXT_PROVIDERS": ("os.getcwd",), "VISIT_TIMEOUT": timedelta(hours=1)},
    ],
)
def test_good_settings_are_passed_over_in_silence(given: dict[str, Any]) -> None:
    assert found(DJANGO_JSS=given) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], "E001"),
        (None, "E001"),
        ({"VISIT_TIMOUT": 5}, "W001"),
        ({5: 5}, "W001"),
        ({"VISIT_TIMEOUT": 20}, "E002"),
        ({"TRUSTED_PROXIES": "1"}, "E002"),
        ({"TRUSTED_PROXIES": True}, "E002"),
        ({"TRACKER_ENABLED": 1}, "E002"),
        ({"CORS_PREFLIGHT_ORIGINS": "*"}, "E002"),
        ({"RICH_TEXT_TAGS": ["p", 1]}, "E002"),
        ({"RICH_TEXT_ATTRIBUTES": {1: ["href"]}}, "E002"),
        ({"LAYOUT_CONTEXT_PROVIDERS": None}, "E002"),
        ({"SINK": None}, "E002"),
        ({"GLOBAL_COOKIE_NAME": None}, "E002"),
        ({"SINK": "nowhere.Sink"}, "E003"),
        ({"SINK": "sink"}, "E003"),
        ({"SINK": f"{__name__}.HalfASink"}, "E003"),
        ({"LAYOUT_CONTEXT_PROVIDERS": ["os.nothing"]}, "E003"),
        ({"LAYOUT_CONTEXT_PROVIDERS": ["os.sep"]}, "E003"),
        ({"GLOBAL_COOKIE_NAME": "a-b"}, "E004"),
        ({"GLOBAL_COOKIE_NAME": "größe"}, "E004"),
        ({"GLOBAL_COOKIE_NAME": "ends\n"}, "E004"),
        ({"COOKIE_SAMESITE": "None"}, "E007"),
        ({"COOKIE_SAMESITE": "none"}, "E008"),
        ({"BOTS": "ignore"}, "E008"),
        ({"TRACKER_RATE_PER_VISITOR": "often"}, "E008"),
        ({"ERASURE": "shred"}, "E008"),
        ({"USER_AGENTS": "some"}, "E008"),
        ({"RETENTION": {"cookies": None}}, "E008"),
        ({"RENDERING_HOSTS": {"shop": {"url": "node"}}}, "E008"),
        ({"RENDERING_HOSTS": {"shop": {"url": "http://node", "tiemout": 3}}}, "E008"),
        ({"BOT_PAGES_A_MINUTE": -1}, "E008"),
        ({"VISIT_TIMEOUT": timedelta(0)}, "E008"),
        ({"TRUSTED_PROXIES": -1}, "E008"),
        ({"LAYOUT_CONFIGURATIONS": ["JSS"]}, "E008"),
        ({"LAYOUT_CONFIGURATIONS": []}, "E008"),
    ],
)
def test_wrong_settings_are_found(given: Any, expected: str) -> None:
    assert ids(DJANGO_JSS=given) == {expected}


def test_all_faults_of_the_settings_are_told_at_once() -> None:
    given = {"VISIT_TIMOUT": 5, "TRUSTED_PROXIES": "1", "SINK": "a.b", "GLOBAL_COOKIE_NAME": "", "MEDIA_MAX_SIZE": 0}

    assert ids(DJANGO_JSS=given) == {"W001", "E002", "E003", "E004", "E008"}


def test_path_whose_module_fails_is_told_and_not_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_module_of_a_project.py").write_text("1 / 0\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    (message,) = found(DJANGO_JSS={"SINK": "broken_module_of_a_project.Sink"})

    assert message.id == "django_jss.E003"
    assert "division by zero" in message.msg


@pytest.mark.parametrize("name", ["VISIT_TIMOUT", "visit_timeout"])
def test_unknown_setting_gets_a_hint(name: str) -> None:
    (message,) = found(DJANGO_JSS={name: 5})

    assert message.hint == "Did you mean VISIT_TIMEOUT?"


def test_message_names_the_setting_what_is_expected_and_what_came() -> None:
    (message,) = found(DJANGO_JSS={"TRUSTED_PROXIES": "1"})

    assert message.msg == """DJANGO_JSS["TRUSTED_PROXIES"] must be of the type int, not '1'."""


def test_ranges_are_those_of_settings_that_there_are_and_hold_for_the_defaults() -> None:
    defaults = checks.Settings()

    assert set(checks.RANGES) <= KNOWN_NAMES
    assert all(is_right(getattr(defaults, name)) for name, (_, is_right) in checks.RANGES.items())


def test_missing_middleware_is_found() -> None:
    assert ids(MIDDLEWARE=[SESSIONS]) == {"W002"}


def test_middleware_before_the_session_is_found() -> None:
    assert ids(MIDDLEWARE=[VISITOR, SESSIONS]) == {"E005"}


def test_middleware_without_a_session_is_fine() -> None:
    assert ids(MIDDLEWARE=[VISITOR]) == set()


@pytest.mark.usefixtures("faulty_condition")
def test_condition_whose_sentence_forgets_a_parameter_is_found() -> None:
    (message,) = found()

    assert message.id == "django_jss.E006"
    assert '"faulty"' in message.msg


def test_conditions_with_one_name_and_wrong_signatures_are_found() -> None:
    condition("visit_number", group=Group.DATES, sentence="it is")(Fine)
    condition("no_condition", group=Group.DATES, sentence="it is")(HalfASink)
    try:
        messages = found()
    finally:
        base.duplicates.clear()
        base.wrong_signatures.clear()

    assert [message.id for message in messages] == ["django_jss.E009", "django_jss.E010"]
    assert '"visit_number"' in messages[0].msg
    assert '"no_condition"' in messages[1].msg


def test_cookies_for_other_sites_are_fine_when_they_are_secure() -> None:
    assert ids(DJANGO_JSS={"COOKIE_SAMESITE": "None", "COOKIE_SECURE": True}) == set()
    assert ids(DJANGO_JSS={"COOKIE_SAMESITE": "None"}, SESSION_COOKIE_SECURE=True) == set()


def test_cache_that_is_not_shared_is_found() -> None:
    assert ids(CACHES=LOCMEM) == {"W003"}


def test_missing_pillow_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)

    (message,) = found()

    assert (message.id, message.hint) == ("django_jss.W004", "pip install 'django-jss[images]'")


def test_what_matters_in_production_alone_is_not_told_elsewhere() -> None:
    assert found(deploy=False, CACHES=LOCMEM, DJANGO_JSS={"COOKIE_SAMESITE": "None"}) == []


@pytest.mark.django_db
def test_stored_rules_that_cannot_be_read_or_answered_are_found_on_request() -> None:
    route = home_of(make_site())
    rule_set = RuleSetFactory(route=route)
    VariantFactory(rule_set=rule_set, rule=rule({"condition": "gone"}))
    VariantFactory(rule_set=rule_set, rule=rule({"condition": "country", "countries": ["DK"]}))

    def told(**settings: Any) -> list[str]:
        with override_settings(**settings):
            return [str(message.id) for message in checks.check_rules(None, databases=["default"])]

    assert told() == ["django_jss.W005", "django_jss.W006"]
    assert told(DJANGO_JSS={"PLACE_HEADERS": {"country": "CF-IPCountry"}}) == ["django_jss.W005"]
    assert checks.check_rules(None) == []


def test_each_check_has_a_test() -> None:
    defined = set(re.findall(r'id="django_jss\.(\w+)"', Path(checks.__file__).read_text(encoding="utf-8")))
    tested = set(re.findall(r'\b(?:django_jss\.)?([EW]\d{3})"', Path(__file__).read_text(encoding="utf-8")))

    assert defined == tested
