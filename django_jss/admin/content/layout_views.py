"""Working on a page's layout: add, move and remove components."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from django_jss.admin.content.base import ItemPages
from django_jss.content import layouts
from django_jss.content.models import Component, Item, Layout
from django_jss.exceptions import JssError
from django_jss.sites.models import Language


class LayoutViews(ItemPages):
    """Acts on the draft layout of a page; `share` and `own` choose between the shared layout and one for a language."""

    def layout_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/layout/<slug:act>/", view(require_POST(self.layout_view)), name="django_jss_item_layout")
        ]

    def layout_view(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        item = self.item_or_404(request, pk, change=True)
        language = self.language_of(request, item)
        acts = {
            "add": self.add_component,
            "move": self.move_component,
            "remove": self.remove_component,
            "own": self.own_layout,
            "share": self.share_layout,
        }
        if act not in acts or not item.has_layout:
            raise Http404
        try:
            return acts[act](request, item, language)
        except (JssError, ValidationError) as error:
            text = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            if act in ("move", "remove"):
                return JsonResponse({"message": text}, status=409)
            messages.error(request, text)
            return self.to_layout(item, language)

    def add_component(self, request: HttpRequest, item: Item, language: Language) -> HttpResponse:
        """Add it last in its placeholder, with content of its own, and open it."""
        component = get_object_or_404(Component, pk=_number(request.POST.get("component")), site=item.site)
        rendering = layouts.add_rendering(
            self.edited_layout(item, language),
            component=component,
            placeholder=request.POST.get("placeholder", ""),
            parent_uid=_uid(request.POST.get("parent")),
            lock=_number(request.POST.get("lock")),
        )
        if component.datasource_template is not None:
            layouts.create_local_datasource(rendering)
        self.log_change(request, item, _("%(component)s added.") % {"component": component})
        url = reverse(f"{self.admin_site.name}:django_jss_item_rendering", args=[item.pk, rendering.uid])
        return redirect(f"{url}?language={language.code}")

    def move_component(self, request: HttpRequest, item: Item, language: Language) -> HttpResponse:
        layout = layouts.move_rendering(
            self.edited_layout(item, language),
            _uid(request.POST.get("uid")),
            placeholder=request.POST.get("placeholder", ""),
            parent_uid=_uid(request.POST.get("parent")),
            position=_number(request.POST.get("position")),
            lock=_number(request.POST.get("lock")),
        )
        self.log_change(request, item, _("Component moved."))
        return JsonResponse({"message": _("Moved. Publish to make it live."), "lock": layout.lock})

    def remove_component(self, request: HttpRequest, item: Item, language: Language) -> HttpResponse:
        layout = layouts.remove_rendering(
            self.edited_layout(item, language),
            _uid(request.POST.get("uid")),
            lock=_number(request.POST.get("lock")),
        )
        self.log_change(request, item, _("Component removed."))
        return JsonResponse({"message": _("Removed. Publish to make it so on the site."), "lock": layout.lock})

    def own_layout(self, request: HttpRequest, item: Item, language: Language) -> HttpResponse:
        layouts.separate_layout(item, language)
        messages.success(request, _("%(language)s now has a layout of its own.") % {"language": language.name})
        return self.to_layout(item, language)

    def share_layout(self, request: HttpRequest, item: Item, language: Language) -> HttpResponse:
        layouts.share_layout(item, language)
        messages.success(request, _("%(language)s uses the shared layout again.") % {"language": language.name})
        return self.to_layout(item, language)

    def edited_layout(self, item: Item, language: Language) -> Layout:
        """The draft that a page shows in this language: its own, else the shared one."""
        return layouts.language_draft(item, language) or layouts.draft_layout(item, None)

    def to_layout(self, item: Item, language: Language) -> HttpResponse:
        response = self.back_to(item, language)
        response["Location"] += "#layout"
        return response


def _number(text: str | None) -> int:
    if text is None or not text.isdecimal() or len(text) > 12:
        raise ValidationError(_("A number is missing."))
    return int(text)


def _uid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError as error:
        raise ValidationError(_("That is no component of this page.")) from error
