"""The form of an item in one language, made from its template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.sites import AdminSite
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from django_jss.admin.content.inputs import input_for
from django_jss.content.field_types import field_type
from django_jss.content.models import Item, Template
from django_jss.content.templates import FieldInfo, all_fields, insert_options

INHERIT = "inherit"


@dataclass(frozen=True, slots=True)
class FallbackValue:
    """What is served where a field has no value of its own, and where that comes from."""

    source: str
    value: Any

    @property
    def text(self) -> str:
        """The value in short, for reading: of an image its text, of a link its text and address."""
        if isinstance(self.value, dict):
            shown = [self.value[key] for key in ("text", "alt", "title", "url", "src", "anchor") if self.value.get(key)]
            return " · ".join(shown)
        if isinstance(self.value, list):
            return str(ngettext("%d item", "%d items", len(self.value)) % len(self.value))
        return "" if self.value is None else str(self.value)[:500]


@dataclass(frozen=True, slots=True)
class Row:
    """One field as the page shows it; `inherit` is None where there is nothing to fall back to."""

    info: FieldInfo
    input: forms.BoundField
    inherit: forms.BoundField | None
    fallback: FallbackValue | None


class ItemFieldsForm(forms.Form):
    """The fields of an item in one language; `cleaned_values()` are the ones that it shall have of its own."""

    lock = forms.IntegerField(widget=forms.HiddenInput)
    display_name = forms.CharField(
        label=_("Display name"), label_suffix="", required=False, max_length=200, widget=AdminTextInputWidget
    )

    def __init__(
        self,
        *args: Any,
        item: Item,
        stored: Mapping[str, Any],
        fallbacks: Mapping[str, FallbackValue],
        admin_site: AdminSite,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.infos = {f"field-{info.name}": info for info in all_fields(item.template)}
        self.fallbacks = fallbacks
        for name, info in self.infos.items():
            self.fields[name] = input_for(info, item.site, admin_site)
            if info.name in stored:
                self.initial[name] = stored[info.name]
            if info.name in fallbacks:
                self.fields[f"{INHERIT}-{name}"] = forms.BooleanField(required=False, label=_("use it"))
                self.initial[f"{INHERIT}-{name}"] = info.name not in stored

    def rows(self) -> list[Row]:
        """The fields in the template's order."""
        return [
            Row(
                info,
                self[name],
                self[f"{INHERIT}-{name}"] if f"{INHERIT}-{name}" in self.fields else None,
                self.fallbacks.get(info.name),
            )
            for name, info in self.infos.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Required fields must have a value, of their own or to fall back to."""
        cleaned = super().clean() or {}
        for name, info in self.infos.items():
            if name not in cleaned or self.inherits(name):
                continue
            try:
                cleaned[name] = field_type(info.type).clean(cleaned[name], sanitize=True)
            except ValidationError as error:
                self.add_error(name, error)
                continue
            if info.is_required and field_type(info.type).is_empty(cleaned[name]):
                self.add_error(name, _("This field is required."))
        return cleaned

    def inherits(self, name: str) -> bool:
        """Whether the author wants the fallback for this input."""
        return bool(self.cleaned_data.get(f"{INHERIT}-{name}"))

    def cleaned_values(self) -> dict[str, Any]:
        """The own values by the fields' names."""
        return {info.name: self.cleaned_data[name] for name, info in self.infos.items() if not self.inherits(name)}


class NewItemForm(forms.Form):
    """A new item below another."""

    name = forms.CharField(
        label=_("Name"),
        label_suffix="",
        max_length=200,
        widget=AdminTextInputWidget,
        help_text=_("Becomes part of the address; spaces turn into dashes."),
    )
    template = forms.ModelChoiceField(
        label=_("Template"), label_suffix="", queryset=Template.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, parent: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = insert_options(parent)  # type: ignore[attr-defined]


class RenameForm(forms.Form):
    """Another name for an item; old addresses keep working."""

    name = forms.CharField(label=_("Name"), label_suffix="", max_length=200, widget=AdminTextInputWidget)


class DateAndTime(forms.SplitDateTimeWidget):
    """A day and a time of day in the browser's own inputs, each with a name."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            attrs,
            date_format="%Y-%m-%d",
            time_format="%H:%M",
            date_attrs={"aria-label": _("day")},  # type: ignore[dict-item]
            time_attrs={"aria-label": _("time of day")},  # type: ignore[dict-item]
        )
        for widget, kind in zip(self.widgets, ("date", "time"), strict=True):
            widget.input_type = kind  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    """When the published version is to be seen."""

    publish_from = forms.SplitDateTimeField(label=_("From"), required=False, widget=DateAndTime)
    publish_until = forms.SplitDateTimeField(label=_("Until"), required=False, widget=DateAndTime)
