"""Filters of the lists of what happened. None looks through what happened to tell what there is to choose from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_jss.analytics.consent import Tracking
from django_jss.sites.models import Language
from django_jss.tracker.diagnosis import REASONS

LIVE = timedelta(minutes=30)


class IsIdentifiedFilter(admin.SimpleListFilter):
    title = _("identified")
    parameter_name = "identified"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        if self.value() in ("yes", "no"):
            return queryset.filter(identified_at__isnull=self.value() == "no")
        return None


class ActivityFilter(admin.SimpleListFilter):
    title = _("activity")
    parameter_name = "activity"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("live", _("In the last 30 minutes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        """A visit that is live has begun lately, since few last so long; the index is of the beginning."""
        if self.value() != "live":
            return None
        now = timezone.now()
        begun = queryset.filter(started_at__gte=now - timedelta(hours=24))
        return begun.filter(last_activity_at__gte=now - LIVE)


class ChannelFilter(admin.RelatedFieldListFilter):
    """The channels by which visits come; their types and groups, some of the same names, are left out."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        channels = {"children__isnull": True}
        return list(field.get_choices(include_blank=False, ordering=("name",), limit_choices_to=channels))


class LanguageFilter(admin.SimpleListFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(language.code, language.name) for language in Language.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        return queryset.filter(language=self.value()) if self.value() else None


class ReasonFilter(admin.SimpleListFilter):
    title = _("reason")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(reason, REASONS[reason]) for reason in Tracking if reason.is_about_bots]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        return queryset.filter(reason=self.value()) if self.value() else None
