"""Rule sets: what a rendering shows to whom."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from django_jss.content.models import Component, Item


class RuleSet(models.Model):
    """The variants of one rendering of a page, tried in order; the first whose rule holds is shown, else the default.

    It names the rendering by its uid, since draft and published layout hold a row each for the same rendering.
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    route = models.ForeignKey(Item, verbose_name=_("page"), on_delete=models.CASCADE, related_name="rule_sets")
    rendering_uid = models.UUIDField(_("rendering"))
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["route", "rendering_uid"], name="jss_ruleset_rendering_of_route")
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.rendering_uid}"


class VariantAction(models.TextChoices):
    """What a variant does with the rendering."""

    DATASOURCE = "datasource", _("show other content")
    COMPONENT = "component", _("show another component")
    HIDE = "hide", _("hide the component")
    PARAMETERS = "parameters", _("change its parameters")
    MOVE = "move", _("move it to another place")
    CUSTOM = "custom", _("do something else")


class PersonalizationVariant(models.Model):
    """What a rendering shows to visitors for whom `rule` holds (its JSON form: `engine.rules`).

    With the action *component*, a datasource may be given as well; without one the rendering's own is kept.
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rule_set = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="variants")
    position = models.PositiveIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=200)
    rule = models.JSONField(_("rule"))
    action = models.CharField(
        _("action"), max_length=20, choices=VariantAction.choices, default=VariantAction.DATASOURCE
    )
    component = models.ForeignKey(
        Component, verbose_name=_("component"), null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    datasource = models.ForeignKey(
        Item, verbose_name=_("datasource"), null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    # With the action *parameters* those that change; with *custom* what the registered action is told.
    params = models.JSONField(_("parameters"), default=dict, blank=True)
    # With the action *move*: the placeholder as a layout names it (`jss-main`, `jss-tabs-{UID}-0`), and the uid of the
    # rendering before which it then stands, None for the end.
    target = models.CharField(_("placeholder"), max_length=200, blank=True)
    target_before = models.UUIDField(null=True, blank=True)
    # With the action *custom*: the name under which it is registered.
    custom_action = models.CharField(_("own action"), max_length=100, blank=True)
    is_enabled = models.BooleanField(_("enabled"), default=True)
    show_from = models.DateTimeField(_("from"), null=True, blank=True)
    show_until = models.DateTimeField(_("until"), null=True, blank=True)

    needed_as_user: ClassVar[tuple[str, ...]] = ("rule_set__route", "datasource")

    class Meta:
        verbose_name = _("personalization variant")
        verbose_name_plural = _("personalization variants")
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def as_user(self) -> str:
        words = {
            "variant": self.name,
            "page": self.rule_set.route.path,
            "target": self.datasource.path if self.datasource else "",
        }
        return gettext("The personalization variant %(variant)s on %(page)s shows %(target)s.") % words
