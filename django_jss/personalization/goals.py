"""Goals that count only if a rule holds."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django_jss.analytics.models import Goal
from django_jss.engine.compiler import CompiledRule
from django_jss.engine.rules import read_stored_rule
from django_jss.personalization.failures import Reporters
from django_jss.sites import revisions


class Kept:
    """The rules of each site's goals that this process keeps, with the revision at which they were read."""

    def __init__(self) -> None:
        self.by_site: dict[int, tuple[int, Mapping[uuid.UUID, CompiledRule]]] = {}


kept = Kept()


def goal_rules(site_id: int) -> Mapping[uuid.UUID, CompiledRule]:
    """The rules of the goals that have one, by goal. One query after a change, else none."""
    revision = revisions.current(site_id)
    found = kept.by_site.get(site_id)
    if found is None or found[0] != revision:
        rows = Goal.objects.filter(site=site_id, rule__isnull=False).values_list("guid", "rule")
        reporters = Reporters()
        compiled = {guid: reporters.compiled(read_stored_rule(rule), "goal", guid) for guid, rule in rows}
        found = kept.by_site[site_id] = (revision, compiled)
    return found[1]
