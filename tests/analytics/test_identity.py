"""Identifiers: an anonymous contact becomes somebody, and what it did goes along."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from time_machine import travel

from django_jss.analytics.cookies import new_device_guid
from django_jss.analytics.identity import InvalidIdentity, contact_of, identify
from django_jss.analytics.merging import merge_contacts
from django_jss.analytics.visitors import Visitor
from django_jss.exceptions import ContactMergedAway
from django_jss.models import Contact, Device, Event, Goal, Identifier, PageView, Site, Visit
from django_jss.signals import contact_identified, contact_merged
from tests.factories.analytics import GoalFactory, goal_record, page_view, visitor_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(site: Site) -> Goal:
    return GoalFactory(site=site, points=5)


def somebody(site: Site, *records: Any, at: Any = None) -> Visitor:
    visitor = visitor_with()
    if at:
        visitor.__dict__["now"] = at
    visitor.record(records or [page_view()], site_id=site.pk)
    return visitor


def again(visitor: Visitor) -> Visitor:
    return visitor_with(str(visitor.cookie))


def test_anonymous_contact_becomes_the_identified_one(site: Site) -> None:
    visitor = somebody(site)

    visitor.identify("shop", "4711", {"tier": "gold"})

    contact = Contact.objects.get()
    assert contact_of("shop", "4711") == contact
    assert contact.identified_at is not None
    assert contact.attributes == {"tier": "gold"}
    assert again(visitor).identifier_sources == ("shop",)


def test_first_visit_of_somebody_told_of_before_is_the_contact_s_first(site: Site) -> None:
    visitor = visitor_with()
    visitor.identify("shop", "4711")
    assert Contact.objects.get().first_visit_at is None

    again(visitor).record([page_view()], site_id=site.pk)

    contact = Contact.objects.get()
    assert contact.first_visit_at == contact.last_visit_at is not None


def test_anonymous_contact_goes_over_to_the_one_that_is_known(site: Site, goal: Goal) -> None:
    known = somebody(site, page_view("/a"), goal_record(goal), at=timezone.now() - timedelta(days=9))
    known.identify("shop", "4711", {"tier": "gold", "city": "Aarhus"})
    known_contact = Contact.objects.get()
    other = somebody(site, page_view("/b"), page_view("/c"), goal_record(goal))

    assert other.identify("shop", "4711", {"tier": None}) == known_contact.guid

    known_contact.refresh_from_db()
    assert (known_contact.visit_count, known_contact.page_view_count, known_contact.engagement_value) == (2, 3, 10)
    assert known_contact.goal_counts == {str(goal.guid): 2}
    assert known_contact.attributes == {"city": "Aarhus"}
    assert {view.visit.contact_id for view in PageView.objects.select_related("visit")} == {known_contact.pk}
    assert list(Visit.objects.order_by("number").values_list("number", "contact")) == [
        (1, known_contact.pk),
        (2, known_contact.pk),
    ]
    assert Visit.objects.get(number=2).previous_visit_at == Visit.objects.get(number=1).started_at
    left = Contact.objects.get(merged_into=known_contact)
    assert (left.visit_count, left.goal_counts, left.seed is not None) == (0, {}, True)
    assert again(other).visit_number == 2


def test_visit_goes_on_when_its_contact_changes(site: Site) -> None:
    somebody(site).identify("shop", "4711")
    other = somebody(site)
    other.identify("shop", "4711")

    back = again(other)
    back.record([page_view()], site_id=site.pk)

    contact = Contact.objects.get(merged_into=None)
    assert (contact.visit_count, contact.page_view_count) == (Visit.objects.count(), 3) == (2, 3)


def test_saying_it_again_changes_nothing(site: Site) -> None:
    visitor = somebody(site)
    visitor.identify("shop", "4711", {"a": 1})
    before = (list(Contact.objects.values()), list(Identifier.objects.values()), list(Visit.objects.values()))

    again(visitor).identify("shop", "4711", {"a": 1})

    assert (list(Contact.objects.values()), list(Identifier.objects.values()), list(Visit.objects.values())) == before


def test_contact_may_be_known_to_several_sources(site: Site) -> None:
    visitor = somebody(site)

    visitor.identify("shop", "4711")
    again(visitor).identify("list", "ann@example.com")

    assert contact_of("shop", "4711") == contact_of("list", "ann@example.com") == Contact.objects.get()


def test_device_of_somebody_else_goes_over_alone(site: Site) -> None:
    visitor = somebody(site)
    visitor.identify("shop", "ann")

    again(visitor).identify("shop", "bob")

    ann, bob = contact_of("shop", "ann"), contact_of("shop", "bob")
    assert ann is not None
    assert bob is not None
    assert ann != bob
    assert (ann.visit_count, bob.visit_count) == (1, 0)
    assert Device.objects.get().contact == bob
    assert again(visitor).visit_number == 1


def test_two_who_are_both_known_are_not_made_one(site: Site) -> None:
    somebody(site).identify("shop", "ann")
    bob = somebody(site)
    bob.identify("shop", "bob")

    again(bob).identify("shop", "ann")

    assert Contact.objects.filter(merged_into=None).count() == 2
    assert Device.objects.filter(contact=contact_of("shop", "ann")).count() == 2


def test_device_that_is_new_is_settled_with_the_contact() -> None:
    guid = new_device_guid()

    identify(guid, "shop", "4711")

    assert Device.objects.get(guid=guid).contact == contact_of("shop", "4711")


def test_identifiers_are_exact(site: Site) -> None:
    somebody(site).identify("shop", "Ann")
    somebody(site).identify("shop", "ann")
    somebody(site).identify("sho", "pAnn")

    assert Contact.objects.filter(merged_into=None).count() == 3


@pytest.mark.parametrize(
    ("source", "value", "attributes", "field"),
    [
        ("", "x", {}, "source"),
        ("x" * 101, "x", {}, "source"),
        ("x", " ", {}, "identifier"),
        ("x", "x" * 256, {}, "identifier"),
        ("x", 5, {}, "identifier"),
        ("x", "a\0", {}, "identifier"),
        ("x", "\ud800", {}, "identifier"),
        ("x", "x", [], "attributes"),
        ("x", "x", {"a": {}}, "attributes.a"),
        ("x", "x", {"a": float("nan")}, "attributes.a"),
        ("x", "x", {"a": "x" * 501}, "attributes.a"),
        ("x", "x", {str(number): 1 for number in range(101)}, "attributes"),
    ],
)
def test_what_cannot_be_kept_is_refused(source: Any, value: Any, attributes: Any, field: str) -> None:
    with pytest.raises(InvalidIdentity) as refused:
        identify(new_device_guid(), source, value, attributes)

    assert refused.value.field == field
    assert not Contact.objects.exists()


def test_visitor_who_may_not_be_tracked_is_not_identified(site: Site) -> None:
    visitor = visitor_with(has_privacy_signal=True)

    assert visitor.identify("shop", "4711") is None
    assert not Identifier.objects.exists()


def test_merging_twice_changes_nothing_and_a_contact_that_is_gone_is_told(site: Site, goal: Goal) -> None:
    contacts = [somebody(site, page_view(), goal_record(goal)).known for _ in range(3)]
    one, two, three = (Contact.objects.get(pk=known.contact_id) for known in contacts if known)

    merge_contacts(one, into=two)
    merge_contacts(one, into=two)

    two.refresh_from_db()
    assert (two.visit_count, two.engagement_value) == (2, 10)
    with pytest.raises(ContactMergedAway):
        merge_contacts(three, into=one)
    assert Event.objects.filter(visit__contact=three).count() == 1


def test_first_source_is_that_of_the_earlier_contact(site: Site) -> None:
    with travel(timezone.now() - timedelta(days=3), tick=False):
        early = somebody(site)
    Contact.objects.update(first_source={"utm_source": "early"})
    somebody(site).identify("shop", "4711")

    again(early).identify("shop", "4711")

    assert contact_of("shop", "4711").first_source == {"utm_source": "early"}  # type: ignore[union-attr]


def test_signals_tell_of_identification_and_merging(site: Site, django_capture_on_commit_callbacks: Any) -> None:
    told: list[str] = []

    def hear(signal: Any, **kwargs: Any) -> None:
        told.append(",".join(sorted(kwargs.keys() - {"sender"})))

    for signal in (contact_identified, contact_merged):
        signal.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            somebody(site).identify("shop", "4711")
            somebody(site).identify("shop", "4711")
    finally:
        for signal in (contact_identified, contact_merged):
            signal.disconnect(hear)

    assert sorted(told) == ["contact_guid,source", "contact_guid,source", "into_guid,source_guid"]


def test_starting_over_is_being_nobody(site: Site) -> None:
    visitor = somebody(site)
    visitor.identify("shop", "4711")

    back = again(visitor)
    back.start_over()
    back.record([page_view()], site_id=site.pk)

    assert back.device_guid != visitor.device_guid
    assert Contact.objects.count() == 2
    assert again(back).identifier_sources == ()
