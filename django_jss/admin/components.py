"""What the front end's developers define: templates, components, placeholders."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from django_jss.admin.fields import LinesField
from django_jss.content.models import Component, ComponentParameter, Placeholder, Template, TemplateBase, TemplateField


class TemplateFieldInline(admin.TabularInline):
    model = TemplateField
    fields = ["position", "name", "type", "display_name", "section", "is_required", "storage", "source"]
    extra = 0


class TemplateBaseInline(admin.TabularInline):
    model = TemplateBase
    fk_name = "template"
    autocomplete_fields = ["base"]
    fields = ["base", "position"]
    extra = 0


@admin.register(Template)
class TemplateAdmin(admin.ModelAdmin):
    list_display = ["name", "display_name", "site", "is_route_type", "field_count"]
    list_filter = ["site", "is_route_type"]
    list_select_related = ["site"]
    search_fields = ["name", "display_name"]
    autocomplete_fields = ["insert_options"]
    inlines = [TemplateFieldInline, TemplateBaseInline]
    fields = [
        "site",
        "name",
        "display_name",
        "is_route_type",
        "is_default_route_type",
        "insert_options",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Template]:
        return super().get_queryset(request).annotate(field_total=Count("fields"))

    @admin.display(description=_("fields"), ordering="field_total")
    def field_count(self, template: Template) -> int:
        return int(template.field_total)  # type: ignore[attr-defined]


class ComponentParameterInline(admin.TabularInline):
    model = ComponentParameter
    fields = ["position", "name", "type", "display_name"]
    extra = 0


class ComponentForm(forms.ModelForm):
    exposed_placeholders = LinesField(
        label=_("exposed placeholders"),
        required=False,
        help_text=_("Keys of the placeholders inside it, one a line, in order."),
    )


@admin.register(Component)
class ComponentAdmin(admin.ModelAdmin):
    form = ComponentForm
    list_display = ["name", "display_name", "site", "datasource_template", "exposed", "use_count"]
    list_filter = ["site"]
    list_select_related = ["site", "datasource_template"]
    search_fields = ["name", "display_name"]
    autocomplete_fields = ["datasource_template"]
    inlines = [ComponentParameterInline]
    fields = [
        "site",
        "name",
        "display_name",
        "description",
        "datasource_template",
        "exposed_placeholders",
        "contents_resolver",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Component]:
        return super().get_queryset(request).annotate(page_total=Count("renderings__layout__item", distinct=True))

    @admin.display(description=_("placeholders inside"))
    def exposed(self, component: Component) -> str:
        return ", ".join(component.exposed_placeholders)

    @admin.display(description=_("on pages"), ordering="page_total")
    def use_count(self, component: Component) -> int:
        return int(component.page_total)  # type: ignore[attr-defined]


@admin.register(Placeholder)
class PlaceholderAdmin(admin.ModelAdmin):
    list_display = ["key", "display_name", "site", "allowed"]
    list_filter = ["site"]
    list_select_related = ["site"]
    search_fields = ["key", "display_name"]
    filter_horizontal = ["allowed_components"]
    fields = ["site", "key", "display_name", "allowed_components"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Placeholder]:
        return super().get_queryset(request).prefetch_related("allowed_components")

    @admin.display(description=_("allowed components"))
    def allowed(self, placeholder: Placeholder) -> str:
        return ", ".join(str(component) for component in placeholder.allowed_components.all()) or str(_("all"))
