"""Fields that point at items, which are served with their own fields inside."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from django_jss.conf import settings
from django_jss.content.field_types.base import FieldType, field_type, guid_or_none, register
from django_jss.content.serialization import ItemContent, SerializationContext
from django_jss.content.templates import FieldInfo, TemplateInfo
from django_jss.engine.failing import raised
from django_jss.engine.guids import dashed

logger = logging.getLogger("django_jss.content")


@register("Droplink", "Droptree", "Lookup", "Grouped Droplink")
class Reference(FieldType):
    """One item, stored by its GUID."""

    def clean(self, raw: Any, *, sanitize: bool) -> str | None:
        if raw in (None, "", {}):
            return None
        guid = guid_or_none(raw)
        if guid is None:
            raise ValidationError(_('expected the GUID of an item, got "%(raw)s"'), params={"raw": str(raw)[:50]})
        return str(guid)

    def serialize(self, stored: Any, context: SerializationContext) -> Any:
        guid = guid_or_none(stored)
        return item_object(guid, context) if guid else None

    def references(self, stored: Any) -> set[uuid.UUID]:
        guid = guid_or_none(stored)
        return {guid} if guid else set()


@register("Multilist", "Multilist with Search", "Treelist", "TreelistEx", "Checklist", "Tag list", "Tags")
class ReferenceList(FieldType):
    """Items in order, stored by their GUIDs."""

    def clean(self, raw: Any, *, sanitize: bool) -> list[str]:
        if raw in (None, "", {}):
            return []
        guids = [guid_or_none(entry) for entry in raw] if isinstance(raw, list | tuple) else [None]
        if None in guids:
            raise ValidationError(_("expected a list of GUIDs of items"))
        return [str(guid) for guid in guids]

    def serialize(self, stored: Any, context: SerializationContext) -> Any:
        guids = [guid_or_none(entry) for entry in stored] if isinstance(stored, list) else []
        objects = [item_object(guid, context) for guid in guids if guid]
        return [entry for entry in objects if entry is not None]

    def references(self, stored: Any) -> set[uuid.UUID]:
        guids = {guid_or_none(entry) for entry in stored} if isinstance(stored, list) else set()
        return {guid for guid in guids if guid}


def item_object(guid: uuid.UUID, context: SerializationContext) -> dict[str, Any] | None:
    """An item with its fields; None if it is missing or not published; fields are empty too deep down or in a circle."""
    item = context.source.item(guid)
    if item is None or item.version is None:
        return None
    # The first of the trail is the item whose field this is, which is not a reference itself.
    too_deep = len(context.trail) > settings.REFERENCE_DEPTH or guid in context.trail
    return {
        "id": dashed(item.guid),
        "url": context.item_url(item),
        "name": item.name,
        "displayName": item.display_name,
        "fields": {} if too_deep else serialize_fields(item, context.inside(guid)),
    }


def serialize_fields(item: ItemContent, context: SerializationContext) -> dict[str, Any]:
    """All fields of the item's template, also empty ones, as the Layout Service answers them."""
    return serialize_values(item.template, item.fields, context)


def serialize_values(
    template: TemplateInfo, values: Mapping[str, Any], context: SerializationContext
) -> dict[str, Any]:
    """All fields of a template with these stored values; one that its type cannot serve is served as empty text."""
    return {field.name: _serialized(field, values.get(field.name), context) for field in template.fields}


def _serialized(field: FieldInfo, stored: Any, context: SerializationContext) -> Any:
    try:
        return field_type(field.type).serialize(stored, context)
    except Exception as error:
        where = context.trail[-1:]
        logger.error("Field %s (%s) of %s cannot be served: %s", field.name, field.type, where, raised(error))
        return {"value": ""}
