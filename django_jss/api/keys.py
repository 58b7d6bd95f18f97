"""The API key of a request."""

from __future__ import annotations

from django.http import HttpRequest

from django_jss.api.errors import ServiceError
from django_jss.engine.guids import parse_guid
from django_jss.requests import Parameters
from django_jss.sites import directory
from django_jss.sites.directory import KeyInfo, SiteInfo

NAME = "sc_apikey"


def require_key(request: HttpRequest, parameters: Parameters, service: str) -> KeyInfo:
    """The enabled key that the request names in query or header and that opens the service; else a `ServiceError`."""
    in_query, in_header = parameters.get(NAME), request.META.get("HTTP_SC_APIKEY", "")
    text = in_query or in_header
    if not text:
        raise ServiceError("key_missing", "An API key is needed: sc_apikey.", field=NAME)
    try:
        guid = parse_guid(text)
        if in_query and in_header and parse_guid(in_header) != guid:
            raise ServiceError("key_ambiguous", "Query and header name different API keys.", field=NAME)
    except ValueError as error:
        raise ServiceError("key_invalid", f"sc_apikey: {error}", field=NAME) from error
    key = directory.current().keys.get(guid)
    if key is None or not key.opens(service):
        raise ServiceError("key_invalid", "This API key does not open this service.", field=NAME)
    return key


def require_site(key: KeyInfo, site: SiteInfo) -> None:
    """Refuse a key that is not for the site."""
    if not key.covers(site):
        raise ServiceError("key_invalid", "This API key is not for this site.", field=NAME)
