"""Cross-origin requests: browsers of the origins that an API key allows may call with cookies."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from django_jss.conf import settings
from django_jss.sites.directory import KeyInfo

METHODS = "GET,POST,OPTIONS,HEAD"
HEADERS = "content-type, sc_apikey"
LONGEST_HEADER_LIST = 500


def preflight_response(request: HttpRequest) -> HttpResponse:
    """The answer to a preflight request, which carries no key: the settings say whose are answered."""
    response = HttpResponse(status=204)
    origin = request.headers.get("Origin", "")
    if origin and _answers_preflight(origin):
        _allow(response, origin)
        response["Access-Control-Allow-Methods"] = METHODS
        asked = request.headers.get("Access-Control-Request-Headers", "")
        response["Access-Control-Allow-Headers"] = asked[:LONGEST_HEADER_LIST] or HEADERS
        response["Access-Control-Max-Age"] = str(settings.CORS_MAX_AGE)
    return response


def allow_origin(request: HttpRequest, response: HttpResponseBase, key: KeyInfo | None) -> None:
    """Let the browser's origin read the answer, if the key allows it."""
    if response.has_header("Vary"):
        patch_vary_headers(response, ["Origin"])
    else:
        response["Vary"] = "Origin"
    origin = request.META.get("HTTP_ORIGIN", "")
    if origin and key is not None and key.allows_origin(origin):
        _allow(response, origin)


def _allow(response: HttpResponseBase, origin: str) -> None:
    response["Access-Control-Allow-Origin"] = origin
    response["Access-Control-Allow-Credentials"] = "true"
    patch_vary_headers(response, ["Origin"])


def _answers_preflight(origin: str) -> bool:
    allowed = settings.CORS_PREFLIGHT_ORIGINS
    return "*" in allowed or origin.rstrip("/").lower() in {entry.rstrip("/").lower() for entry in allowed}
