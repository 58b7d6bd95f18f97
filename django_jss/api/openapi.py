"""The OpenAPI schema of the services, and a page to read it; needs drf-spectacular (extra `schema`)."""

from __future__ import annotations

from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.request import Request
from rest_framework.response import Response

import django_jss

PATH = "sitecore/api/jss/schema/"

DESCRIPTION = """\
What a Sitecore JSS front end asks a server for. Paths match in any case, with or without a slash at the end. Parameters
that are not known are ignored, but rules of personalization may ask for them.
"""


class ServicesGenerator(SchemaGenerator):
    """Adds the media library, which is no DRF view."""

    def get_schema(self, request: Any = None, public: bool = False) -> Any:
        schema = super().get_schema(request, public)
        schema["paths"]["/-/media/{path}"] = {"get": MEDIA}
        return schema


class SchemaView(SpectacularAPIView):
    """`GET …/jss/schema/`: our services alone, whatever else the project has."""

    urlconf = "django_jss.urls"
    generator_class = ServicesGenerator
    authentication_classes = []
    schema = None

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        # Where the project mounts our URLs; paths in the schema are relative to it.
        prefix = request.path.removesuffix("/").removesuffix(PATH.rstrip("/")).rstrip("/")
        self.custom_settings = {
            "TITLE": "django_jss",
            "DESCRIPTION": DESCRIPTION,
            "VERSION": django_jss.__version__,
            "SERVERS": [{"url": prefix}] if prefix else [],
        }
        return super().get(request, *args, **kwargs)


class DocsView(SpectacularSwaggerView):
    """`GET …/jss/schema/docs/`: the schema as a page; needs drf-spectacular-sidecar, so that nothing is loaded elsewhere."""

    url = "../"
    title = "django_jss"
    authentication_classes = []
    schema = None

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with patched_settings({"SWAGGER_UI_DIST": "SIDECAR", "SWAGGER_UI_FAVICON_HREF": "SIDECAR"}):
            return super().get(request, *args, **kwargs)


def _size(name: str, text: str) -> dict[str, Any]:
    return {"in": "query", "name": name, "schema": {"type": "integer", "minimum": 1}, "description": text}


_FILE = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}

MEDIA: dict[str, Any] = {
    "operationId": "media",
    "tags": ["media"],
    "summary": "A file of the media library; needs no key",
    "description": "Images also in other sizes. The extension `.ashx` stands for the real one.",
    "parameters": [
        {
            "in": "path",
            "name": "path",
            "required": True,
            "schema": {"type": "string"},
            "description": "Name of the site, then the path of the file.",
            "example": "my-app/img/logo.png",
        },
        _size("w", "Width."),
        _size("h", "Height."),
        _size("mw", "Greatest width."),
        _size("mh", "Greatest height."),
        {"in": "header", "name": "Range", "schema": {"type": "string"}, "example": "bytes=0-1023"},
        {"in": "header", "name": "If-None-Match", "schema": {"type": "string"}},
    ],
    "responses": {
        "200": {"description": "The file", "content": _FILE},
        "206": {"description": "Part of it", "content": _FILE},
        "304": {"description": "The browser has it already"},
        "404": {"description": "No such file"},
        "416": {"description": "No such part of it"},
    },
}
