"""Marketing definitions: what can happen, as marketers name it."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jss.sites.models import Site

ALIAS_LENGTH = 100


def alias_key_of(alias: str) -> str:
    """The form in which aliases are compared."""
    return alias.strip().casefold()[:ALIAS_LENGTH]


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


class Goal(Definition):
    """An action that serves the site's purpose, such as a sign-up; its points join the engagement value of the visit."""

    points = models.PositiveIntegerField(_("points"), default=0)

    class Meta(Definition.Meta):
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "alias_key"], name="jss_goal_alias_per_site")]


class PageEvent(Definition):
    """An action on a page that is worth recording but no goal, such as the opening of a tab."""

    points = models.IntegerField(_("points"), default=0)

    class Meta(Definition.Meta):
        verbose_name = _("page event")
        verbose_name_plural = _("page events")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "alias_key"], name="jss_pageevent_alias_per_site")
        ]


class Outcome(Definition):
    """A result for the business, such as an order; what happened carries a monetary value."""

    class Meta(Definition.Meta):
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "alias_key"], name="jss_outcome_alias_per_site")
        ]


class Campaign(Definition):
    """An effort to bring visitors, such as a newsletter; the first one of a visit gets the credit."""

    class Meta(Definition.Meta):
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "alias_key"], name="jss_campaign_alias_per_site")
        ]
