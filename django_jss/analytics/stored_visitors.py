"""Contacts as visitors, though they are not here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django_jss.analytics.recognition import KnownVisit, KnownVisitor
from django_jss.analytics.visitors import Visitor
from django_jss.engine.history import PastEvent, PastPage


class StoredVisitor(Visitor):
    """A contact that is not here now: its latest visit, though over, stands for "this visit". Nothing is recorded."""

    def __init__(
        self, known: KnownVisitor, now: datetime, events: Sequence[PastEvent], pages: Sequence[PastPage]
    ) -> None:
        super().__init__(is_imagined=True)
        self.__dict__.update(
            _recognised=(known.seed or known.contact_guid, known),
            known=known,
            now=now,
            past_events=tuple(events),
            past_pages=tuple(pages),
        )

    @property
    def open_visit(self) -> KnownVisit | None:
        return self.known.latest_visit if self.known else None
