"""Our services beside the plain Django views that they are compared with."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_jss.analytics.models import Device, Event, Goal, PageView
from django_jss.engine.guids import uuid7

STORED = Path(settings.BENCHMARK_BYTES)
BODY = STORED.read_bytes() if STORED.is_file() else b"{}"
JSON = "application/json; charset=utf-8"
PAGE = uuid.uuid4()


def device_guid(request: HttpRequest) -> uuid.UUID:
    return uuid.UUID(request.COOKIES["SC_ANALYTICS_GLOBAL_COOKIE"].split("|")[0])


def bare(request: HttpRequest) -> HttpResponse:
    """The same bytes and nothing else."""
    return HttpResponse(BODY, content_type=JSON)


@transaction.atomic
def orm(request: HttpRequest) -> HttpResponse:
    """One read of device, contact and visit; contact and visit saved, a page view created."""
    device = Device.objects.select_related("contact", "latest_visit").get(guid=device_guid(request))
    contact, visit, now = device.contact, device.latest_visit, timezone.now()
    contact.page_view_count += 1
    contact.last_visit_at = now
    contact.save()
    visit.page_view_count += 1
    visit.last_activity_at = now
    visit.exit_path = "/"
    visit.save()
    PageView.objects.create(
        visit=visit, sequence=visit.page_view_count, at=now, item_guid=PAGE, path="/", language="en"
    )
    return HttpResponse(BODY, content_type=JSON)


def sql(request: HttpRequest) -> HttpResponse:
    """The same in SQL written by hand."""
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.contact_id, d.latest_visit_id, v.page_view_count FROM django_jss_device d "
            "JOIN django_jss_contact c ON c.id = d.contact_id "
            "JOIN django_jss_visit v ON v.id = d.latest_visit_id WHERE d.guid = %s",
            [device_guid(request)],
        )
        contact_id, visit_id, views = cursor.fetchone()
        cursor.execute(
            "UPDATE django_jss_contact SET page_view_count = page_view_count + 1, last_visit_at = %s WHERE id = %s",
            [now, contact_id],
        )
        cursor.execute(
            "UPDATE django_jss_visit SET page_view_count = page_view_count + 1, last_activity_at = %s, exit_path = %s "
            "WHERE id = %s",
            [now, "/", visit_id],
        )
        cursor.execute(
            "INSERT INTO django_jss_pageview (id, visit_id, sequence, at, item_guid, path, language, data) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, '{}')",
            [uuid7(), visit_id, views + 1, now, PAGE, "/", "en"],
        )
    return HttpResponse(BODY, content_type=JSON)


class EntrySerializer(serializers.Serializer[Any]):
    """One goal with custom data."""

    goalId = serializers.UUIDField()
    plan = serializers.CharField(max_length=100)


class GoalView(APIView):
    """What a project would write: the body is validated, the goal looked up, and the same rows are written."""

    authentication_classes = []
    permission_classes = []

    def post(self, request: Request) -> Response:
        entries = EntrySerializer(data=request.data, many=True)
        entries.is_valid(raise_exception=True)
        now = timezone.now()
        with transaction.atomic():
            device = Device.objects.select_related("contact", "latest_visit").get(guid=device_guid(request._request))
            visit, contact = device.latest_visit, device.contact
            for entry in entries.validated_data:
                goal = Goal.objects.get(guid=entry["goalId"], is_deployed=True)
                for row in (visit, contact):
                    row.engagement_value += goal.points
                    row.goal_counts[str(goal.guid)] = row.goal_counts.get(str(goal.guid), 0) + 1
                view = PageView.objects.filter(visit=visit).order_by("-sequence").first()
                Event.objects.create(
                    visit=visit,
                    page_view=view,
                    kind="goal",
                    at=now,
                    definition_guid=goal.guid,
                    name=goal.name,
                    points=goal.points,
                    data={"plan": entry["plan"]},
                )
            visit.last_activity_at = now
            visit.save(update_fields=["last_activity_at", "engagement_value", "goal_counts"])
            contact.save(update_fields=["engagement_value", "goal_counts"])
        return Response({})


urlpatterns = [
    path("drf/", GoalView.as_view()),
    path("bare/", bare),
    path("orm/", orm),
    path("sql/", sql),
    path("", include("django_jss.urls")),
]
