"""What the outside tells of a visitor."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from django_jss.analytics.client.kept import Client


class Origin(Protocol):
    """What the outside tells of a visitor; asked only when it matters."""

    @property
    def cookie(self) -> str | None:
        """The global cookie as it came; None or empty if there was none."""

    @property
    def consent_cookie(self) -> str:
        """The consent cookie as it came, or empty."""

    @property
    def has_privacy_signal(self) -> bool:
        """Whether the browser asks not to be tracked, in a way that the settings honour."""

    def linked_device(self) -> UUID | None:
        """The device that the session remembers; asked only without a cookie."""

    def client(self) -> Client:
        """Where the request comes from; asked only when something is stored."""


class NoOrigin:
    """The origin of a visitor of whom nothing is told."""

    @property
    def cookie(self) -> str | None:
        return None

    @property
    def consent_cookie(self) -> str:
        return ""

    @property
    def has_privacy_signal(self) -> bool:
        return False

    def linked_device(self) -> UUID | None:
        return None

    def client(self) -> Client:
        return Client()
