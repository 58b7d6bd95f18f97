"""Layouts: which components stand where on a page."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from django_jss.content.models.components import Component
from django_jss.content.models.items import Item
from django_jss.sites.models import Language


class LayoutStage(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class Layout(models.Model):
    """The renderings of a page: shared by all languages (`language` is null) or for one language instead.

    Authors edit the draft; publishing the page copies it over the published one, by the uids of the renderings.
    `language_key` repeats the language's id, 0 for none, since no database keeps NULLs unique.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="layouts")
    language = models.ForeignKey(Language, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language_key = models.PositiveBigIntegerField(default=0, editable=False)
    stage = models.CharField(_("stage"), max_length=20, choices=LayoutStage.choices, default=LayoutStage.DRAFT)
    # Raised by every save of the draft (optimistic locking).
    lock = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("layout")
        verbose_name_plural = _("layouts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "language_key", "stage"], name="jss_layout_stage")
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.stage}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.language_key = self.language_id or 0
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Rendering(models.Model):
    """A component placed on a page; `uid` names it for good, over publishing, personalization and languages."""

    layout = models.ForeignKey(Layout, on_delete=models.CASCADE, related_name="renderings")
    uid = models.UUIDField(default=uuid.uuid4)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    placeholder = models.CharField(_("placeholder"), max_length=150)
    position = models.PositiveIntegerField(_("position"), default=0)
    component = models.ForeignKey(
        Component, verbose_name=_("component"), on_delete=models.RESTRICT, related_name="renderings"
    )
    datasource = models.ForeignKey(
        Item,
        verbose_name=_("datasource"),
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="shown_by",
    )
    params = models.JSONField(_("parameters"), default=dict, blank=True)

    needed_as_user: ClassVar[tuple[str, ...]] = ("component", "layout__item", "datasource")

    class Meta:
        verbose_name = _("rendering")
        verbose_name_plural = _("renderings")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["layout", "uid"], name="jss_rendering_uid_per_layout")]

    def __str__(self) -> str:
        return f"{self.component} {self.placeholder}"

    def as_user(self) -> str:
        words = {
            "component": self.component,
            "page": self.layout.item.path,
            "stage": self.layout.get_stage_display(),
            "target": self.datasource.path if self.datasource else "",
        }
        return gettext("The component %(component)s on %(page)s (%(stage)s) shows %(target)s.") % words
