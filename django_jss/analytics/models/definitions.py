"""Marketing definitions: what can happen, as marketers name it."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jss.sites.models import Site

ALIAS_LENGTH = 100


def alias_key_of(alias: str) -> str:
    """The form in which aliases are compared."""
    return alias.strip().casefold()[:ALIAS_LENGTH]


class Channel(models.Model):
    """A way by which visitors come; channels are a tree of types (online), groups (search) and channels (paid search).

    All sites share them. `alias` is how our standard rules and projects refer to one.
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    parent = models.ForeignKey(
        "self", verbose_name=_("belongs to"), null=True, blank=True, on_delete=models.RESTRICT, related_name="children"
    )
    name = models.CharField(_("name"), max_length=200)
    alias = models.SlugField(_("alias"), max_length=ALIAS_LENGTH, unique=True)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a channel below itself."""
        seen, above = {self.pk} - {None}, self.parent
        while above is not None:
            if above.pk in seen:
                raise ValidationError({"parent": _("A channel cannot be below itself.")})
            seen.add(above.pk)
            above = above.parent


class Definition(models.Model):
    """Something that front ends may report by GUID or alias; only deployed ones are accepted."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    alias = models.CharField(
        _("alias"),
        max_length=ALIAS_LENGTH,
        help_text=_("The name by which front ends report it; case does not matter."),
    )
    # MariaDB has no unique constraint on an expression, hence a case-folded copy of the alias.
    alias_key = models.CharField(max_length=ALIAS_LENGTH, editable=False)
    description = models.TextField(_("description"), blank=True)
    is_deployed = models.BooleanField(_("deployed"), default=True, help_text=_("Only deployed ones are recorded."))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.alias = self.alias or self.name[:ALIAS_LENGTH]
        self.alias_key = alias_key_of(self.alias)
        super().save(*args, **kwargs)


class Counting(models.TextChoices):
    """How often a goal counts when it is triggered again."""

    ALWAYS = "always", _("each time")
    ONCE_PER_VISIT = "visit", _("once in a visit")
    ONCE_PER_PAGE = "page", _("once on each page of a visit")


class Goal(Definition):
    """An action that serves the site's purpose, such as a sign-up; its points join the engagement value of the visit."""

    points = models.PositiveIntegerField(_("points"), default=0)
    counting = models.CharField(_("counts"), max_length=10, choices=Counting.choices, default=Counting.ALWAYS)
    # In the JSON form of `engine.rules`; null is no condition.
    rule = models.JSONField(_("only if"), null=True, blank=True)

    class Meta(Definition.Meta):
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "alias_key"], name="jss_goal_alias_per_site")]


class PageEvent(Definition):
    """An action on a page that is worth recording but no goal, such as the opening of a tab."""

    points = models.IntegerField(_("points"), default=0)
    is_failure = models.BooleanField(
        _("failure"), default=False, help_text=_("Something that should not happen, such as a form that was refused.")
    )

    class Meta(Definition.Meta):
        verbose_name = _("page event")
        verbose_name_plural = _("page events")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "alias_key"], name="jss_pageevent_alias_per_site")
        ]


class Outcome(Definition):
    """A result for the business, such as an order; what happened carries a monetary value."""

    group = models.CharField(_("group"), max_length=100, blank=True, help_text=_("Such as purchases or leads."))

    class Meta(Definition.Meta):
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "alias_key"], name="jss_outcome_alias_per_site")
        ]


class Campaign(Definition):
    """An effort to bring visitors, such as a newsletter; the first one of a visit gets the credit.

    Before `starts_at` and from `ends_at` on it is not recorded. `facets` are further properties, name to text.
    """

    channel = models.ForeignKey(
        Channel, verbose_name=_("channel"), null=True, blank=True, on_delete=models.RESTRICT, related_name="campaigns"
    )
    group = models.CharField(_("group"), max_length=100, blank=True)
    facets = models.JSONField(_("facets"), default=dict, blank=True)
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=2, default=Decimal(0))

    class Meta(Definition.Meta):
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "alias_key"], name="jss_campaign_alias_per_site")
        ]

    def clean(self) -> None:
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("It must be after the beginning.")})
