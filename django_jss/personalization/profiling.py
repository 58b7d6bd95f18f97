"""Putting profile cards on items."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from django_jss.content.models import Item
from django_jss.personalization.models import Authoring, ItemCard, Profile, ProfileCard

ALL = 100


@transaction.atomic
def set_cards(item: Item, profile: Profile, cards: Mapping[ProfileCard, int]) -> None:
    """Let the item have just these cards of the profile, each with its percentage; page views score by them at once.

    Raises `ValidationError` for more cards than the profile allows, and for percentages that exceed 100 together.
    """
    if profile.authoring == Authoring.SINGLE and len(cards) > 1:
        raise ValidationError(_("A page has one card of %(profile)s at most.") % {"profile": profile})
    if profile.authoring == Authoring.PERCENTAGES and sum(cards.values()) > ALL:
        raise ValidationError(_("The percentages of %(profile)s exceed 100.") % {"profile": profile})
    for row in ItemCard.objects.filter(item=item, card__profile=profile).exclude(card__in=cards):
        row.delete()
    for card, percentage in cards.items():
        share = percentage if profile.authoring == Authoring.PERCENTAGES else ALL
        ItemCard.objects.update_or_create(item=item, card=card, defaults={"percentage": share})
