"""What a front end asks of the Layout Service, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django_jss.personalization.facts import Sender
from django_jss.sites.directory import SiteInfo


class Mode(StrEnum):
    """`preview` shows drafts and is never tracked."""

    NORMAL = "normal"
    PREVIEW = "preview"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class LayoutQuery:
    """A page as it is asked for.

    `site_name` is the name asked for, `site` None if there is no such site. `item` is a path or a GUID. `language`
    None means the site's default. `query` holds the visitor's own parameters by lower-case name, for rules, and
    `sender` what else the request tells them.
    """

    site_name: str
    site: SiteInfo | None
    item: str
    language: str | None
    now: datetime
    mode: Mode = Mode.NORMAL
    is_tracked: bool = True
    query: Mapping[str, str] = field(default_factory=dict)
    campaign: str | None = None
    trigger: str | None = None
    sender: Sender | None = None
