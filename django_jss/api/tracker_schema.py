"""What the OpenAPI schema says of the tracking service; without drf-spectacular (extra `schema`) nothing."""

from __future__ import annotations

from typing import Any

from django_jss.api.schema import ERROR, extend_schema

_TEXT = {"type": "string"}
_ENTRY: dict[str, Any] = {
    "type": "object",
    "description": "Typed by its key; other properties are kept as custom data.",
    "properties": {
        "eventId": {**_TEXT, "description": "A page event: GUID or alias."},
        "goalId": {**_TEXT, "description": "A goal: GUID or alias."},
        "outcomeId": {**_TEXT, "description": "An outcome: GUID or alias."},
        "currencyCode": {**_TEXT, "description": "Of an outcome: ISO 4217.", "pattern": "^[A-Za-z]{3}$"},
        "monetaryValue": {"oneOf": [{"type": "number"}, _TEXT], "description": "Of an outcome."},
        "campaignId": {**_TEXT, "description": "A campaign: GUID or alias."},
        "pageId": {**_TEXT, "description": "A page view: GUID of the page."},
        "url": {**_TEXT, "description": "Of a page view: the path at which the page was seen."},
    },
    "anyOf": [{"required": [key]} for key in ("eventId", "goalId", "outcomeId", "campaignId", "pageId")],
    "additionalProperties": True,
}
_ERRORS: dict[str, Any] = {
    **ERROR,
    "properties": {
        **ERROR["properties"],
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"index": {"type": "integer"}, "field": _TEXT, "message": _TEXT},
                "required": ["index", "field", "message"],
            },
        },
    },
}
_EMPTY: dict[str, Any] = {"type": "object", "additionalProperties": False}

event_schema: dict[str, Any] = {}
flush_schema: dict[str, Any] = {}
flush_by_get_schema: dict[str, Any] = {}

if extend_schema is not None:
    from drf_spectacular.types import OpenApiTypes
    from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

    _key = OpenApiParameter(
        "sc_apikey",
        OpenApiTypes.STR,
        description="API key, a GUID; it may stand in a header of the same name instead.",
    )
    _site = OpenApiParameter("sc_site", OpenApiTypes.STR, description="Name of the site; else the key or host decides.")
    _language = OpenApiParameter("sc_lang", OpenApiTypes.STR, description="Language in which the pages were seen.")
    _responses = {
        200: OpenApiResponse(_EMPTY, "Done"),
        400: OpenApiResponse(_ERRORS, "Key missing or wrong, body malformed, or entries wrong: nothing was stored"),
        404: OpenApiResponse(ERROR, "The service is switched off"),
        503: OpenApiResponse(ERROR, "It could not be stored at the moment"),
    }
    event_schema = {
        "operation_id": "track_event",
        "tags": ["tracker"],
        "parameters": [_key, _site, _language],
        "request": {"application/json": {"oneOf": [{"type": "array", "items": _ENTRY}, _ENTRY]}},
        "responses": {**_responses, 413: OpenApiResponse(ERROR, "The body is too large")},
        "examples": [
            OpenApiExample(
                "A page, then a goal and an outcome on it",
                [
                    {"pageId": "0c2f1c9a-5d0a-5e3c-8f5e-0b6f0e2a4a11", "url": "/about"},
                    {"goalId": "newsletter sign-up", "form": "footer"},
                    {"outcomeId": "order placed", "monetaryValue": 120.5, "currencyCode": "EUR"},
                ],
                request_only=True,
            ),
            OpenApiExample(
                "An unknown goal",
                {
                    "error": {"code": "entries_invalid", "message": "Nothing was stored: entries are wrong."},
                    "errors": [{"index": 1, "field": "goalId", "message": 'no goal "newsleter"'}],
                },
                status_codes=["400"],
                response_only=True,
            ),
        ],
    }
    flush_schema = {
        "operation_id": "track_flush",
        "tags": ["tracker"],
        "parameters": [_key],
        "request": {"application/json": {"type": "array", "items": {}, "maxItems": 0}},
        "responses": _responses,
    }
    flush_by_get_schema = {
        **flush_schema,
        "operation_id": "track_flush_by_get",
        "request": None,
        "responses": {**_responses, 405: OpenApiResponse(ERROR, "The setting TRACKER_FLUSH_BY_GET does not allow it")},
    }
