"""What the OpenAPI schema says of the tracking service; without drf-spectacular (extra `schema`) nothing."""

from __future__ import annotations

from typing import Any

from django_jss.api.schema import ERROR, extend_schema

_TEXT = {"type": "string"}
_KEYS = ("eventId", "goalId", "outcomeId", "campaignId", "pageId", "pageUrl", "searchFor", "download", "error")
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
        "pageUrl": {**_TEXT, "description": "A page view: path of the page, if its GUID is not known."},
        "referrer": {**_TEXT, "description": "Of a page view: the address that led to it."},
        "searchFor": {**_TEXT, "description": "A search: what was looked for."},
        "results": {"type": "integer", "minimum": 0, "description": "Of a search: how much was found."},
        "download": {**_TEXT, "description": "A download: the address of the file."},
        "error": {**_TEXT, "description": "An error: what went wrong."},
        "$id": {**_TEXT, "format": "uuid", "description": "The same id twice is stored once."},
        "$at": {"oneOf": [{"type": "number"}, _TEXT], "description": "When it happened: ISO 8601, or ms since 1970."},
        "$sent": {"oneOf": [{"type": "number"}, _TEXT], "description": "When it was sent, by the same clock."},
    },
    "anyOf": [{"required": [key]} for key in _KEYS],
    "additionalProperties": True,
}
_FAULTS: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"index": {"type": "integer"}, "field": _TEXT, "message": _TEXT},
        "required": ["index", "field", "message"],
    },
}
_ERRORS: dict[str, Any] = {**ERROR, "properties": {**ERROR["properties"], "errors": _FAULTS}}
_STORED: dict[str, Any] = {"type": "object", "properties": {"errors": _FAULTS}, "additionalProperties": False}
_EMPTY: dict[str, Any] = {"type": "object", "additionalProperties": False}

event_schema: dict[str, Any] = {}
flush_schema: dict[str, Any] = {}
flush_by_get_schema: dict[str, Any] = {}
consent_schema: dict[str, Any] = {}
read_consent_schema: dict[str, Any] = {}
identify_schema: dict[str, Any] = {}

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
    _partial = OpenApiParameter(
        "partial",
        OpenApiTypes.BOOL,
        description="`true`: wrong entries are left out and told, the others are stored; refused only if all are wrong.",
    )
    _responses = {
        200: OpenApiResponse(_EMPTY, "Done"),
        400: OpenApiResponse(_ERRORS, "Key missing or wrong, body malformed, or entries wrong: nothing was stored"),
        403: OpenApiResponse(ERROR, "A page of another site, whose origin the key does not name"),
        404: OpenApiResponse(ERROR, "The service is switched off"),
        429: OpenApiResponse(ERROR, "Too many calls; the header Retry-After says when to try again"),
        503: OpenApiResponse(ERROR, "It could not be stored at the moment"),
    }
    event_schema = {
        "operation_id": "track_event",
        "tags": ["tracker"],
        "parameters": [_key, _site, _language, _partial],
        "request": {"application/json": {"oneOf": [{"type": "array", "items": _ENTRY}, _ENTRY]}},
        "responses": {
            **_responses,
            200: OpenApiResponse(_STORED, "Stored; `errors` tells which entries were left out, if any"),
            413: OpenApiResponse(ERROR, "The body is too large"),
        },
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
    _consent: dict[str, Any] = {
        "type": "object",
        "properties": {
            "consent": {"type": "string", "enum": ["given", "refused", "not_asked"]},
            "isRequired": {"type": "boolean", "description": "Whether the site tracks nobody without consent."},
            "tracking": {"type": "string", "description": "`on`, or why the visitor is not tracked."},
        },
        "required": ["consent", "isRequired", "tracking"],
    }
    _asked = {
        200: OpenApiResponse(_consent, "The choice that is in force"),
        400: OpenApiResponse(ERROR, "Key missing or wrong, or body malformed"),
        429: _responses[429],
    }
    read_consent_schema = {
        "operation_id": "consent_read",
        "tags": ["visitor"],
        "parameters": [_key, _site],
        "responses": _asked,
    }
    consent_schema = {
        "operation_id": "consent_choose",
        "tags": ["visitor"],
        "parameters": [_key, _site],
        "request": {
            "application/json": {
                "type": "object",
                "properties": {"consent": {"type": "boolean"}},
                "required": ["consent"],
            }
        },
        "responses": {**_asked, 403: _responses[403]},
    }
    identify_schema = {
        "operation_id": "identify",
        "tags": ["visitor"],
        "parameters": [
            _key,
            _site,
            OpenApiParameter(
                "X-JSS-Signature",
                OpenApiTypes.STR,
                OpenApiParameter.HEADER,
                required=True,
                description="`t=<seconds since 1970>,v1=<HMAC-SHA256 of "
                "t, a dot and the body with the key's signing secret, in hex>`.",
            ),
        ],
        "request": {
            "application/json": {
                "type": "object",
                "properties": {
                    "source": {**_TEXT, "maxLength": 100},
                    "identifier": {**_TEXT, "maxLength": 255},
                    "device": {**_TEXT, "description": "Value of the visitor's global cookie, if a server calls."},
                    "attributes": {"type": "object", "additionalProperties": True},
                },
                "required": ["source", "identifier"],
            }
        },
        "responses": {
            200: OpenApiResponse(
                {
                    "type": "object",
                    "properties": {"contact": {"type": "string", "format": "uuid", "nullable": True}},
                    "required": ["contact"],
                },
                "The contact that it is; null if the visitor is not tracked",
            ),
            400: OpenApiResponse(ERROR, "Key missing or wrong, body malformed, or an unknown device"),
            403: OpenApiResponse(ERROR, "The signature is missing, wrong or too old"),
            413: OpenApiResponse(ERROR, "The body is too large"),
            429: _responses[429],
        },
    }
