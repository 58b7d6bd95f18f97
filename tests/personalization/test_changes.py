"""The history of rules: kept with author and time, compared in words, brought back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from django_jss.content.models import Item
from django_jss.models import PersonalizationVariant, RuleChange, SavedRule, Segment, Site, VariantAction
from django_jss.personalization.authoring import VariantInput, save_rule_set
from django_jss.personalization.changes import (
    CannotRestore,
    delete_named,
    in_words,
    personalize,
    restore,
    save_named,
)
from tests.factories.pages import home_of, make_component, make_item, make_page, make_site, place
from tests.factories.personalization import rule, visits_at_least


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


@pytest.fixture
def author(site: Site) -> User:
    return User.objects.create_user("ann")


@pytest.fixture
def hero(site: Site) -> Any:
    return place(home_of(site), make_component(site, "Hero", {"heading": "Single-Line Text"}), values={"heading": "Hi"})


def other(site: Site) -> Item:
    components = Item.objects.get(site=site, path="/Components")
    return make_item(components, "Other", "Hero", {"heading": "Other"})


def hiding(name: str, number: int, **more: Any) -> VariantInput:
    return VariantInput(None, name, rule(visits_at_least(number)), VariantAction.HIDE, **more)


def test_each_state_is_kept_once_with_its_author(site: Site, hero: Any, author: User) -> None:
    home = home_of(site)
    for _ in range(2):
        personalize(home, hero.uid, [hiding("Regulars", 3)], author=author)
        variant = PersonalizationVariant.objects.get()
        same = VariantInput(variant.guid, "Regulars", variant.rule, VariantAction.HIDE)
        personalize(home, hero.uid, [same], author=author)

    # The second time around it is another variant of the same kind, with a GUID of its own.
    assert RuleChange.objects.count() == 2
    latest = RuleChange.objects.first()
    assert latest is not None
    assert latest.author == author
    assert latest.name == "/home: Hero"
    assert in_words(latest) == ["Regulars: the number of visits is at least 3 → hide the component"]


def test_rules_are_brought_back_as_they_were(site: Site, hero: Any, author: User) -> None:
    home, shown = home_of(site), other(site)
    first = VariantInput(None, "Regulars", rule(visits_at_least(3)), VariantAction.DATASOURCE, datasource=shown)
    personalize(home, hero.uid, [first, hiding("Fans", 9, is_enabled=False)], author=author)
    before = RuleChange.objects.first()
    guids = list(PersonalizationVariant.objects.values_list("guid", flat=True))
    personalize(home, hero.uid, [], author=author)
    assert not PersonalizationVariant.objects.exists()

    assert before is not None
    restore(before, author=author)

    variants = PersonalizationVariant.objects.all()
    assert [(each.name, each.datasource, each.is_enabled) for each in variants] == [
        ("Regulars", shown, True),
        ("Fans", None, False),
    ]
    assert len(guids) == 2
    assert "Fans (disabled)" in in_words(RuleChange.objects.all()[0])[1]


def test_state_that_was_made_past_the_admin_is_kept_before_it_is_changed(site: Site, hero: Any) -> None:
    save_rule_set(home_of(site), hero.uid, [hiding("By hand", 2)])
    personalize(home_of(site), hero.uid, [hiding("Changed", 4)])

    assert [in_words(change)[0].split(":")[0] for change in RuleChange.objects.all()] == ["Changed", "By hand"]


def test_saved_rule_is_brought_back(site: Site, author: User) -> None:
    row = SavedRule(site=site, name="Regulars", rule=rule(visits_at_least(3)))
    save_named(row, author=author)
    before = RuleChange.objects.get()
    row.rule = rule(visits_at_least(9))
    save_named(row, author=author)

    restore(before, author=author)

    row.refresh_from_db()
    assert row.rule == rule(visits_at_least(3))
    assert RuleChange.objects.count() == 3


def test_what_is_gone_cannot_be_brought_back(site: Site, hero: Any) -> None:
    page = make_page(site, "about")
    personalize(page, hero.uid, [hiding("Regulars", 3)])
    change = RuleChange.objects.get()
    page.delete()

    with pytest.raises(CannotRestore, match="page is not there"):
        restore(change)


def changes_page(change: RuleChange) -> str:
    return reverse("admin:django_jss_rulechange_change", args=[change.pk])


def test_admin_compares_states_and_brings_one_back(admin_client: Client, site: Site, hero: Any) -> None:
    home = home_of(site)
    personalize(home, hero.uid, [hiding("Regulars", 3)])
    first = RuleChange.objects.get()
    variant = PersonalizationVariant.objects.get()
    personalize(home, hero.uid, [VariantInput(variant.guid, "Regulars", rule(visits_at_least(5)), VariantAction.HIDE)])

    html = admin_client.get(changes_page(first)).content.decode()
    admin_client.post(reverse("admin:django_jss_rulechange_restore", args=[first.pk]))

    assert 'class="jss-taken"' in html
    assert "at least 5" in html
    assert PersonalizationVariant.objects.get().rule == rule(visits_at_least(3))
    latest = RuleChange.objects.first()
    assert latest is not None
    assert latest.author is not None


def test_bringing_back_needs_the_right_to_personalize(client: Client, site: Site, hero: Any) -> None:
    personalize(home_of(site), hero.uid, [hiding("Regulars", 3)])
    user = User.objects.create_user("reader", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_rulechange"))
    client.force_login(user)
    change = RuleChange.objects.get()

    assert client.get(changes_page(change)).status_code == 200
    assert client.post(reverse("admin:django_jss_rulechange_restore", args=[change.pk])).status_code == 403


def test_variants_that_were_all_gone_come_back_under_their_guids(site: Site, hero: Any) -> None:
    home = home_of(site)
    personalize(home, hero.uid, [hiding("Regulars", 3), hiding("Fans", 9)])
    before = RuleChange.objects.latest("pk")
    guids = list(PersonalizationVariant.objects.values_list("guid", flat=True))
    personalize(home, hero.uid, [])

    restore(before)

    assert list(PersonalizationVariant.objects.values_list("guid", flat=True)) == guids
    assert RuleChange.objects.values("key").distinct().count() == 1
    assert [len(in_words(change)) for change in RuleChange.objects.all()] == [2, 0, 2]


def test_variant_that_was_taken_out_comes_back_under_its_guid(site: Site, hero: Any) -> None:
    home = home_of(site)
    personalize(home, hero.uid, [hiding("Regulars", 3), hiding("Fans", 9)])
    before = RuleChange.objects.latest("pk")
    first, second = PersonalizationVariant.objects.all()
    personalize(home, hero.uid, [VariantInput(first.guid, "Regulars", first.rule, VariantAction.HIDE)])

    restore(before)

    assert list(PersonalizationVariant.objects.values_list("guid", flat=True)) == [first.guid, second.guid]


def test_guid_of_another_variant_is_not_taken_over(site: Site, hero: Any) -> None:
    home = home_of(site)
    box = place(home, make_component(site, "Box"))
    personalize(home, hero.uid, [hiding("Regulars", 3)])
    regulars = PersonalizationVariant.objects.get()
    same = VariantInput(regulars.guid, "Regulars", regulars.rule, VariantAction.HIDE)

    personalize(home, box.uid, [same])
    personalize(home, hero.uid, [same, same])

    assert PersonalizationVariant.objects.count() == 3
    assert PersonalizationVariant.objects.get(guid=regulars.guid).rule_set.rendering_uid == hero.uid


def test_schedule_and_component_stand_in_the_comparison(site: Site, hero: Any) -> None:
    box = make_component(site, "Box")
    scheduled = VariantInput(
        None,
        "Spring",
        rule(visits_at_least(2)),
        VariantAction.COMPONENT,
        component=box,
        show_from=datetime(2026, 3, 1, 10, tzinfo=UTC),
    )
    personalize(home_of(site), hero.uid, [scheduled])

    [line] = in_words(RuleChange.objects.get())
    assert line == (
        "Spring (from March 1, 2026, 10 a.m.): the number of visits is at least 2 → show another component Box"
    )


@pytest.mark.parametrize("model", [SavedRule, Segment])
def test_rule_that_was_deleted_is_made_anew_under_its_guid(admin_client: Client, site: Site, model: Any) -> None:
    row = model(site=site, name="Regulars", rule=rule(visits_at_least(3)))
    save_named(row)
    delete = reverse(f"admin:django_jss_{model._meta.model_name}_delete", args=[row.pk])

    admin_client.post(delete, {"post": "yes"})
    deleted, before = RuleChange.objects.all()
    html = admin_client.get(changes_page(before)).content.decode()
    admin_client.post(reverse("admin:django_jss_rulechange_restore", args=[before.pk]))

    assert "Regulars: deleted" in html
    assert deleted.author is not None
    assert (model.objects.get().guid, model.objects.get().rule) == (row.guid, row.rule)
    with pytest.raises(CannotRestore, match="deleted"):
        restore(deleted)


def test_state_that_was_stored_past_the_admin_is_kept_of_a_saved_rule_too(site: Site) -> None:
    row = SavedRule.objects.create(site=site, name="Regulars", rule=rule(visits_at_least(3)))
    row.rule = rule(visits_at_least(9))

    save_named(row)

    assert [in_words(change) for change in RuleChange.objects.all()] == [
        ["Regulars: the number of visits is at least 9"],
        ["Regulars: the number of visits is at least 3"],
    ]


def test_what_cannot_hold_any_more_is_not_brought_back(site: Site) -> None:
    row = SavedRule(site=site, name="Regulars", rule=rule(visits_at_least(3)))
    save_named(row)
    before = RuleChange.objects.get()
    delete_named(row)
    SavedRule.objects.create(site=site, name="Regulars")

    with pytest.raises(CannotRestore):
        restore(before)


def test_rule_that_would_lead_back_to_itself_is_not_brought_back(site: Site) -> None:
    one, two = SavedRule(site=site, name="One"), SavedRule(site=site, name="Two")
    save_named(two)
    one.rule = rule({"condition": "saved_rule", "rule": str(two.guid)})
    save_named(one)
    using = RuleChange.objects.latest("pk")
    one.rule = rule()
    save_named(one)
    two.rule = rule({"condition": "saved_rule", "rule": str(one.guid)})
    save_named(two)

    with pytest.raises(CannotRestore, match="lead back to itself"):
        restore(using)


def test_history_of_a_component_is_at_hand_also_without_variants(admin_client: Client, site: Site, hero: Any) -> None:
    home = home_of(site)
    page = reverse("admin:django_jss_item_rendering", args=[home.pk, hero.uid])
    assert "jss-history" not in admin_client.get(page).content.decode()

    personalize(home, hero.uid, [hiding("Regulars", 3)])
    personalize(home, hero.uid, [])

    assert f"?q={RuleChange.objects.latest('pk').key}" in admin_client.get(page).content.decode()
