"""Templates with what they inherit."""

from __future__ import annotations

import pytest
from pytest_django.asserts import assertNumQueries

from django_jss.content.templates import all_fields, insert_options, template_info, templates_of
from django_jss.models import Template, TemplateBase, TemplateField
from django_jss.sites import revisions
from tests.factories.content import ItemFactory, TemplateFactory, TemplateFieldFactory

pytestmark = pytest.mark.django_db


def names(template: Template) -> list[str]:
    return [field.name for field in all_fields(template)]


def test_fields_are_own_ones_first_then_those_of_the_bases_in_order(site):
    far = TemplateFactory(site=site, fields={"far": "Number"})
    first = TemplateFactory(site=site, fields={"b": "Number", "a": "Number"}, bases=[far])
    second = TemplateFactory(site=site, fields={"c": "Number"})
    template = TemplateFactory(site=site, fields={"own": "Number"}, bases=[first, second])

    assert names(template) == ["own", "b", "a", "far", "c"]


def test_field_that_is_redefined_stands_once_as_the_template_defines_it(site):
    base = TemplateFactory(site=site, fields={"title": "Rich Text", "other": "Number"})
    template = TemplateFactory(site=site, fields={"title": "Image"}, bases=[base])

    assert [(field.name, field.type) for field in all_fields(template)] == [("title", "Image"), ("other", "Number")]


def test_base_that_is_reached_twice_counts_once(site):
    top = TemplateFactory(site=site, fields={"top": "Number"})
    left, right = (TemplateFactory(site=site, bases=[top]) for _ in range(2))
    template = TemplateFactory(site=site, bases=[left, right])

    assert names(template) == ["top"]
    assert template_info(template).base_ids == {top.pk, left.pk, right.pk}


def test_circle_of_bases_ends(site):
    one = TemplateFactory(site=site, fields={"one": "Number"})
    two = TemplateFactory(site=site, fields={"two": "Number"}, bases=[one])
    TemplateBase.objects.create(template=one, base=two)

    assert names(one) == ["one", "two"]


@pytest.mark.parametrize("number", [1, 20])
def test_templates_of_a_site_cost_three_queries_and_then_none(site, number):
    for _ in range(number):
        TemplateFactory(site=site, fields={"a": "Number"}, bases=[TemplateFactory(site=site)])
    revisions.current(site.pk)

    with assertNumQueries(3):
        templates_of(site.pk)
    with assertNumQueries(0):
        templates_of(site.pk)


def test_new_field_is_seen(site):
    template = TemplateFactory(site=site)
    assert names(template) == []

    TemplateFieldFactory(template=template, name="new")

    assert names(template) == ["new"]


def test_template_that_another_process_made_is_found_before_the_number_is_known_to_have_risen(site):
    templates_of(site.pk)
    # Bulk operations send no signals, as if another process had written these rows.
    Template.objects.bulk_create([Template(site=site, name="New")])
    template = Template.objects.get(name="New")
    TemplateField.objects.bulk_create([TemplateField(template=template, name="title")])

    assert names(template) == ["title"]


def test_options_below_an_item_are_those_of_its_template(site):
    option = TemplateFactory(site=site)
    template = TemplateFactory(site=site)
    template.insert_options.add(option)

    assert list(insert_options(ItemFactory(site=site, template=template))) == [option]


def test_options_below_a_page_are_the_route_types(site):
    TemplateFactory(site=site)
    route_type = TemplateFactory(site=site, is_route_type=True)

    page = ItemFactory(site=site, template=route_type, has_layout=True)

    assert list(insert_options(page)) == [route_type]


def test_options_elsewhere_are_all_templates(site):
    one, two = TemplateFactory(site=site, name="a"), TemplateFactory(site=site, name="b", is_route_type=True)

    assert list(insert_options(ItemFactory(site=site, template=one))) == [one, two]
