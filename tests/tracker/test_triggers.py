"""Goals and events that happen by themselves, how often goals count, and what needs no definition."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from django_jss.content.media import store_media
from django_jss.content.routing import page_ref
from django_jss.models import Contact, Counting, Event, Goal, Item, Site, Trigger
from django_jss.sites.directory import SiteInfo
from django_jss.tracker.batches import accept_batch
from django_jss.tracker.entries import BatchRefused
from django_jss.tracker.page_views import PageSeen, record_page_view
from tests.factories.analytics import CampaignFactory, GoalFactory, PageEventFactory, visitor_with
from tests.factories.images import image
from tests.factories.personalization import rule, visits_at_least
from tests.factories.sites import SiteFactory
from tests.tracker.conftest import published_page


def send(site: SiteInfo, *entries: Any, visitor: Any = None) -> Any:
    visitor = visitor or visitor_with()
    accept_batch(entries, visitor=visitor, site=site)
    return visitor_with(str(visitor.cookie))


def triggered() -> list[str]:
    return list(Event.objects.order_by("at", "pk").values_list("name", flat=True))


@pytest.fixture
def goal(site: Site) -> Goal:
    return GoalFactory(site=site, name="Sign-up", points=5)


def test_view_of_a_page_triggers_what_is_attached_to_it_by_either_way(
    site: Site, page: Item, goal: Goal, site_info: SiteInfo
) -> None:
    event = PageEventFactory(site=site, name="Read", points=2)
    Trigger.objects.create(item=page, goal=goal)
    Trigger.objects.create(item=page, event=event)

    record_page_view(visitor_with(), PageSeen(site_info, page_ref(page), "en"))
    send(site_info, {"pageId": str(page.guid)})
    send(site_info, {"pageId": str(published_page(site, "other").guid)})

    assert sorted(triggered()) == ["Read", "Read", "Sign-up", "Sign-up"]
    assert sorted(Contact.objects.values_list("engagement_value", flat=True)) == [0, 7, 7]


def test_arrival_by_a_campaign_triggers_what_is_attached_to_it(
    site: Site, page: Item, goal: Goal, site_info: SiteInfo
) -> None:
    campaign = CampaignFactory(site=site, name="Spring")
    Trigger.objects.create(campaign=campaign, goal=goal)

    record_page_view(visitor_with(), PageSeen(site_info, page_ref(page), "en", campaign="spring"))
    send(site_info, {"campaignId": "spring"})
    send(site_info, {"pageId": str(page.guid), "url": "/about?sc_camp=spring"})

    assert sorted(triggered()) == ["Sign-up"] * 3 + ["Spring"] * 3


@pytest.mark.parametrize(
    "form", ["/-/media/{path}", "https://cms.example.com/-/jssmedia/{path}?w=3", "/~/Media/{path}"]
)
def test_download_of_a_media_item_triggers_what_is_attached_to_it(
    site: Site, goal: Goal, site_info: SiteInfo, form: str
) -> None:
    media = store_media(site, "files/leaflet.png", image(2, 2))
    Trigger.objects.create(media=media, goal=goal)
    url = form.format(path=f"{site.name}/files/leaflet.png")

    send(site_info, {"download": url, "from": "footer"})

    download, following = (
        Event.objects.order_by("-kind", "pk").exclude(kind="goal").first(),
        Event.objects.get(kind="goal"),
    )
    assert download is not None
    assert (download.kind, download.name, download.data) == ("download", url, {"from": "footer"})
    assert download.definition_guid == media.guid
    assert following.definition_guid == goal.guid


def test_download_search_and_error_need_no_definition(site_info: SiteInfo, db: None) -> None:
    send(
        site_info,
        {"download": "https://elsewhere.example/x.pdf"},
        {"searchFor": " blue shoes ", "results": 12},
        {"error": "x" * 500},
    )

    assert [
        (kind, name[:20], guid)
        for kind, name, guid in Event.objects.order_by("pk").values_list("kind", "name", "definition_guid")
    ] == [
        ("download", "https://elsewhere.ex", None),
        ("search", "blue shoes", None),
        ("error", "x" * 20, None),
    ]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"searchFor": ""}, "searchFor"),
        ({"searchFor": 5}, "searchFor"),
        ({"searchFor": "x", "results": -1}, "results"),
        ({"searchFor": "x", "results": "3"}, "results"),
        ({"download": []}, "download"),
        ({"error": {"message": "x"}}, "error"),
    ],
)
def test_entry_that_says_nothing_is_refused(site_info: SiteInfo, db: None, entry: dict[str, Any], field: str) -> None:
    with pytest.raises(BatchRefused) as refused:
        send(site_info, entry)

    assert [fault.field for fault in refused.value.faults] == [field]
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("counting", "expected"), [(Counting.ALWAYS, 5), (Counting.ONCE_PER_PAGE, 2), (Counting.ONCE_PER_VISIT, 1)]
)
def test_goal_counts_as_often_as_its_author_chose(
    site: Site, page: Item, site_info: SiteInfo, counting: str, expected: int
) -> None:
    GoalFactory(site=site, name="Scrolled", points=1, counting=counting)
    other = published_page(site, "other")

    visitor = send(site_info, {"pageId": str(page.guid)}, {"goalId": "scrolled"}, {"goalId": "scrolled"})
    visitor = send(site_info, {"goalId": "scrolled"}, visitor=visitor)
    send(site_info, {"pageId": str(other.guid)}, {"goalId": "scrolled"}, {"goalId": "scrolled"}, visitor=visitor)

    assert len(triggered()) == expected
    assert Contact.objects.get().engagement_value == expected


def test_goal_that_counts_once_counts_again_in_the_next_visit(site: Site, site_info: SiteInfo) -> None:
    GoalFactory(site=site, name="Scrolled", counting=Counting.ONCE_PER_VISIT)
    visitor = send(site_info, {"goalId": "scrolled"})
    visitor.end_visit()

    send(site_info, {"goalId": "scrolled"}, visitor=visitor)

    assert len(triggered()) == 2


def test_goal_with_a_rule_counts_only_if_it_holds(site: Site, page: Item, site_info: SiteInfo) -> None:
    goal = GoalFactory(site=site, name="Returned", rule=rule(visits_at_least(2)))
    Trigger.objects.create(item=page, goal=goal)
    visitor = visitor_with()
    record_page_view(visitor, PageSeen(site_info, page_ref(page), "en"))
    back = send(site_info, {"goalId": "returned"}, visitor=visitor_with(str(visitor.cookie)))
    assert triggered() == []
    back.end_visit()

    send(site_info, {"goalId": "returned"}, visitor=visitor_with(str(back.cookie)))

    assert triggered() == ["Returned"]


def test_definition_that_is_not_deployed_is_not_triggered(site: Site, page: Item, site_info: SiteInfo) -> None:
    Trigger.objects.create(item=page, goal=GoalFactory(site=site, is_deployed=False))

    send(site_info, {"pageId": str(page.guid)})

    assert triggered() == []


def test_change_of_a_trigger_is_seen_at_once(site: Site, page: Item, goal: Goal, site_info: SiteInfo) -> None:
    send(site_info, {"pageId": str(page.guid)})
    trigger = Trigger.objects.create(item=page, goal=goal)
    send(site_info, {"pageId": str(page.guid)})
    trigger.delete()
    send(site_info, {"pageId": str(page.guid)})

    assert triggered() == ["Sign-up"]


def test_trigger_has_one_cause_of_its_own_site(site: Site, page: Item, goal: Goal) -> None:
    campaign = CampaignFactory(site=site)
    elsewhere = CampaignFactory(site=SiteFactory())

    Trigger(item=page, goal=goal).clean()
    for wrong in ({}, {"item": page, "campaign": campaign}, {"campaign": elsewhere}):
        with pytest.raises(ValidationError):
            Trigger(goal=goal, **wrong).clean()
