"""The link builder on a campaign's page."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from django_jss.models import Site
from tests.factories.analytics import CampaignFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_address_comes_out_with_the_campaign(page: Any, live_server: LiveServer) -> None:
    campaign = CampaignFactory(site=Site.objects.get(), name="Spring & more")
    page.goto(live_server.url + reverse("admin:django_jss_campaign_change", args=[campaign.pk]))

    def link(address: str) -> str:
        page.fill("[data-jss-link-address]", address)
        return str(page.eval_on_selector("[data-jss-link]", "element => element.value"))

    assert link("https://shop.example/tours?x=1&sc_camp=old#top") == (
        "https://shop.example/tours?x=1&sc_camp=Spring+%26+more#top"
    )
    assert [link(address) for address in ("shop.example", "javascript:alert(1)", "https://")] == ["", "", ""]
