"""Rule sets of a page, and rules checked before they are saved."""

from __future__ import annotations

import logging
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from django_jss.engine.facts import Facts
from django_jss.models import VariantAction
from django_jss.personalization.rule_sets import clean_rule, rule_sets_of
from tests.factories.analytics import CampaignFactory, GoalFactory, PageEventFactory
from tests.factories.personalization import RuleSetFactory, VariantFactory, goal_triggered, rule, visits_at_least

LOGGER = "django_jss.personalization"
GONE = {"condition": "plugin_that_is_gone"}


@pytest.fixture
def rule_set(route):
    return RuleSetFactory(route=route)


def holding(rule_set, **facts):
    """The names of the variants whose rule holds, in order."""
    variants = rule_sets_of(rule_set.route_id, timezone.now()).variants[rule_set.rendering_uid]
    return [variant.row.name for variant in variants if variant.rule.holds(Facts(facts))]


def test_variants_come_compiled_in_their_order(rule_set):
    VariantFactory(rule_set=rule_set, name="second", position=2, rule=rule(visits_at_least(2)))
    VariantFactory(rule_set=rule_set, name="first", position=1, rule=rule(visits_at_least(3)))

    assert holding(rule_set, visit_number=3) == ["first", "second"]
    assert holding(rule_set, visit_number=2) == ["second"]
    assert holding(rule_set) == []


def test_disabled_variants_and_those_of_other_pages_are_left_out(rule_set):
    VariantFactory(rule_set=rule_set, is_enabled=False)

    assert rule_sets_of(rule_set.route_id, timezone.now()).variants == {}
    assert rule_sets_of(rule_set.route_id + 1, timezone.now()).variants == {}


def test_rule_sets_of_a_page_cost_one_query_however_many_there_are(route, django_assert_num_queries):
    for _number in range(20):
        VariantFactory(rule_set=RuleSetFactory(route=route))

    with django_assert_num_queries(1):
        variants = rule_sets_of(route.pk, timezone.now()).variants
        assert [variant.row.component for ready in variants.values() for variant in ready] == [None] * 20


def test_condition_whose_plugin_is_gone_is_unknown_and_logged_once(rule_set, caplog):
    either = {"version": 1, "rule": {"any": [GONE, visits_at_least(2)]}}
    VariantFactory(rule_set=rule_set, name="either", rule=either)
    variant = VariantFactory(rule_set=rule_set, name="both", rule=rule(GONE, visits_at_least(2)))

    with caplog.at_level(logging.ERROR, LOGGER):
        sets = rule_sets_of(rule_set.route_id, timezone.now())

    assert holding(rule_set, visit_number=2) == ["either"]
    assert len(sets.problems) == 2
    assert str(variant.guid) in sets.problems[1]
    assert str(rule_set.rendering_uid) in sets.problems[1]
    assert 'rule.all[0].condition: no condition "plugin_that_is_gone"' in sets.problems[1]
    assert [record.getMessage() for record in caplog.records][:2] == [
        f"Page {rule_set.route_id}, {problem}" for problem in sets.problems
    ]


@pytest.mark.parametrize("document", [None, [], "rule", {"version": 9, "rule": {"all": []}}, {"version": 1}])
def test_rule_that_cannot_be_read_never_holds(rule_set, document):
    VariantFactory(rule_set=rule_set, rule=document if document is not None else 0)

    assert holding(rule_set, visit_number=1) == []
    assert len(rule_sets_of(rule_set.route_id, timezone.now()).problems) == 1


@pytest.mark.parametrize("action", [VariantAction.DATASOURCE, VariantAction.COMPONENT])
def test_variant_that_names_nothing_to_show_never_holds(rule_set, action):
    variant = VariantFactory(rule_set=rule_set, action=action)

    assert holding(rule_set) == []
    assert rule_sets_of(rule_set.route_id, timezone.now()).problems == (
        f"variant {variant.guid} of rendering {rule_set.rendering_uid}: "
        f'its action "{action.value}" names nothing to show',
    )


def test_variant_that_shows_an_item_may_hold(rule_set, route):
    VariantFactory(rule_set=rule_set, name="other", action=VariantAction.DATASOURCE, datasource=route)

    assert holding(rule_set) == ["other"]


def test_condition_that_raises_on_a_page_is_logged_with_variant_and_rendering(rule_set, caplog):
    variant = VariantFactory(rule_set=rule_set, rule=rule(visits_at_least(2)))

    class Hostile(int):
        def __ge__(self, other):
            raise RuntimeError("no")

    with caplog.at_level(logging.ERROR, LOGGER):
        assert holding(rule_set, visit_number=Hostile()) == []

    [record] = caplog.records
    assert record.getMessage().startswith(
        f"Condition visit_number of variant {variant.guid} (rendering {rule_set.rendering_uid}) raised RuntimeError at "
        "personalization/test_rule_sets.py:"
    )


def test_clean_rule_gives_the_rule_of_a_right_document(site, django_assert_num_queries):
    goal = GoalFactory(site=site)

    with django_assert_num_queries(1):
        assert clean_rule(rule(goal_triggered(goal.guid), visits_at_least(2)), site.pk)
    with django_assert_num_queries(0):
        assert clean_rule(rule(visits_at_least(2)), site.pk)


def test_clean_rule_names_every_fault_with_its_place_and_code(site):
    with pytest.raises(ValidationError) as raised:
        clean_rule(rule(GONE, {**visits_at_least(2), "value": "abc"}), site.pk)

    assert [error.code for error in raised.value.error_list] == ["unknown", "value"]
    assert raised.value.messages == [
        'rule.all[0].condition: no condition "plugin_that_is_gone"',
        'rule.all[1].value: expected a whole number, got "abc"',
    ]


def test_clean_rule_refuses_other_definitions_that_the_site_lacks(site):
    own, foreign = CampaignFactory(site=site), PageEventFactory()
    event = {"condition": "event_count", "event": str(foreign.guid), "times": 1, "span": "ever"}
    document = rule({"condition": "visit_campaign", "campaign": str(own.guid)}, event)

    with pytest.raises(ValidationError) as raised:
        clean_rule(document, site.pk)

    assert raised.value.messages == [f"rule.all[1].event: the site has no page event {foreign.guid}"]


def test_clean_rule_refuses_goals_that_the_site_lacks(site):
    own, foreign, unknown = GoalFactory(site=site), GoalFactory(), uuid.uuid4()
    document = rule(goal_triggered(own.guid), goal_triggered(foreign.guid), goal_triggered(unknown, "ever"))

    with pytest.raises(ValidationError) as raised:
        clean_rule(document, site.pk)

    assert raised.value.messages == [
        f"rule.all[1].goal: the site has no goal {foreign.guid}",
        f"rule.all[2].goal: the site has no goal {unknown}",
    ]
    assert [error.code for error in raised.value.error_list] == ["missing", "missing"]
