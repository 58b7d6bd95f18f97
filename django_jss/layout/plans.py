"""The plans that a process keeps."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta
from threading import Lock

from django.utils import timezone

from django_jss.conf import settings
from django_jss.content.routing import PageRef
from django_jss.engine.plan.nodes import Plan
from django_jss.layout.compiling import compile_page
from django_jss.layout.placements import Placement
from django_jss.layout.query import Mode
from django_jss.sites import revisions
from django_jss.sites.directory import LanguageInfo, SiteInfo


class PlanCache:
    """The plans used last, each good for one revision of its site."""

    def __init__(self) -> None:
        self._plans: OrderedDict[Hashable, tuple[int, Plan | None]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, revision: int, now: datetime) -> tuple[bool, Plan | None]:
        """Whether there is an answer, and the answer: None means that the page has nothing to show."""
        with self._lock:
            kept = self._plans.get(key)
            if kept is None or kept[0] != revision:
                return False, None
            plan = kept[1]
            if plan is not None and plan.valid_until is not None and plan.valid_until <= now:
                return False, None
            self._plans.move_to_end(key)
            return True, plan

    def put(self, key: Hashable, revision: int, plan: Plan | None) -> None:
        with self._lock:
            self._plans[key] = (revision, plan)
            self._plans.move_to_end(key)
            while len(self._plans) > settings.PLAN_CACHE_SIZE:
                self._plans.popitem(last=False)

    def __len__(self) -> int:
        return len(self._plans)

    def clear(self) -> None:
        with self._lock:
            self._plans.clear()


kept = PlanCache()
# How long after it came a request may ask for its plan.
PRESENT = timedelta(minutes=5)


def plan_for(
    site: SiteInfo,
    language: LanguageInfo,
    page: PageRef,
    now: datetime,
    *,
    mode: Mode = Mode.NORMAL,
    placeholder: tuple[Placement, ...] | None = None,
) -> Plan | None:
    """The plan of a page, or of one of its placeholders; None if there is nothing to show in the language.

    No query if the process keeps it. The revision is read before the content, so that a change that comes in
    between makes the plan stale, never the other way round. Previews, and pages as of another day, are made anew each time.
    """
    if mode is not Mode.NORMAL or abs(timezone.now() - now) > PRESENT:
        return compile_page(site, language, page, now, mode=mode, placeholder=placeholder).plan
    key = (site.id, page.item_id, page.url_path, language.code, placeholder)
    revision = revisions.current(site.id)
    found, plan = kept.get(key, revision, now)
    if not found:
        compiled = compile_page(site, language, page, now, placeholder=placeholder)
        plan = compiled.plan
        # Of placeholders that a page does not have there is no end.
        if plan is not None or (compiled.valid_until is None and placeholder is None):
            kept.put(key, revision, plan)
    return plan
