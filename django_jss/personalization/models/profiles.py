"""Profiles: what the pages that somebody views say of that person's interests."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from django_jss.analytics.models import Goal
from django_jss.content.models import Item
from django_jss.sites.models import Site


class Combining(models.TextChoices):
    """How the points of several page views become a score; the engine's `patterns.Combining` in words."""

    SUM = "sum", _("sum of the points")
    AVERAGE = "average", _("average of the points")
    PERCENTAGE = "percentage", _("share of all points, in percent")


class Authoring(models.TextChoices):
    """How many cards of a profile a page may have."""

    SINGLE = "single", _("one card")
    SEVERAL = "several", _("several cards, which count alike")
    PERCENTAGES = "percentages", _("several cards, each with its percentage")


class Profile(models.Model):
    """A set of keys by which interests are measured, such as Persona with the keys *price* and *adventure*."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), blank=True)
    combining = models.CharField(_("score of a key"), max_length=20, choices=Combining.choices, default=Combining.SUM)
    authoring = models.CharField(
        _("cards on a page"), max_length=20, choices=Authoring.choices, default=Authoring.SINGLE
    )
    minimum = models.PositiveIntegerField(
        _("scored page views before a pattern matches"),
        default=3,
        validators=[MinValueValidator(1)],
        help_text=_("Only views of pages that have a card of this profile are scored; others do not count."),
    )
    decay = models.DecimalField(
        _("decay"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_(
            "How many percent of a contact's score are lost each day, so that new interests outweigh old ones; "
            "0 keeps all. The score of a visit does not decay."
        ),
    )

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "name"], name="jss_profile_name_per_site")]

    def __str__(self) -> str:
        return self.name


class ProfileKey(models.Model):
    """One dimension of a profile."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    profile = models.ForeignKey(Profile, verbose_name=_("profile"), on_delete=models.CASCADE, related_name="keys")
    position = models.PositiveIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=100)
    low = models.FloatField(_("least"), default=0)
    high = models.FloatField(_("most"), default=10)
    default = models.FloatField(
        _("default"), default=0, help_text=_("The score of those who have seen nothing that is scored.")
    )

    class Meta:
        verbose_name = _("profile key")
        verbose_name_plural = _("profile keys")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "name"], name="jss_profilekey_name_per_profile"),
            models.CheckConstraint(condition=models.Q(low__lt=models.F("high")), name="jss_profilekey_range"),
        ]

    def __str__(self) -> str:
        return self.name


class Card(models.Model):
    """Points for the keys of a profile: `points` maps a key's GUID (lower case, dashed) to a number."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), blank=True)
    points = models.JSONField(_("points"), default=dict, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class ProfileCard(Card):
    """What a page says of those who view it."""

    profile = models.ForeignKey(Profile, verbose_name=_("profile"), on_delete=models.CASCADE, related_name="cards")

    class Meta(Card.Meta):
        verbose_name = _("profile card")
        verbose_name_plural = _("profile cards")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "name"], name="jss_profilecard_name_per_profile")
        ]


class PatternCard(Card):
    """A kind of visitor that rules can ask for; the one nearest to what somebody has seen matches."""

    profile = models.ForeignKey(Profile, verbose_name=_("profile"), on_delete=models.CASCADE, related_name="patterns")

    class Meta(Card.Meta):
        verbose_name = _("pattern card")
        verbose_name_plural = _("pattern cards")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "name"], name="jss_patterncard_name_per_profile")
        ]


class ItemCard(models.Model):
    """A card on a page, or on content that pages show: each view of such a page scores."""

    item = models.ForeignKey(Item, verbose_name=_("item"), on_delete=models.CASCADE, related_name="profile_cards")
    card = models.ForeignKey(
        ProfileCard, verbose_name=_("profile card"), on_delete=models.RESTRICT, related_name="uses"
    )
    percentage = models.PositiveSmallIntegerField(
        _("percentage"), default=100, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("profile card of an item")
        verbose_name_plural = _("profile cards of items")
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "card"], name="jss_itemcard_once_per_item")]

    def __str__(self) -> str:
        return gettext("%(card)s on %(item)s") % {"card": self.card, "item": self.item}


class MappingRule(models.Model):
    """Gives a card, a goal or both to all pages for which `rule` (its JSON form: `engine.rules`) holds.

    The rule asks about the page alone.
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    rule = models.JSONField(_("pages"))
    card = models.ForeignKey(
        ProfileCard,
        verbose_name=_("profile card"),
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="mapping_rules",
    )
    goal = models.ForeignKey(
        Goal,
        verbose_name=_("goal"),
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="mapping_rules",
        help_text=_("Triggered by each view of these pages."),
    )
    is_enabled = models.BooleanField(_("enabled"), default=True)

    class Meta:
        verbose_name = _("mapping rule")
        verbose_name_plural = _("mapping rules")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.card is None and self.goal is None:
            raise ValidationError(_("Choose a card, a goal, or both."))
        if self.card and self.card.profile.site_id != self.site_id:
            raise ValidationError({"card": _("It belongs to another site.")})
        if self.goal and self.goal.site_id != self.site_id:
            raise ValidationError({"goal": _("It belongs to another site.")})
