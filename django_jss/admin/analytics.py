"""What marketers define, and what visitors did."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_jss.analytics.models import (
    Campaign,
    Contact,
    Definition,
    Event,
    Goal,
    Outcome,
    PageEvent,
    PageView,
    Visit,
)


class DefinitionAdmin(admin.ModelAdmin):
    """What all definitions share: found by name or alias, counted over the last 30 days."""

    list_display = ["name", "alias", "site", "happened_lately", "is_deployed"]
    list_filter = ["site", "is_deployed"]
    list_select_related = ["site"]
    search_fields = ["name", "alias", "guid"]
    readonly_fields = ["guid"]
    fields = ["site", "name", "alias", "description", "is_deployed", "guid"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        happened = (
            Event.objects.filter(definition_guid=OuterRef("guid"), at__gte=timezone.now() - timedelta(days=30))
            .order_by()
            .values("definition_guid")
            .annotate(total=Count("pk"))
            .values("total")
        )
        return (
            super()
            .get_queryset(request)
            .annotate(happened=Coalesce(Subquery(happened, output_field=IntegerField()), 0))
        )

    @admin.display(description=_("last 30 days"), ordering="happened")
    def happened_lately(self, definition: Definition) -> int:
        return int(definition.happened)  # type: ignore[attr-defined]


@admin.register(Goal, PageEvent)
class PointsAdmin(DefinitionAdmin):
    list_display = ["name", "alias", "site", "points", "happened_lately", "is_deployed"]
    fields = ["site", "name", "alias", "points", "description", "is_deployed", "guid"]


@admin.register(Outcome, Campaign)
class PlainDefinitionAdmin(DefinitionAdmin):
    pass


class RecordAdmin(admin.ModelAdmin):
    """Lists of what happened: to look at, not to edit."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class RecordInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class VisitInline(RecordInline):
    model = Visit
    fields = ["number", "site", "started_at", "entry_path", "page_view_count", "engagement_value", "campaign"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Visit]:
        return super().get_queryset(request).select_related("site", "campaign")


class PageViewInline(RecordInline):
    model = PageView
    fields = ["sequence", "at", "path", "language"]


class EventInline(RecordInline):
    model = Event
    fields = ["at", "kind", "name", "page_view", "points", "monetary_value", "currency", "data"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return super().get_queryset(request).select_related("page_view")


@admin.register(Contact)
class ContactAdmin(RecordAdmin):
    list_display = [
        "short_guid",
        "visit_count",
        "page_view_count",
        "engagement_value",
        "first_visit_at",
        "last_visit_at",
    ]
    search_fields = ["guid"]
    date_hierarchy = "last_visit_at"
    ordering = ["-last_visit_at"]
    fields = [
        "guid",
        "visit_count",
        "page_view_count",
        "engagement_value",
        "first_visit_at",
        "last_visit_at",
    ]
    inlines = [VisitInline]

    @admin.display(description=_("contact"), ordering="guid")
    def short_guid(self, contact: Contact) -> str:
        return str(contact.guid)[:8]


@admin.register(Visit)
class VisitAdmin(RecordAdmin):
    list_display = [
        "started_at",
        "contact_number",
        "site",
        "language",
        "entry_path",
        "exit_path",
        "page_view_count",
        "engagement_value",
        "campaign",
    ]
    list_filter = ["site", "language", "campaign"]
    list_select_related = ["site", "campaign", "contact"]
    search_fields = ["guid", "contact__guid", "entry_path"]
    date_hierarchy = "started_at"
    fields = [
        "contact",
        "number",
        "site",
        "language",
        "started_at",
        "last_activity_at",
        "ended_at",
        "entry_path",
        "exit_path",
        "engagement_value",
        "campaign",
        "referrer",
        "user_agent",
        "ip_address",
    ]
    inlines = [PageViewInline, EventInline]

    @admin.display(description=_("contact and visit"))
    def contact_number(self, visit: Visit) -> str:
        return f"{str(visit.contact.guid)[:8]} · {visit.number}"


@admin.register(Event)
class EventAdmin(RecordAdmin):
    list_display = ["at", "kind", "name", "page", "points", "monetary_value", "currency"]
    list_filter = ["kind", "visit__site"]
    list_select_related = ["page_view"]
    search_fields = ["name"]
    date_hierarchy = "at"

    @admin.display(description=_("page"))
    def page(self, event: Event) -> str:
        return event.page_view.path if event.page_view else "-"


@admin.register(PageView)
class PageViewAdmin(RecordAdmin):
    list_display = ["at", "path", "language", "sequence"]
    list_filter = ["language", "visit__site"]
    search_fields = ["path"]
    date_hierarchy = "at"
