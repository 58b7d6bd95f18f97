"""The page that is asked for: where it stands, what it is made of. Known for all visitors alike, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django_jss.content.lineage import PageLineage, fields_as_texts, lineage_of, templates_by_page
from django_jss.engine.facts import Fact, FoundOut
from django_jss.personalization.facts import Situation, derived_fact, fact


@fact(Fact.PAGE)
def page(situation: Situation) -> str | None:
    return str(situation.page.guid) if situation.page else None


@fact(Fact.PAGE_PATH)
def page_path(situation: Situation) -> str | None:
    return situation.page.url_path if situation.page else None


@fact(Fact.PAGE_ANCESTORS)
def page_ancestors(situation: Situation) -> tuple[str, ...] | None:
    found = _lineage(situation)
    return found.ancestors if found else None


@fact(Fact.PAGE_TEMPLATES)
def page_templates(situation: Situation) -> tuple[str, ...] | None:
    found = _lineage(situation)
    return found.templates if found else None


@fact(Fact.PAGE_FIELDS)
def page_fields(situation: Situation) -> Mapping[str, str] | None:
    site, page = situation.site, situation.page
    return fields_as_texts(site, page.guid, situation.language, situation.now) if site and page else None


@fact(Fact.LINES)
def lines(situation: Situation) -> Mapping[str, tuple[str, ...]] | None:
    site = situation.site
    if site is None:
        return None

    def ancestors(guid: str) -> tuple[str, ...] | None:
        found = lineage_of(site, guid)
        return found.ancestors if found else None

    return FoundOut(ancestors)


@fact(Fact.SEEN_TEMPLATES)
def seen_templates(situation: Situation) -> Mapping[str, tuple[str, ...]] | None:
    if situation.visitor is None or situation.site is None:
        return None
    pages = {view.page for view in situation.visitor.past_pages}
    return templates_by_page(situation.site, pages | ({str(situation.page.guid)} if situation.page else set()))


@derived_fact(Fact.SEEN_TEMPLATES, source=Fact.PAGE_HISTORY)
def seen_templates_given(situation: Situation, given: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]] | None:
    pages = {view.page for view in given[Fact.PAGE_HISTORY]}
    return templates_by_page(situation.site, pages) if situation.site else None


def _lineage(situation: Situation) -> PageLineage | None:
    return lineage_of(situation.site, str(situation.page.guid)) if situation.site and situation.page else None
