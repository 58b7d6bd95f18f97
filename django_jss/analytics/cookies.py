"""The global cookie: which device asks, in the format of the original, `<32 hex digits>|<True or False>`."""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings as django_settings
from django.utils.crypto import salted_hmac

_FORMAT = re.compile(r"([0-9a-f]{32})(?:\||%7c)(true|false)", re.IGNORECASE | re.ASCII)
_SALT = "django_jss.analytics.cookies"
_RANDOM_BYTES = 10
_MAC_BYTES = 6


@dataclass(frozen=True, slots=True)
class GlobalCookie:
    """What the cookie says; `is_human` is whether its device was shown to be used by a person."""

    device_guid: UUID
    is_human: bool

    def __str__(self) -> str:
        return f"{self.device_guid.hex}|{self.is_human}"


def read_cookie(text: str) -> GlobalCookie | None:
    """The cookie's content, whether or not its id was ever given out; None if it is not of the format."""
    found = _FORMAT.fullmatch(text)
    return GlobalCookie(UUID(found[1]), found[2].lower() == "true") if found else None


def new_device_guid() -> UUID:
    """An id that nobody can guess, 74 random bits, with a mark of ours by which we know it again without a look-up.

    Its bits make it a UUID of version 4, since MariaDB refuses values of version 8 and up that it takes for none.
    """
    random = bytearray(secrets.token_bytes(_RANDOM_BYTES))
    random[6] = random[6] & 0x0F | 0x40
    random[8] = random[8] & 0x3F | 0x80
    return UUID(bytes=bytes(random) + _mark(bytes(random), django_settings.SECRET_KEY))


def is_ours(device_guid: UUID) -> bool:
    """Whether the id bears the mark of `SECRET_KEY` or of one of its fallbacks."""
    random, mark = device_guid.bytes[:_RANDOM_BYTES], device_guid.bytes[_RANDOM_BYTES:]
    secrets_in_use = (django_settings.SECRET_KEY, *django_settings.SECRET_KEY_FALLBACKS)
    return any(hmac.compare_digest(mark, _mark(random, secret)) for secret in secrets_in_use)


def _mark(random: bytes, secret: str | bytes) -> bytes:
    return salted_hmac(_SALT, random, secret=secret, algorithm="sha256").digest()[:_MAC_BYTES]
