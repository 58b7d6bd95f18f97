"""Warnings about rules for those who write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from django_jss.analytics.client import device, place
from django_jss.conf import settings
from django_jss.engine.conditions.request import Cookie, Header
from django_jss.engine.facts import Fact
from django_jss.engine.linting import UNREACHABLE, Named, oddities, unreachable
from django_jss.engine.rules import Ask, Rule, asked, needs_of


def warnings_of(rule: Rule) -> list[str]:
    """What is odd about a rule: that it always or never holds, and what it asks that nothing tells."""
    return [str(oddity) for oddity in oddities(rule)] + _untold(rule)


def warnings_of_variants(variants: Sequence[Named]) -> list[list[str]]:
    """The warnings of each variant, in order, also of those that are never reached."""
    hidden = unreachable(variants)
    return [
        warnings_of(variant.rule) + ([str(UNREACHABLE).format(earlier=hidden[index])] if index in hidden else [])
        for index, variant in enumerate(variants)
    ]


def _untold(rule: Rule) -> list[str]:
    needs, found = needs_of(rule), []
    if needs & {Fact.PLACE} and not place.is_configured():
        found.append(_("It asks for a place, and nothing tells places: no GeoIP database is configured."))
    if needs & {Fact.DEVICE} and not device.is_installed():
        found.append(_("It asks for a device, of which only the kind is known: the extra “ua” is not installed."))
    return [*found, *(message for ask in asked(rule) if (message := _hidden(ask)))]


def _hidden(ask: Ask) -> str:
    condition: Any = ask.condition
    if isinstance(condition, Cookie) and condition.name not in settings.RULE_COOKIES:
        return _("The cookie %(name)s is not among those that rules may see (RULE_COOKIES).") % {"name": condition.name}
    allowed = {name.lower() for name in settings.RULE_HEADERS}
    if isinstance(condition, Header) and condition.name.lower() not in allowed:
        return _("The header %(name)s is not among those that rules may see (RULE_HEADERS).") % {"name": condition.name}
    return ""
