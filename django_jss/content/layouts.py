"""Working on the layout of a page: the draft that authors change, and the published one that visitors get."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from django_jss.content.field_types.base import plain_text
from django_jss.content.models import (
    Component,
    Item,
    Layout,
    LayoutStage,
    Placeholder,
    Rendering,
    Template,
)
from django_jss.content.models.items import path_key_of
from django_jss.content.renderings import overwrite
from django_jss.exceptions import InvalidMove, StaleEdit
from django_jss.sites import revisions
from django_jss.sites.models import Language

FOLDER = "Folder"
PAGE_COMPONENTS = "Page Components"


@transaction.atomic
def draft_layout(item: Item, language: Language | None = None) -> Layout:
    """The draft of the shared layout, or of the one for a language; made like the published one if there is none."""
    layout, is_new = Layout.objects.get_or_create(
        item=item, language_key=language.pk if language else 0, stage=LayoutStage.DRAFT, defaults={"language": language}
    )
    layout.item = item
    if is_new and (published := _published(item, layout.language_key)):
        overwrite(layout, published)
    return layout


def language_draft(item: Item, language: Language) -> Layout | None:
    """The draft of the layout that a language has for itself; None if it uses the shared one."""
    layout = Layout.objects.filter(item=item, language=language, stage=LayoutStage.DRAFT).first()
    if layout is not None:
        layout.item = item
    return layout


@transaction.atomic
def add_rendering(
    layout: Layout,
    *,
    component: Component,
    placeholder: str,
    parent_uid: uuid.UUID | None = None,
    position: int | None = None,
    datasource: Item | None = None,
    params: Mapping[str, Any] | None = None,
    lock: int,
) -> Rendering:
    """Put a component into a placeholder, last unless `position` says otherwise."""
    layout = locked(layout, lock)
    parent = _rendering(layout, parent_uid) if parent_uid else None
    check_placement(layout, component, placeholder, parent)
    _check_datasource(layout, datasource)
    rendering = Rendering(
        layout=layout,
        parent=parent,
        placeholder=placeholder,
        component=component,
        datasource=datasource,
        params=clean_params(params or {}),
    )
    rendering.save()
    _insert(layout, rendering, position)
    _touch(layout)
    return rendering


@transaction.atomic
def move_rendering(
    layout: Layout,
    uid: uuid.UUID | None,
    *,
    placeholder: str,
    parent_uid: uuid.UUID | None = None,
    position: int | None = None,
    lock: int,
) -> Layout:
    """Put a rendering, with all inside it, elsewhere on the page."""
    layout = locked(layout, lock)
    rendering = _rendering(layout, uid)
    parent = _rendering(layout, parent_uid) if parent_uid else None
    ancestor = parent
    while ancestor is not None:
        if ancestor.pk == rendering.pk:
            raise InvalidMove(_("A component cannot move into itself."))
        ancestor = ancestor.parent
    check_placement(layout, rendering.component, placeholder, parent)
    rendering.parent, rendering.placeholder = parent, placeholder
    rendering.save()
    _insert(layout, rendering, position)
    return _touch(layout)


@transaction.atomic
def update_rendering(
    layout: Layout, uid: uuid.UUID, *, datasource: Item | None, params: Mapping[str, Any], lock: int
) -> Rendering:
    """Give a rendering other content or parameters."""
    layout = locked(layout, lock)
    rendering = _rendering(layout, uid)
    _check_datasource(layout, datasource)
    rendering.datasource, rendering.params = datasource, clean_params(params)
    rendering.save()
    _touch(layout)
    return rendering


@transaction.atomic
def remove_rendering(layout: Layout, uid: uuid.UUID | None, *, lock: int) -> Layout:
    """Take a rendering, with all inside it, off the draft. Its content stays, for the published page may show it."""
    layout = locked(layout, lock)
    _rendering(layout, uid).delete()
    return _touch(layout)


@transaction.atomic
def create_local_datasource(rendering: Rendering) -> Item:
    """Give a rendering content of its own: an item in the folder `Page Components` below its page."""
    revisions.bump(rendering.layout.item.site_id)
    layout = Layout.objects.select_for_update().get(pk=rendering.layout_id)
    component, page = rendering.component, Item.objects.get(pk=layout.item_id)
    if component.datasource_template is None:
        raise ValidationError(_("%(component)s shows no content.") % {"component": component})
    folder = _page_components(page)
    number = folder.children.count() + 1
    while Item.objects.filter(
        site=page.site_id, path_key=path_key_of(f"{folder.path}/{component.name} {number}")
    ).exists():
        number += 1
    item = _child(folder, f"{component.name} {number}", component.datasource_template, number)
    rendering.datasource = item
    rendering.save()
    rendering.layout.lock = _touch(layout).lock
    return item


@transaction.atomic
def separate_layout(item: Item, language: Language) -> Layout:
    """Give a language a layout of its own, at first like the shared one."""
    revisions.bump(item.site_id)
    own = draft_layout(item, language)
    if not own.renderings.exists():
        overwrite(own, draft_layout(item))
    return _touch(own)


@transaction.atomic
def share_layout(item: Item, language: Language) -> None:
    """Let a language use the shared layout again, on the site too: at once, without publishing."""
    revisions.bump(item.site_id)
    Layout.objects.filter(item=item, language=language).delete()


@transaction.atomic
def publish_layout(item: Item, language: Language) -> None:
    """Copy the draft that a language uses over the published one."""
    draft = language_draft(item, language) or draft_layout(item)
    published, _created = Layout.objects.get_or_create(
        item=item,
        language_key=draft.language_key,
        stage=LayoutStage.PUBLISHED,
        defaults={"language_id": draft.language_id},
    )
    overwrite(published, draft)


def allowed_components(site_id: int, placeholder: str) -> list[Component]:
    """The components that may stand in a placeholder: those that its settings name, else all of the site."""
    settings = Placeholder.objects.filter(site=site_id, key=placeholder).first()
    named = list(settings.allowed_components.all()) if settings else []
    return named or list(Component.objects.filter(site=site_id))


def check_placement(layout: Layout, component: Component, placeholder: str, parent: Rendering | None) -> None:
    """Raise `ValidationError` if a component may not stand there."""
    site = layout.item.site
    exposed = parent.component.exposed_placeholders if parent else site.root_placeholders
    if placeholder not in exposed:
        raise ValidationError(_("There is no placeholder %(key)s there.") % {"key": placeholder})
    if component.pk not in {allowed.pk for allowed in allowed_components(site.pk, placeholder)}:
        raise ValidationError(
            _("%(component)s may not stand in %(key)s.") % {"component": component, "key": placeholder}
        )


def clean_params(params: Mapping[str, Any]) -> dict[str, str]:
    """Parameters as they are stored: texts; numbers and yes or no as JSON writes them."""
    return {name: plain_text(value) for name, value in params.items()}


def locked(layout: Layout, lock: int) -> Layout:
    """The layout, held for this transaction; raises `StaleEdit` if somebody changed it since `lock` was read."""
    revisions.bump(layout.item.site_id)
    current = Layout.objects.select_for_update().filter(pk=layout.pk).first()
    if current is None or current.lock != lock:
        raise StaleEdit(_("Somebody else changed this layout meanwhile; load the page again."))
    current.item = Item.objects.select_related("site").get(pk=current.item_id)
    return current


def _touch(layout: Layout) -> Layout:
    layout.lock += 1
    layout.save()
    return layout


def _rendering(layout: Layout, uid: uuid.UUID | None) -> Rendering:
    found = layout.renderings.select_related("component", "parent").filter(uid=uid).first() if uid else None
    if found is None:
        raise ValidationError(_("That component is no longer on the page."))
    return found


def _insert(layout: Layout, rendering: Rendering, position: int | None) -> None:
    """Number the renderings of a placeholder anew, this one at `position`, or last."""
    beside = list(
        layout.renderings.filter(parent=rendering.parent, placeholder=rendering.placeholder)
        .exclude(pk=rendering.pk)
        .order_by("position", "pk")
    )
    beside.insert(len(beside) if position is None else position, rendering)
    for place, other in enumerate(beside):
        other.position = place
    Rendering.objects.bulk_update(beside, ["position"])


def _published(item: Item, language_key: int) -> Layout | None:
    return Layout.objects.filter(item=item, language_key=language_key, stage=LayoutStage.PUBLISHED).first()


def _check_datasource(layout: Layout, datasource: Item | None) -> None:
    if datasource is not None and datasource.site_id != layout.item.site_id:
        raise ValidationError({"datasource": _("That item belongs to another site.")})


def _page_components(page: Item) -> Item:
    found = Item.objects.filter(site=page.site_id, path_key=path_key_of(f"{page.path}/{PAGE_COMPONENTS}")).first()
    if found is not None:
        return found
    template, _created = Template.objects.get_or_create(site_id=page.site_id, name=FOLDER)
    return _child(page, PAGE_COMPONENTS, template, 10_000)


def _child(parent: Item, name: str, template: Template, position: int) -> Item:
    path = f"{parent.path}/{name}"
    return Item.objects.create(
        site_id=parent.site_id,
        parent=parent,
        name=name,
        template=template,
        path=path,
        path_key=path_key_of(path),
        position=position,
    )
