"""The registry of field types."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from django_jss.content.serialization import SerializationContext
from django_jss.engine.guids import parse_guid


class FieldType:
    """Plain text, and the base of all others; one instance serves all fields of its type.

    `clean` turns what an author or an importer gives into what is stored (JSON); `serialize` turns that into what
    the Layout Service answers for the field, `{"value": …}` or, for references, item objects.
    """

    def clean(self, raw: Any, *, sanitize: bool) -> Any:
        """The stored form; raises `ValidationError` if `raw` is not of this type."""
        return plain_text(raw)

    def serialize(self, stored: Any, context: SerializationContext) -> Any:
        """The answer for the field; `stored` None means that it has no value at all."""
        return {"value": "" if stored is None else str(stored)}

    def references(self, stored: Any) -> set[uuid.UUID]:
        """The items that the value points at."""
        return set()

    def media(self, stored: Any) -> set[uuid.UUID]:
        """The media items that the value points at."""
        return set()

    def is_empty(self, stored: Any) -> bool:
        return stored in (None, "", [], {})


registry: dict[str, FieldType] = {}
TEXT = FieldType()


def register(*names: str) -> Callable[[type[FieldType]], type[FieldType]]:
    """Make a class the field type of these names, whatever their case."""

    def add(kind: type[FieldType]) -> type[FieldType]:
        instance = kind()
        for name in names:
            registry[name.lower()] = instance
        return kind

    return add


def field_type(name: str) -> FieldType:
    """The field type of that name; an unknown one is plain text."""
    return registry.get(name.lower(), TEXT)


def plain_text(raw: Any) -> str:
    """Text as it is, numbers and yes or no as JSON writes them; raises `ValidationError` for all else."""
    if raw is None or isinstance(raw, str):
        return raw or ""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, list | tuple | dict):
        raise ValidationError(_('expected a text, got "%(raw)s"'), params={"raw": str(raw)[:50]}, code="invalid")
    return str(raw)


def guid_or_none(value: Any) -> uuid.UUID | None:
    """The GUID that a stored or given value is; None if it is something else."""
    if isinstance(value, uuid.UUID):
        return value
    try:
        return parse_guid(value)
    except ValueError:
        return None
