"""Counts the bots that are not recorded, so that nobody goes unseen."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import F

from django_jss.analytics.client.device import kept_user_agent
from django_jss.analytics.client.kept import storable
from django_jss.analytics.consent import Tracking
from django_jss.analytics.models import TurnedAway
from django_jss.analytics.recognition import database
from django_jss.analytics.visitors import Visitor
from django_jss.conf import settings
from django_jss.sites.directory import SiteInfo

_LONGEST_AGENT = 120


def count_turned_away(site: SiteInfo, visitor: Visitor) -> None:
    """Count a request that is not recorded, if a bot's, on the site's day, by reason and by what it calls itself.

    Bots are counted also where people are only recorded with their consent. One statement, seldom three.
    """
    reason = Tracking.BOT if visitor.is_bot else visitor.tracking
    if not reason.is_about_bots:
        return
    entry = {
        "site_id": site.id,
        "on": visitor.now.astimezone(ZoneInfo(site.time_zone)).date(),
        "reason": str(reason),
        "agent": storable(_agent(visitor), at_most=_LONGEST_AGENT),
    }
    rows = TurnedAway.objects.using(database())
    if rows.filter(**entry).update(count=F("count") + 1):
        return
    try:
        with transaction.atomic(using=database()):
            rows.create(**entry, count=1)
    except IntegrityError:
        # Another request was quicker, or the database takes two writings of the agent for one.
        rows.filter(**entry).update(count=F("count") + 1)


def _agent(visitor: Visitor) -> str:
    """What it calls itself; of one who may be a person no more than is kept of people."""
    agent = visitor.client.user_agent
    return agent if visitor.is_bot else kept_user_agent(agent, settings.USER_AGENTS)
