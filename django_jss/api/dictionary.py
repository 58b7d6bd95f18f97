"""The Dictionary Service."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from django_jss.api.base import JSON, ServiceView
from django_jss.api.errors import ServiceError
from django_jss.api.keys import require_site
from django_jss.api.schema import describe, dictionary_schema
from django_jss.content.dictionary import phrases
from django_jss.engine.encoding import encode
from django_jss.sites import directory
from django_jss.sites.models.api_keys import Service


class DictionaryView(ServiceView):
    """`GET …/jss/dictionary/{app}/{language}`: the phrases of the front end's own interface. No cookies, no tracking."""

    service = Service.DICTIONARY

    @describe(**dictionary_schema)
    def get(self, request: Request, app: str, language: str) -> HttpResponse:
        """Answer `{"lang", "app", "phrases"}`; 404 for an unknown site or language."""
        assert self.key is not None
        site = directory.current().site_named(app)
        info = site.language(language) if site else None
        if site is None or info is None:
            field = "app" if site is None else "language"
            raise ServiceError("not_found", f"There is no such {field}.", status=404, field=field)
        require_site(self.key, site)
        body = {"lang": info.code, "app": site.name, "phrases": dict(phrases(site, info))}
        return HttpResponse(encode(body), content_type=JSON)

    head = get

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        response = super().dispatch(request, *args, **kwargs)
        allows_all = self.key is not None and "*" in self.key.origins
        if allows_all and "Origin" not in request.headers:
            response["Access-Control-Allow-Origin"] = "*"
        return response
