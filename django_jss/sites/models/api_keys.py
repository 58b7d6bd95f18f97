"""Keys that front ends present."""

from __future__ import annotations

import secrets
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jss.sites.models.sites import Site


class Service(models.TextChoices):
    """The services that a key may open."""

    LAYOUT = "layout", _("Layout")
    PLACEHOLDER = "placeholder", _("Placeholder")
    DICTIONARY = "dictionary", _("Dictionary")
    TRACKER = "tracker", _("Tracker")
    CONSENT = "consent", _("Consent")
    IDENTIFY = "identify", _("Identification of visitors")
    EXPLAIN = "explain", _("Explanations of personalized pages")


# What a key opens only if it names it: front ends have no use for it, and it tells what rules say.
NAMED_ONLY = frozenset({Service.EXPLAIN})


def new_secret() -> str:
    """A secret that nobody can guess."""
    return secrets.token_urlsafe(32)


def all_services() -> list[str]:
    return ["*"]


class ApiKey(models.Model):
    """What a front end presents as `sc_apikey`; it is visible to browsers and so a name more than a secret."""

    guid = models.UUIDField(_("key"), default=uuid.uuid4, unique=True)
    name = models.CharField(_("name"), max_length=100)
    sites: models.ManyToManyField[Site, models.Model] = models.ManyToManyField(
        Site, verbose_name=_("sites"), blank=True, related_name="api_keys", help_text=_("Empty means all sites.")
    )
    services = models.JSONField(
        _("services"),
        default=all_services,
        help_text=_(
            'A list of layout, placeholder, dictionary, tracker, consent, identify, explain; ["*"] means all but explain.'
        ),
    )
    cors_origins = models.TextField(
        _("CORS origins"),
        blank=True,
        help_text=_("Origins of browsers that may call, one a line or separated by ';'; * allows all."),
    )
    signing_secret = models.CharField(
        _("signing secret"),
        max_length=100,
        default=new_secret,
        help_text=_("With it the site's server signs what it says of visitors. It never goes to a browser."),
    )
    is_enabled = models.BooleanField(_("enabled"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
