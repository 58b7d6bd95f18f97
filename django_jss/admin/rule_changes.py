"""The history of rules: compare two states, bring one back."""

from __future__ import annotations

import difflib
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from django_jss.personalization.changes import CannotRestore, in_words, restore
from django_jss.personalization.models import ChangedThing, RuleChange


@admin.register(RuleChange)
class RuleChangeAdmin(admin.ModelAdmin):
    """Who changed which rules, and when."""

    list_display = ["at", "name", "thing", "author", "site"]
    list_filter = ["thing", "site"]
    list_select_related = ["author", "site"]
    search_fields = ["name", "key"]
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_POST(self.restore_view))
        return [path("<int:pk>/restore/", view, name="django_jss_rulechange_restore"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The state beside the one before it, and beside the latest."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        change = get_object_or_404(RuleChange, pk=object_id if object_id.isdecimal() else 0)
        states = RuleChange.objects.filter(key=change.key)
        before = states.filter(pk__lt=change.pk).first()
        latest = states.first()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Change of %(name)s") % {"name": change.name},
            "change": change,
            "comparisons": [
                (gettext_lazy("Compared with the state before"), compared(before, change)),
                (gettext_lazy("Compared with what holds now"), compared(change, latest)),
            ],
            "is_latest": latest == change,
            "may_restore": may_restore(request, change) and not change.state.get("is_deleted"),
            "media": self.media,
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, "django_jss/admin/rule_change.html", context)

    def restore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        change = get_object_or_404(RuleChange, pk=pk)
        if not may_restore(request, change):
            raise PermissionDenied
        try:
            restore(change, author=request.user)
        except CannotRestore as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("It is as it was. That is live at once."))
        return redirect(f"{reverse(f'{self.admin_site.name}:django_jss_rulechange_changelist')}?q={change.key}")


def may_restore(request: HttpRequest, change: RuleChange) -> bool:
    right = {ChangedThing.RULE_SET: "ruleset", ChangedThing.SAVED_RULE: "savedrule", ChangedThing.SEGMENT: "segment"}
    return bool(request.user.has_perm(f"django_jss.change_{right[ChangedThing(change.thing)]}"))


def compared(old: RuleChange | None, new: RuleChange | None) -> list[tuple[str, str]]:
    """Lines of the two states, each with "+", "-" or nothing before it."""
    before, after = (in_words(change) if change else [] for change in (old, new))
    return [(line[0].strip(), line[2:]) for line in difflib.ndiff(before, after) if line[0] != "?"]
