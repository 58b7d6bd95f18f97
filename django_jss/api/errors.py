"""The one form in which errors are answered: `{"error": {"code", "message", "field"?}}`."""

from __future__ import annotations

import logging
from math import ceil
from typing import Any

from django.core.exceptions import ImproperlyConfigured, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import Error
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from django_jss.engine.failing import raised

logger = logging.getLogger("django_jss.api")


class ServiceError(Exception):
    """A request that cannot be answered; `field` names the parameter, `more` joins the body."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int = 400,
        field: str | None = None,
        more: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code, self.status, self.field, self.more = code, status, field, more or {}


def error_response(
    code: str, message: str, status: int, field: str | None = None, more: dict[str, Any] | None = None
) -> Response:
    error = {"code": code, "message": message}
    if field is not None:
        error["field"] = field
    return Response({"error": error, **(more or {})}, status=status)


def answer_exception(exception: Exception, context: dict[str, Any]) -> Response:
    """The answer to an exception; unexpected ones are logged and told as nothing but an error."""
    if isinstance(exception, ServiceError):
        return error_response(exception.code, str(exception), exception.status, exception.field, exception.more)
    if isinstance(exception, exceptions.MethodNotAllowed):
        response = error_response("method_not_allowed", str(exception.detail), 405)
        response["Allow"] = ", ".join(context["view"].allowed_methods)
        return response
    if isinstance(exception, exceptions.Throttled):
        response = error_response("throttled", str(exception.detail), 429)
        if wait := getattr(exception, "wait", None):
            response["Retry-After"] = str(ceil(wait))
        return response
    if isinstance(exception, exceptions.APIException):
        return error_response(str(exception.default_code), str(exception.detail), exception.status_code)
    if isinstance(exception, Http404):
        return error_response("not_found", "There is nothing here.", 404)
    if isinstance(exception, PermissionDenied):
        return error_response("forbidden", "This is not allowed.", 403)
    if isinstance(exception, RequestDataTooBig):
        return error_response("too_large", "The body is too large.", 413)
    if isinstance(exception, SuspiciousOperation):
        return error_response("bad_request", "The request is malformed.", 400)
    # What is wrong with the settings is no secret of a visitor.
    more = f": {exception}" if isinstance(exception, ImproperlyConfigured) else ""
    logger.error("A request failed: %s%s", raised(exception), more)
    if isinstance(exception, Error):
        return error_response("unavailable", "The service cannot answer at the moment.", 503)
    return error_response("server_error", "The service failed to answer.", 500)
