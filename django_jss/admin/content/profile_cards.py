"""The profile cards of an item."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from django_jss.admin.content.base import ItemPages
from django_jss.content.models import Item
from django_jss.personalization.models import Authoring, ItemCard, Profile, ProfileCard
from django_jss.personalization.profiling import ALL, set_cards


class ProfileCardsForm(forms.Form):
    """One field for each profile; where cards have percentages, one for each card."""

    def __init__(self, data: Any = None, *, item: Item) -> None:
        super().__init__(data)
        self.item = item
        self.profiles = list(Profile.objects.filter(site=item.site_id).prefetch_related("cards"))
        uses = ItemCard.objects.filter(item=item)
        self.percentages = {use.card_id: use.percentage for use in uses}
        for profile in self.profiles:
            self.add(profile, list(profile.cards.all()))

    def add(self, profile: Profile, cards: list[ProfileCard]) -> None:
        chosen = [card.pk for card in cards if card.pk in self.percentages]
        choices = [(card.pk, card.name) for card in cards]
        name = f"profile-{profile.pk}"
        if profile.authoring == Authoring.PERCENTAGES:
            for card in cards:
                self.fields[f"card-{card.pk}"] = forms.IntegerField(
                    label=f"{profile.name}: {card.name} %",
                    required=False,
                    min_value=0,
                    max_value=ALL,
                    initial=self.percentages.get(card.pk),
                )
        elif profile.authoring == Authoring.SEVERAL:
            self.fields[name] = forms.TypedMultipleChoiceField(
                label=profile.name,
                required=False,
                coerce=int,
                choices=choices,
                initial=chosen,
                widget=forms.CheckboxSelectMultiple,
            )
        else:
            self.fields[name] = forms.TypedChoiceField(
                label=profile.name,
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", gettext_lazy("none")), *choices],
                initial=next(iter(chosen), ""),
            )

    @transaction.atomic
    def save(self) -> None:
        """Raises `ValidationError` if the cards do not go together."""
        for profile in self.profiles:
            set_cards(self.item, profile, self.chosen(profile))

    def chosen(self, profile: Profile) -> dict[ProfileCard, int]:
        cards = list(profile.cards.all())
        if profile.authoring == Authoring.PERCENTAGES:
            given = {card: self.cleaned_data[f"card-{card.pk}"] for card in cards}
            return {card: percentage for card, percentage in given.items() if percentage}
        value = self.cleaned_data[f"profile-{profile.pk}"]
        keys = value if isinstance(value, list) else [value]
        return {card: ALL for card in cards if card.pk in keys}


class ProfileCardViews(ItemPages):
    """What views of an item say of visitors."""

    def profile_card_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_POST(self.profile_cards_view))
        return [path("<int:pk>/profile-cards/", view, name="django_jss_item_profile_cards")]

    def profile_cards_form(self, request: HttpRequest, item: Item) -> ProfileCardsForm | None:
        """None if the site has no cards, or this user may not put them on items."""
        form = ProfileCardsForm(item=item) if self.may_profile(request) else None
        return form if form and form.fields else None

    def profile_cards_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put cards on the item, and take others off."""
        item = self.item_or_404(request, pk)
        if not self.may_profile(request):
            raise PermissionDenied
        language, form = self.language_of(request, item), ProfileCardsForm(request.POST, item=item)
        if not form.is_valid():
            faults = [f"{form.fields[name].label}: {error}" for name in form.errors for error in form.errors[name]]
            messages.error(request, " ".join(faults))
            return self.back_to(item, language)
        return self.act(request, item, language, form.save, _("The profile cards are saved, and score from now on."))

    def may_profile(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("django_jss.change_itemcard"))
