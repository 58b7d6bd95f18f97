"""Where a placeholder stands on a page: `/jss-main/jss-tabs-{UID}-0`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django_jss.engine.guids import braced, parse_guid

NESTED = re.compile(r"(?P<key>.+)-(?P<uid>\{?[0-9a-fA-F-]{32,36}\}?)-[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Placement:
    """A placeholder by its key; `parent` is the uid of the rendering that exposes it, None for the page itself."""

    key: str
    parent: UUID | None = None

    def __str__(self) -> str:
        return f"{self.key}-{braced(self.parent)}-0" if self.parent else self.key


def read_path(text: str) -> tuple[Placement, ...]:
    """The placeholders on the way to the one that is named, outermost first; uids in any form, slashes as they come."""
    return tuple(_read_segment(segment) for segment in text.split("/") if segment)


def path_text(path: tuple[Placement, ...]) -> str:
    """The one way in which a path is answered."""
    return "".join(f"/{placement}" for placement in path)


def _read_segment(segment: str) -> Placement:
    match = NESTED.fullmatch(segment)
    if match is None:
        return Placement(segment)
    try:
        return Placement(match["key"], parse_guid(match["uid"]))
    except ValueError:
        return Placement(segment)
