"""What all pages about items share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from django_jss.content.models import Item
from django_jss.exceptions import JssError
from django_jss.sites.models import Language


class ItemPages(admin.ModelAdmin):
    """Finds the item and language of a request, and answers with pages of the admin site."""

    def page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        """Answer with a page of this admin site."""
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(
            request, template, {**self.admin_site.each_context(request), "opts": self.opts, **context}
        )

    def item_or_404(self, request: HttpRequest, pk: Any, *, change: bool = False) -> Item:
        """The item, if this user may see it, or change it."""
        if not str(pk).isdecimal() or len(str(pk)) > 18:
            raise Http404
        item = get_object_or_404(Item.objects.select_related("site", "template", "parent"), pk=pk)
        may = self.has_change_permission(request, item) if change else self.has_view_permission(request, item)
        if not may:
            raise PermissionDenied
        return item

    def language_of(self, request: HttpRequest, item: Item) -> Language:
        """The language asked for, if the site has it, else the site's default."""
        code = request.POST.get("language") or request.GET.get("language", "")
        chosen = item.site.languages.filter(code=code).first()
        return chosen or item.site.default_language

    def back_to(self, item: Item, language: Language) -> HttpResponse:
        """Show the item again."""
        url = reverse(f"{self.admin_site.name}:django_jss_item_change", args=[item.pk])
        return redirect(f"{url}?{urlencode({'language': language.code})}")

    def act(
        self, request: HttpRequest, item: Item, language: Language, act: Callable[[], object], done: str
    ) -> HttpResponse:
        """Do it, say what came of it, show the item again."""
        try:
            act()
        except (JssError, ValidationError) as error:
            messages.error(request, " ".join(error.messages) if isinstance(error, ValidationError) else str(error))
        else:
            self.log_change(request, item, done)
            messages.success(request, done)
        return self.back_to(item, language)

    def may_publish(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("django_jss.publish_item"))
