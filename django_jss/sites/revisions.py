"""One number a site that rises with every change, by which all processes learn that what they keep is stale.

The number lives in the database and is raised in the transaction that makes the change. Readers
trust what they know for `REVISION_MEMO_SECONDS`, then what another process left in the cache for as
long again, then ask the database; so a change is seen everywhere within twice that time, and a
failing cache costs a query, never a stale page.

A transaction that has raised a number sees a number of its own, above all others and never used again, until it ends: what
a process keeps of rows that are not committed must not be taken for what is committed later.
"""

from __future__ import annotations

import itertools
import logging
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.db.models import F

from django_jss.conf import settings
from django_jss.engine.failing import raised
from django_jss.sites.models import Revision, Site

logger = logging.getLogger("django_jss.sites")

CACHE_KEY = "django_jss:revisions"
SHARED_SCOPE = "shared"


class Memo:
    """What this process knows of the revision numbers, and since when."""

    def __init__(self) -> None:
        self.numbers: Mapping[str, int] = {}
        self.good_until = 0.0

    def forget(self) -> None:
        self.good_until = 0.0


memo = Memo()
_unused_numbers = itertools.count(2**62)
# What open transactions of this process hold; as long as it is empty, there is none to ask about.
_held: weakref.WeakSet[Pending] = weakref.WeakSet()


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Pending:
    """What an open transaction has raised; Django runs it at the commit, or drops it if that part is rolled back."""

    scopes: frozenset[str]
    number: int
    is_first: bool

    def __call__(self) -> None:
        if self.is_first:
            forget()


def scope_of(site_id: int) -> str:
    return f"site-{site_id}"


def current(site_id: int) -> int:
    """The number of a site; it rises too when what all sites share has changed."""
    pending = _pending()
    if pending is not None:
        return pending.number
    numbers = _numbers()
    return numbers.get(scope_of(site_id), 0) + numbers.get(SHARED_SCOPE, 0)


def current_shared() -> int:
    """The number of what all sites share: sites, languages, API keys."""
    pending = _pending()
    if pending is not None and SHARED_SCOPE in pending.scopes:
        return pending.number
    return _numbers().get(SHARED_SCOPE, 0)


def bump(site: Site | int) -> None:
    """Tell every process that something of this site changed. Call it in the transaction of the change.

    The first call of a transaction holds the site's number until the end of it: acts that begin with a call take
    turns, and see what those before them have done. Later calls cost no query.
    """
    _raise_number(scope_of(site if isinstance(site, int) else site.pk))


def bump_shared() -> None:
    """Tell every process that sites, languages or API keys changed."""
    _raise_number(SHARED_SCOPE)


def forget() -> None:
    """Make this process ask again."""
    memo.forget()
    try:
        cache.delete(CACHE_KEY)
    except Exception as error:
        logger.warning("The cache did not forget the revision numbers: %s", raised(error))


def _raise_number(scope: str) -> None:
    with transaction.atomic(savepoint=False):
        pending = _pending()
        raised = pending.scopes if pending is not None else frozenset()
        if scope not in raised and not Revision.objects.filter(scope=scope).update(number=F("number") + 1):
            Revision.objects.get_or_create(scope=scope)
            Revision.objects.filter(scope=scope).update(number=F("number") + 1)
        # Committing forgets once; the other calls only renew the number, for what was read since is out of date.
        renewed = Pending(raised | {scope}, next(_unused_numbers), is_first=pending is None)
        transaction.on_commit(renewed)
        _held.add(renewed)


def _pending() -> Pending | None:
    """What the open transaction has raised so far, parts of it that were rolled back left out."""
    if not _held:
        return None
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        return None
    hooks = (function for _savepoints, function, _is_robust in reversed(connection.run_on_commit))
    return next((function for function in hooks if isinstance(function, Pending)), None)


def _numbers() -> Mapping[str, int]:
    now = time.monotonic()
    if now >= memo.good_until:
        try:
            memo.numbers = _read_shared_memo() or _read_database()
        except DatabaseError as error:
            # Nothing can have changed while the database is down; what this process knows may still be served.
            if not memo.numbers:
                raise
            logger.error("The revision numbers could not be read: %s", raised(error))
        memo.good_until = now + settings.REVISION_MEMO_SECONDS
    return memo.numbers


def _read_shared_memo() -> Mapping[str, int] | None:
    try:
        entry = cache.get(CACHE_KEY)
    except Exception as error:
        logger.warning("The cache did not answer; revision numbers come from the database: %s", raised(error))
        return None
    if entry is None or not 0 <= time.time() - entry[0] < settings.REVISION_MEMO_SECONDS:
        return None
    return dict(entry[1])


def _read_database() -> Mapping[str, int]:
    read_at = time.time()
    numbers = dict(Revision.objects.values_list("scope", "number"))
    if transaction.get_connection().in_atomic_block:
        return numbers
    try:
        # The cache forgets it by its own clock too, for those of two servers may differ.
        cache.set(CACHE_KEY, (read_at, numbers), timeout=1)
    except Exception as error:
        logger.warning("The cache did not take the revision numbers: %s", raised(error))
    return numbers
