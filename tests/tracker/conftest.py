from __future__ import annotations

import pytest

from django_jss.analytics.visitors import Visitor
from django_jss.content.models.items import path_key_of
from django_jss.models import Item, ItemVersion, Site, Template, VersionState
from django_jss.sites import directory
from django_jss.sites.directory import SiteInfo
from tests.factories.analytics import visitor_with
from tests.factories.sites import SiteFactory


@pytest.fixture
def site(db: None) -> Site:
    return SiteFactory()


@pytest.fixture
def site_info(site: Site) -> SiteInfo:
    info = directory.current().site_by_id(site.pk)
    assert info is not None
    return info


@pytest.fixture
def page(site: Site) -> Item:
    return published_page(site, "about")


@pytest.fixture
def visitor() -> Visitor:
    return visitor_with()


def published_page(site: Site, name: str, state: str = VersionState.PUBLISHED) -> Item:
    template, _ = Template.objects.get_or_create(site=site, name="App Route")
    item = Item.objects.create(
        site=site,
        template=template,
        name=name,
        path=f"/home/{name}",
        path_key=path_key_of(f"/home/{name}"),
        has_layout=True,
    )
    ItemVersion.objects.create(item=item, language=site.default_language, state=state)
    return item
