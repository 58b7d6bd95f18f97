"""`/-/media/…` as browsers and front ends ask for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.http import http_date
from pytest_django.asserts import assertNumQueries

from django_jss.content.media import store_media
from django_jss.models import Contact
from tests.factories.images import image, opened
from tests.factories.sites import SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def library(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def site():
    return SiteFactory(name="app")


@pytest.fixture
def logo(site):
    return store_media(site, "img/logo.png", image())


URL = "/-/media/app/img/logo.png"


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize(
    "path",
    [
        URL,
        "/~/media/app/img/logo.png",
        "/-/jssmedia/app/img/logo.png",
        "/~/jssmedia/app/img/logo.png",
        "/-/MEDIA/App/IMG/Logo.PNG",
        "/~/JssMedia/app/img/logo.ashx",
        "/-/media/app/img/logo.png/",
        "/-/media/app/img/logo.png?rev=5&db=web&la=en&vs=1&ts=x&undefined",
    ],
)
def test_file_is_served_at_all_its_addresses(client, logo, path):
    response = client.get(path)

    assert (response.status_code, body(response)) == (200, image())


@pytest.mark.parametrize("path", ["/-/media/{}.png", "/-/media/{}.ashx", "/~/media/{}"])
def test_file_is_served_by_its_guid_as_rich_text_names_it(client, logo, path):
    assert client.get(path.format(logo.guid.hex.upper())).status_code == 200


def test_answer_may_be_cached_by_everybody_and_leaves_no_trace(client, logo):
    client.get("/")
    with assertNumQueries(1):
        response = client.get(URL)

    assert response["Content-Type"] == "image/png"
    assert response["Content-Length"] == str(len(image()))
    assert response["Cache-Control"].startswith("public, max-age=")
    assert response["ETag"] == f'"{logo.checksum}"'
    assert response["Last-Modified"] == http_date(logo.updated_at.timestamp())
    assert response["Accept-Ranges"] == "bytes"
    assert not response.cookies
    assert not response.has_header("Vary")
    assert not Contact.objects.exists()


def test_head_is_an_answer_without_body(client, logo):
    response = client.head(URL)

    assert (response.status_code, body(response), response["Content-Length"]) == (200, b"", str(len(image())))
    assert response["ETag"] == client.get(URL)["ETag"]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_file_that_the_browser_has_is_not_sent_again(client, logo, form):
    response = client.get(URL, headers={"If-None-Match": form.format(f'"{logo.checksum}"')})

    assert (response.status_code, body(response)) == (304, b"")
    assert response["ETag"] == f'"{logo.checksum}"'
    assert response["Cache-Control"].startswith("public")


def test_file_that_did_not_change_since_is_not_sent_again(client, logo):
    def status(moment):
        return client.get(URL, headers={"If-Modified-Since": http_date(moment.timestamp())}).status_code

    assert status(logo.updated_at) == 304
    assert status(logo.updated_at - timedelta(seconds=2)) == 200


def test_tag_goes_before_the_date(client, logo):
    headers = {"If-None-Match": '"other"', "If-Modified-Since": http_date(logo.updated_at.timestamp())}

    assert client.get(URL, headers=headers).status_code == 200


@pytest.mark.parametrize("value", ["nonsense", '"', "\x80"])
def test_nonsense_as_a_condition_is_ignored(client, logo, value):
    headers = {"If-None-Match": value, "If-Modified-Since": value, "If-Range": value, "Range": value}

    assert client.get(URL, headers=headers).status_code == 200


@pytest.fixture
def ten(site):
    """A file that holds the digits."""
    return store_media(site, "ten.txt", b"0123456789")


@pytest.mark.parametrize(
    ("asked", "part", "named"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=4-", b"456789", "bytes 4-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-99", b"0123456789", "bytes 0-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
    ],
)
def test_part_is_sent(client, ten, asked, part, named):
    response = client.get("/-/media/app/ten.txt", headers={"Range": asked})

    assert (response.status_code, body(response)) == (206, part)
    assert (response["Content-Range"], response["Content-Length"]) == (named, str(len(part)))


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=99-200", "bytes=-0"])
def test_part_outside_the_file_is_refused(client, ten, asked):
    response = client.get("/-/media/app/ten.txt", headers={"Range": asked})

    assert (response.status_code, response["Content-Range"]) == (416, "bytes */10")


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=0-1,3-4", "lines=1-2", "bytes=-", "bytes=a-b", "bytes=٣-٤"])
def test_range_of_another_form_is_ignored(client, ten, asked):
    response = client.get("/-/media/app/ten.txt", HTTP_RANGE=asked)

    assert (response.status_code, body(response)) == (200, b"0123456789")


def test_part_of_a_file_that_has_changed_is_the_whole(client, ten):
    def status(tag):
        return client.get("/-/media/app/ten.txt", headers={"Range": "bytes=0-1", "If-Range": tag}).status_code

    assert (status('"other"'), status(f'"{ten.checksum}"')) == (200, 206)


@pytest.mark.parametrize("prefix", ["/-/media", "/-/jssmedia"])
def test_image_is_served_in_other_sizes_under_other_tags(client, logo, prefix):
    response = client.get(f"{prefix}/app/img/logo.png?w=30&as=1")

    assert opened(body(response)).size == (30, 20)
    assert response["ETag"] != f'"{logo.checksum}"'
    tag = {"If-None-Match": response["ETag"]}
    assert client.get(f"{prefix}/app/img/logo.png?w=30", headers=tag).status_code == 304


@pytest.mark.parametrize("query", ["w=abc", "w=-1&h=0", "w=99999999999", "mw[]=5", "w=30;h=5&&=", "w=%00"])
def test_nonsense_as_a_size_is_answered_with_the_original(client, logo, query):
    response = client.get(f"{URL}?{query}")

    assert (response.status_code, body(response)) == (200, image())


@pytest.mark.parametrize(
    "path",
    [
        "/-/media/",
        "/-/media/app",
        "/-/media/app/",
        "/-/media/app/img/nope.png",
        "/-/media/nobody/img/logo.png",
        "/-/media/../../etc/passwd",
        "/-/media/app/../../../etc/passwd",
        "/-/media/app/%2e%2e/%2e%2e/etc/passwd",
        "/-/media/app/..%5c..%5cetc/passwd",
        "/-/media/app/%00",
        "/-/media/app/%ff%fe",
        "/-/media//etc/passwd",
        "/-/media/" + "a/" * 2000,
        "/-/media/{" + "0" * 32 + "}.png",
    ],
)
def test_path_of_nothing_is_not_found(client, logo, path):
    assert client.get(path).status_code == 404


def test_file_that_the_storage_lost_is_not_found(client, logo):
    logo.file.storage.delete(logo.file.name)

    assert [client.get(URL + query).status_code for query in ("", "?w=30")] == [404, 404]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_media_are_only_read(client, logo, method):
    assert getattr(client, method)(URL).status_code == 405


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("a.html", False),
        ("a.xhtml", False),
        ("a.xml", False),
        ("a.js", False),
        ("a.swf", False),
        ("a", False),
        ("a.svg", True),
        ("a.png", True),
        ("a.mp4", True),
        ("a.txt", True),
    ],
)
def test_upload_can_run_nothing_in_a_browser(client, site, path, shown):
    store_media(site, path, b"<script>alert(1)</script>")

    response = client.get(f"/-/media/app/{path}")

    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Content-Disposition"] == ("inline" if shown else "attachment")


def test_browsers_may_show_pdf(client, site):
    store_media(site, "a.pdf", b"%PDF")

    response = client.get("/-/media/app/a.pdf")

    assert (response["Content-Disposition"], response["X-Content-Type-Options"]) == ("inline", "nosniff")
    assert not response.has_header("Content-Security-Policy")


def test_front_ends_on_other_hosts_may_use_it(client, logo):
    response = client.get(URL, headers={"Origin": "https://app.example.com"})

    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.has_header("Access-Control-Allow-Credentials")
