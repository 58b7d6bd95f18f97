"""Our own conditions, facts, field types, contents resolvers and event processors, found as those of any app are."""

from django_jss.content import field_types
from django_jss.engine import conditions
from django_jss.layout import resolvers
from django_jss.personalization.providers import account, client, history, page, profiles, request, saved, visitor
from django_jss.tracker.processors import definitions, pages

__all__ = [
    "account",
    "client",
    "conditions",
    "definitions",
    "field_types",
    "history",
    "page",
    "pages",
    "profiles",
    "request",
    "resolvers",
    "saved",
    "visitor",
]
