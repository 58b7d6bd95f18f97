"""Our services below `/x/y/`."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls), path("x/y/", include("django_jss.urls"))]
