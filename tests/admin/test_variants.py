"""What authors let variants do: parameters, another place, a schedule; each asks for what it needs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from django_jss.content.models import Rendering
from django_jss.personalization.models import PersonalizationVariant
from django_jss.sites.models import Site
from tests.admin.test_authoring_pages import hero, rendering_form, site, url, variant_form  # noqa: F401
from tests.factories.pages import home_of, make_component, place

RULE = {"version": 1, "rule": {"all": [{"condition": "visitor_is_new"}]}}


@pytest.fixture
def save(admin_client: Client, site: Site, hero: Rendering) -> Any:  # noqa: F811
    def post(**changes: Any) -> Any:
        form = rendering_form(hero, **variant_form(RULE, **changes))
        return admin_client.post(url("rendering", home_of(site).pk, hero.uid), form)

    return post


def test_parameters_are_written_one_a_line(save: Any) -> None:
    save(action="parameters", params="columns = 3\n\nlabel=a = b")

    assert PersonalizationVariant.objects.get().params == {"columns": "3", "label": "a = b"}


def test_component_is_moved_before_another_one(save: Any, admin_client: Client, site: Site, hero: Rendering) -> None:  # noqa: F811
    box = place(home_of(site), make_component(site, "Box", exposed_placeholders=["jss-box"]))
    target = f"jss-box-{{{str(box.uid).upper()}}}-0"
    hero.layout.refresh_from_db()

    save(action="move", target=f"{target}|")
    variant = PersonalizationVariant.objects.get()
    assert (variant.target, variant.target_before) == (target, None)
    hero.layout.refresh_from_db()
    save(action="move", target=f"jss-main|{box.uid}")
    variant = PersonalizationVariant.objects.get()
    assert (variant.target, variant.target_before) == ("jss-main", box.uid)
    html = admin_client.get(url("rendering", home_of(site).pk, hero.uid)).content.decode()
    assert f'<option value="jss-main|{box.uid}" selected>before Box 2</option>' in html


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"action": "parameters"}, "Name the parameters"),
        ({"action": "parameters", "params": "no value"}, "expected name = value"),
        ({"action": "parameters", "params": "= 3"}, "expected name = value"),
        ({"action": "move"}, "Choose where"),
        ({"action": "move", "target": "jss-nowhere|"}, "Select a valid choice"),
        ({"action": "custom"}, "Select a valid choice"),
        ({"action": "explode"}, "Select a valid choice"),
        (
            {
                "show_from_0": "2026-03-02",
                "show_from_1": "10:00",
                "show_until_0": "2026-03-02",
                "show_until_1": "09:00",
            },
            "later than the beginning",
        ),
        ({"show_from_0": "soon", "show_from_1": ""}, "Enter a valid date"),
    ],
)
def test_action_that_lacks_what_it_needs_is_refused(save: Any, changes: dict[str, str], message: str) -> None:
    answer = save(**changes)

    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert not PersonalizationVariant.objects.exists()


def test_schedule_is_kept(save: Any) -> None:
    save(show_from_0="2026-03-02", show_from_1="10:00", show_until_0="2026-03-09", show_until_1="10:00")

    variant = PersonalizationVariant.objects.get()
    assert (variant.show_from.isoformat(), variant.show_until.isoformat()) == (
        "2026-03-02T10:00:00+00:00",
        "2026-03-09T10:00:00+00:00",
    )
