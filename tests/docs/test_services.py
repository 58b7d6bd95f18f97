"""The examples in the description of the services are what the demo answers, and its table of errors is whole."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from django_jss.sites.models import ApiKey

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "services.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```http\n(GET|POST) (\S+) HTTP/1.1\n(.*?)```\n```json\n(.*?)```", TEXT, re.DOTALL)


def assert_part(part: Any, whole: Any, where: str = "$") -> None:
    """What the documentation shows has to be in the answer; of objects and lists it may leave out what comes later."""
    if isinstance(part, dict):
        for key, value in part.items():
            assert key in whole, f"{where}.{key}"
            assert_part(value, whole[key], f"{where}.{key}")
    elif isinstance(part, list):
        assert len(part) <= len(whole), where
        for index, value in enumerate(part):
            assert_part(value, whole[index], f"{where}[{index}]")
    else:
        assert part == whole, where


@pytest.mark.django_db
def test_examples_are_what_the_demo_answers() -> None:
    from demo.site import API_KEY, create_site

    create_site()
    client = Client()
    analyst = ApiKey.objects.create(name="analyst", services=["explain"])
    for method, address, body, answer in EXAMPLES:
        url = address.replace("{key}", API_KEY).replace("{explain_key}", str(analyst.guid))
        response = client.get(url) if method == "GET" else client.post(url, body.strip(), "application/json")

        assert_part(json.loads(answer), response.json(), address)


@pytest.mark.parametrize(
    "service", ["layout/render", "layout/placeholder", "dictionary", "explain", "track/event", "track/flush"]
)
def test_each_service_has_an_example(service: str) -> None:
    assert any(f"/{service}" in address for _method, address, _body, _answer in EXAMPLES)


def test_each_code_of_an_error_is_documented() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "django_jss" / "api").glob("*.py")]
    codes = {code for text in sources for code in re.findall(r'(?:ServiceError|error_response)\(\s*"(\w+)"', text)}

    assert codes
    assert sorted(code for code in codes if f"`{code}`" not in TEXT) == []
