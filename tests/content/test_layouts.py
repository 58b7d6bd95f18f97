"""Working on the layout of a page."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ValidationError

from django_jss.content.layouts import (
    add_rendering,
    allowed_components,
    create_local_datasource,
    draft_layout,
    language_draft,
    move_rendering,
    remove_rendering,
    separate_layout,
    share_layout,
    update_rendering,
)
from django_jss.exceptions import InvalidMove, StaleEdit
from django_jss.models import Item, Layout, Placeholder, Rendering
from tests.factories.content import (
    ComponentFactory,
    ItemFactory,
    RenderingFactory,
    TemplateFactory,
    layout_of,
    root,
)
from tests.factories.sites import SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def layout(home) -> Layout:
    return draft_layout(home)


@pytest.fixture
def component(site):
    return ComponentFactory(site=site)


@pytest.fixture
def box(site):
    """A component with a placeholder inside."""
    return ComponentFactory(site=site, exposed_placeholders=["inside"])


def add(layout, component, placeholder="jss-main", **more):
    layout.refresh_from_db()
    return add_rendering(layout, component=component, placeholder=placeholder, lock=layout.lock, **more)


def order(layout, placeholder="jss-main"):
    return [row.uid for row in layout.renderings.filter(placeholder=placeholder).order_by("position")]


def test_draft_is_one_and_the_same(home, layout):
    assert draft_layout(home) == layout


def test_draft_that_is_missing_is_made_like_the_published_layout(home):
    live = layout_of(home)
    outer = RenderingFactory(layout=live)
    inner = RenderingFactory(layout=live, parent=outer, placeholder="inside")

    draft = draft_layout(home)

    assert draft.renderings.get(uid=inner.uid).parent.uid == outer.uid
    assert live.renderings.count() == 2


def test_component_is_added_last(layout, component):
    first, second = add(layout, component), add(layout, component)

    assert order(layout) == [first.uid, second.uid]


def test_component_is_added_where_it_is_wanted(layout, component):
    first, second = add(layout, component), add(layout, component)

    between = add(layout, component, position=1)

    assert order(layout) == [first.uid, between.uid, second.uid]


def test_component_is_added_inside_another(layout, component, box):
    outer = add(layout, box)

    inner = add(layout, component, "inside", parent_uid=outer.uid, params={"columns": 5, "wide": True})

    assert (inner.parent, inner.params) == (outer, {"columns": "5", "wide": "true"})


@pytest.mark.parametrize("placeholder", ["jss-header", "inside", ""])
def test_component_cannot_stand_in_a_placeholder_that_is_not_there(layout, component, placeholder):
    with pytest.raises(ValidationError):
        add(layout, component, placeholder)


def test_component_cannot_stand_where_it_is_not_allowed(layout, component, site):
    settings = Placeholder.objects.create(site=site, key="jss-main")
    settings.allowed_components.add(ComponentFactory(site=site))

    with pytest.raises(ValidationError):
        add(layout, component)


def test_placeholder_without_settings_allows_all_components_of_the_site(site, component, box):
    ComponentFactory()
    Placeholder.objects.create(site=site, key="inside")

    assert (
        set(allowed_components(site.pk, "jss-main")) == set(allowed_components(site.pk, "inside")) == {component, box}
    )


def test_component_of_another_site_cannot_be_added(layout):
    with pytest.raises(ValidationError):
        add(layout, ComponentFactory())


def test_content_of_another_site_cannot_be_shown(layout, component):
    foreign = root(SiteFactory())

    with pytest.raises(ValidationError):
        add(layout, component, datasource=foreign)
    rendering = add(layout, component)
    with pytest.raises(ValidationError):
        update_rendering(layout, rendering.uid, datasource=foreign, params={}, lock=1)


def test_component_cannot_be_added_inside_one_that_is_gone(layout, component):
    with pytest.raises(ValidationError):
        add(layout, component, "inside", parent_uid=uuid.uuid4())


def test_second_of_two_authors_is_refused(layout, component):
    rendering = add(layout, component)
    seen = 1
    remove_rendering(layout, rendering.uid, lock=seen)

    for act in (
        lambda: add_rendering(layout, component=component, placeholder="jss-main", lock=seen),
        lambda: move_rendering(layout, rendering.uid, placeholder="jss-main", lock=seen),
        lambda: update_rendering(layout, rendering.uid, datasource=None, params={}, lock=seen),
        lambda: remove_rendering(layout, rendering.uid, lock=seen),
    ):
        with pytest.raises(StaleEdit):
            act()

    assert not layout.renderings.exists()


def test_rendering_moves_with_all_inside_it(layout, component, box):
    left, right = add(layout, box), add(layout, box)
    moved = add(layout, box, "inside", parent_uid=left.uid)
    inner = add(layout, component, "inside", parent_uid=moved.uid)

    move_rendering(layout, moved.uid, placeholder="inside", parent_uid=right.uid, lock=4)

    moved.refresh_from_db()
    inner.refresh_from_db()
    assert (moved.parent, inner.parent) == (right, moved)


def test_rendering_moves_inside_its_placeholder(layout, component):
    first, second, third = (add(layout, component).uid for _ in range(3))

    move_rendering(layout, third, placeholder="jss-main", position=0, lock=3)

    assert order(layout) == [third, first, second]


def test_rendering_cannot_move_into_itself(layout, box):
    outer = add(layout, box)
    inner = add(layout, box, "inside", parent_uid=outer.uid)

    for target in (outer, inner):
        with pytest.raises(InvalidMove):
            move_rendering(layout, outer.uid, placeholder="inside", parent_uid=target.uid, lock=2)


def test_rendering_cannot_move_where_it_is_not_allowed(layout, component, box, site):
    outer, moved = add(layout, box), add(layout, component)
    Placeholder.objects.create(site=site, key="inside").allowed_components.add(box)

    with pytest.raises(ValidationError):
        move_rendering(layout, moved.uid, placeholder="inside", parent_uid=outer.uid, lock=2)


def test_rendering_gets_other_content_and_parameters(layout, component, content):
    item = ItemFactory(parent=content)
    rendering = add(layout, component, params={"old": "1"})

    update_rendering(layout, rendering.uid, datasource=item, params={"columns": 5}, lock=1)

    rendering.refresh_from_db()
    assert (rendering.datasource, rendering.params) == (item, {"columns": "5"})


def test_removing_a_rendering_removes_all_inside_it_but_not_its_content(layout, component, box, content):
    item = ItemFactory(parent=content)
    outer = add(layout, box, datasource=item)
    add(layout, component, "inside", parent_uid=outer.uid)

    remove_rendering(layout, outer.uid, lock=2)

    assert not Rendering.objects.exists()
    assert Item.objects.filter(pk=item.pk).exists()


def test_rendering_that_is_gone_cannot_be_removed(layout):
    with pytest.raises(ValidationError):
        remove_rendering(layout, uuid.uuid4(), lock=0)


def test_rendering_gets_content_of_its_own_below_its_page(layout, site):
    component = ComponentFactory(site=site, name="Hero", datasource_template=TemplateFactory(site=site))
    renderings = [add(layout, component) for _ in range(2)]

    items = [create_local_datasource(rendering) for rendering in renderings]

    assert [item.path for item in items] == ["/home/Page Components/Hero 1", "/home/Page Components/Hero 2"]
    assert [row.datasource for row in layout.renderings.order_by("position")] == items
    layout.refresh_from_db()
    assert renderings[1].layout.lock == layout.lock == 4


def test_content_is_made_where_the_page_is_now(layout, site, home):
    component = ComponentFactory(site=site, name="Hero", datasource_template=TemplateFactory(site=site))
    rendering = add(layout, component)
    rendering.layout.item.path = "/home/old"

    assert create_local_datasource(rendering).path == "/home/Page Components/Hero 1"


def test_component_that_shows_no_content_gets_none(layout, component):
    with pytest.raises(ValidationError):
        create_local_datasource(add(layout, component))


def test_language_gets_a_layout_of_its_own_that_starts_like_the_shared_one(home, layout, component, danish):
    rendering = add(layout, component)
    assert language_draft(home, danish) is None

    own = separate_layout(home, danish)
    add(own, component)

    assert language_draft(home, danish) == own
    assert order(own)[0] == rendering.uid
    assert (own.renderings.count(), layout.renderings.count()) == (2, 1)


def test_separating_again_loses_nothing(home, layout, component, danish):
    own = separate_layout(home, danish)
    rendering = add(own, component)

    separate_layout(home, danish)

    assert order(own) == [rendering.uid]


def test_language_uses_the_shared_layout_again(home, layout, component, danish):
    add(separate_layout(home, danish), component)

    share_layout(home, danish)
    share_layout(home, danish)

    assert language_draft(home, danish) is None
    assert list(Layout.objects.all()) == [layout]


@pytest.mark.parametrize("number", [1, 40])
def test_acts_cost_the_same_however_much_is_on_the_page(layout, component, number, django_assert_max_num_queries):
    for _ in range(number):
        rendering = RenderingFactory(layout=layout, component=component)

    with django_assert_max_num_queries(20):
        add_rendering(layout, component=component, placeholder="jss-main", position=0, lock=0)
    with django_assert_max_num_queries(20):
        move_rendering(layout, rendering.uid, placeholder="jss-main", position=0, lock=1)
    with django_assert_max_num_queries(20):
        remove_rendering(layout, rendering.uid, lock=2)
