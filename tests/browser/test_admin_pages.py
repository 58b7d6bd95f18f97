"""Each page of the admin: no script but ours runs, nothing fails, and assistive technology can read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import override_settings
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from django_jss.content.models import Rendering

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STRICT = override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, "tests.browser.csp.strict_policy"])
MODELS = sorted(model._meta.model_name for model in admin.site._registry if model._meta.app_label == "django_jss")
# Of Django's own admin: breadcrumbs, and the search box, whose label is a picture with a text that axe does not read.
OF_DJANGO = {"link-in-text-block": "<a", "label-title-only": 'id="searchbar"'}


def of_item(name: str) -> Callable[[Rendering], str]:
    return lambda hero: reverse(f"admin:django_jss_item_{name}", args=[hero.layout.item_id])


def of_django(rule: str, html: str) -> bool:
    return rule in OF_DJANGO and OF_DJANGO[rule] in html


PAGES: dict[str, Callable[[Rendering], str]] = {
    "page": of_item("change"),
    "new page": of_item("new"),
    "page as JSON": of_item("json"),
    "component": lambda hero: reverse("admin:django_jss_item_rendering", args=[hero.layout.item_id, hero.uid]),
    **{model: lambda hero, model=model: reverse(f"admin:django_jss_{model}_changelist") for model in MODELS},
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_the_admin_are_sound(page: Any, live_server: LiveServer, hero: Rendering, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    faults: list[str] = []
    page.on("console", lambda message: faults.append(f"{address}: {message.text}") if message.type == "error" else None)
    page.emulate_media(color_scheme=scheme)
    with STRICT:
        for address in [make(hero) for make in PAGES.values()]:
            page.goto(f"{live_server.url}{address}")
            page.wait_for_load_state("networkidle")
            for violation in Axe().run(page).response["violations"]:
                if violation["impact"] in ("serious", "critical") and violation["id"] not in OF_DJANGO:
                    faults.append(f"{address}: {violation['id']}: {violation['nodes'][0]['html'][:200]}")

    assert "\n".join(faults) == ""


def test_inputs_of_a_page_have_the_width_of_their_card(page: Any, live_server: LiveServer, hero: Rendering) -> None:
    page.goto(f"{live_server.url}{PAGES['page'](hero)}")

    card, name = page.locator("#jss-fields .module").first, page.locator("#id_display_name")

    assert name.bounding_box()["width"] > 0.8 * card.bounding_box()["width"]


def test_pages_and_other_items_stand_alike_in_the_tree(page: Any, live_server: LiveServer, hero: Rendering) -> None:
    page.goto(f"{live_server.url}{reverse('admin:django_jss_item_changelist')}")

    rows = page.locator(".jss-page > .jss-row, .jss-item > .jss-row").all()

    assert len(rows) > 1
    assert len({row.bounding_box()["height"] for row in rows}) == 1
    assert page.locator(".jss-page").first.evaluate("page => getComputedStyle(page).borderTopWidth") == "0px"
