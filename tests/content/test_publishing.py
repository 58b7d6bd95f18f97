"""Drafts that go live, and pages that go off the site."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from django_jss.content.layouts import add_rendering, create_local_datasource, draft_layout, move_rendering
from django_jss.content.publishing import publish, unpublish
from django_jss.content.versions import save_version
from django_jss.exceptions import StaleEdit
from django_jss.models import Layout, Rendering
from django_jss.signals import item_published, item_unpublished
from tests.factories.content import (
    ComponentFactory,
    ItemFactory,
    PageFactory,
    RenderingFactory,
    TemplateFactory,
    draft,
    layout_of,
    published,
    read,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(home, site):
    return PageFactory(
        parent=home, name="about", template=TemplateFactory(site=site, fields={"title": "Single-Line Text"})
    )


@pytest.fixture
def sent():
    """What the signals told, in order."""
    told = []

    def on_published(sender, item, language, **kwargs):
        told.append(("published", item, language))

    def on_unpublished(sender, item, language, **kwargs):
        told.append(("unpublished", item, language))

    item_published.connect(on_published)
    item_unpublished.connect(on_unpublished)
    yield told
    item_published.disconnect(on_published)
    item_unpublished.disconnect(on_unpublished)


def test_published_draft_is_what_visitors_see(page, english):
    published(page, title="old")
    draft(page, title="new")

    publish(page, english)

    assert read(page).fields["title"] == "new"


def test_other_languages_stay_drafts(page, english, danish):
    draft(page, title="Hello")
    draft(page, danish, title="Hej")

    publish(page, english)

    assert (read(page).version, read(page, "da").version) == (1, None)


def test_nothing_cannot_be_published(page, english):
    with pytest.raises(ValidationError):
        publish(page, english)


def test_window_must_end_after_it_begins(page, english):
    draft(page)
    now = timezone.now()

    with pytest.raises(ValidationError):
        publish(page, english, publish_from=now, publish_until=now)

    assert read(page).version is None


def test_version_with_a_window_is_seen_inside_it(page, english):
    draft(page)
    start = timezone.now() + timedelta(days=1)

    publish(page, english, publish_from=start, publish_until=start + timedelta(days=1))

    assert read(page).version is None
    assert read(page, at=start).version == 1


def test_publishing_again_changes_nothing(page, english):
    draft(page)
    layout = draft_layout(page)
    RenderingFactory(layout=layout)
    version = publish(page, english)
    rows = list(Rendering.objects.values())

    assert publish(page, english).lock == version.lock
    assert list(Rendering.objects.values()) == rows


def test_draft_that_somebody_changed_meanwhile_is_not_published(page, english):
    seen = draft(page).lock
    save_version(page, english, values={}, lock=seen)

    with pytest.raises(StaleEdit):
        publish(page, english, lock=seen)


def test_author_whose_form_is_open_is_told_that_it_was_published(page, english):
    seen = draft(page).lock
    publish(page, english)

    with pytest.raises(StaleEdit):
        save_version(page, english, values={}, lock=seen)


def test_signals_come_after_the_commit(page, english, sent, django_capture_on_commit_callbacks):
    draft(page)

    with django_capture_on_commit_callbacks(execute=True):
        publish(page, english)
        assert sent == []
    with django_capture_on_commit_callbacks(execute=True):
        unpublish(page, english)
        unpublish(page, english)

    assert sent == [("published", page, "en"), ("unpublished", page, "en")]


def test_unpublished_page_has_nothing_to_show_but_keeps_its_versions(page, english, danish):
    published(page, title="one")
    published(page, title="two")
    published(page, danish)

    assert unpublish(page, english) == 2

    assert (read(page).version, read(page, "da").version) == (None, 1)
    assert page.versions.count() == 3


def test_page_that_was_unpublished_can_be_published_again(page, english):
    published(page, title="one")
    unpublish(page, english)

    publish(page, english)

    assert read(page).fields["title"] == "one"


def shape(layout):
    """Uids by placeholder and parent, in order."""
    return [
        (row.uid, row.parent.uid if row.parent else None, row.placeholder, row.position)
        for row in layout.renderings.order_by("placeholder", "position").select_related("parent")
    ]


def test_publishing_makes_the_live_layout_like_the_draft(page, english, site):
    draft(page)
    box = ComponentFactory(site=site, exposed_placeholders=["inside", "below"])
    layout = draft_layout(page)
    outer = RenderingFactory(layout=layout, component=box)
    inner = RenderingFactory(layout=layout, component=box, parent=outer, placeholder="inside", params={"a": "1"})
    innermost = RenderingFactory(layout=layout, parent=inner, placeholder="inside")
    publish(page, english)
    live = layout_of(page)
    assert shape(live) == shape(layout)

    innermost.parent, innermost.placeholder = outer, "below"
    innermost.save()
    inner.delete()
    added = RenderingFactory(layout=layout, parent=innermost, placeholder="inside", position=3)
    publish(page, english)

    assert shape(live) == shape(layout)
    assert live.renderings.get(uid=added.uid).parent.uid == innermost.uid


def test_live_layout_does_not_change_before_it_is_published(page, english, site):
    draft(page)
    rendering = RenderingFactory(layout=draft_layout(page))
    publish(page, english)
    before = shape(layout_of(page))

    layout = draft_layout(page)
    add_rendering(layout, component=rendering.component, placeholder="jss-main", lock=layout.lock)

    assert shape(layout_of(page)) == before


def test_language_with_a_layout_of_its_own_publishes_that(page, english, danish):
    draft(page)
    draft(page, danish)
    RenderingFactory(layout=draft_layout(page))
    own = RenderingFactory(layout=draft_layout(page, danish))

    publish(page, danish)

    assert [layout.language for layout in Layout.objects.filter(stage="published")] == [danish]
    assert layout_of(page, language=danish).renderings.get().uid == own.uid


def test_content_that_belongs_to_the_page_is_published_with_it(page, english, danish, site):
    draft(page)
    component = ComponentFactory(site=site, datasource_template=TemplateFactory(site=site))
    layout = draft_layout(page)
    datasource = create_local_datasource(
        add_rendering(layout, component=component, placeholder="jss-main", lock=layout.lock)
    )
    published(datasource, title="old")
    draft(datasource, title="new")
    draft(datasource, danish)
    shared = ItemFactory(parent=page)
    draft(shared)

    publish(page, english)

    assert read(datasource).version == 2
    assert (read(datasource, "da").version, read(shared).version) == (None, None)


def test_content_of_the_page_stays_a_draft_if_only_the_page_is_to_be_published(page, english, site):
    draft(page)
    folder = ItemFactory(parent=page, name="Page Components")
    datasource = ItemFactory(parent=folder)
    draft(datasource)

    publish(page, english, with_datasources=False)

    assert read(datasource).version is None


@pytest.mark.parametrize("number", [1, 40])
def test_publishing_costs_the_same_however_much_is_on_the_page(
    page, english, site, number, django_assert_max_num_queries
):
    draft(page)
    folder = ItemFactory(parent=page, name="Page Components")
    component = ComponentFactory(site=site)
    layout = draft_layout(page)
    for _ in range(number):
        datasource = ItemFactory(parent=folder)
        draft(datasource)
        outer = RenderingFactory(layout=layout, component=component, datasource=datasource)
        RenderingFactory(layout=layout, component=component, parent=outer, placeholder="inside")

    with django_assert_max_num_queries(25):
        publish(page, english)
    move_rendering(layout, outer.uid, placeholder="jss-main", position=0, lock=layout.lock)
    with django_assert_max_num_queries(25):
        publish(page, english)
