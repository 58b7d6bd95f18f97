"""What rules raised lately: bounded, without anything personal, for those who mend them."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

logger = logging.getLogger("django_jss.personalization")

KEY = "django_jss.failures"
KEPT = 50
SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Failure:
    """A condition that raised: the variant's GUID, the condition's name, the kind of exception, how often, and when last."""

    variant: str
    condition: str
    error: str
    times: int
    at: datetime


def remember(variant: str, condition: str, error: Exception) -> None:
    """Keep it in the cache; what happens there never harms a page."""
    try:
        failures = {(each.variant, each.condition, each.error): each for each in latest()}
        key = (variant, condition, type(error).__name__)
        found = failures.pop(key, Failure(*key, 0, timezone.now()))
        kept = [replace(found, times=found.times + 1, at=timezone.now()), *failures.values()][:KEPT]
        cache.set(KEY, [asdict(each) for each in kept], SECONDS)
    except Exception:
        logger.exception("A failure could not be kept")


def latest() -> list[Failure]:
    """The newest first."""
    return [Failure(**each) for each in cache.get(KEY) or ()]
