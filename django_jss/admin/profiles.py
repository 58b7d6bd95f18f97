"""Profiles with their keys and cards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Count, QuerySet
from django.forms import Media
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from django_jss.admin.widgets.points import PointsField
from django_jss.admin.widgets.radar import radar
from django_jss.personalization.models import PatternCard, Profile, ProfileCard, ProfileKey


class CardForm(forms.ModelForm):
    """A card whose points are entered key by key."""

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = list(profile.keys.all()) if profile.pk else []
        self.fields["points"] = PointsField(keys, label=_("points"))


class CardFormSet(forms.BaseInlineFormSet):
    """The cards of one profile."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "profile": self.instance}


class CardInline(admin.TabularInline):
    form = CardForm
    formset = CardFormSet
    fields = ["name", "points", "description"]
    extra = 0

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "description":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3, "cols": 18})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class ProfileKeyInline(admin.TabularInline):
    model = ProfileKey
    fields = ["position", "name", "low", "high", "default"]
    extra = 0


class ProfileCardInline(CardInline):
    model = ProfileCard
    verbose_name_plural = _("profile cards: what a page says of those who view it")


class PatternCardInline(CardInline):
    model = PatternCard
    verbose_name_plural = _("pattern cards: kinds of visitors that rules can ask for")


@admin.register(Profile)
class ProfileAdmin(admin.ModelAdmin):
    """By what, and how, interests are measured."""

    list_display = ["name", "site", "combining", "minimum", "decay", "key_count", "card_count", "pattern_count"]
    list_filter = ["site"]
    list_select_related = ["site"]
    search_fields = ["name"]
    readonly_fields = ["picture"]
    fields = ["site", "name", "description", "combining", "authoring", "minimum", "decay", "picture"]
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 80})}}
    inlines = [ProfileKeyInline, ProfileCardInline, PatternCardInline]

    @property
    def media(self) -> Media:
        return super().media + Media(css={"all": ["django_jss/admin/authoring.css"]})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Profile]:
        totals = {name: Count(name, distinct=True) for name in ("keys", "cards", "patterns")}
        return super().get_queryset(request).annotate(**{f"{name}_total": total for name, total in totals.items()})

    @admin.display(description=_("keys"), ordering="keys_total")
    def key_count(self, profile: Profile) -> int:
        return int(profile.keys_total)  # type: ignore[attr-defined]

    @admin.display(description=_("profile cards"), ordering="cards_total")
    def card_count(self, profile: Profile) -> int:
        return int(profile.cards_total)  # type: ignore[attr-defined]

    @admin.display(description=_("pattern cards"), ordering="patterns_total")
    def pattern_count(self, profile: Profile) -> int:
        return int(profile.patterns_total)  # type: ignore[attr-defined]

    @admin.display(description=_("pattern cards in a picture"))
    def picture(self, profile: Profile) -> str:
        keys = [(str(key.guid), key.name, key.low, key.high) for key in profile.keys.all()] if profile.pk else []
        return radar(keys, {card.name: card.points for card in profile.patterns.all()} if profile.pk else {})
