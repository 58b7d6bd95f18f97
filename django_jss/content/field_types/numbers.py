"""Numbers, yes or no, dates."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from django_jss.conf import settings
from django_jss.content.field_types.base import FieldType, register
from django_jss.content.serialization import SerializationContext

WHOLE = re.compile(r"[+-]?[0-9]{1,300}")
# What the original serves for an empty date; a front end or an export may hand it back.
NO_DATE = "0001-01-01T00:00:00Z"


@register("Number")
class Number(FieldType):
    """Stored and served as a JSON number; empty is null."""

    def clean(self, raw: Any, *, sanitize: bool) -> int | float | None:
        if raw is None or raw == "":
            return None
        number = None if isinstance(raw, bool) else self.parse(raw)
        if number is None:
            raise ValidationError(_('expected a number, got "%(raw)s"'), params={"raw": str(raw)[:50]})
        return number

    def parse(self, raw: Any) -> int | float | None:
        """The number that `raw` is or spells; None if it is none, or endless."""
        try:
            number = raw if isinstance(raw, int | float) else _spelled(str(raw).strip())
            is_finite = math.isfinite(number)
        except (ValueError, OverflowError):
            return None
        return number if is_finite else None

    def serialize(self, stored: Any, context: SerializationContext) -> Any:
        return {"value": self.parse(stored)}


def _spelled(text: str) -> int | float:
    """Whole numbers as such, however many digits they have."""
    number = int(text) if WHOLE.fullmatch(text) else float(text)
    return int(number) if float(number).is_integer() else number


@register("Integer")
class Integer(Number):
    def parse(self, raw: Any) -> int | None:
        number = super().parse(raw)
        return None if number is None or (isinstance(number, float) and not number.is_integer()) else int(number)


@register("Checkbox")
class Checkbox(FieldType):
    TRUE = frozenset({True, "true", "1", "yes", "on"})
    FALSE = frozenset({False, None, "", "false", "0", "no", "off"})

    def clean(self, raw: Any, *, sanitize: bool) -> bool:
        value = raw.strip().lower() if isinstance(raw, str) else raw
        if isinstance(value, list | dict) or value not in self.TRUE | self.FALSE:
            raise ValidationError(_('expected true or false, got "%(raw)s"'), params={"raw": str(raw)[:50]})
        return value in self.TRUE

    def serialize(self, stored: Any, context: SerializationContext) -> Any:
        return {"value": bool(stored)}

    def is_empty(self, stored: Any) -> bool:
        return stored is None


@register("Date", "Datetime")
class Date(FieldType):
    """Stored and served in UTC with seconds, such as `2018-03-14T15:00:00Z`; empty as `EMPTY_DATE` says."""

    def clean(self, raw: Any, *, sanitize: bool) -> str:
        if raw is None or raw in ("", NO_DATE):
            return ""
        try:
            if isinstance(raw, datetime | date):
                raw = raw.isoformat()
            instant = datetime.fromisoformat(str(raw).strip())
            instant = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            message = _('expected a date such as 2018-03-14T15:00:00Z, got "%(raw)s"')
            raise ValidationError(message, params={"raw": str(raw)[:50]}) from error
        return instant.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")

    def serialize(self, stored: Any, context: SerializationContext) -> Any:
        return {"value": stored or settings.EMPTY_DATE}
