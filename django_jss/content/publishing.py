"""Making drafts live, and taking them off the site."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from django_jss.content.layouts import PAGE_COMPONENTS, publish_layout
from django_jss.content.models import Item, ItemVersion, VersionState
from django_jss.content.models.items import path_key_of
from django_jss.content.versions import latest_version
from django_jss.exceptions import StaleEdit
from django_jss.signals import item_published, item_unpublished
from django_jss.sites import revisions
from django_jss.sites.models import Language


@transaction.atomic
def publish(
    item: Item,
    language: Language,
    *,
    lock: int | None = None,
    publish_from: datetime | None = None,
    publish_until: datetime | None = None,
    with_datasources: bool = True,
) -> ItemVersion:
    """Make the latest version in a language live, and for a page its layout and the content that is its own.

    The layout of a page is shared by its languages unless one has its own: publishing one language publishes it.
    Layout and own content have no window: they are live at once. Publishing again changes nothing.

    Raises `ValidationError` if there is no version, or it would end before it begins; with a `lock`, `StaleEdit` if
    that is not the version's any more.
    """
    if publish_from and publish_until and publish_from >= publish_until:
        raise ValidationError({"publish_until": _("It must end after it begins.")})
    revisions.bump(item.site_id)
    version = latest_version(item, language)
    if version is None:
        raise ValidationError(_("There is nothing to publish in %(language)s.") % {"language": language.name})
    if lock is not None and lock != version.lock:
        raise StaleEdit(_("Somebody else saved this meanwhile."))
    _make_live(version, publish_from, publish_until)
    if item.has_layout:
        publish_layout(item, language)
        if with_datasources:
            _publish_own_content(item, language)
    transaction.on_commit(partial(item_published.send_robust, Item, item=item, language=language.code))
    return version


@transaction.atomic
def unpublish(item: Item, language: Language) -> int:
    """Take all versions of a language off the site; they become drafts. Returns how many were published."""
    revisions.bump(item.site_id)
    published = item.versions.filter(language=language, state=VersionState.PUBLISHED)
    number = published.update(state=VersionState.DRAFT, lock=F("lock") + 1, updated_at=timezone.now())
    if number:
        transaction.on_commit(partial(item_unpublished.send_robust, Item, item=item, language=language.code))
    return number


def _make_live(version: ItemVersion, publish_from: datetime | None, publish_until: datetime | None) -> None:
    before = (version.state, version.publish_from, version.publish_until)
    if before != (VersionState.PUBLISHED, publish_from, publish_until):
        version.state = VersionState.PUBLISHED
        version.publish_from, version.publish_until = publish_from, publish_until
        version.lock += 1
        version.save()


def _publish_own_content(page: Item, language: Language) -> None:
    """Publish the latest versions of what lies in the page's folder for its components."""
    folder = Item.objects.filter(site=page.site_id, path_key=path_key_of(f"{page.path}/{PAGE_COMPONENTS}")).first()
    if folder is None:
        return
    drafts = ItemVersion.objects.latest_ones().filter(
        item__site=page.site_id,
        item__path__startswith=f"{folder.path}/",
        language=language,
        state=VersionState.DRAFT,
    )
    # MariaDB cannot update a table that it reads in the same statement.
    ids = list(drafts.values_list("pk", flat=True))
    ItemVersion.objects.filter(pk__in=ids).update(
        state=VersionState.PUBLISHED, lock=F("lock") + 1, updated_at=timezone.now()
    )
