"""Points of a profile card: a number for each key of its profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms

from django_jss.personalization.models import ProfileKey


class PointsWidget(forms.MultiWidget):
    """An input for each key, labelled with its name."""

    template_name = "django_jss/admin/widgets/points.html"

    def __init__(self, keys: Sequence[ProfileKey]) -> None:
        self.keys = keys
        inputs = {
            str(key.guid): forms.NumberInput(attrs={"step": "any", "min": key.low, "max": key.high}) for key in keys
        }
        super().__init__(cast(Any, inputs))

    def decompress(self, value: Any) -> list[Any]:
        points = value if isinstance(value, Mapping) else {}
        return [points.get(str(key.guid)) for key in self.keys]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["rows"] = list(zip(self.keys, context["widget"]["subwidgets"], strict=True))
        return context


class PointsField(forms.MultiValueField):
    """Its value maps a key's GUID to a number; keys that are left empty are left out."""

    def __init__(self, keys: Sequence[ProfileKey], **kwargs: Any) -> None:
        self.keys = keys
        inputs = [forms.FloatField(min_value=key.low, max_value=key.high, required=False) for key in keys]
        super().__init__(inputs, required=False, require_all_fields=False, widget=PointsWidget(keys), **kwargs)

    def compress(self, data_list: Sequence[Any]) -> dict[str, float]:
        given = zip(self.keys, data_list or (), strict=False)
        return {str(key.guid): float(value) for key, value in given if value is not None}
