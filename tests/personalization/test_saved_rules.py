"""Rules kept under a name: used in other rules, live, without circles."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from django_jss.models import Channel, ChannelRule, SavedRule, Segment, Site
from django_jss.personalization.rule_sets import clean_rule
from django_jss.personalization.saved_rules import rules_of, users_of
from django_jss.personalization.stored_rules import stored_rules
from tests.factories.analytics import GoalFactory
from tests.factories.pages import home_of, make_site
from tests.factories.personalization import RuleSetFactory, VariantFactory, rule, visits_at_least

SPRING = {"condition": "query_parameter", "name": "utm_campaign", "comparison": "equals", "value": "spring"}


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


def saved(site: Site, name: str, *conditions: dict[str, Any]) -> SavedRule:
    return SavedRule.objects.create(site=site, name=name, rule=rule(*conditions))


def uses(row: SavedRule | Segment) -> dict[str, str]:
    if isinstance(row, Segment):
        return {"condition": "in_segment", "segment": str(row.guid)}
    return {"condition": "saved_rule", "rule": str(row.guid)}


def test_rule_that_leads_back_to_itself_is_refused_where_it_does(site: Site) -> None:
    first = saved(site, "first")
    second = saved(site, "second", uses(first))
    segment = Segment.objects.create(site=site, name="third", rule=rule(uses(second)))

    for circle in (uses(first), uses(second), uses(segment)):
        with pytest.raises(ValidationError) as caught:
            clean_rule(rule(visits_at_least(2), circle), site.pk, own=str(first.guid))
        (fault,) = [error.params["fault"] for error in caught.value.error_list]
        assert fault.code == "circle"
        assert fault.path.startswith("rule.all[1].")


def test_rule_may_use_another_twice(site: Site) -> None:
    first = saved(site, "first")
    second = saved(site, "second", uses(first))

    assert clean_rule(rule(uses(first), uses(second)), site.pk, own=str(saved(site, "third").guid))


def test_circle_that_was_stored_past_the_admin_is_unknown(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    first = saved(site, "first")
    second = saved(site, "second", uses(first))
    SavedRule.objects.filter(pk=first.pk).update(rule=rule(uses(second)))

    verdicts = [compiled.verdict({}) for compiled in rules_of(site.pk).values()]  # type: ignore[arg-type]

    assert verdicts == [None, None]
    assert "leads back to itself" in caplog.text


def test_saved_rules_are_read_by_two_queries_whatever_their_number(site: Site) -> None:
    for number in range(20):
        saved(site, f"rule {number}")
    rules_of(site.pk + 1)

    with CaptureQueriesContext(connection) as queries:
        assert len(rules_of(site.pk)) == 20
        rules_of(site.pk)

    assert len([query for query in queries if "savedrule" in query["sql"] or "segment" in query["sql"]]) == 2


def test_rule_in_use_is_not_deleted_and_its_users_are_named(admin_client: Client, site: Site) -> None:
    used, free = saved(site, "Spring visitors", SPRING), saved(site, "Unused")
    rule_set = RuleSetFactory(route=home_of(site))
    VariantFactory(rule_set=rule_set, name="Spring hero", rule=rule(uses(used)))

    for row in (used, free):
        address = reverse("admin:django_jss_savedrule_delete", args=[row.pk])
        answer = admin_client.post(address, {"post": "yes"}, follow=True)
        if row is used:
            assert "/home: Spring hero" in answer.content.decode()

    assert list(SavedRule.objects.all()) == [used]


def test_saved_rule_is_built_for_its_site_and_listed_in_words(admin_client: Client, site: Site) -> None:
    admin_client.post(
        reverse("admin:django_jss_savedrule_add"), {"site": site.pk, "name": "Regulars", "description": ""}
    )
    row = SavedRule.objects.get()
    document = '{"version": 1, "rule": {"all": [{"condition": "visit_number", "comparison": "at_least", "value": 3}]}}'
    change = reverse("admin:django_jss_savedrule_change", args=[row.pk])

    form = admin_client.get(change).content.decode()
    admin_client.post(change, {"name": "Regulars", "description": "", "rule": document})

    row.refresh_from_db()
    assert "jss-rule-builder" in form
    assert row.rule == rule(visits_at_least(3))
    listed = admin_client.get(reverse("admin:django_jss_savedrule_changelist")).content.decode()
    assert "the number of visits is at least 3" in listed


@pytest.mark.parametrize("document", ["{", '{"version": 1}', '{"version": 1, "rule": {"condition": "gone"}}', "[]"])
def test_rule_that_is_none_is_refused(admin_client: Client, site: Site, document: str) -> None:
    row = saved(site, "Regulars", visits_at_least(2))
    change = reverse("admin:django_jss_savedrule_change", args=[row.pk])

    answer = admin_client.post(change, {"name": "Regulars", "description": "", "rule": document})

    assert answer.status_code == 200
    row.refresh_from_db()
    assert row.rule == rule(visits_at_least(2))


def test_mapping_rule_asks_about_pages_alone(admin_client: Client, site: Site) -> None:
    add = reverse("admin:django_jss_mappingrule_add")
    assert "rule" not in admin_client.get(add).context["adminform"].form.fields
    with pytest.raises(ValidationError, match="cannot be asked here"):
        clean_rule(rule(visits_at_least(2)), site.pk, asks=frozenset({"page_path"}))


def test_rules_of_goals_and_channels_are_users_and_goals_without_one_are_not(site: Site) -> None:
    row = saved(site, "Regulars", visits_at_least(2))
    asked = rule(uses(row))
    GoalFactory(site=site, name="Plain")
    GoalFactory(site=site, name="Ruled", rule=asked)
    channel = Channel.objects.get(alias="email")
    ChannelRule.objects.create(site=site, name="News", rule=asked, channel=channel)

    assert sorted(users_of(str(row.guid))) == ["channel rule News", "goal Ruled"]
    assert len(list(stored_rules())) == 3
