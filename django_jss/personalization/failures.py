"""What conditions and the like raised lately: bounded, without anything personal, for those who mend them."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from django_jss.engine.compiler import CompiledRule, compile_rule
from django_jss.engine.facts import Facts
from django_jss.engine.failing import raised
from django_jss.engine.logic import Verdict
from django_jss.engine.rules import Rule

logger = logging.getLogger("django_jss.personalization")

KEY = "django_jss.failures"
KEPT = 50
LASTS = timedelta(days=2)
# What raises for a few visitors alone does not work again as soon as others come.
QUIET = timedelta(minutes=10)
# A cache that is asked for each failure of many rules would make a page wait.
WRITTEN_EACH = 5
WRITTEN_EVERY = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Failure:
    """What raised (a condition, say) with its name, in which thing (`variant`, say) of which GUID, how often, when last.

    `error` is the kind of exception. What belongs to no single thing, such as a fact, has its own name as key.
    """

    what: str
    name: str
    thing: str
    key: str
    error: str
    times: int
    at: datetime

    @property
    def identity(self) -> tuple[str, ...]:
        return self.what, self.name, self.thing, self.key, self.error


class Reporter:
    """Tells of what raises in one thing, such as the rule of a variant: the log once for each kind of failure.

    Once it worked for `QUIET` it is no problem any more, and the log is told again.
    """

    def __init__(self, what: str, thing: str, key: str, where: str = "", failed_at: datetime | None = None) -> None:
        self.what, self.thing, self.key, self.where = what, thing, key, where
        self.failed_at = failed_at
        self.times = 0
        self._told: set[tuple[str, ...]] = set()
        self._unwritten: Counter[tuple[str, ...]] = Counter()
        self._written_at: datetime | None = None

    def __call__(self, name: str, error: Exception) -> None:
        self.times += 1
        self.failed_at = timezone.now()
        failure = Failure(self.what, name, self.thing, self.key, type(error).__name__, 1, self.failed_at)
        if failure.identity not in self._told:
            self._told.add(failure.identity)
            of = f" of {self.thing} {self.key}{self.where}" if self.thing else ""
            logger.error("%s %s%s raised %s", self.what.capitalize(), name, of, raised(error))
        self._write(failure)

    def _write(self, failure: Failure) -> None:
        """What raises all the time is written once in a while."""
        self._unwritten[failure.identity] += 1
        if self.times <= WRITTEN_EACH or self._written_at is None or failure.at - self._written_at >= WRITTEN_EVERY:
            remember(replace(failure, times=self._unwritten.pop(failure.identity)))
            self._written_at = failure.at

    def worked(self) -> None:
        """It raised nothing this time."""
        if self.failed_at is not None and timezone.now() - self.failed_at >= QUIET:
            forget(self.key, before=timezone.now() - QUIET)
            self.failed_at = None
            self._told.clear()

    def watched(self, rule: CompiledRule) -> CompiledRule:
        """The rule; when it is asked and raises nothing, that is noticed."""
        ask = rule.verdict

        def verdict(facts: Facts) -> Verdict:
            before = self.times
            found = ask(facts)
            if self.failed_at is not None and self.times == before:
                self.worked()
            return found

        return replace(rule, verdict=verdict)


class Reporters:
    """Makes reporters, which know of what failed before; the cache is asked once."""

    def __init__(self) -> None:
        self._failed = {failure.key: failure.at for failure in reversed(latest())}

    def of(self, what: str, thing: str, key: object, where: str = "") -> Reporter:
        return Reporter(what, thing, str(key), where, self._failed.get(str(key)))

    def compiled(self, rule: Rule, thing: str, key: object, where: str = "") -> CompiledRule:
        """The rule of a thing, compiled; what its conditions raise is told."""
        reporter = self.of("condition", thing, key, where)
        return reporter.watched(compile_rule(rule, reporter))


class Kept:
    """Reporters of what belongs to no single thing, by its name: as many as raised in this process."""

    def __init__(self) -> None:
        self.reporters: dict[tuple[str, str], Reporter] = {}


kept = Kept()


def report(what: str, name: str, error: Exception) -> None:
    """Tell of something that raised wherever it is asked, such as a fact."""
    kept.reporters.setdefault((what, name), Reporter(what, "", name))(name, error)


def note_success(what: str, name: str) -> None:
    """Something raised nothing this time."""
    if reporter := kept.reporters.get((what, name)):
        reporter.worked()


def remember(failure: Failure) -> None:
    """Keep it in the cache; what happens there never harms a page."""
    known = latest()
    times = sum(each.times for each in known if each.identity == failure.identity) + failure.times
    others = [each for each in known if each.identity != failure.identity]
    _keep([replace(failure, times=times), *others][:KEPT])


def forget(key: str, *, before: datetime | None = None) -> None:
    """A thing was changed, or works again: what it raised, before a moment perhaps, is no problem any more."""
    known = latest()
    left = [each for each in known if each.key != key or (before is not None and each.at > before)]
    if len(left) < len(known):
        _keep(left)


def latest() -> list[Failure]:
    """The newest first; none if the cache does not tell."""
    try:
        known = [Failure(**each) for each in cache.get(KEY) or ()]
    except Exception:
        return []
    return [each for each in known if timezone.now() - each.at < LASTS]


def _keep(failures: list[Failure]) -> None:
    try:
        cache.set(KEY, [asdict(each) for each in failures], LASTS.total_seconds())
    except Exception as error:
        logger.warning("A failure could not be kept: %s", raised(error))
