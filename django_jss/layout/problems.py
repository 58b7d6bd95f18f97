"""What is wrong with the personalization of a site, page by page, for those who mend it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from django_jss.analytics.models import Goal
from django_jss.content.models import Rendering
from django_jss.content.routing import page_ref
from django_jss.engine.rules import faults_of, read_stored_rule
from django_jss.layout.plans import plan_for
from django_jss.personalization import failures
from django_jss.personalization.failures import Failure
from django_jss.personalization.models import (
    ChannelRule,
    MappingRule,
    PersonalizationVariant,
    RuleSet,
    SavedRule,
    Segment,
)
from django_jss.personalization.rule_sets import missing_of
from django_jss.sites.directory import SiteInfo

# What failures call things with a name.
NAMED: Mapping[str, tuple[type[Model], ...]] = {
    "saved rule": (SavedRule, Segment),
    "goal": (Goal,),
    "mapping rule": (MappingRule,),
    "channel rule": (ChannelRule,),
}


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
    text = _("%(thing)s the %(what)s %(name)s raised %(error)s, %(often)s, last on %(at)s.")
    for failure in failures.latest():
        often = ngettext("%(times)d time", "%(times)d times", failure.times) % {"times": failure.times}
        at = date_format(localtime(failure.at), "DATETIME_FORMAT")
        for thing, place in _places_of(failure, site):
            words = asdict(failure) | {"thing": f"{thing}:" if thing else "", "often": often, "at": at}
            yield replace(place, what=(text % words).strip())


def _places_of(failure: Failure, site: SiteInfo) -> Iterator[tuple[str, Problem]]:
    """The name of what raised, and where it is; nothing if it is none of the site's or gone."""
    if not failure.thing:
        yield "", Problem("", _("the whole site"))
    if failure.thing == "variant":
        variants = PersonalizationVariant.objects.filter(guid=failure.key, rule_set__route__site=site.id)
        for row in variants.select_related("rule_set__route"):
            route = row.rule_set.route
            yield row.name, Problem("", route.path, route.pk, row.rule_set.rendering_uid)
    if failure.thing == "rendering":
        renderings = Rendering.objects.filter(uid=failure.key, layout__item__site=site.id)
        for rendering in renderings.select_related("component", "layout__item")[:1]:
            page = rendering.layout.item
            yield rendering.component.name, Problem("", page.path, page.pk, rendering.uid)
    for model in NAMED.get(failure.thing, ()):
        for named in model._default_manager.filter(guid=failure.key, site=site.id):
            yield "", Problem("", f"{model._meta.verbose_name} {named}")
