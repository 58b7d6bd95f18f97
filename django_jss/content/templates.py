"""Templates as frozen data: a site's templates with inherited fields, read once per change."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from django_jss.content.models import Item, Template, TemplateBase, TemplateField
from django_jss.sites import revisions


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field of a template; `standard_value` None means that there is none."""

    guid: uuid.UUID
    name: str
    type: str
    display_name: str
    help_text: str
    section: str
    standard_value: Any
    is_required: bool
    validation_pattern: str
    validation_message: str
    source: str
    storage: str


@dataclass(frozen=True, slots=True)
class TemplateInfo:
    """A template with all its fields, own ones first, and the ids of all templates that it derives from."""

    id: int
    guid: uuid.UUID
    name: str
    display_name: str
    fields: tuple[FieldInfo, ...]
    base_ids: frozenset[int]


class Kept:
    """The templates of each site that this process keeps, with the revision at which they were read."""

    def __init__(self) -> None:
        self.by_site: dict[int, tuple[int, Mapping[int, TemplateInfo]]] = {}


kept = Kept()


def templates_of(site_id: int) -> Mapping[int, TemplateInfo]:
    """The templates of a site by id; three queries after a change, else none."""
    revision = revisions.current(site_id)
    found = kept.by_site.get(site_id)
    if found is None or found[0] != revision:
        found = kept.by_site[site_id] = (revision, _read(site_id))
    return found[1]


def templates_with(site_id: int, wanted: Iterable[int]) -> Mapping[int, TemplateInfo]:
    """The templates of a site, read anew if one of `wanted` was made since this process last looked."""
    known = templates_of(site_id)
    return known if all(template_id in known for template_id in wanted) else _read(site_id)


def template_info(template: Template) -> TemplateInfo:
    """A template with its inherited fields."""
    return templates_with(template.site_id, [template.pk])[template.pk]


def all_fields(template: Template) -> tuple[FieldInfo, ...]:
    """The fields of a template, own ones first, then inherited ones that it does not redefine."""
    return template_info(template).fields


def insert_options(parent: Item) -> QuerySet[Template]:
    """The templates that authors may choose below `parent`: its template's options, else route types or all."""
    if parent.template.insert_options.exists():
        return parent.template.insert_options.order_by("name")
    templates = Template.objects.filter(site=parent.site_id).order_by("name")
    route_types = templates.filter(is_route_type=True)
    return route_types if parent.has_layout and route_types.exists() else templates


def _read(site_id: int) -> Mapping[int, TemplateInfo]:
    templates = list(Template.objects.filter(site=site_id))
    own: defaultdict[int, list[FieldInfo]] = defaultdict(list)
    for field in TemplateField.objects.filter(template__site=site_id).order_by("position", "pk"):
        own[field.template_id].append(_field_info(field))
    bases: defaultdict[int, list[int]] = defaultdict(list)
    for link in TemplateBase.objects.filter(template__site=site_id).order_by("position", "pk"):
        bases[link.template_id].append(link.base_id)
    return {template.pk: _template_info(template, own, bases) for template in templates}


def _template_info(
    template: Template, own: Mapping[int, list[FieldInfo]], bases: Mapping[int, list[int]]
) -> TemplateInfo:
    line = _line(template.pk, bases)
    fields: dict[str, FieldInfo] = {}
    for template_id in line:
        for field in own.get(template_id, ()):
            fields.setdefault(field.name, field)
    return TemplateInfo(
        id=template.pk,
        guid=template.guid,
        name=template.name,
        display_name=template.display_name or template.name,
        fields=tuple(fields.values()),
        base_ids=frozenset(line[1:]),
    )


def _line(template_id: int, bases: Mapping[int, list[int]]) -> list[int]:
    """The template, then its bases depth first, each once; a circle ends where it closes."""
    line: list[int] = []
    waiting = [template_id]
    while waiting:
        current = waiting.pop(0)
        if current not in line:
            line.append(current)
            waiting = [*bases.get(current, ()), *waiting]
    return line


def _field_info(field: TemplateField) -> FieldInfo:
    return FieldInfo(
        guid=field.guid,
        name=field.name,
        type=field.type,
        display_name=field.display_name,
        help_text=field.help_text,
        section=field.section,
        standard_value=field.standard_value,
        is_required=field.is_required,
        validation_pattern=field.validation_pattern,
        validation_message=field.validation_message,
        source=field.source,
        storage=field.storage,
    )
