"""The service that says why a page shows what it shows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from django_jss.analytics.models import Contact, PageView
from django_jss.personalization.authoring import VariantInput, save_rule_set
from django_jss.personalization.models import Persona, PersonalizationVariant, VariantAction
from django_jss.sites.models import ApiKey
from tests.factories.pages import KEY, home_of, make_component, make_site, place

EXPLAIN = "/sitecore/api/jss/explain"
RETURNING = {"version": 1, "rule": {"condition": "visit_number", "comparison": "at_least", "value": 2}}
pytestmark = pytest.mark.django_db


@pytest.fixture
def variant() -> PersonalizationVariant:
    """The variant of a component on the start page that those see who return."""
    site = make_site()
    rendering = place(home_of(site), make_component(site, "Text", {"body": "Rich Text"}), values={"body": "x"})
    save_rule_set(home_of(site), rendering.uid, [VariantInput(None, "returning", RETURNING, VariantAction.HIDE)])
    return PersonalizationVariant.objects.get()


@pytest.fixture
def key(variant: PersonalizationVariant) -> str:
    """A key that names the service."""
    return str(ApiKey.objects.create(name="analyst", services=["explain"]).guid)


def explained(client: Client, key: str, **facts: Any) -> Any:
    return client.post(f"{EXPLAIN}?item=/&sc_apikey={key}", json.dumps({"facts": facts}), "application/json")


def test_present_visitor_is_explained_and_not_tracked(client: Client, key: str) -> None:
    answer = client.get(EXPLAIN, {"item": "/", "sc_apikey": key})

    [rendering] = answer.json()["renderings"]
    assert (answer.status_code, rendering["variant"]) == (200, None)
    assert rendering["tried"][0]["trace"]["seen"] == {"visit_number": 1}
    assert not answer.cookies
    assert not Contact.objects.exists()
    assert not PageView.objects.exists()


def test_persona_is_explained_by_the_facts_given(client: Client, key: str, variant: PersonalizationVariant) -> None:
    answer = explained(client, key, visit_number=2)

    [rendering] = answer.json()["renderings"]
    assert rendering["variant"] == str(variant.guid)
    assert rendering["tried"][0]["rule"] == "the number of visits is at least 2"


def test_what_is_not_said_of_a_persona_is_unknown(client: Client, key: str) -> None:
    [rendering] = explained(client, key).json()["renderings"]

    assert rendering["tried"][0]["verdict"] is None


def test_wrong_facts_are_all_named(client: Client, key: str) -> None:
    answer = explained(client, key, visit_number="two", visit_goal={})

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "facts_invalid"
    assert [fault["field"] for fault in answer.json()["errors"]] == ["facts.visit_number", "facts.visit_goal"]


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"facts": 1}', '{"facts": {"visit_number": NaN}}', "\0", "[" * 9999])
def test_wrong_body_is_refused(client: Client, key: str, body: str) -> None:
    answer = client.post(f"{EXPLAIN}?item=/&sc_apikey={key}", body, "application/json")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "body_invalid")


def test_key_of_a_front_end_does_not_open_it(client: Client, variant: PersonalizationVariant) -> None:
    answer = client.get(EXPLAIN, {"item": "/", "sc_apikey": str(KEY)})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "key_invalid")


def test_staff_who_may_see_personalization_need_no_key(
    client: Client, variant: PersonalizationVariant, django_user_model: Any
) -> None:
    user = django_user_model.objects.create_user("author", password="x", is_staff=True)
    client.force_login(user)
    refused = client.get(EXPLAIN, {"item": "/"})
    user.user_permissions.add(Permission.objects.get(codename="view_ruleset"))

    assert refused.json()["error"]["code"] == "key_missing"
    assert client.get(EXPLAIN, {"item": "/"}).status_code == 200


def test_unknown_page_is_not_found(client: Client, key: str) -> None:
    answer = client.get(EXPLAIN, {"item": "/nowhere", "sc_apikey": key})

    assert (answer.status_code, answer.json()["error"]["field"]) == (404, "item")


def test_saved_persona_is_explained_and_facts_stand_above_it(
    client: Client, key: str, variant: PersonalizationVariant
) -> None:
    persona = Persona.objects.create(site=variant.rule_set.route.site, name="Regular", facts={"visit_number": 2})

    def shown(body: dict[str, Any]) -> str | None:
        answer = client.post(f"{EXPLAIN}?item=/&sc_apikey={key}", json.dumps(body), "application/json")
        return answer.json()["renderings"][0]["variant"]

    assert shown({"persona": str(persona.guid)}) == str(variant.guid)
    assert shown({"persona": persona.guid.hex, "facts": {"visit_number": 1}}) is None


@pytest.mark.parametrize(
    ("persona", "code"),
    [("x", "persona_invalid"), (None, "persona_invalid"), ([], "persona_invalid"), ("0" * 32, "persona_unknown")],
)
def test_persona_that_there_is_not_is_refused(client: Client, key: str, persona: Any, code: str) -> None:
    answer = client.post(f"{EXPLAIN}?item=/&sc_apikey={key}", json.dumps({"persona": persona}), "application/json")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
