"""Finding marketing definitions by what front ends call them: a GUID in any form, or an alias in any case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, IntegerField, Q, QuerySet, Value

from django_jss.analytics.client.kept import storable
from django_jss.analytics.models import Definition
from django_jss.analytics.models.definitions import ALIAS_LENGTH, alias_key_of
from django_jss.analytics.recognition import database
from django_jss.engine.guids import parse_guid

_COLUMNS = ("id", "guid", "name", "alias_key", "points_or_none", "table")


@dataclass(frozen=True, slots=True)
class DefinitionInfo:
    """A deployed definition; `points` is 0 for kinds that have none."""

    id: int
    guid: UUID
    name: str
    points: int


@dataclass(frozen=True, slots=True)
class DefinitionName:
    """What a front end said: a kind of definition, and a GUID or alias."""

    model: type[Definition]
    text: str


def find_definitions(site_id: int, names: Iterable[DefinitionName]) -> Mapping[DefinitionName, DefinitionInfo]:
    """The deployed definitions of the site that go by these names; those not found are left out. At most one query."""
    by_model: dict[type[Definition], list[DefinitionName]] = {}
    for name in {name for name in names if _is_possible(name.text)}:
        by_model.setdefault(name.model, []).append(name)
    if not by_model:
        return {}
    first, *others = [_rows(site_id, model, names) for model, names in by_model.items()]
    found: dict[tuple[str, object], DefinitionInfo] = {}
    rows: Iterable[Any] = first.union(*others, all=True)
    for pk, guid, alias, alias_key, points, table in rows:
        # MariaDB makes the points of a union decimals.
        info = DefinitionInfo(pk, guid, alias, int(points))
        found[table, alias_key] = info
        found.setdefault((table, guid), info)
    named = {name: _pick(found, name) for names in by_model.values() for name in names}
    return {name: info for name, info in named.items() if info}


def _rows(
    site_id: int, model: type[Definition], names: list[DefinitionName]
) -> QuerySet[Definition, tuple[object, ...]]:
    guids = [guid for name in names if (guid := _guid(name.text))]
    aliases = [alias_key_of(name.text) for name in names]
    has_points = any(field.name == "points" for field in model._meta.concrete_fields)
    return (
        model._default_manager.using(database())
        .filter(Q(guid__in=guids) | Q(alias_key__in=aliases), site_id=site_id, is_deployed=True)
        .annotate(
            points_or_none=F("points") if has_points else Value(0, IntegerField()),
            table=Value(model._meta.db_table),
        )
        .order_by()
        .values_list(*_COLUMNS)
    )


def _pick(found: Mapping[tuple[str, object], DefinitionInfo], name: DefinitionName) -> DefinitionInfo | None:
    table = name.model._meta.db_table
    return found.get((table, _guid(name.text))) or found.get((table, alias_key_of(name.text)))


def _guid(text: str) -> UUID | None:
    try:
        return parse_guid(text)
    except ValueError:
        return None


def _is_possible(text: str) -> bool:
    return bool(text.strip()) and text == storable(text, at_most=ALIAS_LENGTH)
