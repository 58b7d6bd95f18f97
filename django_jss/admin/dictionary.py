"""Phrases of the front end's own interface."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from django_jss.content.models import DictionaryPhrase


@admin.action(description=_("Clear the text, so that the fallback language is served"))
def clear_text(model_admin: DictionaryPhraseAdmin, request: HttpRequest, phrases: QuerySet[DictionaryPhrase]) -> None:
    for phrase in phrases:
        phrase.text = ""
        phrase.save(update_fields=["text", "updated_at"])


@admin.register(DictionaryPhrase)
class DictionaryPhraseAdmin(admin.ModelAdmin):
    list_display = ["key", "language", "text", "site"]
    list_editable = ["text"]
    list_filter = ["site", "language"]
    list_select_related = ["site", "language"]
    search_fields = ["key", "text"]
    fields = ["site", "language", "key", "text"]
    actions = [clear_text]
