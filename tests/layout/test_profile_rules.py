"""Rules about profiles: what visitors see makes them known, the page being viewed included."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_jss.content.models import Item
from django_jss.models import Contact, PatternCard, Profile, ProfileKey, Visit
from tests.factories.pages import KEY, make_page
from tests.factories.profiles import give_card, make_profile
from tests.layout.conftest import Ask, Shop, heading

Personalize = Callable[..., None]
EXPLAIN = "/sitecore/api/jss/explain"
TRACK = "/sitecore/api/jss/track/event"


@pytest.fixture
def persona(shop: Shop) -> Profile:
    return make_profile(shop.site)


@pytest.fixture
def runner(persona: Profile) -> str:
    return str(PatternCard.objects.get(profile=persona, name="Runner").guid)


@pytest.fixture
def shoes(shop: Shop, persona: Profile) -> Item:
    """A page that says sport."""
    page = make_page(shop.site, "shoes")
    give_card(page, persona, "Sporty", sport=9)
    return page


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-03-01 12:00Z", tick=False) as clock:
        yield clock


def matches(pattern: str, basis: str = "contact") -> dict[str, str]:
    return {"condition": "pattern_matches", "basis": basis, "pattern": pattern}


def test_third_scored_page_matches_while_it_is_viewed(
    shop: Shop, ask: Ask, personalize: Personalize, persona: Profile, runner: str
) -> None:
    give_card(shop.home, persona, "Sporty", sport=9)
    personalize(matches(runner))

    assert [heading(ask()) for _ in range(4)] == ["Welcome", "Welcome", "Again", "Again"]


def test_pages_without_a_card_do_not_score(
    shop: Shop, ask: Ask, personalize: Personalize, runner: str, shoes: Item
) -> None:
    personalize(matches(runner))
    for _ in range(3):
        ask("/")
    ask("/shoes")
    ask("/shoes")

    assert heading(ask("/")) == "Welcome"
    ask("/shoes")
    assert heading(ask("/")) == "Again"


def test_profile_of_the_visit_starts_anew_that_of_the_contact_goes_on(
    shop: Shop, ask: Ask, personalize: Personalize, runner: str, shoes: Item, clock: time_machine.Traveller
) -> None:
    for _ in range(3):
        ask("/shoes")
    clock.shift(24 * 60 * 60)

    personalize(matches(runner, "visit"))
    assert heading(ask("/")) == "Welcome"
    personalize(matches(runner, "contact"))
    assert heading(ask("/")) == "Again"


def test_card_of_shown_content_scores(
    shop: Shop, ask: Ask, personalize: Personalize, persona: Profile, runner: str
) -> None:
    persona.minimum = 1
    persona.save()
    give_card(shop.hero.datasource, persona, "Sporty", sport=9)
    personalize(matches(runner))

    assert heading(ask("/")) == "Again"


def test_page_view_that_the_tracker_reports_scores_too(
    shop: Shop, client: Client, ask: Ask, personalize: Personalize, runner: str, shoes: Item
) -> None:
    personalize(matches(runner))
    views = [{"pageId": str(shoes.guid), "url": "/shoes"}] * 3

    answer = client.post(f"{TRACK}?sc_apikey={KEY}&sc_site={shop.site.name}", views, content_type="application/json")

    assert answer.status_code == 200
    assert heading(ask("/")) == "Again"
    assert Visit.objects.get().profile_tallies == Contact.objects.get().profile_tallies


def test_untracked_page_view_does_not_score(
    shop: Shop, ask: Ask, personalize: Personalize, runner: str, shoes: Item
) -> None:
    personalize(matches(runner))
    ask("/shoes")
    for _ in range(5):
        ask("/shoes", tracking="false")

    assert heading(ask("/")) == "Welcome"
    assert next(iter(Contact.objects.get().profile_tallies.values()))["count"] == 1


def test_change_of_a_card_counts_from_the_next_request_on(
    shop: Shop, ask: Ask, personalize: Personalize, persona: Profile, runner: str
) -> None:
    persona.minimum = 1
    persona.save()
    personalize(matches(runner))
    assert heading(ask("/")) == "Welcome"

    give_card(shop.home, persona, "Sporty", sport=9)

    assert heading(ask("/")) == "Again"


def test_explanation_tells_scores_distances_and_counts(
    shop: Shop, ask: Ask, personalize: Personalize, client: Client, runner: str, shoes: Item, admin_client: Client
) -> None:
    personalize(matches(runner))
    client.cookies = admin_client.cookies
    ask("/shoes")

    answer = client.get(EXPLAIN, {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop"}).json()

    seen = answer["renderings"][0]["tried"][0]["trace"]["parts"][0]["seen"]["contact_profiles"]
    standing = next(iter(seen.values()))
    assert (standing["profile"], standing["count"], standing["minimum"]) == ("Persona", 1, 3)
    assert [(score["name"], score["value"]) for score in standing["scores"]] == [("sport", 9.0), ("comfort", 0.0)]
    assert standing["distances"][0]["name"] == "Runner"
    assert standing["pattern"] is None


def test_invented_visitor_has_the_scores_that_are_given(
    shop: Shop, personalize: Personalize, persona: Profile, runner: str, admin_client: Client
) -> None:
    personalize(matches(runner))
    sport = ProfileKey.objects.get(profile=persona, name="sport")

    def variant(scores: dict[str, float], **more: int) -> str | None:
        given = {"contact_profiles": {str(persona.guid): {"scores": scores, **more}}}
        address = f"{EXPLAIN}?item=/&sc_apikey={KEY}&sc_site=shop"
        answer = admin_client.post(address, {"facts": given}, content_type="application/json").json()
        return answer["renderings"][0]["variant"]

    assert variant({str(sport.guid): 9}) is not None
    assert variant({str(sport.guid): 9}, count=2) is None


@pytest.mark.parametrize("renderings", [1, 20])
def test_scored_page_costs_the_same_queries_whatever_its_profiles(
    shop: Shop, ask: Ask, personalize: Personalize, persona: Profile, runner: str, renderings: int
) -> None:
    for number in range(renderings):
        give_card(shop.home, make_profile(shop.site, f"Profile {number}"), "Card", sport=number)
    give_card(shop.home, persona, "Sporty", sport=9)
    personalize(matches(runner))
    for _ in range(2):
        ask("/")

    with CaptureQueriesContext(connection) as queries:
        ask("/")

    # The visitor, the page view with its counters, and the scores: read once, written to visit and contact.
    writes = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "SELECT"))]
    assert len(writes) == 7
