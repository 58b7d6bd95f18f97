"""What the entries of a batch name, found all at once: definitions by one query, pages by another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django_jss.analytics.definitions import DefinitionInfo, DefinitionName, find_definitions
from django_jss.analytics.models import Definition
from django_jss.content.routing import PageRef, known_pages
from django_jss.sites.directory import SiteInfo


class Lookups:
    """Collects first what is wanted of a site, then answers. `at` and `language` are those of the whole batch."""

    def __init__(self, site: SiteInfo, at: datetime, language: str = "") -> None:
        self.site, self.at, self.language = site, at, language
        self._names: set[DefinitionName] = set()
        self._guids: set[UUID] = set()
        self._definitions: Mapping[DefinitionName, DefinitionInfo] = {}
        self._pages: Mapping[UUID, PageRef] = {}

    def want_definition(self, model: type[Definition], text: str) -> None:
        self._names.add(DefinitionName(model, text))

    def want_page(self, guid: UUID) -> None:
        self._guids.add(guid)

    def find(self) -> None:
        """Ask the database for all that is wanted; two queries at most."""
        self._definitions = find_definitions(self.site.id, self._names, self.at)
        self._pages = known_pages(self.site, self._guids)

    def definition(self, model: type[Definition], text: str) -> DefinitionInfo | None:
        """The deployed definition of that GUID or alias, if it was wanted and is there."""
        return self._definitions.get(DefinitionName(model, text))

    def definitions(self, names: Sequence[DefinitionName]) -> Mapping[DefinitionName, DefinitionInfo]:
        """Definitions that only come up while entries are read, such as the goals of a page. One query, or none."""
        return find_definitions(self.site.id, names, self.at) if names else {}

    def page(self, guid: UUID) -> PageRef | None:
        """The page, if it was wanted and visitors can see it."""
        return self._pages.get(guid)
