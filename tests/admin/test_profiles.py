"""Profiles in the admin: cards with points for each key, and cards on pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from django_jss.models import ItemCard, PatternCard, Profile, ProfileCard, ProfileKey, Site
from tests.factories.pages import home_of, make_site
from tests.factories.profiles import make_profile, points


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


@pytest.fixture
def profile(site: Site) -> Profile:
    profile = make_profile(site)
    for name, sport in (("Sporty", 9), ("Lazy", 1)):
        ProfileCard.objects.create(profile=profile, name=name, points=points(profile, sport=sport))
    return profile


def change(profile: Profile) -> str:
    return reverse("admin:django_jss_profile_change", args=[profile.pk])


def form_of(profile: Profile) -> dict[str, Any]:
    """What the form of a profile holds, without any change."""
    fields = ("site_id", "name", "description", "combining", "authoring", "minimum", "decay")
    data = {field.removesuffix("_id"): getattr(profile, field) for field in fields}
    rows = {"keys": profile.keys.all(), "cards": profile.cards.all(), "patterns": profile.patterns.all()}
    for prefix, found in rows.items():
        data |= {f"{prefix}-TOTAL_FORMS": len(found), f"{prefix}-INITIAL_FORMS": len(found)}
        for index, row in enumerate(found):
            data |= {f"{prefix}-{index}-id": row.pk, f"{prefix}-{index}-name": row.name}
            if isinstance(row, ProfileKey):
                data |= {
                    f"{prefix}-{index}-{name}": getattr(row, name) for name in ("position", "low", "high", "default")
                }
            else:
                data |= {f"{prefix}-{index}-points_{key}": value for key, value in row.points.items()}
    return data


def save_cards(client: Client, site: Site, **data: Any) -> Any:
    url = reverse("admin:django_jss_item_profile_cards", args=[home_of(site).pk])
    return client.post(url, data, follow=True)


def cards_of(site: Site) -> dict[str, int]:
    return {use.card.name: use.percentage for use in ItemCard.objects.filter(item=home_of(site))}


def test_points_are_entered_for_each_key(admin_client: Client, profile: Profile) -> None:
    sport, comfort = profile.keys.all()
    runner = PatternCard.objects.get(profile=profile, name="Runner")

    data = form_of(profile) | {f"patterns-0-points_{sport.guid}": "7.5", f"patterns-0-points_{comfort.guid}": "2"}
    admin_client.post(change(profile), data)

    runner.refresh_from_db()
    assert runner.points == {str(sport.guid): 7.5, str(comfort.guid): 2}


def test_points_out_of_the_range_of_their_key_are_refused(admin_client: Client, profile: Profile) -> None:
    sport = profile.keys.get(name="sport")

    answer = admin_client.post(change(profile), form_of(profile) | {f"patterns-0-points_{sport.guid}": "11"})

    assert "less than or equal to 10" in answer.content.decode()
    assert PatternCard.objects.get(profile=profile, name="Runner").points == {str(sport.guid): 10}


def test_form_without_changes_changes_nothing(admin_client: Client, profile: Profile) -> None:
    before = {card.name: card.points for card in profile.patterns.all()}

    admin_client.post(change(profile), form_of(profile))

    assert {card.name: card.points for card in profile.patterns.all()} == before


def test_pattern_cards_are_shown_in_a_picture_and_a_table(admin_client: Client, profile: Profile) -> None:
    ProfileKey.objects.create(profile=profile, name="price", position=2)

    html = admin_client.get(change(profile)).content.decode()

    assert "<svg" in html
    assert html.count('<polygon class="jss-radar-shape') == 2
    assert "Runner</th><td>10" in html


def test_page_gets_one_card_of_a_profile(admin_client: Client, site: Site, profile: Profile) -> None:
    lazy, sporty = profile.cards.all()

    save_cards(admin_client, site, **{f"profile-{profile.pk}": sporty.pk})
    assert cards_of(site) == {"Sporty": 100}
    save_cards(admin_client, site, **{f"profile-{profile.pk}": lazy.pk})
    assert cards_of(site) == {"Lazy": 100}
    save_cards(admin_client, site, **{f"profile-{profile.pk}": ""})
    assert cards_of(site) == {}


def test_page_gets_several_cards_with_their_percentages(admin_client: Client, site: Site, profile: Profile) -> None:
    Profile.objects.update(authoring="percentages")
    lazy, sporty = profile.cards.all()

    save_cards(admin_client, site, **{f"card-{lazy.pk}": 30, f"card-{sporty.pk}": 70})
    refused = save_cards(admin_client, site, **{f"card-{lazy.pk}": 40, f"card-{sporty.pk}": 70})

    assert cards_of(site) == {"Lazy": 30, "Sporty": 70}
    assert "exceed 100" in refused.content.decode()


def test_page_gets_several_cards_that_count_alike(admin_client: Client, site: Site, profile: Profile) -> None:
    Profile.objects.update(authoring="several")

    save_cards(admin_client, site, **{f"profile-{profile.pk}": [card.pk for card in profile.cards.all()]})

    assert cards_of(site) == {"Lazy": 100, "Sporty": 100}


@pytest.mark.parametrize("value", ["999999", "x", "1e400"])
def test_card_that_there_is_none_of_is_refused(admin_client: Client, site: Site, profile: Profile, value: str) -> None:
    answer = save_cards(admin_client, site, **{f"profile-{profile.pk}": value})

    assert "Persona" in " ".join(str(message) for message in answer.context["messages"])
    assert cards_of(site) == {}


def test_cards_need_a_right_of_their_own(client: Client, site: Site, profile: Profile) -> None:
    user = User.objects.create_user("author", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_item", "change_item"]))
    client.force_login(user)
    page = reverse("admin:django_jss_item_change", args=[home_of(site).pk])

    assert save_cards(client, site, **{f"profile-{profile.pk}": profile.cards.first().pk}).status_code == 403
    assert "profile-cards" not in client.get(page).content.decode()
    assert cards_of(site) == {}
