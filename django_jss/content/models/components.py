"""Components and the placeholders that they stand in."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jss.content.models.templates import Template
from django_jss.sites.models import Site


class Placeholder(models.Model):
    """Settings of a placeholder key, such as `jss-main`: what authors may put there."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="placeholders")
    key = models.CharField(_("key"), max_length=150)
    display_name = models.CharField(_("display name"), max_length=200, blank=True)
    allowed_components: models.ManyToManyField[Component, models.Model] = models.ManyToManyField(
        "Component",
        verbose_name=_("allowed components"),
        blank=True,
        related_name="allowed_placeholders",
        help_text=_("Empty means all."),
    )

    class Meta:
        verbose_name = _("placeholder")
        verbose_name_plural = _("placeholders")
        ordering: ClassVar = ["key"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "key"], name="jss_placeholder_key_per_site")]

    def __str__(self) -> str:
        return self.display_name or self.key


class Component(models.Model):
    """What the front end knows by this name; renderings put it on routes."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="components")
    name = models.CharField(_("name"), max_length=200, help_text=_("The name of the component in the front end."))
    display_name = models.CharField(_("display name"), max_length=200, blank=True)
    icon = models.CharField(_("icon"), max_length=200, blank=True)
    description = models.CharField(_("description"), max_length=500, blank=True)
    datasource_template = models.ForeignKey(
        Template,
        verbose_name=_("datasource template"),
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="components",
        help_text=_("The template of the item that it shows; none if it shows no item."),
    )
    exposed_placeholders = models.JSONField(
        _("exposed placeholders"),
        default=list,
        blank=True,
        help_text=_("Keys of the placeholders inside it, in order."),
    )
    contents_resolver = models.CharField(
        _("contents resolver"), max_length=100, blank=True, help_text=_("Empty means the fields of the datasource.")
    )
    graphql_query = models.TextField(_("GraphQL query"), blank=True)

    class Meta:
        verbose_name = _("component")
        verbose_name_plural = _("components")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "name"], name="jss_component_name_per_site")]

    def __str__(self) -> str:
        return self.display_name or self.name


class ComponentParameter(models.Model):
    """A parameter that each rendering of a component may set; served as a string."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="parameters")
    name = models.CharField(_("name"), max_length=200)
    type = models.CharField(_("type"), max_length=100, default="Single-Line Text")
    display_name = models.CharField(_("display name"), max_length=200, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("parameter")
        verbose_name_plural = _("parameters")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["component", "name"], name="jss_componentparameter_name")
        ]

    def __str__(self) -> str:
        return self.display_name or self.name
