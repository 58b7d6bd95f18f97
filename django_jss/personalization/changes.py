"""The history of rules: each state that was saved, in words, and brought back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from django_jss.content.models import Component, Item
from django_jss.engine.rules import read_stored_rule
from django_jss.engine.sentences import sentence
from django_jss.personalization.authoring import VariantInput, save_rule_set
from django_jss.personalization.labels import labels_for
from django_jss.personalization.models import (
    ChangedThing,
    PersonalizationVariant,
    RuleChange,
    RuleSet,
    SavedRule,
    Segment,
    VariantAction,
)

NAMED = {ChangedThing.SAVED_RULE: SavedRule, ChangedThing.SEGMENT: Segment}
LONGEST_NAME = 300


class NothingToRestore(Exception):
    """What the change was about is not there any more."""


def personalize(
    route: Item, rendering_uid: uuid.UUID, variants: Sequence[VariantInput], *, author: Any = None
) -> RuleSet | None:
    """Save the variants of a rendering, and keep the state that they had before, if it is not kept yet, and the new one."""
    with transaction.atomic():
        old = RuleSet.objects.filter(route=route, rendering_uid=rendering_uid).first()
        name = f"{route.path}: {rendering_uid}"
        if old is not None:
            _keep(ChangedThing.RULE_SET, old.guid, route.site_id, name, _state_of(old), None)
        new = save_rule_set(route, rendering_uid, variants)
        key = new.guid if new else old.guid if old else None
        if key is not None:
            state = (
                _state_of(new) if new else {"route": str(route.guid), "rendering": str(rendering_uid), "variants": []}
            )
            _keep(ChangedThing.RULE_SET, key, route.site_id, name, state, author)
    return new


def save_named(row: SavedRule | Segment, *, author: Any = None) -> None:
    """Save a saved rule or segment, and keep its state."""
    thing = ChangedThing.SEGMENT if isinstance(row, Segment) else ChangedThing.SAVED_RULE
    with transaction.atomic():
        row.save()
        state = {"name": row.name, "description": row.description, "rule": row.rule}
        _keep(thing, row.guid, row.site_id, row.name, state, author)


def restore(change: RuleChange, *, author: Any = None) -> None:
    """Make it as it was; that is a change as well. Raises `NothingToRestore`."""
    if change.thing == ChangedThing.RULE_SET:
        route = Item.objects.filter(site=change.site_id, guid=change.state["route"]).first()
        if route is None:
            raise NothingToRestore(_("The page is not there any more."))
        inputs = [_input(variant) for variant in change.state["variants"]]
        personalize(route, uuid.UUID(change.state["rendering"]), inputs, author=author)
        return
    row: Any = NAMED[ChangedThing(change.thing)]._default_manager.filter(guid=change.key).first()
    if row is None:
        raise NothingToRestore(_("It is not there any more."))
    row.name, row.description, row.rule = (change.state[name] for name in ("name", "description", "rule"))
    save_named(row, author=author)


def in_words(change: RuleChange) -> list[str]:
    """The state, a line for each variant or rule."""
    if change.thing != ChangedThing.RULE_SET:
        return [f"{change.state['name']}: {_sentences([change.state['rule']])[0]}"]
    variants = change.state["variants"]
    rules = _sentences([variant["rule"] for variant in variants])
    return [_line(variant, rule) for variant, rule in zip(variants, rules, strict=True)]


def _line(variant: dict[str, Any], rule: str) -> str:
    action = str(VariantAction(variant["action"]).label)
    state = "" if variant["is_enabled"] else _(" (disabled)")
    return f"{variant['name']}{state}: {rule} → {action} {variant['shows']}".rstrip()


def _sentences(documents: Sequence[Any]) -> list[str]:
    rules = [read_stored_rule(document) for document in documents]
    labels = labels_for(rules)
    return [sentence(rule, labels) for rule in rules]


def _keep(thing: ChangedThing, key: uuid.UUID, site_id: int, name: str, state: Any, author: Any) -> None:
    """Keep a state, unless it is the latest one already."""
    latest = RuleChange.objects.filter(key=key).first()
    if latest is None or latest.state != state:
        RuleChange.objects.create(
            site_id=site_id, thing=thing, key=key, name=name[:LONGEST_NAME], state=state, author=author
        )


def _state_of(rule_set: RuleSet) -> dict[str, Any]:
    variants = rule_set.variants.select_related("component", "datasource").order_by("position", "pk")
    return {
        "route": str(rule_set.route.guid),
        "rendering": str(rule_set.rendering_uid),
        "variants": [_variant_state(variant) for variant in variants],
    }


def _variant_state(variant: PersonalizationVariant) -> dict[str, Any]:
    shows = variant.datasource.path if variant.datasource else variant.target or variant.custom_action
    return {
        "guid": str(variant.guid),
        "name": variant.name,
        "rule": variant.rule,
        "action": str(variant.action),
        "component": str(variant.component.guid) if variant.component else None,
        "datasource": str(variant.datasource.guid) if variant.datasource else None,
        "shows": shows or ", ".join(f"{name} = {value}" for name, value in variant.params.items()),
        "params": variant.params,
        "target": variant.target,
        "target_before": str(variant.target_before) if variant.target_before else None,
        "custom_action": variant.custom_action,
        "is_enabled": variant.is_enabled,
        "show_from": _text(variant.show_from),
        "show_until": _text(variant.show_until),
    }


def _input(state: dict[str, Any]) -> VariantInput:
    """What was shown and is gone is left out; the variant then shows the default and says so."""
    component = Component.objects.filter(guid=state["component"]).first() if state["component"] else None
    datasource = Item.objects.filter(guid=state["datasource"]).first() if state["datasource"] else None
    return VariantInput(
        guid=uuid.UUID(state["guid"]),
        name=state["name"],
        rule=state["rule"],
        action=VariantAction(state["action"]),
        component=component,
        datasource=datasource,
        params=state["params"],
        target=state["target"],
        target_before=uuid.UUID(state["target_before"]) if state["target_before"] else None,
        custom_action=state["custom_action"],
        is_enabled=state["is_enabled"],
        show_from=parse_datetime(state["show_from"]) if state["show_from"] else None,
        show_until=parse_datetime(state["show_until"]) if state["show_until"] else None,
    )


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
