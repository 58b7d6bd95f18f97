"""Where a visit comes from that begins with a call of the tracker: its first page view says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django_jss.analytics.client.kept import storable
from django_jss.analytics.client.source import host_of, source_of
from django_jss.analytics.visitors import Visitor
from django_jss.sites import directory
from django_jss.tracker.entries import Entry
from django_jss.tracker.processors.pages import query_in


def land(visitor: Visitor, entries: Sequence[Entry]) -> None:
    """Take the referrer and the address of the first page view for the visitor's; they count if a visit begins."""
    for entry in entries:
        address = entry.values.get("url") or entry.values.get("pageUrl")
        if isinstance(address, str) and (entry.has("pageId") or entry.has("pageUrl")):
            told = entry.values.get("referrer")
            client = visitor.client
            referrer = storable(told, at_most=1000) if isinstance(told, str) else ""
            own = {host_of(f"//{host}") for host in directory.current().hosts} | {host_of(address)}
            source = {**client.source, **source_of(referrer, query_in(address), own)}
            visitor.client = replace(client, referrer=client.referrer if told is None else referrer, source=source)
            return
