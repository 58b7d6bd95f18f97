"""How the values of fields are stored and served, by the type that a template gives a field (contract: section 3)."""

from django_jss.content.field_types import files, links, numbers, references, text
from django_jss.content.field_types.base import FieldType, field_type, register
from django_jss.content.serialization import ItemContent, MediaInfo, SerializationContext

__all__ = [
    "FieldType",
    "ItemContent",
    "MediaInfo",
    "SerializationContext",
    "field_type",
    "files",
    "links",
    "numbers",
    "references",
    "register",
    "text",
]
