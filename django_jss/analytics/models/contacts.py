"""What is kept of visitors."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jss.engine.guids import uuid7


class Contact(models.Model):
    """A person as far as we know; the counters are what rules read, kept with each event in the same transaction.

    `goal_counts` maps a goal's GUID (lower case, dashed) to how often the contact triggered it.
    """

    guid = models.UUIDField(default=uuid7, unique=True, editable=False)
    # Its shares in draws depend on this: the id of the first device, so that they are settled before there is a contact.
    seed = models.UUIDField(null=True, editable=False)
    visit_count = models.PositiveIntegerField(_("visits"), default=0)
    page_view_count = models.PositiveIntegerField(_("page views"), default=0)
    engagement_value = models.IntegerField(_("engagement value"), default=0)
    goal_counts = models.JSONField(_("goals triggered"), default=dict, blank=True)
    # `engine.patterns.Tally` by profile GUID, as JSON.
    profile_tallies = models.JSONField(_("profile scores"), default=dict, blank=True, editable=False)
    first_visit_at = models.DateTimeField(_("first visit"), null=True, blank=True)
    last_visit_at = models.DateTimeField(_("last visit"), null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return str(self.guid)


class Device(models.Model):
    """A browser that brings our cookie; `guid` is the id in the global cookie, an unguessable key and no more."""

    guid = models.UUIDField(unique=True, editable=False)
    contact = models.ForeignKey(Contact, verbose_name=_("contact"), on_delete=models.CASCADE, related_name="devices")
    # The latest visit, perhaps ended: one join brings device, contact and visit in one query.
    latest_visit = models.ForeignKey(
        "Visit", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    is_human = models.BooleanField(_("shown to be human"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return str(self.guid)
