"""Finding marketing definitions by what front ends call them: a GUID in any form, or an alias in any case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, IntegerField, Q, QuerySet, Value

from django_jss.analytics.client.kept import storable
from django_jss.analytics.models import Campaign, Counting, Definition
from django_jss.analytics.models.definitions import ALIAS_LENGTH, alias_key_of
from django_jss.analytics.recognition import database
from django_jss.engine.guids import parse_guid

_COLUMNS = ("id", "guid", "name", "alias_key", "points_or_none", "counting_or_always", "table")


@dataclass(frozen=True, slots=True)
class DefinitionInfo:
    """A deployed definition; `points` is 0 for kinds that have none."""

    id: int
    guid: UUID
    name: str
    points: int
    # Of goals: how often it counts.
    counting: str = Counting.ALWAYS


@dataclass(frozen=True, slots=True)
class DefinitionName:
    """What a front end said: a kind of definition, and a GUID or alias."""

    model: type[Definition]
    text: str


def find_definitions(
    site_id: int, names: Iterable[DefinitionName], at: datetime | None
) -> Mapping[DefinitionName, DefinitionInfo]:
    """The site's definitions of these names, deployed and in their time; others are left out. At most one query.

    Without a time, campaigns of all times are found.
    """
    by_model: dict[type[Definition], list[DefinitionName]] = {}
    for name in {name for name in names if _is_possible(name.text)}:
        by_model.setdefault(name.model, []).append(name)
    if not by_model:
        return {}
    first, *others = [_rows(site_id, model, names, at) for model, names in by_model.items()]
    found: dict[tuple[str, object], DefinitionInfo] = {}
    rows: Iterable[Any] = first.union(*others, all=True)
    for pk, guid, alias, alias_key, points, counting, table in rows:
        # MariaDB makes the points of a union decimals.
        info = DefinitionInfo(pk, guid, alias, int(points), counting)
        found[table, alias_key] = info
        found.setdefault((table, guid), info)
    named = {name: _pick(found, name) for names in by_model.values() for name in names}
    return {name: info for name, info in named.items() if info}


def _rows(
    site_id: int, model: type[Definition], names: list[DefinitionName], at: datetime | None
) -> QuerySet[Definition, tuple[object, ...]]:
    guids = [guid for name in names if (guid := _guid(name.text))]
    aliases = [alias_key_of(name.text) for name in names]
    columns = {field.name for field in model._meta.concrete_fields}
    return (
        model._default_manager.using(database())
        .filter(Q(guid__in=guids) | Q(alias_key__in=aliases), site_id=site_id, is_deployed=True)
        .filter(*_in_its_time(model, at))
        .annotate(
            points_or_none=F("points") if "points" in columns else Value(0, IntegerField()),
            counting_or_always=F("counting") if "counting" in columns else Value(str(Counting.ALWAYS)),
            table=Value(model._meta.db_table),
        )
        .order_by()
        .values_list(*_COLUMNS)
    )


def _in_its_time(model: type[Definition], at: datetime | None) -> list[Q]:
    """Campaigns are over at their ends."""
    if model is not Campaign or at is None:
        return []
    return [Q(starts_at=None) | Q(starts_at__lte=at), Q(ends_at=None) | Q(ends_at__gt=at)]


def campaign_traits(guid: UUID) -> dict[str, str]:
    """What marketers noted of a campaign: `group`, and its facets by their names in lower case. One query."""
    row = Campaign.objects.using(database()).filter(guid=guid).values_list("group", "facets").first()
    if row is None:
        return {}
    group, facets = row
    named = {str(name).casefold(): str(value) for name, value in facets.items()} if isinstance(facets, dict) else {}
    return {"group": group, **named} if group else named


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
