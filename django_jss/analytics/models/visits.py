"""Visits and what happened in them. Pages are named by GUID: content is another domain."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jss.analytics.models.contacts import Contact, Device
from django_jss.analytics.models.definitions import Campaign, Channel
from django_jss.engine.guids import uuid7
from django_jss.sites.models import Site


class Visit(models.Model):
    """A stretch of activity of a contact; it is over after `VISIT_TIMEOUT` without any, or when flushed.

    `number` counts the contact's visits, 1 for the first. `site` is where it began: following a link to another of our
    sites goes on with the same visit. `campaign` is the first of the visit, which gets the credit.
    """

    guid = models.UUIDField(default=uuid7, unique=True, editable=False)
    # The index of contact and number, below, serves it.
    contact = models.ForeignKey(
        Contact, verbose_name=_("contact"), on_delete=models.CASCADE, related_name="visits", db_index=False
    )
    device = models.ForeignKey(
        Device, verbose_name=_("device"), null=True, on_delete=models.SET_NULL, related_name="visits"
    )
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(_("number"), default=1)
    language = models.CharField(_("language"), max_length=20, blank=True)
    started_at = models.DateTimeField(_("started"), db_index=True)
    # When the contact's visit before this one started, on whatever device; the first has none.
    previous_visit_at = models.DateTimeField(_("visit before"), null=True, blank=True, editable=False)
    # Not indexed: it changes with every page, and PostgreSQL rewrites all indexes of a row if an indexed column changes.
    last_activity_at = models.DateTimeField(_("last activity"))
    # Set when the front end ends the visit; one that just went quiet has none.
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    page_view_count = models.PositiveIntegerField(_("page views"), default=0)
    engagement_value = models.IntegerField(_("engagement value"), default=0)
    goal_counts = models.JSONField(_("goals triggered"), default=dict, blank=True)
    # `engine.patterns.Tally` by profile GUID, as JSON.
    profile_tallies = models.JSONField(_("profile scores"), default=dict, blank=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, verbose_name=_("campaign"), null=True, blank=True, on_delete=models.SET_NULL, related_name="visits"
    )
    # Decided once, when the visit starts.
    channel = models.ForeignKey(
        Channel, verbose_name=_("channel"), null=True, blank=True, on_delete=models.SET_NULL, related_name="visits"
    )
    # Where it came from, as `analytics.client.source` says.
    source = models.JSONField(_("source"), default=dict, blank=True, editable=False)
    # Stored only where the settings keep the visits of bots.
    is_bot = models.BooleanField(_("bot"), default=False)
    # By how much the visitor's clock was behind ours, as the front end told it last.
    clock_skew_ms = models.IntegerField(_("clock skew in milliseconds"), null=True, blank=True, editable=False)
    entry_path = models.CharField(_("entry page"), max_length=500, blank=True)
    exit_path = models.CharField(_("latest page"), max_length=500, blank=True)
    referrer = models.CharField(_("referrer"), max_length=1000, blank=True)
    user_agent = models.CharField(_("user agent"), max_length=500, blank=True)
    # Truncated before it is stored (IPv4 to 24 bits, IPv6 to 48).
    ip_address = models.GenericIPAddressField(_("IP address, truncated"), null=True, blank=True)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering: ClassVar = ["-started_at"]
        indexes: ClassVar = [models.Index(fields=["contact", "number"], name="jss_visit_of_contact")]

    def __str__(self) -> str:
        return str(self.guid)


class PageView(models.Model):
    """A page that was shown; `sequence` counts those of the visit, 1 for the first.

    `path` is where the visitor saw it, empty if that was forgotten with the visitor; `data` is what the front end said
    beside the page, if it reported the view itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    visit = models.ForeignKey(
        Visit, verbose_name=_("visit"), on_delete=models.CASCADE, related_name="page_views", db_index=False
    )
    sequence = models.PositiveIntegerField(_("number"), default=1)
    at = models.DateTimeField(_("time"), db_index=True)
    item_guid = models.UUIDField(_("page"))
    path = models.CharField(_("path"), max_length=500)
    language = models.CharField(_("language"), max_length=20, blank=True)
    data = models.JSONField(_("custom data"), default=dict, blank=True)

    class Meta:
        verbose_name = _("page view")
        verbose_name_plural = _("page views")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["visit", "sequence"], name="jss_pageview_of_visit"),
            models.Index(fields=["item_guid", "at"], name="jss_pageview_of_page"),
        ]

    def __str__(self) -> str:
        return self.path or str(self.item_guid)


class EventKind(models.TextChoices):
    EVENT = "event", _("event")
    GOAL = "goal", _("goal")
    OUTCOME = "outcome", _("outcome")
    CAMPAIGN = "campaign", _("campaign")
    SEARCH = "search", _("search")
    DOWNLOAD = "download", _("download")
    ERROR = "error", _("error")


class Event(models.Model):
    """Something that happened in a visit, on its latest page if it had one; `definition_guid` names what.

    Searches and errors have no definition, the GUID of a download is that of the media item if it is one; `name` is
    then what was looked for, fetched, or went wrong.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    visit = models.ForeignKey(Visit, verbose_name=_("visit"), on_delete=models.CASCADE, related_name="events")
    page_view = models.ForeignKey(
        PageView, verbose_name=_("page"), null=True, blank=True, on_delete=models.SET_NULL, related_name="events"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind.choices)
    at = models.DateTimeField(_("time"), db_index=True)
    definition_guid = models.UUIDField(_("definition"), null=True, blank=True)
    # The definition's name at that time, so that lists read well without a look-up.
    name = models.CharField(_("name"), max_length=200)
    points = models.IntegerField(_("points"), default=0)
    monetary_value = models.DecimalField(_("value"), max_digits=14, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    data = models.JSONField(_("custom data"), default=dict, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["definition_guid", "at"], name="jss_event_of_definition")]

    def __str__(self) -> str:
        return self.name


class TurnedAway(models.Model):
    """How many requests of bots were not recorded on a day: why, and what they called themselves. Nobody is named."""

    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    on = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=20)
    agent = models.CharField(_("user agent"), max_length=120, blank=True)
    count = models.PositiveIntegerField(_("requests"), default=0)

    class Meta:
        verbose_name = _("bots of a day")
        verbose_name_plural = _("bots by day")
        ordering: ClassVar = ["-on", "-count"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "on", "reason", "agent"], name="jss_turnedaway_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.agent}"
