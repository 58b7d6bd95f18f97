"""Our own conditions, facts, field types, contents resolvers and event processors, found as those of any app are."""

from django_jss.content import field_types
from django_jss.engine import conditions
from django_jss.layout import resolvers
from django_jss.personalization.providers import (
    account,
    client,
    history,
    identity,
    page,
    profiles,
    request,
    saved,
    source,
    visitor,
)
from django_jss.tracker.processors import definitions, pages, plain

__all__ = [
    "account",
    "client",
    "conditions",
    "definitions",
    "field_types",
    "history",
    "identity",
    "page",
    "pages",
    "plain",
    "profiles",
    "request",
    "resolvers",
    "saved",
    "source",
    "visitor",
]
