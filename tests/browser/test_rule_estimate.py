"""While a rule is edited, the author is told how many visitors it would match."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from django_jss.content.models import Rendering
from django_jss.models import Segment
from tests.browser.test_authoring_story import add_condition
from tests.factories.pages import KEY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_estimate_follows_the_rule(page: Any, live_server: LiveServer, hero: Rendering) -> None:
    for _visitor in range(3):
        Client().get("/sitecore/api/layout/render/jss", {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop"})
    segment = Segment.objects.create(site=hero.layout.item.site, name="Regulars")
    page.goto(f"{live_server.url}/admin/django_jss/segment/{segment.pk}/change/")
    builder = page.locator("jss-rule-builder")
    told = builder.locator("jss-rule-estimate")

    told.get_by_text("Of the 3 visitors of the last 30 days 3 would match.").wait_for()
    add_condition(builder, "the number of visits")
    told.get_by_text("Of the 3 visitors of the last 30 days 0 would match.").wait_for()
    told.locator("summary").click()

    assert told.locator("li li").all_inner_texts() == ["✗ the number of visits is at least 2"] * 3
