"""The schema that the services publish of themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import include, path
from drf_spectacular.validation import validate_schema

SCHEMA = "/sitecore/api/jss/schema/"

urlpatterns = [path("cms/", include("django_jss.urls"))]


def schema_at(client: Client, url: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(url, {"format": "json"}).content)
    return found


@pytest.fixture
def schema(client: Client) -> dict[str, Any]:
    return schema_at(client, SCHEMA)


def test_schema_is_valid(schema: dict[str, Any]) -> None:
    validate_schema(schema)


def test_schema_lists_each_service_once_and_nothing_else_of_the_project(schema: dict[str, Any]) -> None:
    assert {path: sorted(methods) for path, methods in schema["paths"].items()} == {
        "/sitecore/api/layout/render/{config}": ["get"],
        "/sitecore/api/layout/placeholder/{config}": ["get"],
        "/sitecore/api/jss/dictionary/{app}/{language}": ["get"],
        "/sitecore/api/jss/explain": ["get", "post"],
        "/sitecore/api/jss/consent": ["get", "post"],
        "/sitecore/api/jss/identify": ["post"],
        "/sitecore/api/jss/track/event": ["post"],
        "/sitecore/api/jss/track/flush": ["get", "post"],
        "/-/media/{path}": ["get"],
    }


def test_schema_tells_parameters_errors_and_examples(schema: dict[str, Any]) -> None:
    layout = schema["paths"]["/sitecore/api/layout/render/{config}"]["get"]

    assert {"config", "item", "sc_apikey", "sc_lang", "tracking"} <= {one["name"] for one in layout["parameters"]}
    assert {"200", "400", "403", "404"} <= layout["responses"].keys()
    assert layout["responses"]["404"]["content"]["application/json"]["examples"]


@override_settings(ROOT_URLCONF=__name__)
def test_schema_knows_where_the_services_are_mounted(client: Client) -> None:
    assert schema_at(client, f"/cms{SCHEMA}")["servers"] == [{"url": "/cms"}]
