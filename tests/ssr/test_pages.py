"""Pages rendered by Django templates: what they show, how they count, where they lead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_jss.content import tree
from django_jss.models import Campaign, Component, PageView, Site, Visit
from tests.factories.analytics import CampaignFactory, GoalFactory
from tests.factories.pages import make_component, make_page, place
from tests.factories.personalization import rule
from tests.layout.conftest import Shop
from tests.ssr.conftest import Get


def test_page_is_drawn_by_the_templates_of_its_components(get: Get) -> None:
    response = get()

    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    text = response.content.decode()
    assert '<body class="shop"><section><h1>Welcome</h1><p>Hello</p><small>/</small></section>' in text


def test_view_counts_once_and_the_next_page_belongs_to_the_visit(shop: Shop, get: Get) -> None:
    make_page(shop.site, "about")

    assert "SC_ANALYTICS_GLOBAL_COOKIE" in get("/").cookies
    get("/about")

    assert list(PageView.objects.order_by("sequence").values_list("path", "sequence")) == [("/", 1), ("/about", 2)]
    assert Visit.objects.count() == 1


def test_second_visit_after_a_goal_is_personalized(shop: Shop, get: Get, personalize: Callable[..., None]) -> None:
    goal = GoalFactory(site=shop.site, name="Sign-up")
    personalize({"condition": "goal_triggered", "goal": str(goal.guid), "period": "ever"})

    assert "Welcome" in get("/").content.decode()
    assert "Again" in get("/?sc_trk=sign-up").content.decode()
    assert "Again" in get("/").content.decode()
    assert PageView.objects.count() == 3


def test_campaign_of_the_address_gets_the_credit(shop: Shop, get: Get) -> None:
    CampaignFactory(site=shop.site, name="Spring")

    get("/?sc_camp=spring&utm_source=letter")

    visit = Visit.objects.get()
    assert visit.campaign == Campaign.objects.get()
    assert visit.source == {"utm_source": "letter"}


@pytest.mark.parametrize("headers", [{"Sec_Purpose": "prefetch"}, {"Purpose": "prefetch"}])
def test_page_that_is_fetched_ahead_of_time_does_not_count(get: Get, headers: dict[str, str]) -> None:
    assert get("/", **headers).status_code == 200
    assert not PageView.objects.exists()


def test_head_does_not_count(shop: Shop, client: Any) -> None:
    response = client.head("/")

    assert (response.status_code, response.content) == (200, b"")
    assert not PageView.objects.exists()


def test_page_that_is_not_there_is_404_and_no_view(get: Get) -> None:
    response = get("/nowhere")

    assert response.status_code == 404
    assert "no page at this address" in response.content.decode()
    assert not PageView.objects.exists()


def test_unknown_host_without_a_default_site_is_404(shop: Shop, get: Get) -> None:
    Site.objects.create(name="other", default_language=shop.site.default_language)

    assert get("/", Host="elsewhere.example").status_code == 404


def test_moved_page_leads_to_where_it_is(shop: Shop, get: Get) -> None:
    page = make_page(shop.site, "about")
    tree.rename(page, "about us")

    response = get("/about?a=1&b=%20x")

    assert (response.status_code, response["Location"]) == (301, "/about-us?a=1&b=+x")
    assert get("/about-us").status_code == 200


def test_language_stands_before_the_path_or_in_a_parameter(shop: Shop, get: Get) -> None:
    make_page(shop.site, "about")

    assert 'lang="en"' in get("/en/about").content.decode()
    assert 'lang="en"' in get("/about?sc_lang=EN").content.decode()
    assert get("/fr/about").status_code == 404


def test_nested_components_are_drawn(shop: Shop, get: Get) -> None:
    make_component(shop.site, "Note", {"text": "Single-Line Text"})
    place(shop.home, make_component(shop.site, "Plain", {"heading": "Single-Line Text"}), values={"heading": "x"})

    assert "Welcome" in get("/").content.decode()


def test_missing_template_is_shown_while_debugging_and_left_out_otherwise(
    shop: Shop, get: Get, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    place(shop.home, make_component(shop.site, "Odd", {"heading": "Single-Line Text"}), values={"heading": "x"})
    settings.DEBUG = True
    assert "jss/components/Odd.html" in get("/").content.decode()

    settings.DEBUG = False

    text = get("/").content.decode()
    assert "Odd" not in text
    assert "Welcome" in text
    assert "no template for the component Odd" in caplog.text


def test_values_are_escaped_and_rich_text_is_sanitized(shop: Shop, get: Get) -> None:
    values = {"heading": "<script>alert(1)</script>", "text": "<p onclick=x>Hi</p><script>x</script>"}
    place(shop.home, Component.objects.get(name="Hero"), values=values)

    text = get("/").content.decode()

    assert "<script" not in text
    assert "onclick" not in text
    assert "<p>Hi</p>" in text


def test_tracked_page_costs_a_constant_number_of_queries(
    shop: Shop, get: Get, personalize: Callable[..., None]
) -> None:
    personalize({"condition": "visit_number", "comparison": "at_least", "value": 1})
    for _ in range(3):
        get("/")

    with CaptureQueriesContext(connection) as queries:
        assert "Again" in get("/").content.decode()

    # As the Layout Service.
    assert len(queries) == (2 if connection.vendor == "postgresql" else 6)


@pytest.mark.parametrize("path", ["/%00", "/%ff", "/" + "x" * 5000, "/..%2f..%2fetc", "/{0}", "/%0d%0aSet-Cookie:x=1"])
def test_strange_address_is_answered(get: Get, path: str) -> None:
    response = get(path)

    assert response.status_code in (400, 404)
    assert "x" not in response.cookies


def test_goal_with_a_rule_about_the_page_counts_there(shop: Shop, get: Get) -> None:
    GoalFactory(site=shop.site, name="Home", rule=rule({"condition": "page_is", "page": str(shop.home.guid)}))

    get("/?sc_trk=home")

    assert Visit.objects.get().goal_counts != {}
