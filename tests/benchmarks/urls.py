"""Our services beside the plain Django views that they are compared with."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import timezone

from django_jss.analytics.models import Device, PageView
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


urlpatterns = [
    path("bare/", bare),
    path("orm/", orm),
    path("sql/", sql),
    path("", include("django_jss.urls")),
]
