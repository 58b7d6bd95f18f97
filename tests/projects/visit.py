"""Opens the pages of the admin and the services in the project that `DJANGO_SETTINGS_MODULE` names; run as a script.

It prints one JSON object: the status of each page by its address, without the keys of rows.
"""

from __future__ import annotations

import json

import django
from django.conf import settings

django.setup()

from django.contrib import admin  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_databases, setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from tests.factories.pages import KEY, home_of, make_component, make_site, place  # noqa: E402


def addresses() -> dict[str, str]:
    """What to open, by name."""
    site = make_site()
    hero = place(home_of(site), make_component(site, "Hero", {"heading": "Single-Line Text"}), values={"heading": "Hi"})
    home = hero.layout.item
    models = [model._meta for model in admin.site._registry if model._meta.app_label == "django_jss"]
    lists = {meta.model_name: reverse(f"admin:django_jss_{meta.model_name}_changelist") for meta in models}
    adds = {
        f"{meta.model_name} add": reverse(f"admin:django_jss_{meta.model_name}_add")
        for meta in models
        if meta.model_name != "item"
    }
    pages = {
        "index": reverse("admin:index"),
        "page": reverse("admin:django_jss_item_change", args=[home.pk]),
        "component": reverse("admin:django_jss_item_rendering", args=[home.pk, hero.uid]),
        "layout": f"{reverse('django_jss:layout', args=['jss'])}?item=/&sc_apikey={KEY}&sc_site=shop",
    }
    return {**lists, **adds, **pages}


def visit() -> dict[str, int]:
    """The status of each page, as the administrator of the project sees it."""
    user = get_user_model().objects.create_superuser("admin", "admin@example.com", "secret")
    client = Client()
    client.force_login(user)
    prefix = (settings.FORCE_SCRIPT_NAME or "").rstrip("/")
    return {name: client.get(address.removeprefix(prefix)).status_code for name, address in addresses().items()}


if __name__ == "__main__":
    setup_test_environment()
    setup_databases(verbosity=0, interactive=False)
    if hasattr(settings, "STATIC_ROOT") and settings.STATIC_ROOT:
        call_command("collectstatic", interactive=False, verbosity=0)
    print(json.dumps(visit()))
