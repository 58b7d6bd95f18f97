"""Items as a language shows them."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertNumQueries

from django_jss.content.field_types.references import serialize_fields
from django_jss.models import Item, TemplateField
from django_jss.sites import revisions
from tests.factories.content import (
    ItemFactory,
    MediaFactory,
    TemplateFactory,
    TemplateFieldFactory,
    VersionFactory,
    context_of,
    draft,
    published,
    read,
    reader_of,
)
from tests.factories.sites import SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(site):
    return TemplateFactory(site=site, fields={"title": "Single-Line Text", "text": "Rich Text"})


@pytest.fixture
def item(content: Item, template) -> Item:
    return ItemFactory(parent=content, name="Ann Lee", template=template)


@pytest.fixture
def now():
    return timezone.now()


def test_highest_published_version_is_shown(item):
    published(item, title="one")
    published(item, title="two")
    draft(item, title="three")

    shown = read(item)

    assert (shown.version, shown.fields["title"]) == (2, "two")


def test_preview_shows_the_latest_version(item):
    published(item, title="one")
    draft(item, title="two")

    assert read(item, preview=True).fields["title"] == "two"


def test_item_without_published_version_is_there_but_has_nothing_to_show(item):
    draft(item, title="draft")

    assert read(item).version is None


def test_item_says_where_it_is(item):
    published(item)

    shown = read(item)

    assert (shown.name, shown.display_name, shown.path, shown.url_path) == (
        "Ann Lee",
        "Ann Lee",
        "/Content/Ann Lee",
        "/Content/Ann-Lee",
    )


def test_display_name_is_the_versions(item):
    VersionFactory(item=item, display_name="Dr Ann Lee")

    assert read(item).display_name == "Dr Ann Lee"


def test_item_of_another_site_is_not_there(item):
    published(item)
    other = SiteFactory()

    assert reader_of(other).item(item.guid) is None
    assert reader_of(other).item(uuid.uuid4()) is None


@pytest.mark.parametrize(
    ("begins", "ends", "is_shown"), [(-1, 1, True), (-1, None, True), (None, 1, True), (1, 2, False), (-2, -1, False)]
)
def test_version_is_shown_inside_its_window(item, now, begins, ends, is_shown):
    window = {
        name: None if days is None else now + timedelta(days=days)
        for name, days in (("publish_from", begins), ("publish_until", ends))
    }
    VersionFactory(item=item, **window)

    assert (read(item, at=now).version is not None) is is_shown


def test_earlier_version_is_shown_before_and_after_the_window_of_a_later_one(item, now):
    published(item, title="always")
    start, end = now + timedelta(hours=1), now + timedelta(hours=2)
    VersionFactory(item=item, number=2, fields={"title": "sale"}, publish_from=start, publish_until=end)

    shown = [read(item, at=at).fields["title"] for at in (now, start, end - timedelta(seconds=1), end)]

    assert shown == ["always", "sale", "sale", "always"]


def test_reader_knows_when_what_it_read_ceases_to_hold(item, now):
    published(item)
    start, end = now + timedelta(hours=1), now + timedelta(hours=2)
    VersionFactory(item=item, number=2, publish_from=start, publish_until=end)

    def valid_until(at):
        reader = reader_of(item.site, at=at)
        reader.item(item.guid)
        return reader.valid_until

    assert [valid_until(at) for at in (now, start, end)] == [start, end, None]


def test_language_without_version_shows_nothing_without_fallback(item, danish):
    published(item, title="English")

    assert read(item, "da").version is None


@pytest.fixture
def falling_back(site):
    site.uses_language_fallback = True
    site.save()


@pytest.mark.usefixtures("falling_back")
def test_language_without_version_shows_its_fallback(item, danish):
    published(item, title="English")

    shown = read(item, "da")

    assert (shown.version, shown.language, shown.fields["title"]) == (1, "en", "English")


@pytest.mark.usefixtures("falling_back")
def test_each_field_falls_back_by_itself(item, danish):
    published(item, title="English", text="<p>English</p>")
    published(item, danish, title="Dansk")

    shown = read(item, "da")

    assert (shown.language, shown.fields) == ("da", {"title": "Dansk", "text": "<p>English</p>"})


@pytest.mark.usefixtures("falling_back")
def test_empty_text_of_its_own_does_not_fall_back_but_no_value_does(item, danish):
    published(item, title="English", text="<p>English</p>")
    published(item, danish, title="", text=None)

    assert read(item, "da").fields == {"title": "", "text": "<p>English</p>"}


@pytest.mark.usefixtures("falling_back")
def test_draft_of_a_language_does_not_hide_its_fallback(item, danish):
    published(item, title="English")
    draft(item, danish, title="Dansk")

    assert read(item, "da").fields["title"] == "English"


def test_field_without_value_shows_the_standard_value(item, template):
    TemplateField.objects.filter(name="title").update(standard_value="Standard")
    published(item, text="")

    assert read(item).fields == {"title": "Standard", "text": ""}


def test_shared_value_is_shown_in_every_language(item, template, danish):
    TemplateFieldFactory(template=template, name="sku", storage="shared")
    item.shared_fields = {"sku": "K-7"}
    item.save()
    published(item)
    published(item, danish)

    assert [read(item, code).fields["sku"] for code in ("en", "da")] == ["K-7", "K-7"]


@pytest.mark.parametrize("number", [1, 30])
def test_items_cost_two_queries_whatever_their_number(content, template, number):
    items = [ItemFactory(parent=content, template=template) for _ in range(number)]
    for item in items:
        published(item, title="x")
        published(item, title="y")
    reader = reader_of(content.site)
    reader.item(content.guid)

    with assertNumQueries(2):
        loaded = reader.load(item.guid for item in items)
    with assertNumQueries(0):
        reader.load(item.guid for item in items)
        reader.item(items[0].guid)

    assert len(loaded) == number


@pytest.mark.parametrize("number", [1, 10])
def test_nested_references_cost_the_same_however_many_they_are(content, site, number):
    template = TemplateFactory(site=site, fields={"next": "Multilist", "photo": "Image"})
    media = MediaFactory(site=site)
    level = []
    for _depth in range(6):
        guids = [str(item.guid) for item in level]
        level = [ItemFactory(parent=content, template=template) for _ in range(number if _depth < 5 else 1)]
        for item in level:
            published(item, next=guids, photo={"media": str(media.guid)})
    reader = reader_of(site)
    reader.item(content.guid)

    with assertNumQueries(2 * 6 + 1):
        reader.load_deep([level[0].guid])
    with assertNumQueries(0):
        context = context_of_reader(reader, site)
        serialize_fields(reader.item(level[0].guid), context.inside(level[0].guid))


def context_of_reader(reader, site):
    context = context_of(site)
    return type(context)(context.site, context.language, reader)


def test_children_are_in_the_order_of_the_tree(content, template):
    last, first = (ItemFactory(parent=content, template=template, position=position) for position in (2, 1))
    reader = reader_of(content.site)

    assert [child.id for child in reader.load_children(reader.item(content.guid))] == [first.pk, last.pk]


def test_media_item_is_described(site):
    media = MediaFactory(site=site, path="img/My Logo.PNG", alt="Logo", width=3, height=2)

    info = reader_of(site).media(media.guid)

    assert (info.path, info.name, info.extension, info.width) == (f"{site.name}/img/My Logo.PNG", "My Logo", "png", 3)
    assert reader_of(site).media(uuid.uuid4()) is None


def test_change_of_an_item_is_a_change_of_its_site(item):
    before = revisions.current(item.site_id)

    published(item, title="new")

    assert revisions.current(item.site_id) != before
