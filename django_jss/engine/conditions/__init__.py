"""Conditions: the questions that rules ask. One module per group."""

from django_jss.engine.conditions import (
    account,
    campaigns,
    dates,
    device,
    goals,
    page,
    place,
    profiles,
    request,
    saved,
    shares,
    tracking,
    visit,
    visitor,
)
from django_jss.engine.conditions.base import Condition, Group, catalogue, condition, conditions

__all__ = [
    "Condition",
    "Group",
    "account",
    "campaigns",
    "catalogue",
    "condition",
    "conditions",
    "dates",
    "device",
    "goals",
    "page",
    "place",
    "profiles",
    "request",
    "saved",
    "shares",
    "tracking",
    "visit",
    "visitor",
]
