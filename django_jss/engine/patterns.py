"""Profiles: what page views say of a visitor's interests, and which pattern card lies nearest to that.

Each scored page view adds the points of its profile cards to a `Tally`. The visitor's *mean* view, each key scaled to
the range of the key, is compared with every pattern card by Euclidean distance, as Sitecore does (Sitecore 9.3 user
documentation, "Pattern cards"); the nearest one matches, once enough scored pages were seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

_DIGITS = 6


class Combining(StrEnum):
    """How the points of several page views become the score of a key."""

    SUM = "sum"
    AVERAGE = "average"
    # Each key's share of all points of the profile, 0 to 100.
    PERCENTAGE = "percentage"


@dataclass(frozen=True, slots=True)
class ProfileKey:
    """One dimension of a profile; points lie between `low` and `high`."""

    guid: str
    name: str
    low: float = 0
    high: float = 10
    default: float = 0

    def scaled(self, points: float) -> float:
        """Points as a part of the key's range: 0 at its lower end, 1 at its upper one."""
        return (points - self.low) / (self.high - self.low) if self.high > self.low else 0.0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of visitor: the points by key GUID that a typical one has; a missing one is the key's default."""

    guid: str
    name: str
    points: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Profile:
    """`minimum` counts scored page views; `decay` is how many percent of the contact's score are lost each day."""

    guid: str
    name: str
    keys: tuple[ProfileKey, ...]
    patterns: tuple[Pattern, ...] = ()
    combining: Combining = Combining.SUM
    minimum: int = 3
    decay: float = 0


@dataclass(frozen=True, slots=True)
class Gain:
    """What one page view adds to a profile: points by key GUID. `matched` are the patterns that match from then on."""

    profile: str
    points: Mapping[str, float]
    decay: float = 0
    matched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What scored page views add up to: their `count`, and the points by key GUID.

    Points fade with time, and `weight`, the number of views that they stand for, with them: the mean then leans to
    what was seen lately. `at` is when they were last added to; `matched` holds all patterns that ever matched.
    """

    count: int = 0
    weight: float = 0
    points: Mapping[str, float] = field(default_factory=dict)
    at: datetime | None = None
    matched: frozenset[str] = frozenset()

    def faded(self, decay: float, at: datetime) -> Tally:
        """The tally at a later time, if `decay` percent are lost each day."""
        if not decay or self.at is None or at <= self.at:
            return self
        days = (at - self.at) / timedelta(days=1)
        left = max(0.0, 1 - decay / 100) ** days
        points = {key: value * left for key, value in self.points.items()}
        return replace(self, weight=self.weight * left, points=points, at=at)

    def plus(self, gain: Gain, at: datetime) -> Tally:
        """The tally after another scored page view."""
        before = self.faded(gain.decay, at)
        keys = before.points.keys() | gain.points.keys()
        points = {key: before.points.get(key, 0) + gain.points.get(key, 0) for key in keys}
        return Tally(before.count + 1, before.weight + 1, points, at, before.matched | {*gain.matched})

    def merged(self, other: Tally, decay: float = 0) -> Tally:
        """Two tallies of what turned out to be one visitor."""
        moments = [tally.at for tally in (self, other) if tally.at is not None]
        at = max(moments) if moments else None
        mine, theirs = (tally.faded(decay, at) if at else tally for tally in (self, other))
        keys = mine.points.keys() | theirs.points.keys()
        points = {key: mine.points.get(key, 0) + theirs.points.get(key, 0) for key in keys}
        return Tally(mine.count + theirs.count, mine.weight + theirs.weight, points, at, mine.matched | theirs.matched)

    def as_json(self) -> dict[str, Any]:
        return {
            "count": self.count,
            "weight": round(self.weight, _DIGITS),
            "points": {key: round(value, _DIGITS) for key, value in sorted(self.points.items())},
            "at": self.at.isoformat() if self.at else None,
            "matched": sorted(self.matched),
        }


def read_tallies(stored: Any) -> dict[str, Tally]:
    """Tallies by profile GUID from their JSON form; what is not of it, as after a change by hand, is left out."""
    tallies: dict[str, Tally] = {}
    for profile, raw in stored.items() if isinstance(stored, dict) else ():
        try:
            at = datetime.fromisoformat(raw["at"]) if raw["at"] else None
            points = {str(key): float(value) for key, value in raw["points"].items()}
            tallies[profile] = Tally(int(raw["count"]), float(raw["weight"]), points, at, frozenset(raw["matched"]))
        except (AttributeError, KeyError, TypeError, ValueError):
            continue
    return tallies


def write_tallies(tallies: Mapping[str, Tally]) -> dict[str, Any]:
    """The JSON form of tallies by profile GUID."""
    return {profile: tally.as_json() for profile, tally in tallies.items()}


def add_gains(tallies: Mapping[str, Tally], gains: Iterable[Gain], at: datetime) -> dict[str, Tally]:
    """Tallies by profile GUID after another page view."""
    added = dict(tallies)
    for gain in gains:
        added[gain.profile] = added.get(gain.profile, Tally()).plus(gain, at)
    return added


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a key, as the profile combines it."""

    key: str
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a visitor is from a pattern card: 0 is on it, 1 as far as the keys' ranges allow."""

    pattern: str
    name: str
    distance: float


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a visitor stands in a profile; `distances` has the nearest pattern first.

    `patterns` are all that the profile has. `pattern` is the one that matches: None below the minimum of scored page
    views. `matched` ones did at some time.
    """

    profile: str
    count: int
    minimum: int
    scores: tuple[Score, ...]
    patterns: frozenset[str] = frozenset()
    distances: tuple[Distance, ...] = ()
    pattern: str | None = None
    matched: frozenset[str] = frozenset()


def standing(profile: Profile, tally: Tally, at: datetime) -> Standing:
    """Scores and distances of a visitor at a time; without any scored view, scores are the keys' defaults."""
    faded = tally.faded(profile.decay, at)
    scores = tuple(Score(key.guid, key.name, round(_score(profile, key, faded), _DIGITS)) for key in profile.keys)
    distances = _distances(profile, faded) if faded.weight > 0 else ()
    is_enough = tally.count >= profile.minimum and bool(distances)
    pattern = distances[0].pattern if is_enough else None
    matched = tally.matched | {pattern} if pattern else tally.matched
    patterns = frozenset(each.guid for each in profile.patterns)
    return Standing(profile.name, tally.count, profile.minimum, scores, patterns, distances, pattern, matched)


def tally_of_scores(profile: Profile, scores: Mapping[str, float], count: int) -> Tally:
    """A tally that leads to these scores, for invented visitors; keys that are not given have their defaults."""
    times = count if profile.combining is Combining.AVERAGE else 1
    points = {key.guid: scores.get(key.guid, key.default) * times for key in profile.keys}
    return Tally(count, float(count), points)


def mixed(cards: Sequence[tuple[Mapping[str, float], float]]) -> dict[str, float]:
    """The points of one page view of a page with several cards: their mean, weighted by the number beside each."""
    total = sum(weight for _points, weight in cards)
    keys = {key for points, _weight in cards for key in points}
    return {key: sum(points.get(key, 0) * weight for points, weight in cards) / total for key in keys} if total else {}


def _score(profile: Profile, key: ProfileKey, tally: Tally) -> float:
    if tally.weight <= 0:
        return key.default
    points = tally.points.get(key.guid, 0)
    if profile.combining is Combining.AVERAGE:
        return points / tally.weight
    return _share(points, tally.points.values()) * 100 if profile.combining is Combining.PERCENTAGE else points


def _distances(profile: Profile, tally: Tally) -> tuple[Distance, ...]:
    if not profile.keys:
        return ()
    mean = {key.guid: tally.points.get(key.guid, 0) / tally.weight for key in profile.keys}
    here = _place(profile, mean)
    found = [
        Distance(pattern.guid, pattern.name, round(_apart(here, _place(profile, pattern.points)), _DIGITS))
        for pattern in profile.patterns
    ]
    return tuple(sorted(found, key=lambda each: each.distance))


def _place(profile: Profile, points: Mapping[str, float]) -> list[float]:
    """Points in the space of the profile's keys, each from 0 to 1."""
    values = [points.get(key.guid, key.default) for key in profile.keys]
    if profile.combining is Combining.PERCENTAGE:
        return [_share(value, values) for value in values]
    return [key.scaled(value) for key, value in zip(profile.keys, values, strict=True)]


def _apart(one: Sequence[float], other: Sequence[float]) -> float:
    """Euclidean distance, as a part of the longest there can be."""
    return math.dist(one, other) / math.sqrt(len(one))


def _share(value: float, of: Iterable[float]) -> float:
    total = sum(of)
    return value / total if total else 0.0
