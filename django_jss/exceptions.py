"""Errors that callers of django_jss may meet."""

from __future__ import annotations

from collections.abc import Sequence


class JssError(Exception):
    """Base of all errors of this package."""


class StaleEdit(JssError):
    """Somebody else saved the same version meanwhile; nothing of this edit was stored."""


class StillReferenced(JssError):
    """An item cannot be deleted because others refer to it; `users` are sentences that name them."""

    def __init__(self, message: str, users: Sequence[str]) -> None:
        super().__init__(message)
        self.users = tuple(users)


class PathTaken(JssError):
    """Another item of the site already has that path."""


class InvalidMove(JssError):
    """An item cannot become a child of itself, of its descendants, or of another site's item."""


class ContactMergedAway(JssError):
    """The contact was itself merged into another one meanwhile."""
