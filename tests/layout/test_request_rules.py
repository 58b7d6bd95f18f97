"""Rules about place, device, account, page and shares decide on the first request; what no rule asks is not looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
import time_machine
from django.contrib.auth.models import Group as UserGroup
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from django_jss.analytics.client import place
from django_jss.content.models import TemplateField
from django_jss.engine.conditions import Group, catalogue, condition, conditions
from django_jss.engine.conditions.base import Predicate
from django_jss.models import Calendar, CalendarDate, RuleSet, Template
from tests.factories.pages import KEY, make_page, write
from tests.factories.personalization import RuleSetFactory, VariantFactory
from tests.factories.places import DANISH, TEXAN, write_places
from tests.layout.conftest import LAYOUT, Ask, Shop, heading

Personalize = Callable[..., None]
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:126.0) Gecko/20100101 Firefox/126.0"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_places(tmp_path_factory.mktemp("places") / "city.mmdb")


def from_address(client: Client, address: str, **headers: str) -> str | None:
    asked = {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop"}
    return heading(client.get(LAYOUT, asked, REMOTE_ADDR=address, headers=headers))


def test_place_is_known_on_the_very_first_request(
    shop: Shop, client: Client, personalize: Personalize, database: Path
) -> None:
    personalize({"condition": "country", "countries": ["DK"]})

    with override_settings(DJANGO_JSS={"GEOIP_DATABASES": [str(database)]}):
        assert from_address(Client(), DANISH) == "Again"
        assert from_address(Client(), TEXAN) == "Welcome"


def test_forwarded_address_counts_only_behind_proxies_that_are_trusted(
    shop: Shop, personalize: Personalize, database: Path
) -> None:
    personalize({"condition": "country", "countries": ["DK"]})
    settings: dict[str, Any] = {"GEOIP_DATABASES": [str(database)]}

    with override_settings(DJANGO_JSS=settings):
        assert from_address(Client(), TEXAN, **{"X-Forwarded-For": DANISH}) == "Welcome"
    with override_settings(DJANGO_JSS={**settings, "TRUSTED_PROXIES": 1}):
        assert from_address(Client(), "127.0.0.1", **{"X-Forwarded-For": f"{TEXAN}, {DANISH}"}) == "Again"
        assert from_address(Client(), "127.0.0.1", **{"X-Forwarded-For": f"{DANISH}, {TEXAN}"}) == "Welcome"


@pytest.mark.parametrize(
    ("condition", "lookups"),
    [({"condition": "visitor_is_new"}, 0), ({"condition": "country", "countries": ["DK"]}, 1)],
)
def test_place_is_looked_up_only_if_a_rule_asks(
    shop: Shop,
    client: Client,
    personalize: Personalize,
    monkeypatch: pytest.MonkeyPatch,
    database: Path,
    condition: dict[str, Any],
    lookups: int,
) -> None:
    looked_up: list[str] = []
    real = place._looked_up
    monkeypatch.setattr(place, "_looked_up", lambda path, address: looked_up.append(address) or real(path, address))
    personalize(condition)

    with override_settings(DJANGO_JSS={"GEOIP_DATABASES": [str(database)]}):
        from_address(client, DANISH)

    assert len(looked_up) == lookups


def test_device_decides(shop: Shop, client: Client, personalize: Personalize) -> None:
    personalize({"condition": "device_type", "kinds": ["phone"]})

    assert from_address(client, DANISH, **{"User-Agent": IPHONE}) == "Again"
    assert from_address(client, DANISH, **{"User-Agent": DESKTOP}) == "Welcome"


def test_account_decides(shop: Shop, client: Client, ask: Ask, personalize: Personalize) -> None:
    user = User.objects.create_user("ann", email="ann@example.com")
    user.groups.add(UserGroup.objects.create(name="Members"))

    personalize({"condition": "in_group", "group": "Members"}, {"condition": "has_valid_email"})
    assert heading(ask()) == "Welcome"
    client.force_login(user)
    assert heading(ask()) == "Again"


def test_page_decides(shop: Shop, ask: Ask, personalize: Personalize) -> None:
    about = make_page(shop.site, "about")
    template = Template.objects.get(site=shop.site, name="App Route")

    personalize({"condition": "page_is_above", "page": str(about.guid)})
    assert heading(ask()) == "Again"
    personalize({"condition": "page_is_below", "page": str(about.guid)})
    assert heading(ask()) == "Welcome"
    personalize({"condition": "page_template", "template": str(template.guid)})
    assert heading(ask()) == "Again"
    personalize({"condition": "page_field", "field": "pageTitle", "comparison": "equals", "value": "home"})
    assert heading(ask()) == "Again"


def test_template_of_pages_seen_decides(shop: Shop, ask: Ask, personalize: Personalize) -> None:
    make_page(shop.site, "about")
    template = Template.objects.get(site=shop.site, name="App Route")
    personalize({"condition": "template_seen", "template": str(template.guid), "times": 2, "span": "visit"})

    assert heading(ask()) == "Welcome"
    assert heading(ask()) == "Again"


def test_calendar_decides_and_is_live(shop: Shop, ask: Ask, personalize: Personalize) -> None:
    calendar = Calendar.objects.create(site=shop.site, name="Sale")
    personalize({"condition": "in_calendar", "calendar": str(calendar.guid)})
    assert heading(ask()) == "Welcome"

    CalendarDate.objects.create(calendar=calendar, first_on="2000-01-01", last_on="2100-01-01")

    assert heading(ask()) == "Again"


def test_cookies_and_headers_are_seen_only_if_the_settings_say_so(
    shop: Shop, client: Client, ask: Ask, personalize: Personalize
) -> None:
    personalize({"condition": "cookie", "name": "tier", "comparison": "equals", "value": "gold"})
    client.cookies["tier"] = "gold"

    assert heading(ask()) == "Welcome"
    with override_settings(DJANGO_JSS={"RULE_COOKIES": ["tier"]}):
        assert heading(ask()) == "Again"


def test_share_of_a_visitor_does_not_change_when_the_visitor_becomes_known(
    shop: Shop, personalize: Personalize, ask: Ask
) -> None:
    personalize({"condition": "in_share", "percent": 50, "salt": "hero"})
    shown: set[str | None] = set()
    for _ in range(12):
        visitor = Client()
        asked = {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop"}
        seen = {heading(visitor.get(LAYOUT, asked)) for _ in range(4)}
        assert len(seen) == 1
        shown |= seen

    assert shown == {"Welcome", "Again"}


def test_untracked_request_says_so(shop: Shop, ask: Ask, personalize: Personalize) -> None:
    personalize({"condition": "is_tracked"})

    assert heading(ask()) == "Again"
    assert heading(ask(tracking="false")) == "Welcome"


def test_numbers_and_dates_of_a_page_are_compared_as_such(shop: Shop, ask: Ask, personalize: Any) -> None:
    template = shop.home.template
    for position, (name, kind) in enumerate((("price", "Number"), ("starts", "Datetime"), ("day", "Date")), 5):
        TemplateField.objects.create(template=template, name=name, type=kind, position=position)
    write(shop.home, {"price": 1200, "starts": "2026-03-01T09:00:00Z", "day": "2026-03-01T00:00:00Z"})

    def shown(**asked: Any) -> str | None:
        personalize(asked)
        return heading(ask("/", tracking="false"))

    with time_machine.travel("2026-03-01 08:30Z", tick=False):
        assert shown(condition="page_number", field="price", comparison="more", value=900) == "Again"
        assert shown(condition="page_number", field="price", comparison="less", value=900) == "Welcome"
        assert shown(condition="page_date", field="day", comparison="on", day="2026-03-01") == "Again"
        assert shown(condition="page_date_near", field="starts", direction="next", length=1, unit="hours") == "Again"
        assert shown(condition="page_date_near", field="starts", direction="last", length=1, unit="hours") == "Welcome"


def all_conditions() -> list[dict[str, Any]]:
    """Every condition, with parameters that it takes."""
    guid = "0" * 32
    plain = {
        "number": 1,
        "decimal": 1.5,
        "text": "x",
        "date": "2026-11-24",
        "time": "09:00",
    }
    made = []
    for kind in catalogue():
        asked: dict[str, Any] = {"condition": kind["name"]}
        for parameter in kind["parameters"]:
            name = parameter["name"]
            if parameter["reference"]:
                asked[name] = guid
            elif parameter["type"] in ("several", "codes"):
                asked[name] = [parameter["choices"][0]["value"]]
            elif parameter["type"] == "choice":
                asked[name] = str(parameter["choices"][0]["value"])
            else:
                asked[name] = plain.get(parameter["type"], "x")
        asked |= {"networks": ["10.0.0.0/8"]} if "networks" in asked else {}
        asked |= {"last": "10:00"} if kind["name"] == "time_of_day" else {}
        asked |= {"moment": "2026-11-24T09:00"} if "moment" in asked else {}
        if kind["name"] == "date_range":
            asked |= {"first": "2026-11-24T09:00", "last": "2026-11-25T09:00"}
        made.append(asked)
    return made


@pytest.fixture
def never() -> Iterator[dict[str, str]]:
    """A condition that does not hold, and is asked when all others were."""

    @condition("never", group=Group.REQUEST, sentence="never", cost=100)
    @dataclass(frozen=True, slots=True)
    class Never:
        needs: ClassVar[frozenset[str]] = frozenset()

        def compile(self) -> Predicate:
            return lambda facts: False

    yield {"condition": "never"}
    conditions.remove("never")


def test_queries_are_the_same_few_for_one_page_with_every_condition_and_five_hundred_rules(
    shop: Shop, ask: Ask, never: dict[str, str]
) -> None:
    each = [{"all": [asked, never]} for asked in all_conditions() if asked != never]

    def queries_with(rules: int) -> int:
        RuleSet.objects.all().delete()
        rule_set = RuleSetFactory(route=shop.home, rendering_uid=shop.hero.uid)
        for index in range(rules):
            VariantFactory(
                rule_set=rule_set, rule={"version": 1, "rule": {"any": each[index % 9 :] + each[: index % 9]}}
            )
        for page in range(3):
            make_page(shop.site, f"page-{rules}-{page}")
        for _ in range(3):
            ask()
        with CaptureQueriesContext(connection) as queries:
            assert ask().status_code == 200
        return len(queries)

    few = queries_with(2)

    assert queries_with(500) == few
    # The visitor, the session for the user, events, pages and channels of the past, the templates of these; then the
    # page view with the counters of visit and contact, between two statements that make them one.
    assert few == 11 if connection.vendor == "sqlite" else few <= 11
