"""The history of rules: each state that was saved, in words, and brought back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from django_jss.content.models import Component, Item, Rendering
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
from django_jss.personalization.saved_rules import circle_faults

NAMED = {ChangedThing.SAVED_RULE: SavedRule, ChangedThing.SEGMENT: Segment}
LONGEST_NAME = 300


class CannotRestore(Exception):
    """A state cannot be brought back; the text says why."""


def personalize(
    route: Item, rendering_uid: uuid.UUID, variants: Sequence[VariantInput], *, author: Any = None
) -> RuleSet | None:
    """Save the variants of a rendering, and keep the state that they had before, if it is not kept yet, and the new one."""
    with transaction.atomic():
        old = RuleSet.objects.filter(route=route, rendering_uid=rendering_uid).first()
        name = f"{route.path}: {_component_of(route, rendering_uid)}"
        if old is not None:
            _keep(ChangedThing.RULE_SET, old.guid, route.site_id, name, _state_of(old), None)
        new = save_rule_set(route, rendering_uid, variants)
        if new is not None:
            _keep(ChangedThing.RULE_SET, new.guid, route.site_id, name, _state_of(new), author)
        elif old is not None:
            _keep(ChangedThing.RULE_SET, old.guid, route.site_id, name, {**_state_of(old), "variants": []}, author)
    return new


def _component_of(route: Item, rendering_uid: uuid.UUID) -> str:
    """What a rendering of the page is; its id if the page does not have it."""
    rows = Rendering.objects.filter(uid=rendering_uid, layout__item=route)
    return rows.values_list("component__name", flat=True).first() or str(rendering_uid)


def has_history(key: uuid.UUID) -> bool:
    """Whether states of that rule set, saved rule or segment are kept."""
    return RuleChange.objects.filter(key=key).exists()


def save_named(row: SavedRule | Segment, *, author: Any = None) -> None:
    """Save a saved rule or segment, and keep the state that it had before, if it is not kept yet, and the new one."""
    with transaction.atomic():
        old = type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None
        if old is not None:
            _keep_named(old, None)
        row.save()
        _keep_named(row, author)


def delete_named(row: SavedRule | Segment, *, author: Any = None) -> None:
    """Delete a saved rule or segment; its states are kept, and that it was deleted."""
    with transaction.atomic():
        _keep_named(row, None)
        _keep(_thing_of(row), row.guid, row.site_id, row.name, {"name": row.name, "is_deleted": True}, author)
        row.delete()


def restore(change: RuleChange, *, author: Any = None) -> None:
    """Make it as it was; that is a change as well. Raises `CannotRestore`."""
    try:
        with transaction.atomic():
            if change.thing == ChangedThing.RULE_SET:
                _restore_variants(change, author)
            else:
                _restore_named(change, author)
    except ValidationError as error:
        raise CannotRestore(" ".join(error.messages)) from error


def _restore_variants(change: RuleChange, author: Any) -> None:
    route = Item.objects.filter(site=change.site_id, guid=change.state["route"]).first()
    if route is None:
        raise CannotRestore(_("The page is not there any more."))
    inputs = [_input(variant, change.site_id) for variant in change.state["variants"]]
    personalize(route, uuid.UUID(change.state["rendering"]), inputs, author=author)


def _restore_named(change: RuleChange, author: Any) -> None:
    """One that was deleted is made anew, under the GUID by which rules use it."""
    if change.state.get("is_deleted"):
        raise CannotRestore(_("It was deleted: bring back the state before."))
    model = NAMED[ChangedThing(change.thing)]
    row: Any = model._default_manager.filter(guid=change.key).first() or model(guid=change.key, site_id=change.site_id)
    row.name, row.description, row.rule = (change.state[name] for name in ("name", "description", "rule"))
    row.validate_constraints()
    if circle_faults(read_stored_rule(row.rule), str(row.guid), row.site_id):
        raise CannotRestore(_("By now it would lead back to itself."))
    save_named(row, author=author)


def in_words(change: RuleChange) -> list[str]:
    """The state, a line for each variant or rule."""
    if change.state.get("is_deleted"):
        return [_("%(name)s: deleted") % {"name": change.state["name"]}]
    if change.thing != ChangedThing.RULE_SET:
        described = f" ({change.state['description']})" if change.state["description"] else ""
        return [f"{change.state['name']}{described}: {_sentences([change.state['rule']])[0]}"]
    variants = change.state["variants"]
    rules = _sentences([variant["rule"] for variant in variants])
    return [_line(variant, rule) for variant, rule in zip(variants, rules, strict=True)]


def _line(variant: dict[str, Any], rule: str) -> str:
    action = str(VariantAction(variant["action"]).label)
    notes = [
        "" if variant["is_enabled"] else _("disabled"),
        _("from %(moment)s") % {"moment": _local(variant["show_from"])} if variant["show_from"] else "",
        _("until %(moment)s") % {"moment": _local(variant["show_until"])} if variant["show_until"] else "",
    ]
    told = ", ".join(note for note in notes if note)
    return f"{variant['name']}{f' ({told})' if told else ''}: {rule} → {action} {variant['shows']}".rstrip()


def _local(text: str) -> str:
    moment = parse_datetime(text)
    return date_format(localtime(moment), "DATETIME_FORMAT") if moment else text


def _sentences(documents: Sequence[Any]) -> list[str]:
    rules = [read_stored_rule(document) for document in documents]
    labels = labels_for(rules)
    return [sentence(rule, labels) for rule in rules]


def _thing_of(row: SavedRule | Segment) -> ChangedThing:
    return ChangedThing.SEGMENT if isinstance(row, Segment) else ChangedThing.SAVED_RULE


def _keep_named(row: SavedRule | Segment, author: Any) -> None:
    state = {"name": row.name, "description": row.description, "rule": row.rule}
    _keep(_thing_of(row), row.guid, row.site_id, row.name, state, author)


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
    params = ", ".join(f"{name} = {value}" for name, value in variant.params.items())
    shown = [variant.component, variant.datasource and variant.datasource.path, variant.target, variant.custom_action]
    return {
        "guid": str(variant.guid),
        "name": variant.name,
        "rule": variant.rule,
        "action": str(variant.action),
        "component": str(variant.component.guid) if variant.component else None,
        "datasource": str(variant.datasource.guid) if variant.datasource else None,
        "shows": ", ".join(str(part) for part in (*shown, params) if part),
        "params": variant.params,
        "target": variant.target,
        "target_before": str(variant.target_before) if variant.target_before else None,
        "custom_action": variant.custom_action,
        "is_enabled": variant.is_enabled,
        "show_from": _text(variant.show_from),
        "show_until": _text(variant.show_until),
    }


def _input(state: dict[str, Any], site_id: int) -> VariantInput:
    """What was shown and is gone is left out; the variant then shows the default and says so."""
    component = _of_site(Component, state["component"], site_id)
    datasource = _of_site(Item, state["datasource"], site_id)
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


def _of_site(model: type[Any], guid: str | None, site_id: int) -> Any:
    return model._default_manager.filter(site=site_id, guid=guid).first() if guid else None


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
