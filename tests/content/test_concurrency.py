"""Authors at work at the same moment, on databases that let more than one write."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from django_jss.content.layouts import add_rendering, create_local_datasource, draft_layout
from django_jss.content.media import store_media
from django_jss.content.publishing import publish
from django_jss.content.tree import copy, create_item, delete, move, rename
from django_jss.content.versions import save_version
from django_jss.exceptions import InvalidMove, JssError, PathTaken, StaleEdit
from django_jss.models import Item, MediaItem, Redirect
from django_jss.sites import revisions
from tests.factories.content import ComponentFactory, PageFactory, TemplateFactory, draft, root
from tests.factories.sites import SiteFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="SQLite has one writer at a time: set DATABASE_URL to a PostgreSQL or MariaDB server",
    ),
]


@pytest.fixture
def template():
    return TemplateFactory(site=SiteFactory(), is_route_type=True, fields={"title": "Single-Line Text"})


@pytest.fixture
def home(template):
    return root(template.site, template=template)


def at_once(*acts: Callable[[], Any]) -> list[type[Exception] | None]:
    """Run all acts in threads that start together; what each raised, None if nothing."""
    barrier = Barrier(len(acts), timeout=20)

    def run(act: Callable[[], Any]) -> type[Exception] | None:
        try:
            connection.ensure_connection()
            barrier.wait()
            act()
        except JssError as error:
            return type(error)
        finally:
            connections.close_all()
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_one_of_two_authors_who_save_one_version_is_refused(home):
    lock = draft(home).lock
    language = home.site.default_language

    outcomes = at_once(
        *(lambda title=title: save_version(home, language, values={"title": title}, lock=lock) for title in "ab")
    )

    assert set(outcomes) == {None, StaleEdit}
    assert home.versions.get().fields == {"title": "ab"[outcomes.index(None)]}


def test_one_of_two_authors_who_save_a_first_version_is_refused(home):
    language = home.site.default_language

    outcomes = at_once(*(lambda: save_version(home, language, values={}, lock=0) for _ in range(2)))

    assert set(outcomes) == {None, StaleEdit}


@pytest.mark.parametrize("attempt", range(3))
def test_two_moves_make_no_circle(home, template, attempt):
    one, two = create_item(home, "one", template), create_item(home, "two", template)

    outcomes = at_once(lambda: move(one, two), lambda: move(two, one))

    assert set(outcomes) == {None, InvalidMove}
    assert Item.objects.filter(parent=home).count() == 1


def test_path_is_given_once(home, template):
    outcomes = at_once(*(lambda: create_item(home, "new", template) for _ in range(4)))

    assert sorted(map(str, outcomes)) == sorted(map(str, [None, PathTaken, PathTaken, PathTaken]))
    assert Item.objects.filter(name="new").count() == 1


def test_copies_get_names_of_their_own(home, template):
    page = create_item(home, "page", template)

    assert at_once(*(lambda: copy(page, home) for _ in range(4))) == [None] * 4

    assert {item.path for item in Item.objects.filter(parent=home)} == {
        "/home/page",
        *(f"/home/page {number}" for number in (2, 3, 4, 5)),
    }


@pytest.mark.parametrize("attempt", range(3))
def test_paths_agree_with_the_tree_after_all_kinds_of_acts(home, template, attempt):
    left, right = create_item(home, "left", template), create_item(home, "right", template)
    inner = create_item(left, "inner", template)

    at_once(
        lambda: rename(left, "west"),
        lambda: move(inner, right),
        lambda: create_item(left, "new", template),
        lambda: create_item(inner, "deep", template),
        lambda: rename(right, "east"),
        lambda: copy(left, right),
    )

    for item in Item.objects.select_related("parent"):
        assert item.path == f"{item.parent.path if item.parent else ''}/{item.name}"
    assert len({redirect.path for redirect in Redirect.objects.all()}) == Redirect.objects.count()


def test_item_is_not_made_below_one_that_is_deleted(home, template):
    page = create_item(home, "page", template)
    seen = Item.objects.get(pk=page.pk)

    outcomes = at_once(lambda: delete(page), lambda: create_item(seen, "new", template))

    assert outcomes in ([None, None], [None, StaleEdit])
    assert list(Item.objects.all()) == [home]


def test_one_of_two_authors_who_change_one_layout_is_refused(home):
    component = ComponentFactory(site=home.site)
    layout = draft_layout(home)

    outcomes = at_once(
        *(lambda: add_rendering(layout, component=component, placeholder="jss-main", lock=0) for _ in range(2))
    )

    assert set(outcomes) == {None, StaleEdit}
    assert layout.renderings.count() == 1


def test_renderings_get_content_of_their_own_at_the_same_moment(home):
    component = ComponentFactory(site=home.site, datasource_template=TemplateFactory(site=home.site))
    layout = draft_layout(home)
    renderings = [add_rendering(layout, component=component, placeholder="jss-main", lock=lock) for lock in range(3)]

    assert at_once(*(lambda row=row: create_local_datasource(row) for row in renderings)) == [None] * 3

    layout.refresh_from_db()
    assert layout.lock == 6
    assert layout.renderings.exclude(datasource=None).values("datasource").distinct().count() == 3


def test_file_stored_twice_is_one_item(home, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    assert at_once(*(lambda: store_media(home.site, "a.txt", b"x") for _ in range(3))) == [None] * 3

    assert MediaItem.objects.count() == 1


def test_publishing_at_the_same_moment_makes_one_live_layout(home):
    draft(home)
    component = ComponentFactory(site=home.site)
    add_rendering(draft_layout(home), component=component, placeholder="jss-main", lock=0)
    language = home.site.default_language

    assert at_once(*(lambda: publish(home, language) for _ in range(3))) == [None] * 3

    assert home.layouts.get(stage="published").renderings.count() == 1


def test_every_change_raises_the_number(template, home):
    pages = [PageFactory(parent=home, template=template) for _ in range(4)]
    before = revisions.current(home.site_id)

    at_once(*(lambda page=page: rename(page, f"{page.name}-new") for page in pages))

    revisions.memo.forget()
    assert revisions.current(home.site_id) == before + 4
