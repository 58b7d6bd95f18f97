"""Tables of the personalization domain."""

from django_jss.personalization.models.calendars import Calendar, CalendarDate
from django_jss.personalization.models.changes import ChangedThing, RuleChange
from django_jss.personalization.models.channel_rules import ChannelRule
from django_jss.personalization.models.personas import Persona
from django_jss.personalization.models.profiles import (
    Authoring,
    Combining,
    ItemCard,
    MappingRule,
    PatternCard,
    Profile,
    ProfileCard,
    ProfileKey,
)
from django_jss.personalization.models.rule_sets import PersonalizationVariant, RuleSet, VariantAction
from django_jss.personalization.models.saved_rules import SavedRule, Segment

__all__ = [
    "Authoring",
    "Calendar",
    "CalendarDate",
    "ChangedThing",
    "ChannelRule",
    "Combining",
    "ItemCard",
    "MappingRule",
    "PatternCard",
    "Persona",
    "PersonalizationVariant",
    "Profile",
    "ProfileCard",
    "ProfileKey",
    "RuleChange",
    "RuleSet",
    "SavedRule",
    "Segment",
    "VariantAction",
]
