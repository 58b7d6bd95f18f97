"""The lists and forms of everything that is not an item: they open, and no row costs a query."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from django_jss.analytics.models import Channel, Contact, Event, PageView, Visit
from django_jss.content.models import Component, DictionaryPhrase, MediaItem, Placeholder
from django_jss.sites.models import Site
from tests.factories.analytics import CampaignFactory, GoalFactory
from tests.factories.content import ComponentFactory, TemplateFactory
from tests.factories.pages import home_of, make_component, make_page, make_site, place

MODELS = sorted(model._meta.model_name for model in admin.site._registry if model._meta.app_label == "django_jss")
WITHOUT_FORM = {"rulechange", "contact", "event", "item", "pageview", "turnedaway", "visit"}


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


def add_visit(site: Site) -> Visit:
    contact = Contact.objects.create()
    now = timezone.now()
    visit = Visit.objects.create(
        contact=contact, site=site, started_at=now, last_activity_at=now, campaign=CampaignFactory(site=site)
    )
    view = PageView.objects.create(
        visit=visit, at=now, item_guid=home_of(site).guid, path="/", language="en", sequence=1
    )
    goal = GoalFactory(site=site)
    Event.objects.create(visit=visit, page_view=view, kind="goal", at=now, definition_guid=goal.guid, name=goal.name)
    return visit


def add_component(site: Site) -> Component:
    component = ComponentFactory(site=site, datasource_template=TemplateFactory(site=site, fields={"text": "Text"}))
    place(home_of(site), component)
    Placeholder.objects.create(site=site, key=f"in-{component.name}").allowed_components.add(component)
    return component


def add_phrase(site: Site) -> DictionaryPhrase:
    number = DictionaryPhrase.objects.count()
    return DictionaryPhrase.objects.create(site=site, language=site.default_language, key=f"key-{number}", text="text")


@pytest.mark.parametrize(
    ("model", "add"),
    [
        ("goal", add_visit),
        ("campaign", add_visit),
        ("contact", add_visit),
        ("visit", add_visit),
        ("event", add_visit),
        ("pageview", add_visit),
        ("component", add_component),
        ("template", add_component),
        ("placeholder", add_component),
        ("dictionaryphrase", add_phrase),
        ("item", lambda site: make_page(site, f"page-{site.items.count()}")),
    ],
)
def test_list_makes_as_many_queries_for_six_rows_as_for_one(
    admin_client: Client, site: Site, model: str, add: Callable[[Site], object]
) -> None:
    address = reverse(f"admin:django_jss_{model}_changelist")
    add(site)
    admin_client.get(address)

    with CaptureQueriesContext(
        connection,
    ) as for_one:
        admin_client.get(address)
    for _number in range(5):
        add(site)
    with CaptureQueriesContext(connection) as for_six:
        answer = admin_client.get(address)

    assert answer.status_code == 200
    assert len(for_six) <= len(for_one)


@pytest.mark.parametrize("model", MODELS)
def test_list_opens(admin_client: Client, site: Site, model: str) -> None:
    add_visit(site)
    MediaItem.objects.create(site=site, path="a/b.pdf", file="x.pdf", mime_type="application/pdf")

    assert admin_client.get(reverse(f"admin:django_jss_{model}_changelist")).status_code == 200


@pytest.mark.parametrize("model", sorted(set(MODELS) - WITHOUT_FORM))
def test_form_for_a_new_row_opens(admin_client: Client, site: Site, model: str) -> None:
    assert admin_client.get(reverse(f"admin:django_jss_{model}_add")).status_code == 200


@pytest.mark.parametrize("model", ["contact", "event", "pageview", "visit"])
def test_records_of_visitors_are_looked_at_and_not_edited(admin_client: Client, site: Site, model: str) -> None:
    visit = add_visit(site)
    row = {
        "contact": visit.contact,
        "event": visit.page_views.get().events.get(),
        "pageview": visit.page_views.get(),
        "visit": visit,
    }[model]
    address = reverse(f"admin:django_jss_{model}_change", args=[row.pk])

    assert admin_client.get(address).status_code == 200
    assert admin_client.post(address, {}).status_code == 403
    assert admin_client.get(reverse(f"admin:django_jss_{model}_add")).status_code == 403


def test_list_of_goals_counts_the_last_30_days(admin_client: Client, site: Site) -> None:
    visit = add_visit(site)
    event = Event.objects.get(visit=visit)
    Event.objects.create(
        visit=visit, kind="goal", at=timezone.now() - timedelta(days=31), definition_guid=event.definition_guid
    )

    result = admin_client.get(reverse("admin:django_jss_goal_changelist")).context["cl"].result_list

    assert [goal.happened for goal in result] == [1]


def test_list_of_channels_counts_visits_of_the_last_30_days(admin_client: Client, site: Site) -> None:
    channel = Channel.objects.create(name="Letters", alias="letters")
    for days in (1, 31):
        visit = add_visit(site)
        Visit.objects.filter(pk=visit.pk).update(channel=channel, started_at=timezone.now() - timedelta(days=days))

    result = (
        admin_client.get(reverse("admin:django_jss_channel_changelist"), {"q": "letters"}).context["cl"].result_list
    )

    assert [row.came for row in result] == [1]


def test_list_of_components_counts_pages(admin_client: Client, site: Site) -> None:
    component = make_component(site, "Hero", {"heading": "Single-Line Text"})
    for page in (home_of(site), make_page(site, "about")):
        place(page, component)
        place(page, component)

    result = admin_client.get(reverse("admin:django_jss_component_changelist")).context["cl"].result_list

    assert [row.page_total for row in result] == [2]
