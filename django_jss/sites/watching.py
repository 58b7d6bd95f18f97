"""Raises revision numbers when watched tables change, whoever writes to them through the ORM one row at a time.

Bulk operations send no signals: an act that uses them calls `revisions.bump` itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from django.db.models import Model, QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save

from django_jss.sites import revisions
from django_jss.sites.models import ApiKey, Hostname, Language, Site


def watch(model: type[Model], bump: Callable[[Any], None], *, by: str = "pk") -> None:
    """Call `bump` with each row of `model` that is saved or deleted, but not with rows that go because another goes.

    Of the rows that one statement deletes, `bump` is called with one for each value of their attribute `by`: name the
    parent's id if finding the site costs a query.
    """
    told: WeakKeyDictionary[QuerySet[Any], set[Any]] = WeakKeyDictionary()

    def on_save(*, instance: Model, **kwargs: Any) -> None:
        bump(instance)

    def on_delete(*, instance: Model, origin: Model | QuerySet[Any], **kwargs: Any) -> None:
        if isinstance(origin, QuerySet):
            values = told.setdefault(origin, set())
            is_known = origin.model is not model or getattr(instance, by) in values
            values.add(getattr(instance, by))
        else:
            is_known = origin != instance
        if not is_known:
            bump(instance)

    uid = f"django_jss.watch.{model._meta.label}"
    post_save.connect(on_save, sender=model, weak=False, dispatch_uid=uid)
    post_delete.connect(on_delete, sender=model, weak=False, dispatch_uid=uid)


def watch_links(through: type[Model], bump: Callable[[Any], None]) -> None:
    """Call `bump` with the row whose many-to-many links in the table `through` changed."""

    def on_change(*, instance: Model, action: str, **kwargs: Any) -> None:
        if action.startswith("post_"):
            bump(instance)

    m2m_changed.connect(on_change, sender=through, weak=False, dispatch_uid=f"django_jss.watch.{through._meta.label}")


def connect() -> None:
    """Watch what every site shares; called once, when Django is ready."""

    def bump_shared(instance: Model) -> None:
        revisions.bump_shared()

    for model in (Site, Hostname, Language, ApiKey):
        watch(model, bump_shared)
    for through in (Site.languages.through, ApiKey.sites.through):
        watch_links(through, bump_shared)
