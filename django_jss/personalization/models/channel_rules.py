"""Rules by which the channel of a visit is decided."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jss.analytics.models import Channel
from django_jss.sites.models import Site


class ChannelRule(models.Model):
    """Visits for which `rule` (its JSON form: `engine.rules`) holds came by the channel; the first that holds decides.

    The rule asks where the visit comes from, and nothing of the visitor.
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    position = models.PositiveIntegerField(
        _("position"), default=0, help_text=_("Rules are tried in this order, the lowest first.")
    )
    rule = models.JSONField(_("visits"))
    channel = models.ForeignKey(
        Channel, verbose_name=_("channel"), on_delete=models.RESTRICT, related_name="channel_rules"
    )
    is_enabled = models.BooleanField(_("enabled"), default=True)

    class Meta:
        verbose_name = _("channel rule")
        verbose_name_plural = _("channel rules")
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
