"""Requests made up from the schema, right and wrong ones, find no server error and no answer that the schema lacks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from django_jss.analytics.models import Goal
from django_jss.sites.models import ApiKey
from tests.factories.pages import KEY, make_component, make_page, make_site, place

OPERATIONS = [
    ("get", "/sitecore/api/layout/render/{config}"),
    ("get", "/sitecore/api/layout/placeholder/{config}"),
    ("get", "/sitecore/api/jss/dictionary/{app}/{language}"),
    ("get", "/sitecore/api/jss/explain"),
    ("post", "/sitecore/api/jss/explain"),
    ("post", "/sitecore/api/jss/track/event"),
    ("post", "/sitecore/api/jss/track/flush"),
    ("get", "/sitecore/api/jss/track/flush"),
    ("get", "/-/media/{path}"),
]
# So that more is met than the first refusal.
KNOWN = {"config": "jss", "app": "shop"}
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]


@pytest.fixture
def kept_connection(db: None) -> Iterator[None]:
    """Requests over WSGI leave the test's transaction open, as those of Django's own test client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def services(kept_connection: None) -> Any:
    """The schema of a site with a page and a goal."""
    site = make_site()
    place(make_page(site, "about"), make_component(site, "Text", {"body": "Rich Text"}), values={"body": "<p>x</p>"})
    ApiKey.objects.update(services=["*", "explain"])
    Goal.objects.create(site=site, name="sign-up", alias="sign-up", points=10)
    return schemathesis.openapi.from_wsgi("/sitecore/api/jss/schema/?format=json", get_wsgi_application())


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_service_answers_made_up_requests(services: Any, method: str, path: str, mode: GenerationMode) -> None:
    operation = services[path][method]

    @settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        if not path.startswith("/-/"):
            case.query = {**(case.query or {}), "sc_apikey": str(KEY)}
        if mode is GenerationMode.POSITIVE:
            case.path_parameters = {name: KNOWN.get(name, value) for name, value in case.path_parameters.items()}
        response = case.call()

        case.validate_response(response, checks=CHECKS)

    ask()
