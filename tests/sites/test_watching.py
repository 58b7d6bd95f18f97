"""Changes of rows, which every process must learn of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from django_jss.models import Layout, Rendering, Site
from django_jss.sites import revisions
from tests.factories.content import (
    ComponentFactory,
    MediaFactory,
    PhraseFactory,
    RenderingFactory,
    TemplateFactory,
    TemplateFieldFactory,
    layout_of,
    published,
    root,
)
from tests.factories.sites import SiteFactory

pytestmark = pytest.mark.django_db


def _saved_rendering(site: Site) -> Rendering:
    return RenderingFactory(layout=layout_of(root(site)))


MAKERS: list[Callable[[Site], object]] = [
    lambda site: root(site),
    lambda site: published(root(site)),
    lambda site: layout_of(root(site)),
    _saved_rendering,
    lambda site: TemplateFactory(site=site),
    lambda site: TemplateFieldFactory(template=TemplateFactory(site=site)),
    lambda site: TemplateFactory(site=site, bases=[TemplateFactory(site=site)]).base_links.get(),
    lambda site: ComponentFactory(site=site),
    lambda site: MediaFactory(site=site),
    lambda site: PhraseFactory(site=site),
]


@pytest.mark.parametrize("make", MAKERS)
def test_row_that_is_saved_changes_its_site(make):
    site = SiteFactory()
    row = make(site)
    before = revisions.current(site.pk)

    row.save()

    assert revisions.current(site.pk) != before


@pytest.mark.parametrize("make", MAKERS)
def test_row_that_is_deleted_changes_its_site(make):
    site = SiteFactory()
    row = make(site)
    before = revisions.current(site.pk)

    row.delete()

    assert revisions.current(site.pk) != before


@pytest.mark.parametrize("make", MAKERS)
def test_rows_that_one_statement_deletes_change_their_sites(make):
    rows = [make(SiteFactory()) for _ in range(2)]
    sites = Site.objects.all()
    before = {site.pk: revisions.current(site.pk) for site in sites}

    type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).delete()

    assert all(revisions.current(site.pk) != before[site.pk] for site in sites)


@pytest.mark.parametrize("number", [1, 50])
def test_deleting_a_layout_costs_the_same_however_much_stands_on_it(number, django_assert_max_num_queries):
    layout = layout_of(root(SiteFactory()))
    component = ComponentFactory(site=layout.item.site)
    for _ in range(number):
        RenderingFactory(layout=layout, component=component)

    with django_assert_max_num_queries(6):
        Layout.objects.get(pk=layout.pk).delete()


@pytest.mark.parametrize("number", [1, 50])
def test_deleting_renderings_costs_the_same_for_one_and_for_fifty(number, django_assert_max_num_queries):
    layout = layout_of(root(SiteFactory()))
    component = ComponentFactory(site=layout.item.site)
    for _ in range(number):
        RenderingFactory(layout=layout, component=component)

    with django_assert_max_num_queries(6):
        Rendering.objects.filter(layout=layout).delete()
