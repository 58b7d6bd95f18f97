"""Choosing items."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib.admin.sites import AdminSite
from django.urls import reverse

from django_jss.admin.widgets.scripts import PICKERS, SORTABLE
from django_jss.content.models import Item
from django_jss.sites.models import Site


class ItemWidget(forms.Widget):
    """One item, found by typing part of its path; its value is the item's GUID."""

    template_name = "django_jss/admin/widgets/item.html"
    site: Site | None = None
    admin_site: AdminSite | None = None

    class Media:
        js = (PICKERS,)

    def bind(self, *, site: Site, admin_site: AdminSite) -> None:
        """Offer the items of this site."""
        self.site, self.admin_site = site, admin_site

    def picker_url(self) -> str:
        name = self.admin_site.name if self.admin_site else "admin"
        site_id = self.site.pk if self.site else ""
        return f"{reverse(f'{name}:django_jss_item_pick')}?site={site_id}"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"chosen": chosen_items([value] if value else []), "picker_url": self.picker_url()}
        return context


class ReferenceListWidget(ItemWidget):
    """Several items in order."""

    template_name = "django_jss/admin/widgets/items.html"

    class Media:
        js = (SORTABLE, PICKERS)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["widget"]["chosen"] = chosen_items(value or [])
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [key for key in data.getlist(name) if key]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


def chosen_items(guids: list[str]) -> list[Item]:
    """The items of these GUIDs, in their order; unknown ones are left out."""
    wanted = [uuid.UUID(guid) for guid in guids if _is_guid(guid)]
    found = {item.guid: item for item in Item.objects.filter(guid__in=wanted)}
    return [found[guid] for guid in wanted if guid in found]


def _is_guid(text: str) -> bool:
    try:
        uuid.UUID(str(text))
    except ValueError:
        return False
    return True
