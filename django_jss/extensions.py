"""All that a project can add to, in one place; put it in a module `jss` of an app, where it is found.

See "Extending" in the documentation for an example of each.
"""

from django_jss.analytics.ingest import DatabaseSink, Sink
from django_jss.analytics.records import EventRecord, Happenings, PageViewRecord, Record
from django_jss.content.field_types import FieldType, SerializationContext
from django_jss.content.field_types import register as field_type
from django_jss.engine.conditions import Group, condition
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.given import FactType
from django_jss.engine.history import PastEvent, PastPage
from django_jss.engine.parameters import (
    CampaignGuid,
    Choices,
    Comparison,
    EventGuid,
    GoalGuid,
    Months,
    Name,
    NumberComparison,
    OutcomeGuid,
    PageGuid,
    Period,
    Span,
    TextComparison,
    Texts,
    TimeUnit,
    Weekdays,
)
from django_jss.layout.actions import Shown, variant_action
from django_jss.layout.context import PageContext, context_provider
from django_jss.layout.resolvers import RenderingCall, Resolution, contents_resolver, live_contents_resolver
from django_jss.personalization.facts import Sender, Situation, fact
from django_jss.tracker.entries import Entry
from django_jss.tracker.lookups import Lookups
from django_jss.tracker.processors.registry import EventProcessor, event_processor

__all__ = [
    "CampaignGuid",
    "Choices",
    "Comparison",
    "DatabaseSink",
    "Entry",
    "EventGuid",
    "EventProcessor",
    "EventRecord",
    "Fact",
    "FactType",
    "Facts",
    "FieldType",
    "GoalGuid",
    "Group",
    "Happenings",
    "Lookups",
    "Months",
    "Name",
    "NumberComparison",
    "OutcomeGuid",
    "PageContext",
    "PageGuid",
    "PageViewRecord",
    "PastEvent",
    "PastPage",
    "Period",
    "Record",
    "RenderingCall",
    "Resolution",
    "Sender",
    "SerializationContext",
    "Shown",
    "Sink",
    "Situation",
    "Span",
    "TextComparison",
    "Texts",
    "TimeUnit",
    "Weekdays",
    "condition",
    "contents_resolver",
    "context_provider",
    "event_processor",
    "fact",
    "field_type",
    "live_contents_resolver",
    "variant_action",
]
