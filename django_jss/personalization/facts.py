"""Gathers the facts that the rules of a page ask for, and no others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django_jss.analytics.visitors import Visitor
from django_jss.content.routing import PageRef
from django_jss.engine.facts import Facts
from django_jss.engine.given import TYPES, FactType, read_facts
from django_jss.engine.registry import Registry
from django_jss.sites.directory import SiteInfo


class Sender(Protocol):
    """Who sent a request, as the request tells; each is found out when asked for."""

    @property
    def headers(self) -> Mapping[str, str]:
        """By name, whose case does not count."""

    @property
    def cookies(self) -> Mapping[str, str]: ...

    @property
    def host(self) -> str:
        """The host asked for, without port."""

    @property
    def address(self) -> str:
        """The IP address, as the outermost trusted proxy saw it; never stored as it is."""

    @property
    def user(self) -> Any:
        """The Django user, perhaps an anonymous one; None without Django's authentication."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Where facts come from: a request for a page.

    `query` is by case-folded name, of several values the first. With `is_part`, what is asked for is a part of the page,
    which the visitor views already or will by this request;
    `is_tracked` says that the front end wants the request to be recorded, `has_consent` that the visitor consented to
    that explicitly. Without a visitor, as when consent is withheld, what
    concerns the visitor is unknown; without a sender, what concerns the request.
    """

    now: datetime
    site: SiteInfo | None = None
    page: PageRef | None = None
    language: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    sender: Sender | None = None
    visitor: Visitor | None = None
    is_part: bool = False
    is_tracked: bool = False
    has_consent: bool | None = None

    @property
    def is_view(self) -> bool:
        """Whether this request is a view of the page."""
        if self.page is None:
            return False
        is_there = self.is_part and self.visitor is not None and self.visitor.is_on(self.page.url_path)
        return not is_there

    @property
    def local_time(self) -> datetime:
        """Now, in the time zone of the site."""
        return self.now.astimezone(ZoneInfo(self.site.time_zone) if self.site else UTC)


Provider = Callable[[Situation], Any]
Finisher = Callable[[Situation, Any], Any]
providers: Registry[Provider] = Registry("fact providers")
# Takes the facts given by hand.
Deriver = Callable[[Situation, Mapping[str, Any]], Any]
finishers: Registry[Finisher] = Registry("finishers of given facts")
derivers: Registry[tuple[str, Deriver]] = Registry("derived facts")


def fact(name: str, kind: FactType | None = None) -> Callable[[Provider], Provider]:
    """Register a function that finds a fact out from a `Situation`; None says that it is not known.

    `kind` says what the values of a new fact look like, for facts given by hand. Raises `AlreadyRegistered` if the
    fact has a provider.
    """

    def register(provider: Provider) -> Provider:
        providers.add(str(name), provider)
        if kind is not None:
            TYPES[str(name)] = kind
        return provider

    return register


def given_fact(name: str) -> Callable[[Finisher], Finisher]:
    """Register a function that makes a fact of what `FactType.read` gave, where that takes more than the JSON says."""

    def register(finish: Finisher) -> Finisher:
        finishers.add(str(name), finish)
        return finish

    return register


def derived_fact(name: str, *, source: str) -> Callable[[Deriver], Deriver]:
    """Register a function that finds a fact out from facts given by hand, if `source` is given and the fact is not."""

    def register(derive: Deriver) -> Deriver:
        derivers.add(str(name), (str(source), derive))
        return derive

    return register


def gather(situation: Situation, given: Mapping[str, Any] | None = None) -> Facts:
    """Facts that are found out when a rule asks for them.

    Facts `given` by hand, such as those of a persona, stand above all others; `read_given` reads them from JSON.
    """
    known = {
        name: finish(situation, value) if value is not None and (finish := finishers.get(name)) else value
        for name, value in (given or {}).items()
    }
    for name, (source, derive) in derivers if known else ():
        if name not in known and known.get(source) is not None:
            known[name] = derive(situation, known)
    return Facts(known, providers.things, situation)


def read_given(given: Mapping[str, Any], time_zone: str) -> dict[str, Any]:
    """Facts given by hand in JSON, for `gather`; raises `engine.facts.InvalidFacts` with all faults at once."""
    return read_facts(given, ZoneInfo(time_zone))
