"""Phrases of the user interface."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jss.sites.models import Language, Site


class DictionaryPhrase(models.Model):
    """A text of the front end's own interface in one language, found by its key."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="phrases")
    language = models.ForeignKey(Language, verbose_name=_("language"), on_delete=models.PROTECT, related_name="+")
    key = models.CharField(_("key"), max_length=500)
    # Exact where MariaDB's comparison of texts is loose, and short enough for its indexes.
    key_hash = models.CharField(max_length=64, editable=False)
    text = models.TextField(_("text"), blank=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("dictionary phrase")
        verbose_name_plural = _("dictionary phrases")
        ordering: ClassVar = ["key", "language"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "language", "key_hash"], name="jss_dictionaryphrase_key")
        ]

    def __str__(self) -> str:
        return self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key_hash = key_hash_of(self.key)
        super().save(*args, **kwargs)


def key_hash_of(key: str) -> str:
    """What makes a phrase's key unique; keys differ by case."""
    return hashlib.sha256(key.encode()).hexdigest()
