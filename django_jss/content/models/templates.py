"""Templates: the field schemas of items."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jss.sites.models import Site


class FieldStorage(models.TextChoices):
    """For what a field's value is stored once."""

    VERSIONED = "versioned", _("each version")
    UNVERSIONED = "unversioned", _("each language")
    SHARED = "shared", _("all languages")


class Template(models.Model):
    """The schema of items: its own fields and those of its bases."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="templates")
    name = models.CharField(_("name"), max_length=200)
    display_name = models.CharField(_("display name"), max_length=200, blank=True)
    icon = models.CharField(_("icon"), max_length=200, blank=True)
    bases: models.ManyToManyField[Template, models.Model] = models.ManyToManyField(
        "self",
        verbose_name=_("base templates"),
        through="TemplateBase",
        through_fields=("template", "base"),
        symmetrical=False,
        related_name="derived",
    )
    insert_options: models.ManyToManyField[Template, models.Model] = models.ManyToManyField(
        "self",
        verbose_name=_("insert options"),
        symmetrical=False,
        blank=True,
        related_name="+",
        help_text=_("Templates that authors may choose for children of such an item."),
    )
    is_route_type = models.BooleanField(_("route type"), default=False, help_text=_("Pages are made from it."))
    is_default_route_type = models.BooleanField(_("default route type"), default=False)

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "name"], name="jss_template_name_per_site")]

    def __str__(self) -> str:
        return self.display_name or self.name


class TemplateBase(models.Model):
    """A base of a template; fields of earlier bases come first."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="base_links")
    base = models.ForeignKey(Template, on_delete=models.RESTRICT, related_name="derived_links")
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("base template")
        verbose_name_plural = _("base templates")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["template", "base"], name="jss_templatebase_once")]

    def __str__(self) -> str:
        return str(self.base)


class TemplateField(models.Model):
    """A field of a template; `type` is the name of a field type, such as `Rich Text` (contract: field serialization)."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="fields")
    name = models.CharField(_("name"), max_length=200)
    type = models.CharField(_("type"), max_length=100, default="Single-Line Text")
    display_name = models.CharField(_("display name"), max_length=200, blank=True)
    help_text = models.CharField(_("help text"), max_length=500, blank=True)
    section = models.CharField(_("section"), max_length=100, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    standard_value = models.JSONField(
        _("standard value"), null=True, blank=True, help_text=_("Served where an item has no value of its own.")
    )
    is_required = models.BooleanField(_("required"), default=False)
    validation_pattern = models.CharField(_("validation pattern"), max_length=500, blank=True)
    validation_message = models.CharField(_("validation message"), max_length=500, blank=True)
    source = models.CharField(
        _("source"), max_length=500, blank=True, help_text=_("Path below which items to refer to are offered.")
    )
    storage = models.CharField(
        _("one value for"), max_length=20, choices=FieldStorage.choices, default=FieldStorage.VERSIONED
    )

    class Meta:
        verbose_name = _("template field")
        verbose_name_plural = _("template fields")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["template", "name"], name="jss_templatefield_name_per_template")
        ]

    def __str__(self) -> str:
        return self.display_name or self.name
