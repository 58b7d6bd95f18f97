"""What fails is told by ids and kinds alone, once, and is no problem any more when it works again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from django_jss.content.field_types import FieldType
from django_jss.content.field_types.base import registry
from django_jss.engine.conditions import conditions
from django_jss.extensions import (
    DatabaseSink,
    Fact,
    Group,
    RenderingCall,
    Shown,
    Situation,
    condition,
    context_provider,
    fact,
    live_contents_resolver,
    variant_action,
)
from django_jss.layout import context, resolvers
from django_jss.layout.actions import variant_actions
from django_jss.layout.problems import problems_of
from django_jss.personalization import failures
from django_jss.personalization.facts import providers
from django_jss.personalization.models import PersonalizationVariant
from django_jss.sites import directory
from tests.factories.pages import KEY, make_component, place
from tests.layout.conftest import Ask, Shop, heading

ADDRESS, MAIL = "203.0.113.77", "ann@example.com"
Personalize = Callable[..., None]


class Mood:
    """Whether the condition of these tests works."""

    is_bad = True


@pytest.fixture
def mood() -> Iterator[Mood]:
    mood = Mood()

    @condition("moody", group=Group.REQUEST, sentence="it is in the mood")
    @dataclass(frozen=True, slots=True)
    class Moody:
        needs: ClassVar[frozenset[str]] = frozenset({Fact.ADDRESS})

        def compile(self) -> Any:
            def ask(facts: Any) -> bool:
                if mood.is_bad:
                    raise LookupError(f"nothing about {facts[Fact.ADDRESS]}")
                return True

            return ask

    yield mood
    conditions.remove("moody")


def problems() -> list[str]:
    site = directory.current().site_named("shop")
    assert site is not None
    return [problem.what for problem in problems_of(site)]


def fail(*given: Any) -> Any:
    raise ValueError(f"{MAIL} came from {ADDRESS}")


class FailingSink(DatabaseSink):
    store = fail


def test_nothing_that_raises_brings_what_it_says_into_logs_or_problems(
    shop: Shop, client: Client, personalize: Personalize, mood: Mood, caplog: Any, settings: Any
) -> None:
    @live_contents_resolver("telltale")
    def resolve(call: RenderingCall) -> Any:
        fail()

    @fact("telltale")
    def find(situation: Situation) -> Any:
        fail()

    @context_provider
    def provide(request: Any, page: Any) -> Any:
        fail()

    @variant_action("telltale")
    def act(shown: Shown, params: Any) -> Any:
        fail()

    @condition("telltale", group=Group.REQUEST, sentence="it tells")
    @dataclass(frozen=True, slots=True)
    class Telltale:
        needs: ClassVar[frozenset[str]] = frozenset({"telltale"})

        def compile(self) -> Any:
            return lambda facts: facts["telltale"]

    class TelltaleField(FieldType):
        serialize = fail

    registry["telltale"] = TelltaleField()
    settings.DJANGO_JSS = {"SINK": f"{__name__}.FailingSink", "TRUSTED_PROXIES": 1}
    try:
        component = make_component(shop.site, "Thing", {"one": "Telltale"}, contents_resolver="telltale")
        place(shop.home, component, values={"one": MAIL})
        place(shop.home, make_component(shop.site, "Other", {"one": "Telltale"}), values={"one": MAIL})
        personalize({"not": {"condition": "moody"}}, {"condition": "telltale"})
        PersonalizationVariant.objects.create(
            rule_set=PersonalizationVariant.objects.get().rule_set,
            rule={"version": 1, "rule": {"all": []}},
            name="acts",
            action="custom",
            custom_action="telltale",
        )
        caplog.set_level(logging.DEBUG)
        headers = {"X-Forwarded-For": ADDRESS}
        for _repeat in range(2):
            answer = client.get(
                "/sitecore/api/layout/render/jss",
                {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop"},
                headers=headers,
            )
            client.post(
                f"/sitecore/api/jss/track/event?sc_apikey={KEY}&sc_site=shop",
                {"error": MAIL},
                "application/json",
                headers=headers,
            )
        found = problems()
    finally:
        del registry["telltale"]
        resolvers.per_request.remove("telltale")
        providers.remove("telltale")
        context.providers.remove(f"{provide.__module__}.{provide.__qualname__}")
        variant_actions.remove("telltale")
        conditions.remove("telltale")

    assert answer.status_code == 200
    told = caplog.text + "".join(found)
    whats = (
        "Condition moody",
        "Fact telltale",
        "resolver telltale",
        "provider",
        "action",
        "Field one",
        "A view",
        "A request",
    )
    assert [what for what in whats if what not in caplog.text] == []
    assert "ValueError at layout/test_failures.py:" in told
    assert [secret for secret in (ADDRESS, MAIL) if secret in told] == []


def test_what_fails_with_each_request_is_logged_once_and_is_one_problem(
    shop: Shop, ask: Ask, personalize: Personalize, mood: Mood, caplog: Any
) -> None:
    personalize({"condition": "moody"})

    with caplog.at_level(logging.WARNING):
        for _repeat in range(3):
            ask("/")

    [line] = [record.getMessage() for record in caplog.records]
    variant = PersonalizationVariant.objects.get()
    assert line.startswith(
        f"Condition moody of variant {variant.guid} (rendering {shop.hero.uid}) raised LookupError at "
    )
    [problem] = problems()
    assert "the condition moody raised LookupError, 3 times" in problem


def test_what_fails_all_the_time_is_written_now_and_then_and_all_of_it_counts(
    shop: Shop, ask: Ask, personalize: Personalize, mood: Mood, monkeypatch: pytest.MonkeyPatch
) -> None:
    personalize({"condition": "moody"})
    written: list[int] = []
    remember = failures.remember
    monkeypatch.setattr(failures, "remember", lambda failure: written.append(failure.times) or remember(failure))

    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _repeat in range(20):
            ask("/", tracking="false")
        clock.shift(failures.WRITTEN_EVERY)
        ask("/", tracking="false")
        [problem] = problems()

    assert written == [1] * failures.WRITTEN_EACH + [16]
    assert "21 times" in problem


def test_resolver_that_fails_with_each_request_is_logged_once_and_is_one_problem(
    shop: Shop, ask: Ask, caplog: Any
) -> None:
    @live_contents_resolver("telltale")
    def resolve(call: RenderingCall) -> Any:
        fail()

    try:
        thing = place(shop.home, make_component(shop.site, "Thing", contents_resolver="telltale"))
        with caplog.at_level(logging.WARNING):
            for _repeat in range(3):
                ask("/")
        [problem] = problems()
    finally:
        resolvers.per_request.remove("telltale")

    [line] = [record.getMessage() for record in caplog.records]
    assert line.startswith(f"Contents resolver telltale of rendering {thing.uid} raised ValueError at ")
    assert problem.startswith("Thing: the contents resolver telltale raised ValueError, 3 times")


def test_rule_that_works_again_is_no_problem_any_more(
    shop: Shop, ask: Ask, personalize: Personalize, mood: Mood
) -> None:
    personalize({"condition": "moody"})
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        ask("/")
    mood.is_bad = False

    with time_machine.travel(now + timedelta(minutes=1), tick=False):
        assert heading(ask("/")) == "Again"
        soon = problems()
    with time_machine.travel(now + failures.QUIET, tick=False):
        ask("/")
        later = problems()

    assert (len(soon), later) == (1, [])


def test_process_that_starts_later_notices_that_a_rule_works_again(
    shop: Shop, ask: Ask, personalize: Personalize, mood: Mood
) -> None:
    personalize({"condition": "moody"})
    ask("/")
    mood.is_bad = False
    shop.site.save()

    with time_machine.travel(timezone.now() + failures.QUIET, tick=False):
        ask("/")
        assert problems() == []


def test_rule_that_is_changed_is_no_problem_any_more(
    shop: Shop, ask: Ask, personalize: Personalize, mood: Mood
) -> None:
    personalize({"condition": "moody"})
    ask("/")
    variant = PersonalizationVariant.objects.get()
    assert len(problems()) == 1

    variant.rule = {"version": 1, "rule": {"all": []}}
    variant.save()

    assert problems() == []
