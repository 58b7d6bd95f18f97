"""Texts that are offered while others may be typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms


class SuggestingInput(forms.TextInput):
    """A text input with a list of suggestions."""

    template_name = "django_jss/admin/widgets/suggesting.html"

    def __init__(self, suggestions: Iterable[str]) -> None:
        super().__init__()
        self.suggestions = tuple(suggestions)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}-suggestions"
        context["widget"]["attrs"]["list"] = list_id
        context["widget"] |= {"list_id": list_id, "suggestions": self.suggestions}
        return context


def suggesting(suggestions: Iterable[str] | None) -> forms.TextInput:
    """A text input, with suggestions if there are any."""
    return SuggestingInput(suggestions) if suggestions else forms.TextInput()
