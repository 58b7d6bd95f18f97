"""Invented visitors, for previews."""

from __future__ import annotations

import uuid
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jss.content.models import MediaItem
from django_jss.engine.given import InvalidFacts, read_facts
from django_jss.sites.models import Site


class Persona(models.Model):
    """A typical visitor with a name; `facts` are what rules see, in the JSON form of `engine.given`."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), blank=True)
    picture = models.ForeignKey(
        MediaItem, verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    facts = models.JSONField(_("what is known"), default=dict, blank=True)

    class Meta:
        verbose_name = _("persona")
        verbose_name_plural = _("personas")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "name"], name="jss_persona_name_per_site")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if not isinstance(self.facts, dict):
            raise ValidationError({"facts": _("An object is expected.")})
        if self.site_id is None:
            return
        try:
            read_facts(self.facts, ZoneInfo(self.site.time_zone))
        except InvalidFacts as error:
            raise ValidationError({"facts": [str(fault) for fault in error.faults]}) from error
