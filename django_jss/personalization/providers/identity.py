"""Who the visitor is, as far as somebody told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django_jss.engine.facts import Fact
from django_jss.personalization.facts import Situation, fact


@fact(Fact.IS_IDENTIFIED)
def is_identified(situation: Situation) -> bool | None:
    if situation.visitor is None:
        return None
    known = situation.visitor.known
    return known is not None and known.identified_at is not None


@fact(Fact.IDENTIFIER_SOURCES)
def identifier_sources(situation: Situation) -> tuple[str, ...] | None:
    """One query, if the visitor is identified at all."""
    return situation.visitor.identifier_sources if situation.visitor else None


@fact(Fact.CONTACT_ATTRIBUTES)
def contact_attributes(situation: Situation) -> Mapping[str, Any] | None:
    if situation.visitor is None:
        return None
    known = situation.visitor.known
    return known.attributes if known else {}


@fact(Fact.HAS_CONSENT)
def has_consent(situation: Situation) -> bool | None:
    return situation.has_consent
