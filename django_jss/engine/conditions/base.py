"""What a condition is, and the registry of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter
from typing import Any, ClassVar, Protocol, TypeVar

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.signatures import WrongSignature, class_of, parameters_of
from django_jss.engine.facts import Facts
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import Comparison, ParameterType, Span
from django_jss.engine.registry import Registry

Predicate = Callable[[Facts], Verdict]
Decorated = TypeVar("Decorated", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Inlined:
    """A predicate whose commonest case can be written out in place of a call.

    `guard` tells whether it is that case, `holds` is then the verdict: Python expressions over `facts`, with the names of
    `values` in braces. In all other cases `ask` answers.
    """

    ask: Predicate
    guard: str
    holds: str
    values: Mapping[str, Any]

    def __call__(self, facts: Facts) -> Verdict:
        return self.ask(facts)


class Group(StrEnum):
    """Where authors find a condition."""

    VISITOR = "visitor"
    ACCOUNT = "account"
    VISIT = "visit"
    GOALS = "goals"
    CAMPAIGNS = "campaigns"
    PLACE = "place"
    DEVICE = "device"
    PAGE = "page"
    PROFILES = "profiles"
    REQUEST = "request"
    DATES = "dates"
    TRACKING = "tracking"
    SHARES = "shares"
    SAVED = "saved"


GROUP_LABELS: Mapping[str, Any] = {
    Group.VISITOR: _("Visitor"),
    Group.ACCOUNT: _("Account"),
    Group.VISIT: _("This visit"),
    Group.GOALS: _("Goals, events, outcomes"),
    Group.CAMPAIGNS: _("Campaigns and source"),
    Group.PLACE: _("Place"),
    Group.DEVICE: _("Device"),
    Group.PAGE: _("Page"),
    Group.PROFILES: _("Profiles"),
    Group.REQUEST: _("Request"),
    Group.DATES: _("Date and time"),
    Group.TRACKING: _("Tracking"),
    Group.SHARES: _("Random and share"),
    Group.SAVED: _("Saved rules and segments"),
}

# What builders call parameters; one that is not here goes by its name.
PARAMETER_LABELS: Mapping[str, Any] = {
    "comparison": _("comparison"),
    "value": _("value"),
    "upper": _("upper end"),
    "name": _("name"),
    "goal": _("goal"),
    "period": _("period"),
    "days": _("weekdays"),
    "times": _("number of times"),
    "span": _("when"),
    "length": _("how many"),
    "unit": _("unit"),
    "page": _("page"),
    "path": _("path"),
    "event": _("event"),
    "outcome": _("outcome"),
    "campaign": _("campaign"),
    "key": _("name of the entry"),
    "profile": _("profile"),
    "pattern": _("pattern card"),
    "rule": _("saved rule"),
    "segment": _("segment"),
    "basis": _("which pages count"),
    "clock": _("whose time"),
    "countries": _("countries"),
    "continents": _("continents"),
    "kinds": _("kinds of devices"),
    "networks": _("addresses or networks"),
    "latitude": _("latitude"),
    "longitude": _("longitude"),
    "kilometres": _("kilometres"),
    "group": _("group"),
    "permission": _("permission"),
    "field": _("field"),
    "template": _("template"),
    "calendar": _("calendar"),
    "months": _("months"),
    "first": _("from"),
    "last": _("to"),
    "percent": _("percent"),
    "salt": _("name of the draw"),
    "language": _("language"),
    "moment": _("moment"),
    "day": _("day"),
    "channel": _("channel"),
    "part": _("parameter"),
    "visit": _("of which visit"),
    "source": _("source"),
    "direction": _("past or future"),
}


class Condition(Protocol):
    """A question with its parameters. `needs` are the facts that it may ask for."""

    needs: ClassVar[frozenset[str]]

    def compile(self) -> Predicate:
        """The question as a function, made once a rule; it answers None where a fact is missing or of a wrong type."""


@dataclass(frozen=True, slots=True)
class ConditionType:
    """A registered condition: its class, and how authors see it.

    In `sentence` the names of parameters stand in braces: `the number of visits {comparison} {value}`. `cost` orders
    evaluation: 1 for what is at hand, more for what must be looked up. `optional` parameters may be left out of the
    JSON form; `defaults` are only what the rule builder suggests.
    """

    name: str
    kind: type[Any]
    group: str
    sentence: Any
    help_text: Any
    cost: int
    parameters: Mapping[str, ParameterType]
    optional: Mapping[str, Any]
    defaults: Mapping[str, Any]

    @property
    def is_ours(self) -> bool:
        """Whether it comes with this package, and not from a project."""
        return self.kind.__module__.startswith(__package__)

    @property
    def needs(self) -> frozenset[str]:
        return frozenset(self.kind.needs)


conditions: Registry[ConditionType] = Registry("conditions")
# Why conditions could not be registered, for system checks: names that are taken, and what cannot be a condition.
duplicates: list[str] = []
wrong_signatures: list[str] = []


def condition(
    name: str,
    *,
    group: str,
    sentence: Any,
    help_text: Any = "",
    cost: int = 1,
    defaults: Mapping[str, Any] | None = None,
    needs: Iterable[str] = (),
) -> Callable[[Decorated], Decorated]:
    """Register a frozen dataclass or a function as a condition.

    Fields of the dataclass are the parameters; so are those of the function after the first, which is the facts. One
    with a default may be left out. `needs` are the facts that a function asks for; a class says that itself. What
    cannot be a condition, or has a name that is taken, is left out, and a system check says so.
    """

    def register(decorated: Decorated) -> Decorated:
        try:
            kind = decorated if isinstance(decorated, type) else class_of(decorated, frozenset(needs))
            parameters, optional = parameters_of(kind)
        except WrongSignature as error:
            wrong_signatures.append(f'condition "{name}": {error}')
            return decorated
        if known := conditions.get(name):
            duplicates.append(f'condition "{name}": {_named(known.kind)} and {_named(kind)}')
            return decorated
        suggested = dict(defaults or {})
        conditions.add(
            name, ConditionType(name, kind, group, sentence, help_text, cost, parameters, optional, suggested)
        )
        return decorated

    return register


def faulty_sentences() -> list[str]:
    """Conditions whose sentence, in the present language, names other parameters than they have; for system checks."""
    return [
        f'condition "{name}": the sentence "{kind.sentence}" must name {", ".join(kind.parameters) or "nothing"}'
        for name, kind in conditions
        if {part for _text, part, _spec, _conversion in Formatter().parse(str(kind.sentence)) if part is not None}
        != kind.parameters.keys()
    ]


def catalogue() -> list[dict[str, Any]]:
    """All conditions in JSON: name, group, sentence, help, needs, and their parameters.

    A parameter has a name, a label, a type (`ParameterType.name`), whether it is `required`, the `default` that a builder
    suggests, its choices, texts that are `suggestions`, and for a GUID in `reference` the kind of what it refers to. Of the parameters that a
    choice `governs` only those mean something that the chosen one `takes`.
    """
    return [
        {
            "name": name,
            "group": str(GROUP_LABELS.get(kind.group, kind.group)),
            "sentence": str(kind.sentence),
            "help": str(kind.help_text),
            "needs": sorted(kind.needs),
            "parameters": [_described(kind, parameter) for parameter in kind.parameters],
        }
        for name, kind in conditions
    ]


def _takes(choice: Any) -> dict[str, Any]:
    """Which of the parameters that a choice of its kind governs mean something beside it."""
    if isinstance(choice, Comparison):
        return {"takes": list(choice.takes)}
    if isinstance(choice, Span):
        return {"takes": ["length"] if choice.takes_length else []}
    return {}


def _governed(choices: Iterable[Any]) -> list[str]:
    """The parameters that a choice leaves without a meaning, unless it takes them."""
    first = next(iter(choices), None)
    if isinstance(first, Comparison):
        return list(type(first).governed())
    return ["length"] if isinstance(first, Span) else []


def _named(kind: type[Any]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _described(kind: ConditionType, name: str) -> dict[str, Any]:
    parameter = kind.parameters[name]
    choices = [
        {"value": value, "label": str(label).replace("{length}", "…"), **_takes(value)}
        for value, label in (parameter.choices or {}).items()
    ]
    first = choices[0]["value"] if parameter.name == "choice" else None
    return {
        "name": name,
        "label": str(PARAMETER_LABELS.get(name, name.replace("_", " "))),
        "type": parameter.name,
        "required": not parameter.may_be_empty,
        "choices": choices,
        "governs": _governed(parameter.choices or ()),
        "default": kind.defaults.get(name, first),
        "reference": parameter.reference,
        "suggestions": list(parameter.suggestions),
    }
