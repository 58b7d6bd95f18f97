"""The event processors, by the key that makes an entry theirs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import ClassVar, TypeVar

from django_jss.analytics.records import Record
from django_jss.tracker.entries import Entry
from django_jss.tracker.lookups import Lookups


class EventProcessor(ABC):
    """Reads entries of one key. It says what it has to look up, then turns the entry into records.

    What is wrong with an entry it tells with `entry.refuse`; then nothing of the batch is stored, or the entry is left
    out, and what `records` gives is only asked for its own refusals.
    """

    # The property that makes an entry this processor's own.
    key: ClassVar[str]

    def prepare(self, entry: Entry, lookups: Lookups) -> None:  # noqa: B027
        """Check the form of the entry, and want definitions and pages of `lookups`."""

    @abstractmethod
    def records(self, entry: Entry, lookups: Lookups) -> Iterable[Record]:
        """What the entry says happened, at `lookups.at`; everything wanted has been looked up."""


Processor = TypeVar("Processor", bound=type[EventProcessor])

_processors: dict[str, EventProcessor] = {}
_fallbacks: dict[str, EventProcessor] = {}


def event_processor(key: str, *, is_fallback: bool = False) -> Callable[[Processor], Processor]:
    """Register a processor of entries that carry `key`.

    An entry with several keys goes to the processor registered first; to a fallback only if there is no other.
    Raises `ValueError` if the key is taken.
    """

    def register(processor: Processor) -> Processor:
        if key in _processors or key in _fallbacks:
            raise ValueError(f'there is already an event processor for "{key}"')
        processor.key = key
        (_fallbacks if is_fallback else _processors)[key] = processor()
        return processor

    return register


def unregister(key: str) -> None:
    """Leave entries of that key to others, for instance to a processor that replaces a built-in one."""
    _processors.pop(key, None)
    _fallbacks.pop(key, None)


def processor_of(entry: Entry) -> EventProcessor | None:
    """The processor whose own the entry is."""
    return next((each[key] for each in (_processors, _fallbacks) for key in each if entry.has(key)), None)


def known_keys() -> list[str]:
    """The keys in the order in which they are tried."""
    return [*_processors, *_fallbacks]
