"""Making links."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.sites import AdminSite
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from django_jss.admin.widgets.media import media_of
from django_jss.admin.widgets.references import chosen_items
from django_jss.admin.widgets.scripts import PICKERS
from django_jss.sites.models import Site

LINK_TYPES = [
    ("", _("no link")),
    ("internal", _("to a page of this site")),
    ("external", _("to an address")),
    ("media", _("to a file of the library")),
    ("mailto", _("to an e-mail address")),
    ("anchor", _("to a place on the same page")),
]


class LinkWidget(forms.Widget):
    """A link with its text; which inputs it shows depends on the kind that is chosen."""

    template_name = "django_jss/admin/widgets/link.html"
    parts = ("linktype", "url", "anchor", "text", "title", "target", "class", "querystring")
    site: Site | None = None
    admin_site: AdminSite | None = None

    class Media:
        js = (PICKERS,)

    def bind(self, *, site: Site, admin_site: AdminSite) -> None:
        """Offer the pages and media of this site."""
        self.site, self.admin_site = site, admin_site

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        stored = value if isinstance(value, dict) else {}
        admin_name = self.admin_site.name if self.admin_site else "admin"
        query = f"?site={self.site.pk if self.site else ''}"
        kind, target = stored.get("linktype", ""), str(stored.get("id", ""))
        context["widget"] |= {
            "stored": stored,
            "link_types": LINK_TYPES,
            "items": chosen_items([target]) if kind == "internal" else [],
            "media": media_of(target) if kind == "media" else None,
            "item_picker_url": reverse(f"{admin_name}:django_jss_item_pick") + query,
            "media_picker_url": reverse(f"{admin_name}:django_jss_mediaitem_pick") + query,
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        link = {part: data.get(f"{name}.{part}", "").strip() for part in self.parts}
        kind = link["linktype"]
        if kind in ("internal", "media"):
            link["id"] = data.get(f"{name}.{'item' if kind == 'internal' else 'media'}", "").strip()
        kept = {"internal": {"id", "anchor", "querystring"}, "media": {"id"}, "anchor": {"anchor"}}
        shown = kept.get(kind, {"url", "querystring"}) | {"linktype", "text", "title", "target", "class"}
        return {part: text for part, text in link.items() if part in shown} if kind else {}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}.linktype" not in data
