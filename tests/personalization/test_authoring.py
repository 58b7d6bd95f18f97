"""Saving the variants of a rendering."""

from __future__ import annotations

import uuid

from django_jss.models import Component, RuleSet, VariantAction
from django_jss.personalization.authoring import VariantInput, save_rule_set
from django_jss.sites import revisions
from tests.factories.personalization import rule, visits_at_least

UID = uuid.UUID(int=1)


def hide(name, guid=None):
    return VariantInput(guid=guid, name=name, rule=rule(visits_at_least(2)), action=VariantAction.HIDE)


def saved():
    return [variant.name for variant in RuleSet.objects.get(rendering_uid=UID).variants.all()]


def test_variants_are_saved_in_order_and_keep_their_guids(route):
    first, second = save_rule_set(route, UID, [hide("first"), hide("second")]).variants.all()

    save_rule_set(route, UID, [hide("new"), hide("second", second.guid), hide("first", first.guid)])

    assert saved() == ["new", "second", "first"]
    assert [variant.guid for variant in RuleSet.objects.get().variants.all()][1:] == [second.guid, first.guid]


def test_variants_that_are_no_longer_named_are_gone(route):
    first = save_rule_set(route, UID, [hide("first"), hide("second")]).variants.first()

    save_rule_set(route, UID, [hide("first", first.guid)])

    assert saved() == ["first"]


def test_rule_set_without_variants_is_gone(route):
    save_rule_set(route, UID, [hide("first")])

    assert save_rule_set(route, UID, []) is None
    assert not RuleSet.objects.exists()


def test_guid_of_another_renderings_variant_makes_a_new_one(route):
    foreign = save_rule_set(route, uuid.UUID(int=2), [hide("foreign")]).variants.get()

    own = save_rule_set(route, UID, [hide("own", foreign.guid)]).variants.get()

    assert own.guid != foreign.guid
    foreign.refresh_from_db()
    assert foreign.name == "foreign"


def test_variant_keeps_only_what_its_action_shows(route):
    component = Component.objects.create(site=route.site, name="Hero")
    both = {"guid": None, "rule": rule(), "component": component, "datasource": route}

    save_rule_set(route, UID, [VariantInput(name=action, action=action, **both) for action in VariantAction])

    variants = RuleSet.objects.get().variants.all()
    assert {variant.name: (variant.component, variant.datasource) for variant in variants} == {
        "datasource": (None, route),
        "component": (component, route),
        "hide": (None, None),
        "parameters": (None, None),
        "move": (None, None),
        "custom": (None, None),
    }


def test_saving_a_rule_set_tells_every_process(route):
    before = revisions.current(route.site_id)

    save_rule_set(route, UID, [hide("first")])

    assert revisions.current(route.site_id) > before
    between = revisions.current(route.site_id)
    save_rule_set(route, UID, [])
    assert revisions.current(route.site_id) > between
