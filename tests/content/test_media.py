"""The media library."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from pytest_django.asserts import assertNumQueries

from django_jss.content.images import dimensions, resized
from django_jss.content.media import clean_media_path, delete_media, store_media, users_of_media
from django_jss.content.media_serving import find_media, sized
from django_jss.content.versions import save_version
from django_jss.exceptions import StillReferenced
from django_jss.models import MediaItem
from django_jss.sites import revisions
from tests.factories.content import ItemFactory, TemplateFactory, TemplateFieldFactory
from tests.factories.images import animated, image, lying, opened
from tests.factories.sites import SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def library(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files_in(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_stored_image_knows_what_it_is(site):
    media = store_media(site, "img/logo.png", image(), alt="Logo", title="Our logo")

    media.refresh_from_db()
    assert (media.mime_type, media.width, media.height, media.size) == ("image/png", 60, 40, len(image()))
    assert (media.alt, media.title, len(media.checksum)) == ("Logo", "Our logo", 64)
    assert media.file.read() == image()


@pytest.mark.parametrize(
    ("path", "mime_type"),
    [
        ("a.webp", "image/webp"),
        ("a.avif", "image/avif"),
        ("a.SVG", "image/svg+xml"),
        ("a.woff2", "font/woff2"),
        ("a.pdf", "application/pdf"),
        ("a", "application/octet-stream"),
        ("a.nonsense", "application/octet-stream"),
    ],
)
def test_type_follows_from_the_extension(site, path, mime_type):
    assert store_media(site, path, b"x").mime_type == mime_type


@pytest.mark.parametrize("data", [b"", b"not an image", image()[:60]])
def test_file_that_is_no_image_has_no_size(site, data):
    media = store_media(site, "img/broken.jpg", data)

    assert (media.width, media.height) == (None, None)


def test_photo_that_lies_on_its_side_has_the_size_that_browsers_show(site):
    media = store_media(site, "img/photo.jpg", lying())

    assert (media.width, media.height) == (40, 60)


def test_file_that_is_too_large_is_refused(site, settings, library):
    settings.DJANGO_JSS = {"MEDIA_MAX_BYTES": 10}

    with pytest.raises(ValidationError):
        store_media(site, "a.bin", b"x" * 11)

    assert files_in(library) == []


@pytest.mark.parametrize("path", ["", "/", "..", "../a", "a/../../b", "a/./b", "a\x00b", "a\\..\\..\\b", "x" * 401])
def test_path_that_leads_out_of_the_library_is_refused(site, path):
    with pytest.raises(ValidationError):
        store_media(site, path, b"x")


def test_path_is_cleaned():
    assert clean_media_path("//img\\my logo.png") == "img/my logo.png"


def test_same_file_again_is_left_alone(site, library, django_capture_on_commit_callbacks):
    first = store_media(site, "img/logo.png", image(), alt="Logo")
    before, files = revisions.current(site.pk), files_in(library)

    with django_capture_on_commit_callbacks(execute=True):
        again = store_media(site, "IMG/Logo.png", image(), alt="Logo")

    assert (again, again.updated_at) == (first, first.updated_at)
    assert (revisions.current(site.pk), files_in(library)) == (before, files)


def test_other_file_replaces_the_one_at_its_path(site, library, django_capture_on_commit_callbacks):
    first = store_media(site, "img/logo.png", image(), alt="Logo")
    sized(first, {"w": "30"})

    with django_capture_on_commit_callbacks(execute=True):
        second = store_media(site, "img/logo.png", image(90, 60))

    assert (second.guid, second.width, second.alt) == (first.guid, 90, "Logo")
    assert files_in(library) == [second.file.name]
    assert second.file.read() == image(90, 60)


def test_old_file_stays_until_the_new_one_is_committed(site, library):
    first = store_media(site, "img/logo.png", image())

    store_media(site, "img/logo.png", image(90, 60))

    assert first.file.name in files_in(library)


def test_other_texts_change_the_texts_alone(site, library):
    store_media(site, "img/logo.png", image(), alt="Logo")
    files = files_in(library)

    assert store_media(site, "img/logo.png", image(), alt="Harbour").alt == "Harbour"
    assert files_in(library) == files


def test_sites_have_libraries_of_their_own(site):
    own, other = store_media(site, "a.png", image()), store_media(SiteFactory(), "a.png", image(90, 60))

    assert find_media(f"{site.name}/a.png") == own
    assert find_media(f"{other.site.name}/a.png") == other


def test_deleted_item_leaves_no_files(site, library, django_capture_on_commit_callbacks):
    media = store_media(site, "img/logo.png", image())
    sized(media, {"w": "30"})

    with django_capture_on_commit_callbacks(execute=True):
        delete_media(media)
        assert files_in(library) != []

    assert files_in(library) == []


def test_items_that_one_statement_deletes_leave_no_files(site, library, django_capture_on_commit_callbacks):
    for name in "ab":
        store_media(site, f"{name}.png", image())

    with django_capture_on_commit_callbacks(execute=True):
        MediaItem.objects.all().delete()

    assert files_in(library) == []


def test_item_that_a_field_shows_cannot_be_deleted(site, content, english):
    media, other = store_media(site, "a.png", image()), store_media(site, "b.png", image())
    template = TemplateFactory(site=site, fields={"photo": "Image", "text": "Rich Text", "link": "General Link"})
    TemplateFieldFactory(template=template, name="logo", type="Image", storage="shared")
    item = ItemFactory(parent=content, name="ann", template=template)
    values = {
        "photo": {"media": str(media.guid)},
        "text": f'<img src="/-/media/{media.guid.hex}.png">',
        "logo": {"media": str(media.guid)},
    }
    save_version(item, english, values=values, lock=0)

    with pytest.raises(StillReferenced) as caught:
        delete_media(media)

    assert caught.value.users == (
        "The field logo of /Content/ann shows it.",
        "The field photo of /Content/ann (EN) shows it.",
        "The field text of /Content/ann (EN) shows it.",
    )
    assert users_of_media(other) == []


@pytest.mark.parametrize(
    "path",
    [
        "{site}/img/My Logo.png",
        "{SITE}/IMG/my-logo.PNG",
        "{site}/img/my logo.ashx",
        "{guid}.png",
        "{guid}.ashx",
        "{guid}",
    ],
)
def test_item_is_found_however_its_path_is_written(site, path):
    media = store_media(site, "img/My Logo.png", image())
    path = path.format(site=site.name, SITE=site.name.upper(), guid=media.guid.hex)

    with assertNumQueries(1):
        assert find_media(path) == media


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "{site}",
        "{site}/",
        "{site}/img",
        "{site}/img/logo.jpg",
        "{site}/img/log.ashx",
        "{site}/.ashx",
        "{site}/../{site}/img/logo.png",
        "{site}\\img\\logo.png",
        "{site}/img/logo.png\x00",
        "other/img/logo.png",
        "00000000000000000000000000000000.png",
        "{site}/" + "x" * 600,
    ],
)
def test_path_of_nothing_leads_nowhere(site, path):
    store_media(site, "img/logo.png", image())

    assert find_media(path.format(site=site.name)) is None


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({"w": "30"}, (30, 20)),
        ({"h": "10"}, (15, 10)),
        ({"mw": "30", "mh": "10"}, (15, 10)),
        ({"w": "30", "h": "30"}, (30, 20)),
        ({"mw": "1"}, (1, 1)),
    ],
)
def test_image_is_made_smaller_in_proportion(site, asked, size):
    media = store_media(site, "logo.png", image())

    file = sized(media, asked)

    with file.open() as stream:
        data = stream.read()
    assert opened(data).size == size
    assert (len(data), file.mime_type) == (file.size, "image/png")
    assert file.checksum != media.checksum


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"w": "60"},
        {"w": "600"},
        {"w": "abc"},
        {"w": "-5"},
        {"w": "0"},
        {"w": "1.5"},
        {"w": "٣"},
        {"w": "9" * 50},
        {"mh": ""},
        {"sc": "2"},
    ],
)
def test_image_is_served_as_it_is_when_no_other_size_is_asked_for(site, asked):
    media = store_media(site, "logo.png", image())

    assert sized(media, asked).checksum == media.checksum


def test_size_is_made_once(site, library):
    media = store_media(site, "logo.png", image())
    first = sized(media, {"w": "30"})
    made_at = (library / first.name).stat().st_mtime_ns

    assert sized(media, {"mw": "30"}) == first
    assert (library / first.name).stat().st_mtime_ns == made_at


def test_only_so_many_sizes_are_kept(site, settings, library):
    settings.DJANGO_JSS = {"MEDIA_MAX_VARIANTS": 2}
    media = store_media(site, "logo.png", image())

    sizes = [sized(media, {"w": str(width)}).size for width in (10, 20, 30)]

    assert sizes[2] == media.size
    assert len(files_in(library)) == 3
    assert sized(media, {"w": "20"}).size == sizes[1]


def test_only_listed_sets_of_sizes_are_made(site, settings):
    settings.DJANGO_JSS = {"MEDIA_ALLOWED_SIZES": ("mw=30, mh=20", "w=10")}
    media = store_media(site, "logo.png", image())

    made = [
        sized(media, asked).checksum != media.checksum
        for asked in ({"mw": "30", "mh": "20"}, {"w": "10"}, {"mw": "30"}, {"w": "11"}, {"w": "10", "h": "5"})
    ]

    assert made == [True, True, False, False, False]


def test_size_is_at_most_the_largest_that_is_allowed(site, settings):
    settings.DJANGO_JSS = {"MEDIA_MAX_SIZE": 30}
    media = store_media(site, "logo.png", image())

    with sized(media, {"w": "50"}).open() as stream:
        assert opened(stream.read()).size == (30, 20)


def test_image_with_too_many_pixels_is_served_as_it_is(site, settings):
    settings.DJANGO_JSS = {"MEDIA_MAX_SOURCE_PIXELS": 60 * 40 - 1}
    media = store_media(site, "logo.png", image())

    assert sized(media, {"w": "30"}).checksum == media.checksum


@pytest.mark.parametrize(("path", "data"), [("a.svg", b"<svg/>"), ("a.gif", image(form="GIF")), ("a.pdf", b"%PDF")])
def test_other_files_are_served_as_they_are(site, path, data):
    media = store_media(site, path, data)

    assert sized(media, {"w": "30"}).checksum == media.checksum


def test_file_that_is_no_image_inside_is_served_as_it_is(site):
    media = store_media(site, "a.png", image())
    with media.file.storage.open(media.file.name, "wb") as stream:
        stream.write(image()[:60])

    assert sized(media, {"w": "30"}).checksum == media.checksum


@pytest.mark.parametrize(
    ("form", "mime_type", "mode"),
    [
        ("JPEG", "image/jpeg", "RGB"),
        ("JPEG", "image/jpeg", "CMYK"),
        ("JPEG", "image/jpeg", "L"),
        ("PNG", "image/png", "RGBA"),
        ("PNG", "image/png", "P"),
        ("PNG", "image/png", "1"),
        ("PNG", "image/png", "LA"),
        ("WEBP", "image/webp", "RGB"),
    ],
)
def test_image_of_any_kind_is_resized_in_its_format(form, mime_type, mode):
    data = resized(BytesIO(image(form=form, mode=mode)), (30, 20), mime_type)

    assert data is not None
    smaller = opened(data)
    assert (smaller.size, smaller.format) == ((30, 20), form)


def test_photo_that_lies_on_its_side_stands_upright_when_resized():
    data = resized(BytesIO(lying(quality=95)), (20, 30), "image/jpeg")

    assert data is not None
    smaller = opened(data)
    # The left half is red before the photo is turned to the right.
    assert smaller.getpixel((10, 2))[0] > 200
    assert smaller.getpixel((10, 27))[2] > 200
    assert smaller.getexif() == {}


@pytest.mark.parametrize(("form", "mime_type"), [("WEBP", "image/webp"), ("PNG", "image/png")])
def test_image_that_moves_is_not_resized(form, mime_type):
    assert resized(BytesIO(animated(form)), (30, 20), mime_type) is None


def test_image_that_is_of_another_format_than_its_name_says_is_not_resized():
    assert resized(BytesIO(image(form="GIF")), (30, 20), "image/png") is None


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n" + b"\xff" * 50, b"RIFF\x00\x00\x00\x00WEBP", b"\xff\xd8\xff"]
)
def test_broken_image_raises_nothing(data):
    assert dimensions(BytesIO(data)) is None
    assert resized(BytesIO(data), (30, 20), "image/png") is None
