"""Rules that are kept under a name: to be used in other rules, or to say who belongs to a segment."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jss.sites.models import Site


def always() -> dict[str, Any]:
    """The rule that holds for all."""
    return {"version": 1, "rule": {"all": []}}


class NamedRule(models.Model):
    """A rule (its JSON form: `engine.rules`) with a name."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    rule = models.JSONField(_("rule"), default=always)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class SavedRule(NamedRule):
    """A rule that other rules use by its name."""

    class Meta(NamedRule.Meta):
        verbose_name = _("saved rule")
        verbose_name_plural = _("saved rules")
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "name"], name="jss_savedrule_name_per_site")]


class Segment(NamedRule):
    """Contacts for whom a rule holds; who they are is found out whenever somebody asks."""

    class Meta(NamedRule.Meta):
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "name"], name="jss_segment_name_per_site")]
