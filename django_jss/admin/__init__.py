"""Authoring in Django's admin: one module per domain."""

from django_jss.admin import (
    analytics,
    calendars,
    components,
    content,
    definitions,
    dictionary,
    media,
    named_rules,
    personas,
    profiles,
    rule_changes,
    sites,
)

__all__ = [
    "analytics",
    "calendars",
    "components",
    "content",
    "definitions",
    "dictionary",
    "media",
    "named_rules",
    "personas",
    "profiles",
    "rule_changes",
    "sites",
]
