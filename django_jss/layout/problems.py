"""What is wrong with the personalization of a site, page by page, for those who mend it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from django_jss.content.routing import page_ref
from django_jss.engine.rules import faults_of, read_stored_rule
from django_jss.layout.plans import plan_for
from django_jss.personalization import failures
from django_jss.personalization.models import PersonalizationVariant, RuleSet, SavedRule, Segment
from django_jss.personalization.rule_sets import missing_of
from django_jss.sites.directory import SiteInfo


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: a page's id and path, and the rendering, if it is one."""

    what: str
    where: str
    page_id: int | None = None
    rendering: uuid.UUID | None = None


def problems_of(site: SiteInfo) -> list[Problem]:
    """All problems of a site: of its plans in the default language, of rules that name what is gone, of rules that raised."""
    return [*_of_pages(site), *_of_rules(site), *_of_named_rules(site), *_of_failures(site)]


def _of_pages(site: SiteInfo) -> Iterator[Problem]:
    language = site.language(site.default_language)
    pages = RuleSet.objects.filter(route__site=site.id).select_related("route").order_by("route__path")
    for route in {rule_set.route_id: rule_set.route for rule_set in pages}.values():
        page = page_ref(route)
        plan = plan_for(site, language, page, timezone.now()) if language else None
        for problem in plan.problems if plan else ():
            yield Problem(problem, route.path, route.pk)


def _of_rules(site: SiteInfo) -> Iterator[Problem]:
    variants = PersonalizationVariant.objects.filter(rule_set__route__site=site.id, is_enabled=True)
    for variant in variants.select_related("rule_set__route"):
        for fault in missing_of(read_stored_rule(variant.rule), site.id):
            route = variant.rule_set.route
            what = f"{variant.name}: {fault.message}"
            yield Problem(what, route.path, route.pk, variant.rule_set.rendering_uid)


def _of_named_rules(site: SiteInfo) -> Iterator[Problem]:
    for model in (SavedRule, Segment):
        for row in model._default_manager.filter(site=site.id):
            rule = read_stored_rule(row.rule)
            for fault in (*faults_of(rule), *missing_of(rule, site.id)):
                yield Problem(str(fault), f"{model._meta.verbose_name} {row.name}")


def _of_failures(site: SiteInfo) -> Iterator[Problem]:
    found = failures.latest()
    rows = PersonalizationVariant.objects.filter(
        guid__in=[failure.variant for failure in found], rule_set__route__site=site.id
    ).select_related("rule_set__route")
    variants = {str(row.guid): row for row in rows}
    for failure in found:
        if variant := variants.get(failure.variant):
            text = _(
                "%(variant)s: the condition %(condition)s raised %(error)s, %(times)d times; it counts as unknown."
            )
            words = {
                "variant": variant.name,
                "condition": failure.condition,
                "error": failure.error,
                "times": failure.times,
            }
            route = variant.rule_set.route
            yield Problem(text % words, route.path, route.pk, variant.rule_set.rendering_uid)
