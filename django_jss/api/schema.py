"""What the OpenAPI schema says of the services; without drf-spectacular (extra `schema`) nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from rest_framework.schemas.inspectors import ViewInspector
from rest_framework.views import APIView

try:
    from drf_spectacular.openapi import AutoSchema
    from drf_spectacular.types import OpenApiTypes
    from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
except ImportError:
    extend_schema = None  # type: ignore[assignment]

View = TypeVar("View", bound=Callable[..., Any])


def described() -> ViewInspector:
    """What makes the schema of a service, whatever the project has set for its own views."""
    return APIView.schema if extend_schema is None else AutoSchema()


def describe(**schema: Any) -> Callable[[View], View]:
    """Attach a description to a handler, if there is a schema to be made."""
    if extend_schema is None:
        return lambda view: view
    decorate: Callable[[View], View] = extend_schema(**schema)

    def add(view: View) -> View:
        # On this the description is built; otherwise it would be on what the project has set.
        view.kwargs = {"schema": AutoSchema}  # type: ignore[attr-defined]
        return decorate(view)

    return add


def layout_parameters() -> list[Any]:
    """Of all services that ask for a page."""

    def query(name: str, text: str, *, required: bool = False, **more: Any) -> Any:
        return OpenApiParameter(name, OpenApiTypes.STR, description=text, required=required, **more)

    return [
        query("item", "Path of a page, or its GUID; / is the start page.", required=True),
        query("sc_itemid", "GUID of a page, which then counts instead of `item`."),
        query("sc_apikey", "API key, a GUID; it may stand in a header of the same name instead."),
        query("sc_site", "Name of the site; without it the host name decides."),
        query("sc_lang", "Language code; without it the site's default language."),
        query("tracking", "false: no page view is stored.", enum=["true", "false"]),
        query("sc_mode", "preview shows drafts, to staff or with sc_preview.", enum=["normal", "preview", "edit"]),
        query("sc_preview", "Signed token of a preview link."),
        query("sc_date", "The moment that a preview shows, as ISO 8601."),
        query("sc_camp", "Campaign that brought the visitor: GUID or alias."),
        query("sc_trk", "Goal or page event that this page view triggers: GUID or alias."),
    ]


ERROR: dict[str, Any] = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "field": {"type": "string"},
            },
            "required": ["code", "message"],
        }
    },
    "required": ["error"],
}
RENDERING: dict[str, Any] = {
    "type": "object",
    "properties": {
        "uid": {"type": "string", "format": "uuid"},
        "componentName": {"type": "string"},
        "dataSource": {"type": "string"},
        "params": {"type": "object", "additionalProperties": {"type": "string"}},
        "fields": {},
        "placeholders": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "object"}}},
    },
    "required": ["uid", "componentName", "dataSource", "params"],
}
CONTEXT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "pageEditing": {"type": "boolean"},
        "site": {"type": "object", "properties": {"name": {"type": "string"}}},
        "pageState": {"type": "string", "enum": ["normal", "preview", "edit"]},
        "language": {"type": "string"},
        "itemPath": {"type": "string"},
    },
}
ROUTE: dict[str, Any] = {
    "type": "object",
    "nullable": True,
    "properties": {
        "name": {"type": "string"},
        "displayName": {"type": "string"},
        "fields": {"type": "object"},
        "databaseName": {"type": "string"},
        "deviceId": {"type": "string"},
        "itemId": {"type": "string", "format": "uuid"},
        "itemLanguage": {"type": "string"},
        "itemVersion": {"type": "integer"},
        "layoutId": {"type": "string"},
        "templateId": {"type": "string", "format": "uuid"},
        "templateName": {"type": "string"},
        "placeholders": {"type": "object", "additionalProperties": {"type": "array", "items": RENDERING}},
    },
}
LAYOUT: dict[str, Any] = {
    "type": "object",
    "properties": {"sitecore": {"type": "object", "properties": {"context": CONTEXT, "route": ROUTE}}},
    "required": ["sitecore"],
}
PLACEHOLDER: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "path": {"type": "string"},
        "elements": {"type": "array", "items": RENDERING},
    },
    "required": ["name", "path", "elements"],
}
DICTIONARY: dict[str, Any] = {
    "type": "object",
    "properties": {
        "lang": {"type": "string"},
        "app": {"type": "string"},
        "phrases": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "required": ["lang", "app", "phrases"],
}

layout_schema: dict[str, Any] = {}
placeholder_schema: dict[str, Any] = {}
dictionary_schema: dict[str, Any] = {}


def _example(name: str, status: str, value: Any) -> Any:
    return OpenApiExample(name, value, status_codes=[status], response_only=True)


def _context(path: str) -> dict[str, Any]:
    site = {"name": "my-app"}
    return {"pageEditing": False, "site": site, "pageState": "normal", "language": "en", "itemPath": path}


_EXAMPLE_ROUTE: dict[str, Any] = {
    "name": "about",
    "displayName": "About us",
    "fields": {"pageTitle": {"value": "About us"}},
    "databaseName": "web",
    "deviceId": "fe5d7fdf-89c0-4d99-9aa3-b5fbd009c9f3",
    "itemId": "0c2f1c9a-5d0a-5e3c-8f5e-0b6f0e2a4a11",
    "itemLanguage": "en",
    "itemVersion": 1,
    "layoutId": "96e5f4ba-a2cf-4a4c-a4e7-64da88226362",
    "templateId": "8d5f0a0e-3b52-5a64-9a51-51d9a3a1b2aa",
    "templateName": "App Route",
    "placeholders": {
        "jss-main": [
            {
                "uid": "e02ddb9b-a062-5e50-924a-1940d7e053ce",
                "componentName": "ContentBlock",
                "dataSource": "{585596CA-7903-500B-8DF2-0357DD6E3FAC}",
                "params": {"columns": "5"},
                "fields": {"heading": {"value": "Who we are"}},
            }
        ]
    },
}

if extend_schema is not None:
    _KEY_MISSING = _example(
        "No key",
        "400",
        {"error": {"code": "key_missing", "message": "An API key is needed: sc_apikey.", "field": "sc_apikey"}},
    )
    _bad = OpenApiResponse(ERROR, "Key missing or wrong, or a parameter malformed")
    _denied = OpenApiResponse(ERROR, "Previews need a staff session or a signed link")
    layout_schema = {
        "operation_id": "layout_render",
        "tags": ["layout"],
        "parameters": layout_parameters(),
        "responses": {
            200: OpenApiResponse(LAYOUT, "The page, personalized"),
            400: _bad,
            403: _denied,
            404: OpenApiResponse(LAYOUT, "No such page; `route` is null"),
        },
        "examples": [
            _example("A page", "200", {"sitecore": {"context": _context("/about"), "route": _EXAMPLE_ROUTE}}),
            _example("No such page", "404", {"sitecore": {"context": _context("/nowhere"), "route": None}}),
            _KEY_MISSING,
        ],
    }
    placeholder_schema = {
        "operation_id": "layout_placeholder",
        "tags": ["layout"],
        "parameters": [
            OpenApiParameter(
                "placeholderName",
                OpenApiTypes.STR,
                required=True,
                description="Key of a placeholder of the page, or full path of a nested one.",
            ),
            *layout_parameters(),
        ],
        "responses": {
            200: OpenApiResponse(PLACEHOLDER, "What stands in it"),
            400: _bad,
            403: _denied,
            404: OpenApiResponse(ERROR, "No such page or placeholder"),
        },
        "examples": [
            _example(
                "A placeholder",
                "200",
                {"name": "jss-main", "path": "/jss-main", "elements": _EXAMPLE_ROUTE["placeholders"]["jss-main"]},
            ),
            _KEY_MISSING,
        ],
    }
    dictionary_schema = {
        "operation_id": "dictionary",
        "tags": ["dictionary"],
        "parameters": [OpenApiParameter("sc_apikey", OpenApiTypes.STR, description="API key, a GUID.")],
        "responses": {
            200: OpenApiResponse(DICTIONARY, "The phrases"),
            400: _bad,
            404: OpenApiResponse(ERROR, "No such site or language"),
        },
        "examples": [
            _example("Phrases", "200", {"lang": "en", "app": "my-app", "phrases": {"Documentation": "Documentation"}}),
            _KEY_MISSING,
        ],
    }
