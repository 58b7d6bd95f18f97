"""Raises a site's revision number when rules or profiles of it change; see `sites.watching`."""

from __future__ import annotations

from typing import Any

from django_jss.analytics.models import Campaign, Channel, Goal
from django_jss.personalization import failures
from django_jss.personalization.models import (
    Calendar,
    CalendarDate,
    ChannelRule,
    ItemCard,
    MappingRule,
    PatternCard,
    PersonalizationVariant,
    Profile,
    ProfileCard,
    ProfileKey,
    RuleSet,
    SavedRule,
    Segment,
)
from django_jss.sites import revisions
from django_jss.sites.watching import watch


def connect() -> None:
    """Watch rule sets, their variants, and profiles; called once, when Django is ready."""
    watch(RuleSet, lambda row: revisions.bump(row.route.site_id))
    watch(PersonalizationVariant, lambda row: _rule_changed(row, row.rule_set.route.site_id))
    for model in (Calendar, Profile, Campaign):
        watch(model, lambda row: revisions.bump(row.site_id))
    for ruled in (MappingRule, SavedRule, Segment, ChannelRule, Goal):
        watch(ruled, lambda row: _rule_changed(row, row.site_id))
    for part in (ProfileKey, ProfileCard, PatternCard):
        watch(part, lambda row: revisions.bump(row.profile.site_id), by="profile_id")
    watch(ItemCard, lambda row: revisions.bump(row.item.site_id), by="item_id")
    watch(Channel, lambda row: revisions.bump_shared())
    watch(CalendarDate, lambda row: revisions.bump(row.calendar.site_id), by="calendar_id")


def _rule_changed(row: Any, site_id: int) -> None:
    revisions.bump(site_id)
    failures.forget(str(row.guid))
