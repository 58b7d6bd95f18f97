"""A real JSS app, imported from its own files, answers what the original's tooling answers for it.

Compared route by route and language by language with the answers of JSS's disconnected mode. Allowed differences, each
because a live server differs there (contract sections 1, 3 and 8):

- ids and database or template metadata, which the disconnected server does not know;
- content in placeholders that no component or layout exposes (`jss-header`) is dropped, exposed empty ones are `[]`;
- `fields` is left out, not `{}`, where a component shows no item;
- fields that the template does not define are dropped; fields without a value are served empty;
- media and links are served as objects with all that a live server adds (absolute URLs, `linktype`, sizes, `id`);
- `app` in the dictionary; name and URL of referenced items.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "samples" / "jss-react"
KEY = "{3D0E7B5C-6E0B-4F4F-8A55-5B1D5A3E9C01}"
LANGUAGES = ["en", "da-DK"]
ROUTES = ["/", "/styleguide", "/styleguide/custom-route-type", "/graphql", "/graphql/sample-1", "/graphql/sample-2"]
EMPTY: list[Any] = [None, "", {}, [], {"href": ""}, False, "0001-01-01T00:00:00Z"]
FORMS = {
    "manifest": [SAMPLE / "manifest" / "en.json", SAMPLE / "manifest" / "da-DK.json"],
    "folder": [SAMPLE / "data"],
}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SAMPLE.is_dir(), reason="the sample app of JSS is not on this machine"),
]


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> str:
    """The sample, imported in one of its forms."""
    paths = [str(path) for path in FORMS[request.param]]
    call_command("jss_import", *paths, site="JssReactWeb", api_key=KEY, verbosity=0)
    return str(request.param)


def expected(name: str, language: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((SAMPLE / "expected" / f"{name}.{language}.json").read_text())
    return answer


def file_of(route: str) -> str:
    return f"layout.{route.strip('/').replace('/', '__') or 'home'}"


def ask(client: Client, path: str, **query: str) -> Any:
    return client.get(path, {"sc_apikey": KEY, **query})


@pytest.mark.parametrize("language", LANGUAGES)
def test_sample_answers_like_the_original(client: Client, form: str, language: str) -> None:
    for route in ROUTES:
        answer = ask(client, "/sitecore/api/layout/render/jss", item=route, sc_lang=language, sc_site="JssReactWeb")
        wanted = expected(file_of(route), language)["sitecore"]["route"]
        found = answer.json()["sitecore"]["route"]

        if wanted is None:
            assert (answer.status_code, found) == (404, None), route
            continue
        assert answer.status_code == 200, route
        assert found["name"] == wanted["name"]
        compare_fields(found["fields"], wanted.get("fields", {}), route)
        compare_placeholders(found["placeholders"], wanted["placeholders"], route)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sample_dictionary_is_the_original_one(client: Client, form: str, language: str) -> None:
    answer = ask(client, f"/sitecore/api/jss/dictionary/JssReactWeb/{language}/")

    assert answer.json()["phrases"] == expected("dictionary", language)["phrases"]


def compare_placeholders(found: dict[str, Any], wanted: dict[str, Any], place: str) -> None:
    """The same components in the same order in each exposed placeholder; others are dropped or empty."""
    assert all(not wanted[key] for key in wanted.keys() - found.keys() - {"jss-header"}), place
    for key, renderings in found.items():
        others = wanted.get(key, [])
        names = [rendering["componentName"] for rendering in renderings]
        assert names == [other["componentName"] for other in others], f"{place}/{key}"
        for index, (rendering, other) in enumerate(zip(renderings, others, strict=True)):
            compare_rendering(rendering, other, f"{place}/{key}[{index}]")


def compare_rendering(found: dict[str, Any], wanted: dict[str, Any], place: str) -> None:
    assert "{" + found["uid"].upper() + "}" == wanted["uid"], place
    assert found["params"] == wanted["params"], place
    compare_fields(found.get("fields", {}), wanted.get("fields", {}), place)
    compare_placeholders(found.get("placeholders", {}), wanted.get("placeholders", {}), place)


def compare_fields(found: dict[str, Any], wanted: dict[str, Any], place: str) -> None:
    for name, value in found.items():
        if name in wanted:
            compare_value(value, wanted[name], f"{place}.{name}")
        else:
            assert (value.get("value") if isinstance(value, dict) else value) in EMPTY, f"{place}.{name}"


def compare_value(found: Any, wanted: Any, place: str) -> None:
    if isinstance(wanted, list):
        assert len(found) == len(wanted), place
        for index, (one, other) in enumerate(zip(found, wanted, strict=True)):
            compare_fields(one["fields"], other["fields"], f"{place}[{index}]")
    elif isinstance(wanted, dict) and "value" not in wanted:
        compare_fields(found["fields"], wanted["fields"], place)
    elif isinstance(wanted["value"], dict):
        compare_object(found["value"], wanted["value"], place)
    else:
        assert found == wanted, place


def compare_object(found: dict[str, Any], wanted: dict[str, Any], place: str) -> None:
    """A link, image or file: the same texts; its address is the media item's, or the same."""
    for key, text in strings(wanted):
        if key in ("src", "href") and text.startswith("/data/media/"):
            assert found[key].endswith(f"/-/media/JssReactWeb{text}"), place
        else:
            assert found[key] == text, f"{place}.{key}"


def strings(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from value.items()
