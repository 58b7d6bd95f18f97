"""Reading what stands in the address of an admin page."""

from __future__ import annotations

from django.http import HttpRequest

LONGEST_TEXT = 200
MOST_DIGITS = 18


def typed(request: HttpRequest) -> str:
    """What was typed into a search box, without what no database takes."""
    return request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_TEXT]


def number(request: HttpRequest, name: str) -> int | None:
    """A primary key in the query; None if there is none that could be one."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None
