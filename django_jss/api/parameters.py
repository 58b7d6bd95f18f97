"""Query parameters as the services read them."""

from __future__ import annotations

from urllib.parse import parse_qsl

from django.http import HttpRequest

MAX_PARAMETERS = 200


class Parameters(dict[str, str]):
    """Parameters by lower-case name; of several with one name the first counts, since proxies append the visitor's own."""

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        return super().get(name, default)


def read_parameters(request: HttpRequest) -> Parameters:
    """The parameters of a request, and those that stand in the value of `item` (`item=/about?sc_camp=x`)."""
    pairs = _pairs(request.META.get("QUERY_STRING", ""))
    parameters = _first(pairs)
    item, mark, inner = parameters.get("item").partition("?")
    if mark:
        inside = _first(_pairs(inner.partition("#")[0]))
        parameters = Parameters({**inside, **parameters})
    if "item" in parameters:
        parameters["item"] = item.partition("#")[0]
    return parameters


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=MAX_PARAMETERS)
    except ValueError:
        return parse_qsl("&".join(text.split("&")[:MAX_PARAMETERS]), keep_blank_values=True, errors="replace")


def _first(pairs: list[tuple[str, str]]) -> Parameters:
    found = Parameters()
    for name, value in pairs:
        found.setdefault(name.lower(), value)
    return found
