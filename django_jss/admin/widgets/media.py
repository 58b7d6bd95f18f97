"""Choosing media items."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib.admin.sites import AdminSite
from django.urls import reverse

from django_jss.admin.widgets.scripts import PICKERS
from django_jss.content.models import MediaItem
from django_jss.sites.models import Site


class ImageWidget(forms.Widget):
    """An image of the library, or one elsewhere, with its alternative text; the value is the stored one."""

    template_name = "django_jss/admin/widgets/image.html"
    parts: tuple[str, ...] = ("media", "src", "alt", "class")
    site: Site | None = None
    admin_site: AdminSite | None = None

    class Media:
        js = (PICKERS,)

    def bind(self, *, site: Site, admin_site: AdminSite) -> None:
        """Offer the media of this site."""
        self.site, self.admin_site = site, admin_site

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        stored = value if isinstance(value, dict) else {}
        admin_name = self.admin_site.name if self.admin_site else "admin"
        context["widget"] |= {
            "stored": stored,
            "media": media_of(stored.get("media")),
            "picker_url": f"{reverse(f'{admin_name}:django_jss_mediaitem_pick')}?site={self.site.pk if self.site else ''}",
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {part: data.get(f"{name}.{part}", "").strip() for part in self.parts}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}.media" not in data


class MediaWidget(ImageWidget):
    """A file of the library."""

    template_name = "django_jss/admin/widgets/file.html"
    parts = ("media", "src")


def media_of(guid: Any) -> MediaItem | None:
    """The media item of that GUID, if there is one."""
    try:
        return MediaItem.objects.filter(guid=uuid.UUID(str(guid))).first() if guid else None
    except ValueError:
        return None
