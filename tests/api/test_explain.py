"""The service that says why a page shows what it shows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from django_jss.analytics.models import Contact, PageView, Visit
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


@pytest.fixture
def contact(variant: PersonalizationVariant) -> Contact:
    """Somebody who was here twice, and of whom an address is known."""
    visitor = Client()
    for _visit in range(2):
        visitor.get(f"/sitecore/api/layout/render/jss?item=/&sc_apikey={KEY}&sc_site=shop")
    Contact.objects.update(attributes={"mail": "ann@example.com"}, visit_count=2)
    Visit.objects.update(number=2)
    return Contact.objects.get()


def test_real_contact_is_explained_to_staff_who_may_see_contacts(
    client: Client, contact: Contact, variant: PersonalizationVariant, django_user_model: Any
) -> None:
    user = django_user_model.objects.create_user("author", password="x", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_ruleset"))
    client.force_login(user)

    def post() -> Any:
        return client.post(f"{EXPLAIN}?item=/&sc_site=shop", {"contact": str(contact.guid)}, "application/json")

    refused = post()
    user.user_permissions.add(Permission.objects.get(codename="view_contact"))

    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "contact_forbidden")
    assert post().json()["renderings"][0]["variant"] == str(variant.guid)


def test_real_contact_is_not_explained_to_a_key(client: Client, key: str, contact: Contact) -> None:
    answer = client.post(f"{EXPLAIN}?item=/&sc_apikey={key}", {"contact": str(contact.guid)}, "application/json")

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "contact_forbidden")


@pytest.mark.parametrize(
    ("named", "code"), [("x", "contact_invalid"), (5, "contact_invalid"), ("0" * 32, "contact_unknown")]
)
def test_contact_that_there_is_not_is_refused(
    admin_client: Client, variant: PersonalizationVariant, named: Any, code: str
) -> None:
    answer = admin_client.post(f"{EXPLAIN}?item=/&sc_site=shop", {"contact": named}, "application/json")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"place": {"country": 5}}, "facts.place.country"),
        (
            {"event_history": [{"kind": "goal", "definition": "0" * 32, "at": "soon", "visit_number": 1}]},
            "facts.event_history[0].at",
        ),
        ({"calendars": {"0" * 32: 5}}, "facts.calendars"),
        ({"local_time": "0001-01-01T00:00+14:00"}, "facts.local_time"),
        ({"query": {"\ud800": "x"}}, "facts.query"),
        ({"\ud800": 1}, "facts.?"),
    ],
)
def test_wrong_part_of_a_fact_is_named(client: Client, key: str, facts: dict[str, Any], field: str) -> None:
    answer = explained(client, key, **facts)

    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["errors"]] == [field]


def test_goals_outcomes_campaigns_and_pages_can_all_be_given(client: Client, key: str, variant: Any) -> None:
    guid, at = "a0000000-0000-4000-8000-000000000000", "2026-11-20T09:00"
    common = {"definition": guid, "at": at, "visit_number": 1}
    asked = [
        {"condition": "goal_triggered", "goal": guid, "period": "ever"},
        {"condition": "outcome_value", "comparison": "at_least", "value": 40, "span": "ever"},
        {"condition": "came_by_campaign", "campaign": guid, "span": "ever"},
        {"condition": "page_seen", "page": guid, "times": 1, "span": "ever"},
    ]
    PersonalizationVariant.objects.update(rule={"version": 1, "rule": {"all": asked}})
    variant.rule_set.save()
    history = [
        {**common, "kind": kind, "value": 42.5, "data": {"colour": "red"}} for kind in ("goal", "outcome", "campaign")
    ]

    answer = explained(
        client, key, event_history=history, page_history=[{"page": guid, "at": at, "visit_number": 1, "path": "/a"}]
    )

    trace = answer.json()["renderings"][0]["tried"][0]["trace"]
    assert [(part.get("error"), part["verdict"]) for part in trace["parts"]] == [(None, True)] * 4


def test_page_is_explained_as_of_the_moment_that_is_given(client: Client, key: str, variant: Any) -> None:
    PersonalizationVariant.objects.update(show_from="2027-01-01T00:00Z", rule={"version": 1, "rule": {"all": []}})
    variant.rule_set.save()

    later = explained(client, key, local_time="2027-01-02T00:00")
    now = explained(client, key)

    assert [rendering["variant"] for rendering in later.json()["renderings"]] == [str(variant.guid)]
    assert later.json()["off"] == []
    assert now.json()["renderings"] == []
    assert now.json()["off"] == [
        {
            "uid": str(variant.rule_set.rendering_uid),
            "variant": str(variant.guid),
            "name": "returning",
            "why": "it begins on Jan. 1, 2027, midnight",
        }
    ]


@pytest.mark.parametrize(
    ("state", "why"), [({"is_enabled": False}, "it is disabled"), ({"show_until": "2026-01-01T00:00Z"}, "it ended on")]
)
def test_variant_that_is_not_tried_is_explained(
    client: Client, key: str, variant: PersonalizationVariant, state: dict[str, Any], why: str
) -> None:
    PersonalizationVariant.objects.update(**state)
    variant.rule_set.save()

    [off] = explained(client, key, visit_number=5).json()["off"]

    assert off["why"].startswith(why)
