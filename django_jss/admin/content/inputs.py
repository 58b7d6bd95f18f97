"""Form inputs for the field types of content: each shows a stored value and gives back a raw one to be cleaned."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.contrib.admin.sites import AdminSite
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime, AdminTextareaWidget, AdminTextInputWidget
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_jss.admin.widgets.links import LinkWidget
from django_jss.admin.widgets.media import ImageWidget, MediaWidget
from django_jss.admin.widgets.references import ItemWidget, ReferenceListWidget
from django_jss.admin.widgets.rich_text import RichTextWidget
from django_jss.content.models import Item, MediaItem
from django_jss.content.templates import FieldInfo
from django_jss.sites.models import Site


class TextInput(forms.CharField):
    widget: type[forms.Widget] = AdminTextInputWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)


class MultiLineInput(TextInput):
    widget = AdminTextareaWidget


class RichTextInput(TextInput):
    widget = RichTextWidget


class NumberInput(forms.FloatField):
    def prepare_value(self, value: Any) -> Any:
        return int(value) if isinstance(value, float) and value.is_integer() else value

    def to_python(self, value: Any) -> Any:
        number = super().to_python(value)
        return int(number) if number is not None and number.is_integer() else number


class CheckboxInput(forms.BooleanField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "required": False})


class DateInput(forms.DateField):
    """Stored as midnight UTC of the day."""

    widget = AdminDateWidget

    def prepare_value(self, value: Any) -> Any:
        return value[:10] if isinstance(value, str) and "T" in value else value

    def clean(self, value: Any) -> Any:
        day: date | None = super().clean(value)
        return day and f"{day.isoformat()}T00:00:00Z"


class DateTimeInput(forms.SplitDateTimeField):
    """Shown in the admin's time zone, stored in UTC."""

    widget = AdminSplitDateTime

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, str) or not value:
            return value
        return timezone.localtime(datetime.fromisoformat(value))

    def clean(self, value: Any) -> Any:
        instant: datetime | None = super().clean(value)
        return instant and instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class ImageInput(forms.Field):
    """`{"media": guid, "alt": text, "class": text}` or, for an image elsewhere, `{"src": url, …}`; {} for none."""

    widget = ImageWidget

    def clean(self, value: Any) -> Any:
        chosen = dict(value or {})
        if key := chosen.pop("media", ""):
            chosen["media"] = _media_guid(key)
        if not chosen.get("media") and not chosen.get("src"):
            chosen = {}
        super().clean(chosen)
        return {name: text for name, text in chosen.items() if text}


class FileInput(ImageInput):
    """Like an image without the texts: `{"media": guid}`."""

    widget = MediaWidget


class LinkInput(forms.Field):
    """A general link as `content.field_types` stores it; {} for none."""

    widget = LinkWidget

    def clean(self, value: Any) -> Any:
        link = {name: text for name, text in (value or {}).items() if text}
        if link.get("linktype") == "internal" and "id" in link:
            link["id"] = _item_guid(link["id"])
        if link.get("linktype") == "media" and "id" in link:
            link["id"] = _media_guid(link["id"])
        if not link.keys() & {"id", "url", "anchor"}:
            link = {}
        super().clean(link)
        return link


class ReferenceInput(forms.Field):
    """One item, stored as its GUID."""

    widget = ItemWidget

    def clean(self, value: Any) -> Any:
        super().clean(value)
        return _item_guid(value) if value else None


class ReferenceListInput(forms.Field):
    """Items in order, stored as a list of GUIDs."""

    widget = ReferenceListWidget

    def clean(self, value: Any) -> Any:
        super().clean(value)
        return [_item_guid(key) for key in value or []]


INPUTS: dict[str, Callable[..., forms.Field]] = {
    "multi-line text": MultiLineInput,
    "name value list": MultiLineInput,
    "rich text": RichTextInput,
    "number": NumberInput,
    "integer": forms.IntegerField,
    "checkbox": CheckboxInput,
    "date": DateInput,
    "datetime": DateTimeInput,
    "image": ImageInput,
    "file": FileInput,
    "general link": LinkInput,
    "general link with search": LinkInput,
    "link": LinkInput,
    "droplink": ReferenceInput,
    "droptree": ReferenceInput,
    "lookup": ReferenceInput,
    "grouped droplink": ReferenceInput,
    "multilist": ReferenceListInput,
    "treelist": ReferenceListInput,
    "treelistex": ReferenceListInput,
    "checklist": ReferenceListInput,
    "tag list": ReferenceListInput,
}


def input_for(field: FieldInfo, site: Site, admin_site: AdminSite) -> forms.Field:
    """The input for a template field; unknown types are text."""
    form_field = INPUTS.get(field.type.lower(), TextInput)(
        label=field.display_name or field.name, required=False, help_text=field.help_text
    )
    if field.validation_pattern:
        message = field.validation_message or _("This does not have the form that is asked for.")
        form_field.validators.append(RegexValidator(field.validation_pattern, message))
    if isinstance(form_field.widget, ItemWidget | ReferenceListWidget | LinkWidget | ImageWidget):
        form_field.widget.bind(site=site, admin_site=admin_site)
    return form_field


def _item_guid(key: str) -> str:
    return _guid_of(Item, key, _("There is no such item."))


def _media_guid(key: str) -> str:
    return _guid_of(MediaItem, key, _("There is no such media item."))


def _guid_of(model: type[Item] | type[MediaItem], key: str, message: Any) -> str:
    """The GUID of a row named by its GUID or primary key."""
    try:
        lookup = {"pk": int(key)} if str(key).isdigit() else {"guid": uuid.UUID(str(key))}
        return str(model._default_manager.values_list("guid", flat=True).get(**lookup))
    except (ValueError, model.DoesNotExist) as error:
        raise forms.ValidationError(message, code="missing") from error
