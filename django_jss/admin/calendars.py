"""Named lists of dates."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from django_jss.personalization.models import Calendar, CalendarDate


class CalendarDateInline(admin.TabularInline):
    model = CalendarDate
    fields = ["first_on", "last_on", "name"]
    extra = 1


@admin.register(Calendar)
class CalendarAdmin(admin.ModelAdmin):
    """Dates that rules can ask for by one name."""

    list_display = ["name", "site", "date_count", "latest"]
    list_filter = ["site"]
    list_select_related = ["site"]
    search_fields = ["name"]
    fields = ["site", "name", "description"]
    inlines = [CalendarDateInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Calendar]:
        return super().get_queryset(request).annotate(date_total=Count("dates"), latest_on=Max("dates__first_on"))

    @admin.display(description=_("dates"), ordering="date_total")
    def date_count(self, calendar: Calendar) -> int:
        return int(calendar.date_total)  # type: ignore[attr-defined]

    @admin.display(description=_("last date"), ordering="latest_on")
    def latest(self, calendar: Calendar) -> object:
        return calendar.latest_on  # type: ignore[attr-defined]
