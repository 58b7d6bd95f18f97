"""GUIDs: the ids by which the outside world names things, in the forms in which it writes them."""

from __future__ import annotations

import os
import re
import threading
import time
import uuid
from functools import lru_cache, reduce

_FORMS = re.compile(
    r"\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|\{[0-9a-f]{32}\}"
    r"|[0-9a-f]{32}",
    re.IGNORECASE | re.ASCII,
)
_LONGEST_FORM = 38
_SHOWN_AT_MOST = 60


def parse_guid(text: str) -> uuid.UUID:
    """Read a GUID with dashes, in braces, or as 32 hex digits, in any case, white space around it ignored.

    Raises `ValueError` for everything else, also for other types, since the text mostly comes from a request.
    """
    # An over-long text is refused before anything walks through it; a little white space is allowed for.
    if isinstance(text, str) and len(text) <= 2 * _LONGEST_FORM and (guid := _parse(text)):
        return guid
    shown = repr(text)
    raise ValueError(f"expected a GUID, got {shown if len(shown) <= _SHOWN_AT_MOST else shown[:_SHOWN_AT_MOST] + '…'}")


@lru_cache(maxsize=4096)
def _parse(text: str) -> uuid.UUID | None:
    """The same few pages and goals are named over and over."""
    stripped = text.strip()
    return uuid.UUID(stripped) if _FORMS.fullmatch(stripped) else None


def dashed(guid: uuid.UUID) -> str:
    """Lower case with dashes: the form in layout answers and in stored JSON."""
    return str(guid)


def braced(guid: uuid.UUID) -> str:
    """Upper case in braces: the form of datasources and of placeholder paths."""
    return f"{{{str(guid).upper()}}}"


def compact(guid: uuid.UUID) -> str:
    """32 lower-case hex digits: the form in cookies and media links."""
    return guid.hex


def derive(namespace: uuid.UUID, *parts: str) -> uuid.UUID:
    """The GUID that follows from a namespace and names: each part hashed (version 5) inside the one before.

    Without parts it is the namespace itself.
    """
    return reduce(uuid.uuid5, parts, namespace)


# One tick is 1/4096 of a millisecond.
_TICKS_PER_MINUTE = 60_000 << 12
_last_tick = 0
_tick_lock = threading.Lock()


def uuid7() -> uuid.UUID:
    """A new time-ordered GUID (RFC 9562, section 5.7); of two made in one process the later is always the greater.

    The 12 bits after the milliseconds hold their fraction (section 6.2, method 3) and count on when the clock stands
    still or steps back; a clock that is set back by more than a minute is followed.
    """
    global _last_tick
    now = (time.time_ns() << 12) // 1_000_000
    with _tick_lock:
        is_set_back = now < _last_tick - _TICKS_PER_MINUTE
        tick = _last_tick = now if is_set_back else max(now, _last_tick + 1)
    milliseconds, fraction = tick >> 12, tick & 0xFFF
    random = int.from_bytes(os.urandom(8), "big") >> 2
    return uuid.UUID(int=(milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random)
