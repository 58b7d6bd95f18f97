"""What the entries of a batch name, found all at once: definitions by one query, pages by another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django_jss.analytics.definitions import DefinitionInfo, DefinitionName, find_definitions
from django_jss.analytics.models import Definition
from django_jss.analytics.records import PageViewRecord, Record
from django_jss.content.routing import PageRef, known_pages
from django_jss.sites.directory import SiteInfo
from django_jss.tracker.triggers import triggered_by_page


class Lookups:
    """Collects first what is wanted of a site, then answers.

    `at` and `language` are those of the whole batch; of history each line has its own `at`, and campaigns that are
    over are found too.
    """

    def __init__(self, site: SiteInfo, at: datetime, language: str = "", *, is_history: bool = False) -> None:
        self.site, self.at, self.language = site, at, language
        self._valid_at = None if is_history else at
        self._names: set[DefinitionName] = set()
        self._guids: set[UUID] = set()
        self._definitions: dict[DefinitionName, DefinitionInfo] = {}
        self._triggered: dict[UUID, list[DefinitionName]] = {}
        self._pages: Mapping[UUID, PageRef] = {}

    def want_definition(self, model: type[Definition], text: str) -> None:
        self._names.add(DefinitionName(model, text))

    def want_page(self, guid: UUID) -> None:
        self._guids.add(guid)

    def find(self) -> None:
        """Ask the database for all that is wanted; two queries at most."""
        self._definitions.update(find_definitions(self.site.id, self._names, self._valid_at))
        self._pages = known_pages(self.site, self._guids)

    def definition(self, model: type[Definition], text: str) -> DefinitionInfo | None:
        """The deployed definition of that GUID or alias, if it was wanted and is there."""
        return self._definitions.get(DefinitionName(model, text))

    def definitions(self, names: Sequence[DefinitionName]) -> Mapping[DefinitionName, DefinitionInfo]:
        """Those of the definitions that are there, which only come up while entries are read, such as the goals of a page.

        One query if some come up for the first time, else none.
        """
        if not self._names.issuperset(names):
            self._definitions.update(find_definitions(self.site.id, names, self._valid_at))
            self._names.update(names)
        return {name: self._definitions[name] for name in names if name in self._definitions}

    def triggered_by(self, page: PageRef) -> list[DefinitionName]:
        """Goals and events of a view of the page."""
        if page.guid not in self._triggered:
            self._triggered[page.guid] = triggered_by_page(self.site, page)
        return self._triggered[page.guid]

    def language_of(self, records: Iterable[Record]) -> str:
        """The language of the first page among the records, else that of the batch, else the site's default."""
        of_pages = (record.language for record in records if isinstance(record, PageViewRecord))
        return next(of_pages, "") or self.language or self.site.default_language

    def page(self, guid: UUID) -> PageRef | None:
        """The page, if it was wanted and visitors can see it."""
        return self._pages.get(guid)
