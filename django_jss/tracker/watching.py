"""Raises a site's revision number when triggers of it change; see `sites.watching`."""

from __future__ import annotations

from django_jss.sites import revisions
from django_jss.sites.watching import watch
from django_jss.tracker.models import Trigger


def connect() -> None:
    """Watch triggers; called once, when Django is ready."""
    watch(Trigger, lambda row: revisions.bump(row.effect.site_id))
