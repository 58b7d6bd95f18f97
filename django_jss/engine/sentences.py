"""Rules in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from django_jss.engine.parameters import Choices, Comparison, ParameterType, Span
from django_jss.engine.rules import AllOf, Ask, Broken, Not, Rule

# Names what a GUID of a kind refers to: `("goal", guid) -> "Newsletter"`.
Labels = Callable[[str, str], str]


def guids(kind: str, guid: str) -> str:
    """The labels of those who know no names."""
    return guid


def sentence(rule: Rule, labels: Labels = guids) -> str:
    """The rule as one sentence; groups inside groups stand in brackets."""
    if isinstance(rule, Ask):
        return _asked(rule, labels)
    if isinstance(rule, Broken):
        return str(_("(something that cannot be read)"))
    if isinstance(rule, Not):
        return str(_("not ({rule})")).format(rule=sentence(rule.part, labels))
    if not rule.parts:
        return str(_("always") if isinstance(rule, AllOf) else _("never"))
    parts = [sentence(part, labels) for part in rule.parts]
    if len(parts) == 1:
        return parts[0]
    bracketed = [text if _is_one_thing(part) else f"({text})" for part, text in zip(rule.parts, parts, strict=True)]
    return str(_(" and ") if isinstance(rule, AllOf) else _(" or ")).join(bracketed)


def _is_one_thing(rule: Rule) -> bool:
    return isinstance(rule, Ask | Not | Broken) or len(rule.parts) < 2


def _asked(ask: Ask, labels: Labels) -> str:
    values = {name: getattr(ask.condition, name) for name in ask.kind.parameters}
    shown = {name: _shown(ask.kind.parameters[name], value, labels) for name, value in values.items()}
    for choice in (value for value in values.values() if isinstance(value, Comparison)):
        shown |= {name: "" for name in type(choice).governed() if name in shown and name not in choice.takes}
    for name, span in values.items():
        if isinstance(span, Span):
            shown |= {name: str(span.label).format(length=shown["length"]), "length": ""}
    if shown.get("upper"):
        shown["upper"] = str(_("and {upper}")).format(upper=shown["upper"])
    return " ".join(str(ask.kind.sentence).format(**shown).split())


def _shown(kind: ParameterType, value: Any, labels: Labels) -> str:
    if kind.reference:
        return f"“{labels(kind.reference, value)}”"
    if isinstance(value, Choices):
        return str(value.label)
    if isinstance(value, tuple):
        return str(_(" or ")).join(str(kind.choices[entry]) if kind.choices else f"“{entry}”" for entry in value)
    if isinstance(value, date | time):
        return str(kind.write(value)).replace("T", " ")
    return f"“{value}”" if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)
