"""Rules: trees of `all`, `any` and `not` over conditions, and their JSON form.

    {"version": 1, "rule": {"all": [
        {"condition": "visit_number", "comparison": "at_least", "value": 3},
        {"not": {"any": [{"condition": "day_of_week", "days": [6, 7]}]}}
    ]}}

`all` of nothing is true, `any` of nothing is false. A condition's parameters stand beside its name; those that its
class has a default for may be left out. A rule has at most `MAX_DEPTH` levels and `MAX_NODES` groups and conditions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions import Condition, conditions
from django_jss.engine.conditions.base import ConditionType
from django_jss.engine.faults import Fault, expected, hint, shown
from django_jss.engine.parameters import InvalidParameter

VERSION = 1
MAX_DEPTH = 20
MAX_NODES = 500
_UNKNOWN_KEYS_NAMED = 10
_KINDS = ("all", "any", "not", "condition")


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds if all of its parts do."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds if one of its parts does."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds if its part does not; of unknown it is unknown."""

    part: Rule


@dataclass(frozen=True, slots=True)
class Ask:
    """A condition with its parameters."""

    kind: ConditionType
    condition: Condition


@dataclass(frozen=True, slots=True)
class Broken:
    """What cannot be read, such as a condition whose plugin is gone: its verdict is unknown. `raw` is its JSON form."""

    raw: Any
    faults: tuple[Fault, ...]


Rule = AllOf | AnyOf | Not | Ask | Broken


class InvalidRule(ValueError):
    """A rule's JSON form is wrong; `faults` are all that is."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


def read_rule(document: Any) -> Rule:
    """The rule that a JSON document says; raises `InvalidRule` with all faults at once."""
    reader = _Reader()
    rule = reader.document(document)
    if reader.faults:
        raise InvalidRule(reader.faults)
    return rule


def read_stored_rule(document: Any) -> Rule:
    """The rule that was stored, perhaps when other conditions were installed: what cannot be read now is `Broken`."""
    return _Reader().document(document)


def write_rule(rule: Rule) -> dict[str, Any]:
    """The JSON document of a rule, without parameters that have their defaults; reading it gives an equal rule."""
    return {"version": VERSION, "rule": _write(rule)}


def located(rule: Rule, path: str = "rule") -> Iterator[tuple[str, Ask | Broken]]:
    """All conditions in a rule, each with the path that leads to it."""
    if isinstance(rule, Ask | Broken):
        yield path, rule
    elif isinstance(rule, Not):
        yield from located(rule.part, f"{path}.not")
    else:
        key = "all" if isinstance(rule, AllOf) else "any"
        for index, part in enumerate(rule.parts):
            yield from located(part, f"{path}.{key}[{index}]")


def asked(rule: Rule) -> Iterator[Ask]:
    """All conditions in a rule that can be asked."""
    return (leaf for _path, leaf in located(rule) if isinstance(leaf, Ask))


def faults_of(rule: Rule) -> list[Fault]:
    """What in a stored rule could not be read."""
    return [fault for _path, leaf in located(rule) if isinstance(leaf, Broken) for fault in leaf.faults]


def needs_of(rule: Rule) -> frozenset[str]:
    """The facts that a rule may ask for."""
    return frozenset(str(fact) for ask in asked(rule) for fact in ask.kind.needs)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a rule's parameter refers to, such as a goal; `path` leads to the parameter."""

    kind: str
    guid: str
    path: str


def references_of(rule: Rule) -> Iterator[Reference]:
    """All that the parameters of a rule's conditions refer to."""
    for path, leaf in located(rule):
        if isinstance(leaf, Ask):
            for name, parameter in leaf.kind.parameters.items():
                if parameter.reference:
                    yield Reference(parameter.reference, getattr(leaf.condition, name), f"{path}.{name}")


class _Reader:
    """Reads all of a document, keeping the faults that it meets."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.nodes = 0

    def fault(self, path: str, code: str, message: Any) -> None:
        self.faults.append(Fault(path, code, str(message)))

    def document(self, raw: Any) -> Rule:
        if not isinstance(raw, dict):
            self.fault("", "type", expected(_("an object"), raw))
            return Broken(raw, tuple(self.faults))
        version = raw.get("version")
        if type(version) is not int or version != VERSION:
            self.fault("version", "version", expected(VERSION, version))
        self.unknown_keys(raw, ("version", "rule"), "", _('expected only "version" and "rule"'))
        has_faults = bool(self.faults)
        rule = self.node(raw.get("rule"), "rule", 1)
        return Broken(raw, tuple(self.faults)) if has_faults else rule

    def node(self, raw: Any, path: str, depth: int) -> Rule:
        before = len(self.faults)
        rule = self.readable(raw, path, depth)
        return Broken(raw, tuple(self.faults[before:])) if rule is None else rule

    def readable(self, raw: Any, path: str, depth: int) -> Rule | None:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            self.too_large(path)
            return None
        if not isinstance(raw, dict):
            self.fault(path, "type", expected(_("an object"), raw))
            return None
        kinds = [key for key in _KINDS if key in raw]
        if len(kinds) != 1 or (kinds[0] != "condition" and len(raw) != 1):
            self.fault(path, "shape", _('expected just one of "all", "any", "not", "condition"'))
            return None
        if kinds[0] == "condition":
            return self.ask(raw, path)
        if kinds[0] == "not":
            return Not(self.node(raw["not"], f"{path}.not", depth + 1))
        return self.group(kinds[0], raw[kinds[0]], f"{path}.{kinds[0]}", depth)

    def too_large(self, path: str) -> None:
        if not any(fault.code == "size" for fault in self.faults):
            message = str(_("a rule has at most {depth} levels and {nodes} groups and conditions"))
            self.fault(path, "size", message.format(depth=MAX_DEPTH, nodes=MAX_NODES))

    def group(self, key: str, raw: Any, path: str, depth: int) -> Rule | None:
        if not isinstance(raw, list):
            self.fault(path, "type", expected(_("a list"), raw))
            return None
        if len(raw) > MAX_NODES:
            self.too_large(path)
            return None
        parts = tuple(self.node(entry, f"{path}[{index}]", depth + 1) for index, entry in enumerate(raw))
        return AllOf(parts) if key == "all" else AnyOf(parts)

    def ask(self, raw: dict[str, Any], path: str) -> Ask | None:
        name = raw["condition"]
        kind = conditions.get(name) if isinstance(name, str) else None
        if kind is None:
            message = str(_("no condition {name}")).format(name=shown(name)) + hint(name, conditions.names())
            self.fault(f"{path}.condition", "unknown", message)
            return None
        before = len(self.faults)
        own = ("condition", *kind.parameters)
        self.unknown_keys(raw, own, f"{path}.", str(_('"{name}" has no such parameter')).format(name=name))
        values = {key: self.value(kind, key, raw, path) for key in kind.parameters}
        return self.asked(kind, values, path) if len(self.faults) == before else None

    def asked(self, kind: ConditionType, values: dict[str, Any], path: str) -> Ask | None:
        try:
            return Ask(kind, kind.kind(**values))
        except InvalidParameter as error:
            self.fault(f"{path}.{error.parameter}", "value", error)
        except ValueError as error:
            self.fault(path, "value", error)
        return None

    def value(self, kind: ConditionType, key: str, raw: dict[str, Any], path: str) -> Any:
        if key not in raw:
            if key not in kind.optional:
                self.fault(f"{path}.{key}", "missing", _("a value is needed"))
            return kind.optional.get(key)
        try:
            return kind.parameters[key].read(raw[key])
        except ValueError as error:
            self.fault(f"{path}.{key}", "value", expected(error, raw[key]))
            return None

    def unknown_keys(self, raw: dict[str, Any], known: tuple[str, ...], prefix: str, message: Any) -> None:
        unknown = (key for key in raw if key not in known)
        for key in islice(unknown, _UNKNOWN_KEYS_NAMED):
            self.fault(f"{prefix}{str(key)[:100]}", "unknown", str(message) + hint(key, known))


def _write(rule: Rule) -> Any:
    if isinstance(rule, Broken):
        return rule.raw
    if isinstance(rule, Ask):
        return {"condition": rule.kind.name, **_written_parameters(rule)}
    if isinstance(rule, Not):
        return {"not": _write(rule.part)}
    return {"all" if isinstance(rule, AllOf) else "any": [_write(part) for part in rule.parts]}


def _written_parameters(ask: Ask) -> dict[str, Any]:
    values = {name: getattr(ask.condition, name) for name in ask.kind.parameters}
    optional = ask.kind.optional
    return {
        name: ask.kind.parameters[name].write(value)
        for name, value in values.items()
        if name not in optional or optional[name] != value
    }
