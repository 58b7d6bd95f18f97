"""What the OpenAPI schema says of the explaining service; without drf-spectacular (extra `schema`) nothing."""

from __future__ import annotations

from typing import Any

from django_jss.api.schema import ERROR, extend_schema, layout_parameters

_VERDICT = {"type": "boolean", "nullable": True, "description": "null: unknown"}
_UUID = {"type": "string", "format": "uuid"}
_TRIED: dict[str, Any] = {
    "type": "object",
    "properties": {
        "variant": _UUID,
        "name": {"type": "string"},
        "rule": {"type": "string", "description": "The rule in words."},
        "verdict": _VERDICT,
        "trace": {"type": "object", "description": "Each condition with the values that it saw and its verdict."},
    },
    "required": ["variant", "name", "rule", "verdict", "trace"],
}
_EXPLANATION: dict[str, Any] = {
    "type": "object",
    "properties": {
        "renderings": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "uid": _UUID,
                    "componentName": {"type": "string"},
                    "variant": {**_UUID, "nullable": True, "description": "null: the default"},
                    "tried": {"type": "array", "items": _TRIED},
                },
                "required": ["uid", "componentName", "variant", "tried"],
            },
        },
        "off": {
            "type": "array",
            "description": "Variants that are not tried: disabled, or not scheduled at this time.",
            "items": {
                "type": "object",
                "properties": {"uid": _UUID, "variant": _UUID, "name": {"type": "string"}, "why": {"type": "string"}},
                "required": ["uid", "variant", "name", "why"],
            },
        },
        "problems": {"type": "array", "items": {"type": "string"}},
        "tracking": {"type": "string", "description": "Of the visitor who asks: `on`, or why nothing is recorded."},
    },
    "required": ["renderings", "off", "problems"],
}
_PERSONA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "persona": {**_UUID, "description": "A saved persona of the site."},
        "contact": {**_UUID, "description": "A contact; for staff who may see contacts."},
        "facts": {"type": "object", "additionalProperties": {}, "description": "They stand above what else is known."},
    },
}

explain_schema: dict[str, Any] = {}
explain_persona_schema: dict[str, Any] = {}

if extend_schema is not None:
    from drf_spectacular.utils import OpenApiExample, OpenApiResponse

    _shared: dict[str, Any] = {
        "tags": ["explain"],
        "parameters": [one for one in layout_parameters() if one.name not in ("tracking", "sc_camp", "sc_trk")],
        "responses": {
            200: OpenApiResponse(_EXPLANATION, "Why the page shows what it shows"),
            400: OpenApiResponse(ERROR, "Key missing or wrong, a parameter malformed, or facts wrong"),
            403: OpenApiResponse(
                ERROR, "Previews need a staff session or a signed link, contacts staff who may see them"
            ),
            404: OpenApiResponse(ERROR, "No such page"),
            413: OpenApiResponse(ERROR, "The body is too large"),
        },
    }
    explain_schema = {"operation_id": "explain", **_shared}
    explain_persona_schema = {
        "operation_id": "explain_persona",
        "request": {"application/json": _PERSONA},
        "examples": [
            OpenApiExample(
                "A visitor who returns", {"facts": {"visit_number": 2, "query": {"q": "tents"}}}, request_only=True
            )
        ],
        **_shared,
    }
