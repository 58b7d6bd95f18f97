"""Named lists of dates that rules can ask for."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jss.sites.models import Site


class Calendar(models.Model):
    """Dates that belong together, such as the holidays of a country or the days of a sale."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "name"], name="jss_calendar_name_per_site")]

    def __str__(self) -> str:
        return self.name


class CalendarDate(models.Model):
    """A day of a calendar, or several in a row; both ends belong to it."""

    calendar = models.ForeignKey(Calendar, verbose_name=_("calendar"), on_delete=models.CASCADE, related_name="dates")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"), null=True, blank=True, help_text=_("Empty for a single day."))
    name = models.CharField(_("name"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        ordering: ClassVar = ["first_on"]

    def __str__(self) -> str:
        return self.name or str(self.first_on)

    def clean(self) -> None:
        if self.last_on and self.first_on and self.last_on < self.first_on:
            raise ValidationError({"last_on": _("It must not be before the first day.")})
