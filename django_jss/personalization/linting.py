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

# What is known only of visitors who may be tracked.
OF_VISITORS = frozenset(
    {
        Fact.VISIT_NUMBER,
        Fact.VISIT_GOALS,
        Fact.CONTACT_GOALS,
        Fact.FIRST_VISIT_AT,
        Fact.PREVIOUS_VISIT_AT,
        Fact.CONTACT_VALUE,
        Fact.CONTACT_PAGE_VIEWS,
        Fact.VISIT_STARTED_AT,
        Fact.VISIT_VALUE,
        Fact.VISIT_PAGE_VIEWS,
        Fact.VISIT_LANGUAGE,
        Fact.VISIT_CAMPAIGN,
        Fact.CAMPAIGN_TRAITS,
        Fact.VISIT_CHANNEL,
        Fact.CHANNEL_HISTORY,
        Fact.REFERRER,
        Fact.VISIT_SOURCE,
        Fact.FIRST_SOURCE,
        Fact.IS_IDENTIFIED,
        Fact.IDENTIFIER_SOURCES,
        Fact.CONTACT_ATTRIBUTES,
        Fact.ENTRY_PATH,
        Fact.PREVIOUS_PATH,
        Fact.EVENT_HISTORY,
        Fact.PAGE_HISTORY,
        Fact.SEEN_TEMPLATES,
        Fact.VISIT_PROFILES,
        Fact.CONTACT_PROFILES,
        Fact.VISITOR_SEED,
    }
)


def warnings_of(rule: Rule, *, requires_consent: bool = False) -> list[str]:
    """What is odd about a rule: that it always or never holds, and what it asks that nothing tells.

    `requires_consent` says that the site tracks nobody without it.
    """
    return [str(oddity) for oddity in oddities(rule)] + _untold(rule, requires_consent=requires_consent)


def warnings_of_variants(variants: Sequence[Named], *, requires_consent: bool = False) -> list[list[str]]:
    """The warnings of each variant, in order, also of those that are never reached."""
    hidden = unreachable(variants)
    return [
        warnings_of(variant.rule, requires_consent=requires_consent)
        + ([str(UNREACHABLE).format(earlier=hidden[index])] if index in hidden else [])
        for index, variant in enumerate(variants)
    ]


def _untold(rule: Rule, *, requires_consent: bool) -> list[str]:
    needs, found = needs_of(rule), []
    if requires_consent and needs & OF_VISITORS:
        found.append(_("It asks what visitors did or who they are: those who have not consented never match."))
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
