"""By which channel a visit comes: its campaign's, else by the rules of the site, else by the standard ones."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django_jss.analytics.channels import standard_channel
from django_jss.analytics.models import Campaign, Channel
from django_jss.engine.compiler import CompiledRule
from django_jss.engine.rules import read_stored_rule
from django_jss.personalization.facts import Situation, gather
from django_jss.personalization.failures import Reporters
from django_jss.personalization.models import ChannelRule
from django_jss.sites import revisions


@dataclass(frozen=True, slots=True)
class ChannelInfo:
    """A channel with its line: its own GUID, then those of its group and type."""

    id: int
    guid: uuid.UUID
    line: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteChannels:
    """What decides on a site: channels by GUID and alias, the channels of campaigns, and the rules in their order."""

    by_guid: Mapping[uuid.UUID, ChannelInfo]
    by_alias: Mapping[str, ChannelInfo]
    of_campaigns: Mapping[uuid.UUID, ChannelInfo]
    rules: tuple[tuple[CompiledRule, ChannelInfo], ...]


class Kept:
    """What decides on each site, as this process keeps it, with the revision at which it was read."""

    def __init__(self) -> None:
        self.by_site: dict[int, tuple[int, SiteChannels]] = {}


kept = Kept()


def channel_of(situation: Situation) -> ChannelInfo | None:
    """The channel of the visit that goes on, or of the one that the request starts; None without visitor or channels."""
    visitor, site = situation.visitor, situation.site
    if visitor is None or site is None:
        return None
    channels = _channels_of(site.id)
    if visitor.open_visit:
        guid = visitor.visit_channel_guid
        return channels.by_guid.get(guid) if guid else None
    campaign = visitor.visit_campaign_guid
    if campaign and (channel := channels.of_campaigns.get(campaign)):
        return channel
    # What the visitor triggers by arriving may change what rules see.
    key = ("channel", site.id, tuple(record.id for record in visitor.arrival or ()))
    if key not in visitor.decided:
        visitor.decided[key] = _by_rules(channels, situation)
    decided: ChannelInfo | None = visitor.decided[key]
    return decided or channels.by_alias.get(standard_channel(visitor.source))


def _by_rules(channels: SiteChannels, situation: Situation) -> ChannelInfo | None:
    if not channels.rules:
        return None
    facts = gather(situation)
    return next((channel for rule, channel in channels.rules if rule.verdict(facts) is True), None)


def line_of(site_id: int, channel: str) -> tuple[str, ...]:
    """The GUIDs of a channel, its group and its type; of an unknown one that alone."""
    info = _channels_of(site_id).by_guid.get(uuid.UUID(channel))
    return info.line if info else (channel,)


def _channels_of(site_id: int) -> SiteChannels:
    """Three queries after a change, else none."""
    revision = revisions.current(site_id)
    found = kept.by_site.get(site_id)
    if found is None or found[0] != revision:
        found = kept.by_site[site_id] = (revision, _read(site_id))
    return found[1]


def _read(site_id: int) -> SiteChannels:
    rows = {row.pk: row for row in Channel.objects.all()}
    infos = {pk: ChannelInfo(pk, row.guid, _line(row, rows)) for pk, row in rows.items()}
    campaigns = Campaign.objects.filter(site=site_id, channel__isnull=False).values_list("guid", "channel_id")
    rules = ChannelRule.objects.filter(site=site_id, is_enabled=True)
    reporters = Reporters()
    return SiteChannels(
        by_guid={info.guid: info for info in infos.values()},
        by_alias={rows[pk].alias: info for pk, info in infos.items()},
        of_campaigns={guid: infos[pk] for guid, pk in campaigns if pk in infos},
        rules=tuple(
            (reporters.compiled(read_stored_rule(row.rule), "channel rule", row.guid), infos[row.channel_id])
            for row in rules
            if row.channel_id in infos
        ),
    )


def _line(channel: Channel, rows: Mapping[int, Channel]) -> tuple[str, ...]:
    line = [channel]
    while (above := rows.get(line[-1].parent_id or 0)) is not None and above not in line:
        line.append(above)
    return tuple(str(each.guid) for each in line)
