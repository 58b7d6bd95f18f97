"""Invented visitors, kept for previews."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import Media
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from django_jss.admin.visitor_facts import VisitorFactsForm
from django_jss.personalization.models import Persona


@admin.register(Persona)
class PersonaAdmin(admin.ModelAdmin):
    """Typical visitors: a name, a picture, and what is known of them."""

    list_display = ["name", "site", "description", "known"]
    list_filter = ["site"]
    list_select_related = ["site"]
    search_fields = ["name", "description"]
    autocomplete_fields = ["picture"]
    change_form_template = "django_jss/admin/persona.html"
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 80})}}

    @property
    def media(self) -> Media:
        return super().media + Media(css={"all": ["django_jss/admin/authoring.css"]})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return ["site", "name", "description", "picture"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["site"] if obj else []

    @admin.display(description=_("known facts"))
    def known(self, persona: Persona) -> int:
        return len(persona.facts)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The facts have a form of their own beside that of the row; both are saved or none."""
        persona = self.get_object(request, object_id) if object_id else None
        if persona is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        facts = VisitorFactsForm(request.POST or None, prefix="facts", site=persona.site, facts=persona.facts)
        request._facts_form = facts  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), "facts_form": facts})

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A form that is valid only if that of the facts is."""
        form = super().get_form(request, obj, change, **kwargs)
        facts = getattr(request, "_facts_form", None)

        def clean(self: Any) -> Any:
            if facts is not None:
                self.instance.facts = facts.facts if facts.is_valid() else {}
            if facts is not None and facts.errors:
                raise ValidationError(_("Please correct what is known of the visitor."))
            return super(both, self).clean()  # type: ignore[misc]

        both: Any = type(form.__name__, (form,), {"clean": clean})
        return both

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Go on to the page where the facts are."""
        messages.success(request, _("“%(name)s” is made. Now say what is known.") % {"name": obj})
        return HttpResponseRedirect(reverse(f"{self.admin_site.name}:django_jss_persona_change", args=[obj.pk]))
