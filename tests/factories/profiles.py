"""Profiles with keys and cards."""

from __future__ import annotations

from typing import Any

from django_jss.models import Item, ItemCard, PatternCard, Profile, ProfileCard, ProfileKey, Site


def make_profile(site: Site, name: str = "Persona", **more: Any) -> Profile:
    """A profile with the keys sport and comfort, and the patterns Runner and Walker."""
    profile = Profile.objects.create(site=site, name=name, **more)
    for position, key in enumerate(("sport", "comfort")):
        ProfileKey.objects.create(profile=profile, name=key, position=position)
    make_pattern(profile, "Runner", sport=10)
    make_pattern(profile, "Walker", comfort=10)
    return profile


def points(profile: Profile, **by_name: float) -> dict[str, float]:
    """Points by the GUIDs of keys."""
    return {str(key.guid): by_name[key.name] for key in profile.keys.all() if key.name in by_name}


def make_pattern(profile: Profile, name: str, **by_name: float) -> PatternCard:
    return PatternCard.objects.create(profile=profile, name=name, points=points(profile, **by_name))


def give_card(item: Item, profile: Profile, name: str, percentage: int = 100, **by_name: float) -> ItemCard:
    """Put a card on an item; it is made if the profile has none of that name."""
    card, _created = ProfileCard.objects.get_or_create(
        profile=profile, name=name, defaults={"points": points(profile, **by_name)}
    )
    return ItemCard.objects.create(item=item, card=card, percentage=percentage)
