"""What rules ask about a visitor and a request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any


class Fact(StrEnum):
    """The facts that there are; `given.TYPES` tells what their values look like. Projects name more by plain strings."""

    VISIT_NUMBER = "visit_number"
    VISIT_GOALS = "visit_goals"
    CONTACT_GOALS = "contact_goals"
    FIRST_VISIT_AT = "first_visit_at"
    PREVIOUS_VISIT_AT = "previous_visit_at"
    CONTACT_VALUE = "contact_value"
    CONTACT_PAGE_VIEWS = "contact_page_views"
    VISIT_STARTED_AT = "visit_started_at"
    VISIT_VALUE = "visit_value"
    VISIT_PAGE_VIEWS = "visit_page_views"
    VISIT_LANGUAGE = "visit_language"
    VISIT_CAMPAIGN = "visit_campaign"
    CAMPAIGN_TRAITS = "campaign_traits"
    VISIT_CHANNEL = "visit_channel"
    CHANNEL_HISTORY = "channel_history"
    REFERRER = "referrer"
    VISIT_SOURCE = "visit_source"
    FIRST_SOURCE = "first_source"
    IS_IDENTIFIED = "is_identified"
    IDENTIFIER_SOURCES = "identifier_sources"
    CONTACT_ATTRIBUTES = "contact_attributes"
    ENTRY_PATH = "entry_path"
    PREVIOUS_PATH = "previous_path"
    EVENT_HISTORY = "event_history"
    PAGE_HISTORY = "page_history"
    VISIT_PROFILES = "visit_profiles"
    CONTACT_PROFILES = "contact_profiles"
    SEEN_TEMPLATES = "seen_templates"
    PLACE = "place"
    ADDRESS = "address"
    DEVICE = "device"
    LANGUAGES = "languages"
    USER = "user"
    USER_GROUPS = "user_groups"
    USER_PERMISSIONS = "user_permissions"
    PAGE = "page"
    PAGE_PATH = "page_path"
    PAGE_ANCESTORS = "page_ancestors"
    LINES = "lines"
    PAGE_TEMPLATES = "page_templates"
    PAGE_FIELDS = "page_fields"
    IS_TRACKED = "is_tracked"
    HAS_CONSENT = "has_consent"
    VISITOR_SEED = "visitor_seed"
    QUERY = "query"
    COOKIES = "cookies"
    HEADERS = "headers"
    HOST = "host"
    SITE = "site"
    LANGUAGE = "language"
    LOCAL_TIME = "local_time"
    VISITOR_TIME = "visitor_time"
    CALENDARS = "calendars"


class Facts(dict[str, Any]):
    """Facts by name, each found out when first asked for and at most once; a missing one is None.

    Providers are given `source`, whatever they read from. One that raises makes its fact missing; `failures` keeps the
    exceptions.
    """

    def __init__(
        self,
        known: Mapping[str, Any] | None = None,
        providers: Mapping[str, Callable[[Any], Any]] | None = None,
        source: Any = None,
    ) -> None:
        super().__init__(known or {})
        self.providers = providers or {}
        self.source = source
        self.failures: dict[str, Exception] = {}
        # What conditions answered to these facts (`engine.asking`).
        self.answers: dict[Any, Any] = {}

    def __missing__(self, name: str) -> Any:
        provider = self.providers.get(name)
        try:
            value = provider(self.source) if provider else None
        except Exception as error:
            self.failures[name] = error
            value = None
        self[name] = value
        return value

    def get(self, name: str, default: Any = None) -> Any:
        """Like `facts[name]`, with `default` for a missing one."""
        value = self[name]
        return default if value is None else value


class FoundOut(Mapping[str, Any]):
    """A fact that is an object whose entries are found out when asked for; it lists those that were.

    `find` gives None for an entry that there is not.
    """

    def __init__(self, find: Callable[[str], Any]) -> None:
        self._find = find
        self._found: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._found:
            self._found[name] = self._find(name)
        if self._found[name] is None:
            raise KeyError(name)
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name, value in self._found.items() if value is not None)

    def __len__(self) -> int:
        return sum(1 for _name in self)


class WatchedFacts(Facts):
    """A view of facts that remembers in `seen` which of them were asked for."""

    def __init__(self, facts: Facts) -> None:
        super().__init__()
        self.facts = facts
        self.seen: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        value = self.seen[str(name)] = self.facts[name]
        return value
