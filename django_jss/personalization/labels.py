"""Names for what rules refer to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django_jss.engine.rules import Rule, read_stored_rule, references_of
from django_jss.engine.sentences import Labels, sentence
from django_jss.personalization.references import KINDS


def labels_for(rules: Iterable[Rule]) -> Labels:
    """A function that names what these rules refer to: one query for each kind; what is gone keeps its GUID."""
    asked: defaultdict[str, set[str]] = defaultdict(set)
    for reference in (reference for rule in rules for reference in references_of(rule)):
        asked[reference.kind].add(reference.guid)
    names = {kind: KINDS[kind].names(guids) for kind, guids in asked.items() if kind in KINDS}
    return lambda kind, guid: names.get(kind, {}).get(guid, guid)


def rule_in_words(document: object) -> str:
    """The sentence of a stored rule."""
    rule = read_stored_rule(document)
    return sentence(rule, labels_for([rule]))
