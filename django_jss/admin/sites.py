"""Sites, languages and API keys."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from django_jss.admin.fields import LinesField
from django_jss.sites.models import ApiKey, Hostname, Language, Site
from django_jss.sites.models.api_keys import Service


class HostnameInline(admin.TabularInline):
    model = Hostname
    fields = ["name", "position"]
    extra = 1


class SiteForm(forms.ModelForm):
    root_placeholders = LinesField(
        label=_("root placeholders"), help_text=_("Placeholders that every page has, such as jss-main; one a line.")
    )

    def clean(self) -> dict[str, Any]:
        """The default language must be one of the site's."""
        cleaned = super().clean() or {}
        default, languages = cleaned.get("default_language"), cleaned.get("languages")
        if default and languages is not None and default not in languages:
            self.add_error("default_language", _("Choose one of the site's languages."))
        return cleaned


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):
    form = SiteForm
    list_display = ["name", "display_name", "language_codes", "host_names", "is_default"]
    search_fields = ["name", "display_name", "hostnames__name"]
    filter_horizontal = ["languages"]
    inlines = [HostnameInline]
    readonly_fields = ["guid"]
    fieldsets = [
        (None, {"fields": ["name", "display_name", "is_default", "guid"]}),
        (
            _("Languages"),
            {"fields": ["languages", "default_language", "uses_language_fallback", "embeds_language_in_links"]},
        ),
        (_("Visitors"), {"fields": ["requires_consent", "ends_visits_at_midnight"]}),
        (_("Pages"), {"fields": ["root_placeholders", "time_zone", "tells_personalization"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Site]:
        return super().get_queryset(request).prefetch_related("languages", "hostnames")

    @admin.display(description=_("languages"))
    def language_codes(self, site: Site) -> str:
        return ", ".join(language.code for language in site.languages.all())

    @admin.display(description=_("host names"))
    def host_names(self, site: Site) -> str:
        return ", ".join(hostname.name for hostname in site.hostnames.all())


@admin.register(Language)
class LanguageAdmin(admin.ModelAdmin):
    list_display = ["name", "code", "fallback"]
    list_select_related = ["fallback"]
    search_fields = ["code", "name"]


class ApiKeyForm(forms.ModelForm):
    services = forms.MultipleChoiceField(
        label=_("services"),
        choices=[("*", _("All services")), *Service.choices],
        widget=forms.CheckboxSelectMultiple,
        initial=["*"],
    )


@admin.register(ApiKey)
class ApiKeyAdmin(admin.ModelAdmin):
    form = ApiKeyForm
    list_display = ["name", "guid", "site_names", "service_names", "is_enabled"]
    list_filter = ["is_enabled", "sites"]
    search_fields = ["name", "guid"]
    filter_horizontal = ["sites"]
    fields = ["name", "guid", "is_enabled", "sites", "services", "cors_origins"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiKey]:
        return super().get_queryset(request).prefetch_related("sites")

    @admin.display(description=_("sites"))
    def site_names(self, key: ApiKey) -> str:
        return ", ".join(str(site) for site in key.sites.all()) or str(_("all"))

    @admin.display(description=_("services"))
    def service_names(self, key: ApiKey) -> str:
        labels = dict(Service.choices)
        return str(_("all")) if "*" in key.services else ", ".join(str(labels.get(name, name)) for name in key.services)
