"""What triggers goals and events by itself."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jss.analytics.models import Campaign, Goal, PageEvent
from django_jss.content.models import Item, MediaItem

CAUSES = ("item", "media", "campaign")
EFFECTS = ("goal", "event")


class Trigger(models.Model):
    """Triggers a goal or an event when a page is viewed, a media item is downloaded, or a campaign brings a visitor."""

    item = models.ForeignKey(
        Item, verbose_name=_("view of the page"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    media = models.ForeignKey(
        MediaItem, verbose_name=_("download of"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("arrival by the campaign"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    goal = models.ForeignKey(
        Goal, verbose_name=_("goal"), null=True, blank=True, on_delete=models.CASCADE, related_name="triggers"
    )
    event = models.ForeignKey(
        PageEvent,
        verbose_name=_("page event"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="triggers",
    )

    class Meta:
        verbose_name = _("trigger")
        verbose_name_plural = _("triggers")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.cause} → {self.effect}"

    @property
    def cause(self) -> Any:
        return self.item or self.media or self.campaign

    @property
    def effect(self) -> Any:
        return self.goal or self.event

    def clean(self) -> None:
        """Refuse more or less than one cause, and one of another site."""
        causes = [cause for name in CAUSES if (cause := getattr(self, name))]
        if len(causes) != 1:
            raise ValidationError(_("Choose a page, a media item or a campaign: one of them."))
        if self.effect is not None and causes[0].site_id != self.effect.site_id:
            raise ValidationError(_("It belongs to another site."))
