"""Puts the sample site in place: content, definitions, and the rules of its hero."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.db import transaction

from django_jss.analytics.models import Campaign, Goal, Outcome, PageEvent
from django_jss.content.models import Component, Item, LayoutStage, MediaItem, Placeholder, Rendering
from django_jss.exchange.importing import import_app
from django_jss.personalization.authoring import VariantInput, save_rule_set
from django_jss.personalization.models import Persona, RuleSet, VariantAction
from django_jss.sites.models import ApiKey, Hostname, Language, Site

SITE = "harbour"
API_KEY = "{7D0C2F5A-3B61-4E0B-9A1C-52E8D1B6F0A4}"
FOLDER = Path(__file__).resolve().parent.parent / "site"

NAMES = {"en": "English", "da": "Dansk"}
# What authors may put where; a placeholder that is not named takes everything.
PLACEHOLDERS = {
    "jss-header": ("Header", ["Banner", "Navigation"]),
    "jss-footer": ("Footer", ["Footer"]),
    "jss-section": ("Section", ["Card", "Columns", "Picture", "RichText"]),
    "jss-left": ("Left column", ["Newsletter", "Picture", "Quote", "RichText"]),
    "jss-right": ("Right column", ["Newsletter", "Picture", "Quote", "RichText"]),
    "jss-tabs": ("Tabs", ["Tab"]),
}
GOALS = {"newsletter-sign-up": ("Newsletter sign-up", 25), "tour-booked": ("Tour booked", 100)}


@transaction.atomic
def create_site() -> Site:
    """Import the site and make what an import does not bring.

    Where it is there already, its content, layouts and rules are again as the files and this module have them; visits
    and definitions stay.
    """
    RuleSet.objects.filter(route__site__name=SITE).delete()
    import_app([FOLDER], api_key=uuid.UUID(API_KEY), wipe=True)
    site = Site.objects.get(name=SITE)
    _describe(site)
    _define(site)
    _personalize(site)
    _invent(site)
    return site


def _describe(site: Site) -> None:
    for code, name in NAMES.items():
        Language.objects.filter(code=code).update(name=name)
    english = Language.objects.get(code="en")
    Language.objects.filter(code="da").update(fallback=english)
    site.display_name, site.uses_language_fallback = "Harbour Outfitters", True
    site.is_default, site.time_zone = not Site.objects.filter(is_default=True).exists(), "Europe/Copenhagen"
    site.save()
    for position, host in enumerate(("localhost:8000", "127.0.0.1:8000")):
        Hostname.objects.get_or_create(name=host, defaults={"site": site, "position": position})
    ApiKey.objects.filter(guid=uuid.UUID(API_KEY)).update(name="Storefront", cors_origins="*")
    for key, (label, names) in PLACEHOLDERS.items():
        placeholder, _created = Placeholder.objects.update_or_create(
            site=site, key=key, defaults={"display_name": label}
        )
        placeholder.allowed_components.set(Component.objects.filter(site=site, name__in=names))


def _define(site: Site) -> None:
    for alias, (name, points) in GOALS.items():
        Goal.objects.get_or_create(site=site, alias=alias, defaults={"name": name, "points": points})
    for alias, name in {"brochure-opened": "Brochure opened", "tab-opened": "Tab opened"}.items():
        PageEvent.objects.get_or_create(site=site, alias=alias, defaults={"name": name, "points": 1})
    Outcome.objects.get_or_create(site=site, alias="rental", defaults={"name": "Rental paid"})
    Campaign.objects.get_or_create(site=site, alias="spring", defaults={"name": "Spring letter"})


def _personalize(site: Site) -> None:
    """The hero of the start page: four conditions, four other heroes."""
    home = Item.objects.get(site=site, path="/home")
    hero = Rendering.objects.get(
        layout__item=home, layout__language=None, layout__stage=LayoutStage.PUBLISHED, component__name="Hero"
    )
    signed_up = str(Goal.objects.get(site=site, alias="newsletter-sign-up").guid)
    variants = [
        (
            "Signed up for the letter",
            "Subscriber",
            [{"condition": "goal_triggered", "goal": signed_up, "period": "ever"}],
        ),
        (
            "Came by the spring campaign",
            "Spring",
            [{"condition": "query_parameter", "name": "utm_campaign", "comparison": "equals", "value": "spring"}],
        ),
        ("Third visit or more", "Returning", [{"condition": "visit_number", "comparison": "at_least", "value": 3}]),
        ("Weekend", "Weekend", [{"condition": "day_of_week", "days": [6, 7]}]),
    ]
    save_rule_set(home, hero.uid, [_variant(site, *variant) for variant in variants])


def _invent(site: Site) -> None:
    """Three personas, for whom the start page differs."""
    signed_up = str(Goal.objects.get(site=site, alias="newsletter-sign-up").guid)
    personas: dict[str, tuple[str, str, dict[str, Any]]] = {
        "Maja, who reads the letter": (
            "Signed up last summer, lives near the harbour.",
            "hero-thanks",
            {"visit_number": 6, "contact_goals": [signed_up], "place": {"country": "DK", "city": "Aarhus"}},
        ),
        "Ben, here by the spring letter": (
            "Followed a link on his phone, and was never here before.",
            "hero-spring",
            {"visit_number": 1, "query": {"utm_campaign": "spring"}, "device": {"type": "phone"}},
        ),
        "Liv, back again": (
            "Has looked at boats twice this week.",
            "hero-returning",
            {"visit_number": 3, "place": {"country": "SE"}, "device": {"type": "desktop"}},
        ),
    }
    for name, (description, picture, facts) in personas.items():
        shown = MediaItem.objects.filter(site=site, path__contains=picture).first()
        told = {"description": description, "picture": shown, "facts": facts}
        Persona.objects.update_or_create(site=site, name=name, defaults=told)


def _variant(site: Site, name: str, hero: str, conditions: list[dict[str, Any]]) -> VariantInput:
    return VariantInput(
        guid=None,
        name=name,
        rule={"version": 1, "rule": {"all": conditions}},
        action=VariantAction.DATASOURCE,
        datasource=Item.objects.get(site=site, path=f"/Components/Heroes/{hero}"),
    )
