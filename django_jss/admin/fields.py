"""Form fields that several admin pages share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class LinesField(forms.CharField):
    """A list of texts, one a line; its Python value is a list without blanks and repeats."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3, "cols": 40}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(line.strip() for line in (value or "").splitlines() if line.strip()))

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")
        for line in value:
            if "/" in line:
                raise ValidationError(_('"%(line)s": a placeholder key has no "/".'), params={"line": line})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)


class PairsField(forms.CharField):
    """Texts by name, one a line as `name = value`; its Python value is a dict."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3, "cols": 40}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{name} = {text}" for name, text in value.items()) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> Any:
        lines = [line.partition("=") for line in (value or "").splitlines() if line.strip()]
        return {name.strip(): text.strip() if separator else None for name, separator, text in lines}

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")
        for name, text in value.items():
            if not name or text is None:
                raise ValidationError(_('"%(line)s": expected name = value.'), params={"line": name})

    def run_validators(self, value: Any) -> None:
        """Those of texts do not apply."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return dict(initial or {}) != self.to_python(data)
