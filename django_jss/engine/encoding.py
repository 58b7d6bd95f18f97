"""JSON as bytes: compact UTF-8, by orjson where it is installed, and the same bytes without it."""

from __future__ import annotations

import json
import re
from enum import Enum
from typing import Any
from uuid import UUID

try:
    import orjson
except ImportError:
    orjson = None  # type: ignore[assignment]

# Strings, so that nothing in them is taken for a number; numbers like 1.5e-05, which orjson writes in another way.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|NaN|-?Infinity|(\d)(?:\.(\d+))?e-0(\d)')


def encode(value: Any) -> bytes:
    """`value` in JSON; keys must be plain strings, a number that is not finite becomes null.

    Raises `TypeError` for what JSON cannot say: dates too, whose form is the caller's to choose.
    """
    return _by_standard_library(value) if orjson is None else _by_orjson(value)


def _by_orjson(value: Any) -> bytes:
    # orjson would write dates and dataclasses; refused as without it, such a thing is noticed in time.
    return orjson.dumps(value, option=orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS)


def _by_standard_library(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_extra)
    has_odd_numbers = any(mark in text for mark in ("NaN", "Infinity", "e-0"))
    return (_TOKEN.sub(_like_orjson, text) if has_odd_numbers else text).encode()


def _extra(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"Type is not JSON serializable: {type(value).__name__}")


def _like_orjson(match: re.Match[str]) -> str:
    whole, decimals, exponent = match.groups()
    if whole is None:
        return match[0] if match[0].startswith('"') else "null"
    if exponent == "5":
        return f"0.0000{whole}{decimals or ''}"
    return f"{whole}{'.' + decimals if decimals else ''}e-{exponent}"
