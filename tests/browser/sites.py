"""A site whose pages are rendered on the server, at the root of the test server."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import include, path

from tests.factories.pages import KEY

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("django_jss.urls")),
    path("", include("django_jss.page_urls")),
]


def key(request: HttpRequest) -> dict[str, Any]:
    """The API key, for the tracker's tag."""
    return {"key": str(KEY)}
