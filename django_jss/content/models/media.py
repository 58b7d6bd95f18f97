"""Media items: files that authors put on pages."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jss.content.models.items import path_key_of
from django_jss.sites.models import Site


class MediaItem(models.Model):
    """A file on Django's storage, served at `/-/media/{site}/{path}`; images know their size."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="media")
    path = models.CharField(
        _("path"), max_length=500, help_text=_("Path in the site's library with extension, such as img/logo.png.")
    )
    path_key = models.CharField(max_length=64, editable=False)
    file = models.FileField(_("file"), upload_to="jss/media", max_length=500)
    name = models.CharField(_("name"), max_length=200, blank=True)
    alt = models.CharField(_("alternative text"), max_length=500, blank=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    keywords = models.CharField(_("keywords"), max_length=500, blank=True)
    mime_type = models.CharField(_("type"), max_length=100, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True, editable=False)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True, editable=False)
    checksum = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("media item")
        verbose_name_plural = _("media")
        ordering: ClassVar = ["path"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "path_key"], name="jss_mediaitem_path_per_site")
        ]

    def __str__(self) -> str:
        return self.path

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.path_key = path_key_of(self.path)
        super().save(*args, **kwargs)

    @property
    def extension(self) -> str:
        """Without the dot, lower case; empty if the path has none."""
        name = self.path.rsplit("/", 1)[-1]
        return name.rsplit(".", 1)[-1].lower() if "." in name else ""

    @property
    def is_image(self) -> bool:
        return self.mime_type.startswith("image/")
