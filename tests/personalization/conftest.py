"""A page to personalize."""

from __future__ import annotations

import pytest

from django_jss.content.models.items import path_key_of
from django_jss.models import Item, Template
from tests.factories.sites import SiteFactory


@pytest.fixture
def site(db):
    return SiteFactory()


@pytest.fixture
def route(site):
    template = Template.objects.create(site=site, name="Page")
    return Item.objects.create(
        site=site, template=template, name="home", path="/home", path_key=path_key_of("/home"), has_layout=True
    )
