"""Page views of front ends that know where the visitor is, but not the page's GUID."""

from __future__ import annotations

import pytest

from django_jss.models import PageView, Visit
from django_jss.sites import directory
from django_jss.sites.directory import SiteInfo
from django_jss.tracker.batches import accept_batch
from django_jss.tracker.entries import BatchRefused
from tests.factories.analytics import visitor_with
from tests.factories.pages import make_page, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> SiteInfo:
    """A site with two pages below the start page."""
    site = make_site()
    make_page(site, "about")
    make_page(site, "køb nu")
    found = directory.current().site_named("shop")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/", "/"),
        ("/about", "/about"),
        ("/About/", "/About/"),
        ("/about?tab=2#prices", "/about"),
        ("https://www.example.com/about", "/about"),
        ("/da/about", "/da/about"),
        ("/k%C3%B8b-nu", "/køb-nu"),
    ],
)
def test_page_is_found_by_its_path(shop: SiteInfo, address: str, path: str) -> None:
    accept_batch(
        [{"pageUrl": address, "referrer": "https://news.example/", "tab": 2}], visitor=visitor_with(), site=shop
    )

    view = PageView.objects.get()
    assert (view.path, view.data) == (path, {"tab": 2})


@pytest.mark.parametrize(
    ("address", "asked", "language"),
    [("/about", "", "en"), ("/about", "da", "da"), ("/da/about", "", "da"), ("/en/about", "da", "en")],
)
def test_language_is_that_of_the_path_or_the_one_asked_for_or_the_site_s(
    shop: SiteInfo, address: str, asked: str, language: str
) -> None:
    accept_batch([{"pageUrl": address}], visitor=visitor_with(), site=shop, language=asked)

    assert (PageView.objects.get().language, Visit.objects.get().language) == (language, language)


@pytest.mark.parametrize("address", ["/nowhere", "/Components", "/%00", "/%ff", 5, " ", "/" + "x" * 5000])
def test_path_of_no_page_is_refused(shop: SiteInfo, address: object) -> None:
    with pytest.raises(BatchRefused) as refusal:
        accept_batch([{"pageUrl": address}], visitor=visitor_with(), site=shop)

    assert [fault.field for fault in refusal.value.faults] == ["pageUrl"]
    assert not PageView.objects.exists()


def test_guid_stands_above_the_path(shop: SiteInfo) -> None:
    with pytest.raises(BatchRefused, match="pageId"):
        accept_batch([{"pageUrl": "/about", "pageId": "about"}], visitor=visitor_with(), site=shop)


def test_same_id_counts_once(shop: SiteInfo) -> None:
    entry = {"pageUrl": "/about", "$id": "0190d5a0-1c1a-4c3e-8b1e-3c6d2f4a5b6c"}
    visitor = visitor_with()

    accept_batch([entry, entry], visitor=visitor, site=shop)
    accept_batch([entry], visitor=visitor_with(str(visitor.cookie)), site=shop)

    assert PageView.objects.count() == 1
