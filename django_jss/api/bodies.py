"""Bodies of requests: JSON of bounded size, whatever type they are said to be."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest, RawPostDataException, UnreadablePostError

from django_jss.api.errors import ServiceError
from django_jss.conf import settings


def read_json(request: HttpRequest) -> Any:
    """What the body says; raises `ServiceError` if it is too large or no JSON."""
    return parse_body(read_body(request))


def read_body(request: HttpRequest) -> bytes:
    """The body, if it is not larger than allowed."""
    try:
        body = b"" if _announced_length(request) > settings.TRACKER_MAX_BYTES else request.body
    except (RawPostDataException, UnreadablePostError, ValueError) as error:
        # A length that is no number is a ValueError of Django's.
        raise ServiceError("body_unreadable", "The body could not be read.") from error
    if max(len(body), _announced_length(request)) > settings.TRACKER_MAX_BYTES:
        message = f"expected a body of at most {settings.TRACKER_MAX_BYTES} bytes"
        raise ServiceError("too_large", message, status=413)
    return body


def parse_body(body: bytes) -> Any:
    """The JSON of a body; numbers that JSON does not have are refused."""
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise ServiceError("body_invalid", f"The body is not UTF-8: byte {error.start} is wrong.") from error
    except RecursionError as error:
        raise ServiceError("body_invalid", "The body is nested too deep.") from error
    except ValueError as error:
        raise ServiceError("body_invalid", f"The body is not JSON: {error}") from error


def _announced_length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
