"""The facts of contacts that are not here now, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django_jss.analytics.contacts import KeptContact, kept_contacts
from django_jss.engine.facts import Facts
from django_jss.personalization.facts import Situation, gather
from django_jss.sites.directory import SiteInfo

BATCH = 500


@dataclass(frozen=True, slots=True)
class StoredSender:
    """What is kept of the request that began a visit: user agent, referrer, and the network of the address."""

    headers: Mapping[str, str]
    address: str
    cookies: Mapping[str, str]
    host: str = ""
    user: Any = None


def facts_of_contacts(
    ids: Sequence[int], site: SiteInfo, now: datetime, needs: Iterable[str]
) -> Iterator[tuple[str, Facts]]:
    """GUID and facts of each contact, as of now.

    "This visit" is the latest one. What only a request tells, such as its query, is unknown. A few queries for each
    `BATCH` contacts; `needs` are the facts that will be asked for.
    """
    wanted = frozenset(needs)
    for start in range(0, len(ids), BATCH):
        for contact in kept_contacts(ids[start : start + BATCH], now, wanted):
            yield contact.guid, gather(_situation(contact, site, now))


def _situation(contact: KeptContact, site: SiteInfo, now: datetime) -> Situation:
    headers = {"User-Agent": contact.user_agent, "Referer": contact.referrer}
    sender = StoredSender({name: value for name, value in headers.items() if value}, contact.ip_address, {})
    return Situation(now=now, site=site, language=contact.language, sender=sender, visitor=contact.visitor)
