"""Dividing visitors into shares by a hash: stable for each, and independent from draw to draw."""

from __future__ import annotations

import hashlib

_SPAN = 2**64


def position(salt: str, seed: str) -> float:
    """Where a visitor stands in a draw: from 0 up to 1, evenly spread, and always the same for the same two texts."""
    digest = hashlib.sha256(f"{salt}:{seed}".encode(errors="replace")).digest()
    return int.from_bytes(digest[:8]) / _SPAN
