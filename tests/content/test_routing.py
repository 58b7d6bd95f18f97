"""From paths to pages."""

from __future__ import annotations

import uuid

import pytest
from pytest_django.asserts import assertNumQueries

from django_jss.content.routing import PageRef, kept, known_pages, resolve
from django_jss.models import Item, Redirect
from tests.factories.content import ItemFactory, PageFactory, draft, info_of, published
from tests.factories.sites import SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def about(home: Item) -> Item:
    return PageFactory(parent=home, name="About us")


@pytest.mark.parametrize("path", ["/", "", None, "//"])
def test_home_is_at_the_root(site, home, path):
    page = resolve(info_of(site), path=path)

    assert (page.item_id, page.url_path) == (home.pk, "/")


@pytest.mark.parametrize("path", ["/about-us", "/About us", "about-us/", "//ABOUT-US", "/about us"])
def test_path_is_found_in_any_case_with_spaces_or_dashes(site, about, path):
    page = resolve(info_of(site), path=path)

    assert (page.guid, page.url_path) == (about.guid, "/About-us")


def test_path_is_found_in_either_unicode_form(site, home):
    page = PageFactory(parent=home, name="caf\u00e9")

    assert resolve(info_of(site), path="/cafe\u0301").item_id == page.pk


def test_page_is_found_by_its_guid(site, about):
    assert resolve(info_of(site), guid=about.guid).url_path == "/About-us"


@pytest.mark.parametrize(
    "path",
    ["/nope", "/home", "/home/about-us", "/../about-us", "/\x00", "/\ud800", "/%00", "/a" * 1000, "/" + "a" * 501],
)
def test_path_without_a_page_leads_nowhere(site, about, path):
    assert resolve(info_of(site), path=path) is None


def test_item_without_layout_or_outside_the_start_item_is_no_page(site, home, content):
    ItemFactory(parent=home, name="data")
    article = PageFactory(parent=content, name="article")

    assert resolve(info_of(site), path="/data") is None
    assert resolve(info_of(site), path="/Content/article") is None
    assert resolve(info_of(site), guid=article.guid) is None


def test_page_of_another_site_is_not_found(site, about):
    other = SiteFactory()

    assert resolve(info_of(other), path="/about-us") is None
    assert resolve(info_of(other), guid=about.guid) is None


def test_guid_of_nothing_leads_nowhere(site, home):
    assert resolve(info_of(site), guid=uuid.uuid4()) is None


def test_page_that_is_known_costs_no_query(site, about):
    info = info_of(site)
    resolve(info, path="/about-us")
    resolve(info, guid=about.guid)

    with assertNumQueries(0):
        resolve(info, path="/ABOUT-us")
        resolve(info, guid=about.guid)


def test_old_path_leads_to_the_page_under_its_own_path(site, about):
    Redirect.objects.create(site=site, path="/who we are", target=about)

    assert resolve(info_of(site), path="/WHO-we-are").url_path == "/About-us"


def test_page_at_an_old_path_wins(site, home, about):
    Redirect.objects.create(site=site, path="/who", target=about)
    page = PageFactory(parent=home, name="who")

    assert resolve(info_of(site), path="/who").item_id == page.pk


def test_new_page_is_found_where_none_was(site, home):
    assert resolve(info_of(site), path="/new") is None

    page = PageFactory(parent=home, name="new")

    assert resolve(info_of(site), path="/new").item_id == page.pk


def test_only_so_many_pages_are_kept(site, home, about, monkeypatch):
    monkeypatch.setattr(kept, "size", 1)
    resolve(info_of(site), path="/")
    resolve(info_of(site), path="/about-us")

    with assertNumQueries(0):
        resolve(info_of(site), path="/about-us")
    with assertNumQueries(1):
        resolve(info_of(site), path="/")


def test_known_pages_are_those_that_visitors_can_see(site, home, about, content):
    published(about)
    hidden = PageFactory(parent=home, name="hidden")
    draft(hidden)
    item = ItemFactory(parent=content)
    published(item)
    guids, info = [about.guid, hidden.guid, item.guid, uuid.uuid4()], info_of(site)

    with assertNumQueries(1):
        assert known_pages(info, guids) == {about.guid: PageRef(about.pk, about.guid, "/About-us")}
    with assertNumQueries(0):
        known_pages(info, [])
