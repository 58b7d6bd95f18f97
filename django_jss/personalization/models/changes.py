"""What was changed in rules, when and by whom."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings as django_settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jss.sites.models import Site


class ChangedThing(models.TextChoices):
    RULE_SET = "rule_set", _("personalization of a component")
    SAVED_RULE = "saved_rule", _("saved rule")
    SEGMENT = "segment", _("segment")


class RuleChange(models.Model):
    """A state of rules, kept when it was saved, so that it can be compared and brought back.

    `key` is the GUID of the rule set, saved rule or segment; `state` is its JSON form (`personalization.changes`).
    """

    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    thing = models.CharField(_("kind"), max_length=20, choices=ChangedThing.choices)
    key = models.UUIDField(_("id"), editable=False)
    name = models.CharField(_("what"), max_length=300)
    state = models.JSONField(_("state"))
    at = models.DateTimeField(_("saved"), auto_now_add=True)
    author = models.ForeignKey(
        django_settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("change of rules")
        verbose_name_plural = _("changes of rules")
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["key", "at"], name="jss_rulechange_of_key")]

    def __str__(self) -> str:
        return self.name
