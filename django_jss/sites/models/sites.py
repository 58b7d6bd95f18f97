"""Sites and the host names that lead to them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jss.sites.models.languages import Language


def default_root_placeholders() -> list[str]:
    return ["jss-main"]


class SiteManager(models.Manager["Site"]):
    def get_by_natural_key(self, name: str) -> Site:
        return self.get(name=name)


class Site(models.Model):
    """A JSS app's content on this server; its name is the app's name."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(
        _("name"),
        max_length=100,
        unique=True,
        validators=[RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", _("Letters, digits, '-', '_' and '.' only."))],
        help_text=_("The name of the JSS app; front ends send it as sc_site."),
    )
    display_name = models.CharField(_("display name"), max_length=200, blank=True)
    languages: models.ManyToManyField[Language, models.Model] = models.ManyToManyField(
        Language, verbose_name=_("languages"), related_name="sites"
    )
    default_language = models.ForeignKey(
        Language, verbose_name=_("default language"), on_delete=models.PROTECT, related_name="+"
    )
    uses_language_fallback = models.BooleanField(
        _("language fallback"),
        default=False,
        help_text=_("Serve the fallback language where something has no version in the language asked for."),
    )
    embeds_language_in_links = models.BooleanField(
        _("language in links"), default=False, help_text=_("Internal links start with the language, such as /en/about.")
    )
    is_default = models.BooleanField(
        _("default site"),
        default=False,
        help_text=_("Answers requests that name no site and come by an unknown host name."),
    )
    root_placeholders = models.JSONField(
        _("root placeholders"),
        default=default_root_placeholders,
        help_text=_("Placeholders that every page has, such as jss-main."),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", help_text=_("Such as Europe/Copenhagen.")
    )
    tells_personalization = models.BooleanField(
        _("tell which variants were chosen"),
        default=False,
        help_text=_("Layout answers then name them in context.personalization, for analytics in the browser."),
    )
    requires_consent = models.BooleanField(
        _("consent required"),
        default=False,
        help_text=_("Nothing is stored of visitors, and no cookie set, until they consent (opt-in)."),
    )
    ends_visits_at_midnight = models.BooleanField(
        _("visits end at midnight"), default=False, help_text=_("In the time zone of the site.")
    )

    objects = SiteManager()

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.display_name or self.name

    def natural_key(self) -> tuple[str]:
        return (self.name,)

    def clean(self) -> None:
        """Refuse a name that another site has in other case: front ends write it in any."""
        if Site.objects.filter(name__iexact=self.name).exclude(pk=self.pk).exists():
            raise ValidationError({"name": _("There is already a site of that name.")})


class Hostname(models.Model):
    """A host name under which a site is asked for."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="hostnames")
    name = models.CharField(
        _("host name"),
        max_length=253,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9.-]+(:\d+)?$", _("Lower case, without scheme, such as www.example.com."))],
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("host name")
        verbose_name_plural = _("host names")
        ordering: ClassVar = ["position", "name"]

    def __str__(self) -> str:
        return self.name
