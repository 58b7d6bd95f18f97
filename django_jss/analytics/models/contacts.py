"""What is kept of visitors."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jss.engine.guids import uuid7
from django_jss.sites.models import Site


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
    # Where the first visit came from, as `analytics.client.source` says.
    first_source = models.JSONField(_("source of the first visit"), default=dict, blank=True, editable=False)
    # What the site's server told of the person when it identified them, name to text, number, true or false.
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    # Null while nobody has said who it is.
    identified_at = models.DateTimeField(_("identified"), null=True, blank=True, editable=False)
    # Set on what is left of a contact whose history went over to another.
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="merged_contacts",
    )
    first_visit_at = models.DateTimeField(_("first visit"), null=True, blank=True)
    last_visit_at = models.DateTimeField(_("last visit"), null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return str(self.guid)


def identifier_key(source: str, value: str) -> str:
    """What an identifier is found by: databases differ in how they compare and cut texts, not in hashes."""
    return hashlib.sha256(f"{source}\0{value}".encode()).hexdigest()


class Identifier(models.Model):
    """By what a source, such as a shop or a mailing list, knows a contact; one identifier names one contact."""

    contact = models.ForeignKey(
        Contact, verbose_name=_("contact"), on_delete=models.CASCADE, related_name="identifiers"
    )
    source = models.CharField(_("source"), max_length=100)
    value = models.CharField(_("identifier"), max_length=255)
    key = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering: ClassVar = ["source", "pk"]

    def __str__(self) -> str:
        return f"{self.source}: {self.value}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = identifier_key(self.source, self.value)
        super().save(*args, **kwargs)


class ConsentChange(models.Model):
    """That a contact gave or withdrew the consent to be tracked on a site; the latest counts, all are kept as proof."""

    contact = models.ForeignKey(
        Contact, verbose_name=_("contact"), on_delete=models.CASCADE, related_name="consent_changes"
    )
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    is_given = models.BooleanField(_("given"))
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.site}: {self.is_given}"


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
