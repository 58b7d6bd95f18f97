"""The tracking service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from django_jss.analytics.turned_away import count_turned_away
from django_jss.api.bodies import read_json
from django_jss.api.errors import ServiceError
from django_jss.api.schema import describe
from django_jss.api.throttles import KeyThrottle, VisitorThrottle
from django_jss.api.tracker_schema import event_schema, flush_by_get_schema, flush_schema
from django_jss.api.visitors import VisitorView
from django_jss.conf import settings
from django_jss.requests import HttpSender
from django_jss.sites.models.api_keys import Service
from django_jss.tracker.batches import accept_batch
from django_jss.tracker.entries import BatchRefused, EntryFault, shown


class TrackerView(VisitorView):
    """What the tracking services share: they can be switched off, limit how often they are called, and answer with an
    empty object."""

    throttle_classes = [KeyThrottle, VisitorThrottle]

    service = Service.TRACKER
    # For the browsable schema alone: the body is read as JSON whatever its type.

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if not settings.TRACKER_ENABLED:
            raise ServiceError("not_found", "There is nothing here.", status=404)
        super().initial(request, *args, **kwargs)


class TrackEventView(TrackerView):
    """`POST …/track/event`: store one event or an ordered batch, whole or not at all.

    With `partial=true` wrong entries are left out instead: a page that is left cannot mend its batch.
    """

    @describe(**event_schema)
    def post(self, request: Request) -> HttpResponseBase:
        """Answer `{}`, or 400 with what is wrong with each entry; 200 with that if the others are stored."""
        site = self.site()
        entries = read_entries(request._request)
        language = site.language(self.parameters.get("sc_lang"))
        visitor = self.visitor
        visitor.enter(site)
        if not visitor.may_be_tracked:
            count_turned_away(site, visitor)
            return self.done()
        try:
            faults = accept_batch(
                entries,
                visitor=visitor,
                site=site,
                language=language.code if language else "",
                sender=HttpSender(request._request),
                may_be_partial=self.parameters.get("partial").lower() == "true",
            )
        except BatchRefused as refusal:
            message = "Nothing was stored: entries are wrong."
            raise ServiceError("entries_invalid", message, more={"errors": _told(refusal.faults)}) from refusal
        return Response({"errors": _told(faults)}) if faults else self.done()


class TrackFlushView(TrackerView):
    """`POST …/track/flush`: the next request starts a new visit. GET, if the settings allow it, for use by hand."""

    @describe(**flush_schema)
    def post(self, request: Request) -> HttpResponse:
        """Answer `{}`, also if there is no visit to end."""
        self.visitor.end_visit()
        return self.done()

    @describe(**flush_by_get_schema)
    def get(self, request: Request) -> HttpResponse:
        """The same, while the setting `TRACKER_FLUSH_BY_GET` allows it; else 405."""
        if not settings.tracker_flush_by_get:
            self.http_method_not_allowed(request)
        return self.post(request)

    def head(self, request: Request) -> NoReturn:
        """Asking for the head of an act would be the act."""
        self.http_method_not_allowed(request)
        raise AssertionError


def read_entries(request: HttpRequest) -> Sequence[Any]:
    """The entries of the body: the elements of an array, or the one object."""
    parsed = read_json(request)
    entries = parsed if isinstance(parsed, list) else [parsed]
    if not isinstance(parsed, list | dict):
        raise ServiceError("body_invalid", f"expected an array of events or one event, got {shown(parsed)}")
    if len(entries) > settings.TRACKER_MAX_ENTRIES:
        message = f"expected at most {settings.TRACKER_MAX_ENTRIES} entries, got {len(entries)}"
        raise ServiceError("too_many_entries", message)
    return entries


def _told(faults: Sequence[EntryFault]) -> list[dict[str, Any]]:
    return [{"index": fault.index, "field": fault.field, "message": fault.message} for fault in faults]
