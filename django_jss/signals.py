"""Signals for projects. Each is sent after the transaction that it tells of is committed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.dispatch import Signal

from django_jss.engine.failing import raised

logger = logging.getLogger("django_jss.signals")


class Announcement(Signal):
    """A signal whose receivers disturb nobody when they raise, and whose log says nothing personal of what they raised."""

    def _log_robust_failure(self, receiver: Callable[..., Any], err: Exception) -> None:
        """Django's own writes the text of the exception and a traceback."""
        logger.error("The receiver %s raised %s", getattr(receiver, "__qualname__", receiver), raised(err))


# Sender: the item's class. Arguments: `item`, `language` (code).
item_published = Announcement()
item_unpublished = Announcement()
# Sender: Visit. Arguments: `visit_guid`, `contact_guid`, `site_name`.
visit_started = Announcement()
# Sender: Contact. Arguments: `contact_guid`, `source`.
contact_identified = Announcement()
# Sender: Contact. Arguments: `source_guid` (what is no more), `into_guid`.
contact_merged = Announcement()
# Sender: Contact. Arguments: `contact_guid`. Also sent of what other stores must forget.
contact_erased = Announcement()
# Sender: Goal. Arguments: `goal_guid`, `contact_guid`, `visit_guid`.
goal_triggered = Announcement()
