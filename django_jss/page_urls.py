"""URLs of a site's pages, rendered on the server; include them last, where the site's pages shall be."""

from __future__ import annotations

from django.urls import re_path

from django_jss.views.pages import PageView

app_name = "django_jss_pages"
urlpatterns = [re_path(r"^(?P<path>.*)$", PageView.as_view(), name="page")]
