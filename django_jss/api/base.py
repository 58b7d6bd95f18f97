"""What all services share: the key, CORS, errors, and nothing of DRF's that they do not need."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_jss.api.cors import allow_origin, preflight_response
from django_jss.api.errors import answer_exception
from django_jss.api.keys import require_key
from django_jss.api.schema import described
from django_jss.requests import Parameters, read_parameters
from django_jss.sites.directory import KeyInfo

JSON = "application/json; charset=utf-8"


class JsonWithCharset(JSONRenderer):
    """JSON with the charset named: core 22 and 23 parse a body of no other type."""

    charset = "utf-8"


class AlwaysJson(BaseContentNegotiation):
    """Whatever a client accepts, it gets JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class ServiceView(APIView):
    """A service that needs an API key. Subclasses set `service`; in handlers `self.key` and `self.parameters` are there.

    A session is neither read nor needed, and no rights of a user apply. DRF exempts its views from CSRF checks.
    """

    service: ClassVar[str]
    authentication_classes = []
    permission_classes = []
    throttle_classes = []
    parser_classes = [JSONParser]
    renderer_classes = [JsonWithCharset]
    content_negotiation_class = AlwaysJson
    # DRF would work them out for each request, also where none is sent.
    default_response_headers: ClassVar[dict[str, str]] = {}
    schema = described()
    key: KeyInfo | None = None
    parameters: Parameters

    def get_exception_handler(self) -> Any:
        return answer_exception

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.parameters = read_parameters(request._request)
        self.key = self.find_key(request._request)
        self.check_throttles(request)

    def find_key(self, request: HttpRequest) -> KeyInfo:
        """The key by which the service is used; raises `ServiceError` without one."""
        return require_key(request, self.parameters, self.service)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        if request.method == "OPTIONS":
            return preflight_response(request)
        response = super().dispatch(request, *args, **kwargs)
        allow_origin(request, response, self.key)
        response["Cache-Control"] = "private, no-store"
        return response

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Bytes go out as they are; data is rendered as JSON."""
        if isinstance(response, Response):
            renderer = JsonWithCharset()
            response.accepted_renderer = renderer
            response.accepted_media_type = renderer.media_type
            response.renderer_context = self.get_renderer_context()  # type: ignore[attr-defined]
        return response
