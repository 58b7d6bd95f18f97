"""Saved rules and segments: compiled once per change, kept free of circles, and not taken from under those who use them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping

from django_jss.engine.compiler import CompiledRule
from django_jss.engine.faults import Fault
from django_jss.engine.rules import Broken, Rule, read_stored_rule, references_of
from django_jss.personalization.failures import Reporters
from django_jss.personalization.models import SavedRule, Segment
from django_jss.personalization.stored_rules import stored_rules
from django_jss.sites import revisions

logger = logging.getLogger("django_jss.personalization")

# The kinds of references by which rules use rules.
KINDS = ("saved_rule", "segment")


class Kept:
    """The saved rules of each site that this process keeps, with the revision at which they were read."""

    def __init__(self) -> None:
        self.by_site: dict[int, tuple[int, Mapping[str, CompiledRule]]] = {}


kept = Kept()


def rules_of(site_id: int) -> Mapping[str, CompiledRule]:
    """The saved rules and segments of a site by GUID; two queries after a change, else none."""
    revision = revisions.current(site_id)
    found = kept.by_site.get(site_id)
    if found is None or found[0] != revision:
        found = kept.by_site[site_id] = (revision, _compiled(read_rules(site_id)))
    return found[1]


def read_rules(site_id: int) -> dict[str, Rule]:
    """The saved rules and segments of a site as they are stored, by GUID."""
    rows = (row for model in (SavedRule, Segment) for row in model.objects.filter(site=site_id))
    return {str(row.guid): read_stored_rule(row.rule) for row in rows}


def circle_faults(rule: Rule, own: str, site_id: int) -> list[Fault]:
    """Where a rule that is to be stored under the GUID `own` would lead back to itself."""
    rules = read_rules(site_id) | {own: rule}
    return [
        Fault(found.path, "circle", "this leads back to the rule itself")
        for found in references_of(rule)
        if found.kind in KINDS and _leads_to(own, found.guid, rules)
    ]


def users_of(guid: str) -> Iterator[str]:
    """In words, where a saved rule or segment is used."""
    for where, rule in stored_rules():
        if any(found.kind in KINDS and found.guid == guid for found in references_of(rule)):
            yield where


def _leads_to(wanted: str, start: str, rules: Mapping[str, Rule]) -> bool:
    waiting, seen = [start], set()
    while waiting:
        guid = waiting.pop()
        if guid == wanted:
            return True
        if guid not in seen and guid in rules:
            seen.add(guid)
            waiting += [found.guid for found in references_of(rules[guid]) if found.kind in KINDS]
    return False


def _compiled(rules: Mapping[str, Rule]) -> Mapping[str, CompiledRule]:
    """A rule that leads back to itself, as after a change past the admin, is unknown."""
    compiled: dict[str, CompiledRule] = {}
    reporters = Reporters()
    for guid, rule in rules.items():
        used = [found.guid for found in references_of(rule) if found.kind in KINDS]
        is_circle = any(_leads_to(guid, other, rules) for other in used)
        if is_circle:
            logger.error("The saved rule %s leads back to itself", guid)
        safe = Broken(None, (Fault("", "circle", "it leads back to itself"),)) if is_circle else rule
        compiled[guid] = reporters.compiled(safe, "saved rule", guid)
    return compiled
