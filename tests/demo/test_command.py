"""`manage.py demo`: makes what is not there, and leaves alone what is."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from django_jss.models import Contact, Event, Goal, Item, ItemVersion, PageView, RuleSet, Visit

pytestmark = pytest.mark.django_db


def demo(**options: Any) -> str:
    from demo.management.commands.demo import Command

    out = StringIO()
    call_command(Command(stdout=out), no_server=True, **options)
    return out.getvalue()


def counted() -> dict[str, int]:
    models = (Item, ItemVersion, RuleSet, Goal, Contact, Visit, PageView, Event, get_user_model())
    return {model.__name__: model._default_manager.count() for model in models}


def heading_of_the_hero() -> ItemVersion:
    return ItemVersion.objects.get(item__path="/Components/Heroes/Default", language__code="en")


def test_demo_makes_site_visits_and_admin_user_and_a_second_run_adds_nothing():
    first = demo()
    before = counted()
    second = demo()

    assert before["Visit"] > 300
    assert before["RuleSet"] == 1
    assert "password" in first
    assert "password" not in second
    assert "/sitecore/api/layout/render/jss?item=/&" in second
    assert counted() == before


def test_demo_keeps_the_edits_of_authors_until_it_is_told_to_reset():
    demo()
    hero = heading_of_the_hero()
    hero.fields["heading"] = "Written by an author"
    hero.save()
    visits = Visit.objects.count()

    demo()
    assert heading_of_the_hero().fields["heading"] == "Written by an author"

    demo(reset=True)
    assert heading_of_the_hero().fields["heading"] == "Out on the water, back by supper"
    assert RuleSet.objects.get().variants.count() == 4
    assert Visit.objects.count() == visits


def test_visits_of_the_demo_agree_with_what_is_kept_of_contacts():
    demo()

    for contact in Contact.objects.prefetch_related("visits"):
        visits = sorted(contact.visits.all(), key=lambda visit: visit.started_at)
        assert [visit.number for visit in visits] == list(range(1, len(visits) + 1))
        assert contact.visit_count == len(visits)
        assert contact.page_view_count == sum(visit.page_view_count for visit in visits)
        assert contact.engagement_value == sum(visit.engagement_value for visit in visits)
    times = list(PageView.objects.order_by("id").values_list("at", flat=True))
    assert times == sorted(times)
