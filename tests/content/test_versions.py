"""Saving what authors write."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from django_jss.content.versions import latest_version, save_version
from django_jss.exceptions import StaleEdit
from django_jss.models import Item, ItemVersion, Reference
from django_jss.sites import revisions
from tests.factories.content import ItemFactory, TemplateFactory, TemplateFieldFactory, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(site):
    return TemplateFactory(
        site=site, fields={"title": "Single-Line Text", "text": "Rich Text", "size": "Number", "author": "Droplink"}
    )


@pytest.fixture
def item(content: Item, template) -> Item:
    return ItemFactory(parent=content, template=template)


def save(item, language, *, lock=None, **values):
    latest = latest_version(item, language)
    known = latest.lock if latest else 0
    return save_version(item, language, values=values, lock=known if lock is None else lock)


def test_first_save_makes_a_draft_numbered_one(item, english, admin_user):
    version = save_version(item, english, values={"title": "Hello"}, lock=0, display_name="Greeting", user=admin_user)

    version.refresh_from_db()
    assert (version.number, version.state, version.lock) == (1, "draft", 1)
    assert (version.fields, version.display_name, version.updated_by) == ({"title": "Hello"}, "Greeting", admin_user)


def test_draft_is_saved_over(item, english):
    save(item, english, title="one", text="<p>x</p>")

    version = save(item, english, title="two")

    assert (version.number, version.fields) == (1, {"title": "two"})
    assert ItemVersion.objects.count() == 1


def test_published_version_stays_and_a_draft_is_made(item, english):
    published(item, title="live")

    version = save(item, english, title="next")

    assert (version.number, version.state) == (2, "draft")
    assert item.versions.get(number=1).fields == {"title": "live"}


def test_languages_have_versions_of_their_own(item, english, danish):
    save(item, english, title="Hello")
    save(item, danish, title="Hej")

    assert {version.language.code: version.fields["title"] for version in item.versions.all()} == {
        "en": "Hello",
        "da": "Hej",
    }


def test_second_of_two_authors_is_refused_and_nothing_of_the_first_is_lost(item, english):
    seen = save(item, english, title="before").lock
    save(item, english, title="first", lock=seen)

    with pytest.raises(StaleEdit):
        save(item, english, title="second", lock=seen)

    assert latest_version(item, english).fields == {"title": "first"}


def test_second_of_two_first_versions_is_refused(item, english):
    save(item, english, title="first", lock=0)

    with pytest.raises(StaleEdit):
        save(item, english, title="second", lock=0)


def test_edit_of_a_version_that_was_followed_by_another_is_refused(item, english):
    seen = published(item, title="live").lock
    save(item, english, title="next")

    with pytest.raises(StaleEdit):
        save(item, english, title="other", lock=seen)


def test_all_faults_are_told_at_once_by_field_and_nothing_is_stored(item, english):
    with pytest.raises(ValidationError) as caught:
        save(item, english, title="ok", size="big", author="nobody", colour="red")

    assert caught.value.message_dict.keys() == {"size", "author", "colour"}
    assert not ItemVersion.objects.exists()


def test_text_of_authors_is_sanitized_and_that_of_imports_is_not(item, english):
    html = "<p>x</p><script>1</script>"

    save(item, english, text=html)
    assert latest_version(item, english).fields == {"text": "<p>x</p>"}

    save_version(item, english, values={"text": html}, lock=1, sanitize=False)
    assert latest_version(item, english).fields == {"text": html}


def test_value_of_nothing_is_no_value(item, english):
    assert save(item, english, title="x", size="", author=None).fields == {"title": "x"}


def test_what_fields_point_at_is_known(item, content, english):
    author, other = ItemFactory(parent=content), ItemFactory(parent=content)
    save(item, english, author=str(author.guid), text=f'<a href="jss://{other.guid}">x</a>')

    save(item, english, author=str(author.guid))

    assert [(row.field, row.target, row.language) for row in Reference.objects.all()] == [("author", author, english)]


def test_what_the_published_version_points_at_is_known_too(item, content, english):
    author, other = ItemFactory(parent=content), ItemFactory(parent=content)
    published(item, author=str(author.guid))

    save(item, english, author=str(other.guid))

    assert {row.target for row in Reference.objects.all()} == {author, other}


def test_what_other_languages_point_at_stays_known(item, content, english, danish):
    author = ItemFactory(parent=content)
    save(item, danish, author=str(author.guid))

    save(item, english, title="x")

    assert Reference.objects.get().language == danish


@pytest.fixture
def sku(template):
    return TemplateFieldFactory(template=template, name="sku", storage="shared")


@pytest.mark.usefixtures("sku")
def test_shared_value_is_stored_once_for_all_languages(item, english, danish):
    version = save(item, english, sku="K-7", title="Kayak")

    item.refresh_from_db()
    assert (item.shared_fields, version.fields) == ({"sku": "K-7"}, {"title": "Kayak"})


@pytest.mark.usefixtures("sku")
def test_changed_shared_value_refuses_edits_of_other_languages_that_did_not_see_it(item, english, danish):
    seen = save(item, danish, sku="K-7", title="Kajak").lock
    save(item, english, sku="K-8", title="Kayak")

    with pytest.raises(StaleEdit):
        save(item, danish, sku="K-7", title="Kajakken", lock=seen)


@pytest.mark.usefixtures("sku")
def test_unchanged_shared_value_leaves_other_languages_alone(item, english, danish):
    seen = save(item, danish, sku="K-7", title="Kajak").lock
    save(item, english, sku="K-7", title="Kayak")

    save(item, danish, sku="K-7", title="Kajakken", lock=seen)


def test_unversioned_value_is_stored_in_all_versions_of_its_language(item, template, english, danish):
    TemplateFieldFactory(template=template, name="slogan", storage="unversioned")
    published(item, title="one", slogan="old")
    other = published(item, danish, slogan="gammel")

    save(item, english, title="two", slogan="new")

    assert [version.fields for version in item.versions.filter(language=english).order_by("number")] == [
        {"title": "one", "slogan": "new"},
        {"title": "two", "slogan": "new"},
    ]
    other.refresh_from_db()
    assert other.fields == {"slogan": "gammel"}


def test_save_is_a_change_of_the_site_only_if_it_succeeds(item, english):
    before = revisions.current(item.site_id)

    with pytest.raises(StaleEdit), transaction.atomic():
        save(item, english, title="x", lock=5)
    assert revisions.current(item.site_id) == before

    save(item, english, title="x")
    assert revisions.current(item.site_id) != before


@pytest.mark.parametrize("number", [1, 20])
def test_save_costs_the_same_however_many_fields_and_versions_there_are(
    site, content, english, number, django_assert_max_num_queries
):
    template = TemplateFactory(site=site, fields={f"field{place}": "Droplink" for place in range(number)})
    TemplateFieldFactory(template=template, name="slogan", storage="unversioned")
    item = ItemFactory(parent=content, template=template)
    targets = [ItemFactory(parent=content) for _ in range(number)]
    for _ in range(number):
        published(item)
    values = {f"field{place}": str(target.guid) for place, target in enumerate(targets)}

    with django_assert_max_num_queries(18):
        save_version(item, english, values={**values, "slogan": "x"}, lock=1)
