"""Rules that are kept under a name: saved rules, segments, mapping rules."""

from __future__ import annotations

import csv
import json
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.db.models import Model, QuerySet
from django.forms import Media
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from django_jss.admin.rule_estimates import estimate_url, estimate_view
from django_jss.admin.widgets.rules import RuleField
from django_jss.engine.facts import Fact
from django_jss.engine.rules import read_stored_rule
from django_jss.engine.sentences import sentence
from django_jss.personalization.changes import delete_named, save_named
from django_jss.personalization.labels import labels_for
from django_jss.personalization.linting import warnings_of
from django_jss.personalization.models import MappingRule, ProfileCard, SavedRule, Segment
from django_jss.personalization.models.saved_rules import always
from django_jss.personalization.saved_rules import users_of
from django_jss.personalization.segments import members
from django_jss.sites.models import Site

ABOUT_PAGES = frozenset(
    map(str, (Fact.PAGE, Fact.PAGE_PATH, Fact.PAGE_ANCESTORS, Fact.LINES, Fact.PAGE_TEMPLATES, Fact.PAGE_FIELDS))
) | {str(Fact.SITE), str(Fact.LANGUAGE)}


class NamedRuleForm(forms.ModelForm):
    """The rule is built for the site of the row; of a new one the site is chosen first."""

    rule = RuleField(label=gettext_lazy("Rule"), required=False)
    admin_site: Any = None
    asks: frozenset[str] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["rule"]
        else:
            self.fields["rule"].bind(  # type: ignore[attr-defined]
                site=self.instance.site,
                own=str(self.instance.guid),
                asks=self.asks,
                estimate_url="" if self.asks else estimate_url(self.admin_site, self.instance.site),
            )

    def clean_rule(self) -> Any:
        return self.cleaned_data["rule"] or always()


class NamedRuleAdmin(admin.ModelAdmin):
    """A list of rules in words, and a page with the rule builder for each."""

    form = NamedRuleForm
    list_display = ["name", "site", "in_words"]
    list_filter = ["site"]
    list_select_related = ["site"]
    search_fields = ["name", "description"]
    asks: frozenset[str] | None = None
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 80})}}

    @property
    def media(self) -> Media:
        return super().media + Media(css={"all": ["django_jss/admin/authoring.css"]})

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"admin_site": self.admin_site, "asks": self.asks})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return ["site", "name", "description", *(["rule"] if obj else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["site"] if obj else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        only = Site.objects.all()[:2]
        return {"site": only[0].pk if len(only) == 1 else None, **super().get_changeform_initial_data(request)}

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Go on to the page of the row, where the rule is built."""
        opts = self.opts
        messages.success(request, _("“%(name)s” is made. Now build its rule.") % {"name": obj})
        change = reverse(f"{self.admin_site.name}:{opts.app_label}_{opts.model_name}_change", args=[obj.pk])
        return HttpResponseRedirect(change)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Saved rules and segments keep their history."""
        if isinstance(obj, SavedRule | Segment):
            save_named(obj, author=request.user)
            for warning in (
                warnings_of(read_stored_rule(obj.rule), requires_consent=obj.site.requires_consent) if change else ()
            ):
                messages.warning(request, warning)
        else:
            super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """What is deleted can be brought back."""
        if isinstance(obj, SavedRule | Segment):
            delete_named(obj, author=request.user)
        else:
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            self.delete_model(request, row)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Where the states of the rule are kept, which can be compared and brought back."""
        row = self.get_object(request, object_id)
        if not isinstance(row, SavedRule | Segment):
            return super().history_view(request, object_id, extra_context)
        changes = reverse(f"{self.admin_site.name}:django_jss_rulechange_changelist")
        return HttpResponseRedirect(f"{changes}?q={row.guid}")

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Write the rules of the page out in words: one query for each kind of thing that they name."""
        changes = super().get_changelist_instance(request)
        rules = {row.pk: read_stored_rule(row.rule) for row in changes.result_list}
        labels = labels_for(rules.values())
        for row in changes.result_list:
            row.words = sentence(rules[row.pk], labels)
        return changes

    @admin.display(description=gettext_lazy("rule"))
    def in_words(self, row: Any) -> str:
        return str(row.words)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What other rules use is not deleted; they are named."""
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        used = [
            _("%(name)s is used by: %(user)s") % {"name": row, "user": user} for row in objs for user in _users(row)
        ]
        return to_delete, counts, perms_needed, [*protected, *used]


def _users(row: Model) -> list[str]:
    return list(users_of(str(row.guid)))  # type: ignore[attr-defined]


@admin.register(SavedRule)
class SavedRuleAdmin(NamedRuleAdmin):
    """Rules that other rules use."""


@admin.register(Segment)
class SegmentAdmin(NamedRuleAdmin):
    """Contacts for whom a rule holds."""

    actions = ["count_members", "export_members_csv", "export_members_json"]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_POST(partial(estimate_view, admin_site=self.admin_site)))
        return [path("estimate/<int:site_pk>/", view, name="django_jss_segment_estimate"), *super().get_urls()]

    def has_see_members_permission(self, request: HttpRequest) -> bool:
        """Members are contacts, who are for those who may see contacts."""
        return self.has_view_permission(request) and request.user.has_perm("django_jss.view_contact")

    @admin.action(description=gettext_lazy("Count the members"), permissions=["view"])
    def count_members(self, request: HttpRequest, segments: QuerySet[Segment]) -> None:
        for segment in segments:
            total = sum(1 for _guid in members(segment))
            text = ngettext("%(name)s has %(total)d member.", "%(name)s has %(total)d members.", total)
            messages.info(request, text % {"name": segment, "total": total})

    @admin.action(description=gettext_lazy("Export the members as CSV"), permissions=["see_members"])
    def export_members_csv(self, request: HttpRequest, segments: QuerySet[Segment]) -> HttpResponse:
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="members.csv"'
        rows = csv.writer(answer)
        rows.writerow(["segment", "contact"])
        for segment in segments:
            rows.writerows([[safe_cell(segment.name), guid] for guid in members(segment)])
        return answer

    @admin.action(description=gettext_lazy("Export the members as JSON"), permissions=["see_members"])
    def export_members_json(self, request: HttpRequest, segments: QuerySet[Segment]) -> HttpResponse:
        found = [{"segment": segment.name, "contacts": list(members(segment))} for segment in segments]
        answer = HttpResponse(json.dumps(found, ensure_ascii=False), content_type="application/json; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="members.json"'
        return answer


@admin.register(MappingRule)
class MappingRuleAdmin(NamedRuleAdmin):
    """Cards and goals for all pages that a rule selects."""

    list_display = ["name", "site", "card", "goal", "in_words", "is_enabled"]
    list_select_related = ["site", "card", "goal"]
    search_fields = ["name"]
    asks = ABOUT_PAGES

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return ["site", "name", *(["rule", "card", "goal", "is_enabled"] if obj else ["card", "goal"])]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "card" and field is not None:
            field.queryset = ProfileCard.objects.select_related("profile")
            field.label_from_instance = lambda obj: f"{obj.profile}: {obj}"  # type: ignore[method-assign]
        return field


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
