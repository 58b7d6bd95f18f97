"""URLs of a project with an admin site of its own besides the default one."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

office = admin.AdminSite(name="office")
for model, model_admin in admin.site._registry.items():
    office.register(model, type(model_admin))

urlpatterns = [
    path("admin/", admin.site.urls),
    path("office/", office.urls),
    path("", include("django_jss.urls")),
]
