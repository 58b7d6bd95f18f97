"""What the admin shows of visitors, and what authors define about them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from django_jss.analytics.channels import create_standard_channels
from django_jss.analytics.identity import contact_of
from django_jss.models import (
    Channel,
    ChannelRule,
    Contact,
    Counting,
    Goal,
    Item,
    MediaItem,
    Site,
    Trigger,
    TurnedAway,
    Visit,
)
from tests.factories.analytics import CampaignFactory, GoalFactory, goal_record, page_view, visitor_with
from tests.factories.pages import home_of, make_page, make_site
from tests.factories.personalization import rule

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


@pytest.fixture
def contact(site: Site) -> Contact:
    visitor = visitor_with()
    goal = GoalFactory(site=site, name=f"Sign-up {HOSTILE}", points=5)
    visitor.record([page_view("/first"), goal_record(goal), page_view(f"/{HOSTILE}")], site_id=site.pk)
    visitor.identify("shop", f"ann {HOSTILE}", {"city": HOSTILE})
    visitor_with().record([page_view("/other")], site_id=site.pk)
    found = contact_of("shop", f"ann {HOSTILE}")
    assert found is not None
    return found


def url(model: str, page: str = "changelist", *args: Any) -> str:
    return reverse(f"admin:django_jss_{model}_{page}", args=args)


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_contact_page_tells_visits_pages_and_events_in_their_order(admin_client: Client, contact: Contact) -> None:
    text = text_of(admin_client, url("contact", "change", contact.pk))

    first, goal, second = (text.index(part) for part in (">/first<", ">Sign-up &lt;script", ">/&lt;script"))
    assert first < goal < second
    assert HOSTILE not in text


def test_contact_is_found_by_its_identifier(admin_client: Client, contact: Contact) -> None:
    found = admin_client.get(url("contact"), {"q": f'"ann {HOSTILE}"'})

    assert [row.pk for row in found.context["cl"].result_list] == [contact.pk]
    assert HOSTILE not in found.content.decode()


@pytest.mark.parametrize(("value", "count"), [("yes", 1), ("no", 1), ("x", 2)])
def test_contacts_are_filtered_by_whether_they_are_identified(
    admin_client: Client, contact: Contact, value: str, count: int
) -> None:
    found = admin_client.get(url("contact"), {"identified": value})

    assert len(found.context["cl"].result_list) == count


def test_contact_is_handed_out_as_json(admin_client: Client, contact: Contact) -> None:
    answer = admin_client.post(url("contact"), {"action": "hand_out", "_selected_action": [contact.pk]})

    (found,) = json.loads(answer.content)
    assert found["contact"]["guid"] == str(contact.guid)
    assert answer["Content-Disposition"] == 'attachment; filename="contacts.json"'


def test_contact_is_erased_once_that_is_confirmed(admin_client: Client, contact: Contact) -> None:
    data = {"action": "forget", "_selected_action": [contact.pk]}

    asked = admin_client.post(url("contact"), data)
    assert (asked.status_code, Contact.objects.count()) == (200, 2)
    admin_client.post(url("contact"), {**data, "confirmed": "1"})

    assert not Contact.objects.filter(pk=contact.pk).exists()


def test_erasing_needs_a_right_of_its_own(client: Client, contact: Contact) -> None:
    user = User.objects.create_user("looker", password="x", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_contact"))
    client.force_login(user)

    client.post(url("contact"), {"action": "forget", "_selected_action": [contact.pk], "confirmed": "1"})

    assert Contact.objects.filter(pk=contact.pk).exists()


def test_live_visits_are_those_of_the_last_half_hour(admin_client: Client, contact: Contact) -> None:
    quiet = Visit.objects.order_by("pk").first()
    assert quiet is not None
    Visit.objects.filter(pk=quiet.pk).update(last_activity_at=timezone.now() - timedelta(minutes=31))

    found = admin_client.get(url("visit"), {"activity": "live"})

    assert [row.pk for row in found.context["cl"].result_list] == [Visit.objects.exclude(pk=quiet.pk).get().pk]


def test_bots_that_were_turned_away_are_listed(admin_client: Client, site: Site) -> None:
    TurnedAway.objects.create(site=site, on=timezone.now().date(), reason="bot", agent=f"Bot {HOSTILE}", count=7)

    text = text_of(admin_client, url("turnedaway"))

    assert "Bot &lt;script" in text
    assert "The user agent is that of a bot or a program." in text
    assert HOSTILE not in text


def test_contacts_of_one_minute_are_told_apart_and_linked_wherever_they_are_listed(
    admin_client: Client, contact: Contact
) -> None:
    guids = [str(guid) for guid in Contact.objects.values_list("guid", flat=True)]
    assert len({guid[:8] for guid in guids}) == 1

    for model in ("visit", "event", "pageview"):
        link = f'<a href="{url("contact", "change", contact.pk)}">{str(contact.guid)[-8:]}'
        assert link in text_of(admin_client, url(model))


def test_goal_leads_to_its_events_the_newest_first(admin_client: Client, contact: Contact, site: Site) -> None:
    goal = Goal.objects.get()
    for _ in range(2):
        visitor_with().record([goal_record(goal), goal_record(GoalFactory(site=site))], site_id=site.pk)
    address = f"{url('event')}?definition_guid={goal.guid}"

    assert f'<a href="{address}">3</a>' in text_of(admin_client, url("goal"))
    rows = list(admin_client.get(address).context["cl"].result_list)
    assert [row.definition_guid for row in rows] == [goal.guid] * 3
    assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)


def test_campaign_page_builds_links(admin_client: Client, site: Site) -> None:
    campaign = CampaignFactory(site=site, name="Spring")

    text = text_of(admin_client, url("campaign", "change", campaign.pk))

    assert 'data-parameter="sc_camp" data-value="Spring"' in text
    assert "Save the campaign first." in text_of(admin_client, url("campaign", "add"))


def management(prefix: str, total: int = 0, initial: int = 0) -> dict[str, Any]:
    return {f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": initial}


def test_goal_gets_a_rule_and_what_triggers_it(admin_client: Client, site: Site) -> None:
    goal = GoalFactory(site=site, name="Read")
    page = make_page(site, "about")
    document = rule({"condition": "is_identified"})

    data = {
        "site": site.pk,
        "name": "Read",
        "alias": "read",
        "points": 3,
        "counting": Counting.ONCE_PER_VISIT,
        "rule": json.dumps(document),
        "is_deployed": "on",
        **management("triggers", 1),
        "triggers-0-item": page.pk,
        "triggers-0-goal": goal.pk,
    }
    response = admin_client.post(url("goal", "change", goal.pk), data)

    assert response.status_code == 302, response.context["errors"]
    goal.refresh_from_db()
    assert (goal.counting, goal.rule) == (Counting.ONCE_PER_VISIT, document)
    assert Trigger.objects.get().item == Item.objects.get(pk=page.pk)


def test_trigger_without_a_cause_is_refused_at_its_place(admin_client: Client, site: Site) -> None:
    goal = GoalFactory(site=site, name="Read")
    media = MediaItem.objects.create(site=site, path="a/b.pdf", file="x.pdf", mime_type="application/pdf")
    data = {
        "site": site.pk,
        "name": "Read",
        "alias": "read",
        "points": 3,
        "counting": "always",
        **management("triggers", 1),
        "triggers-0-item": home_of(site).pk,
        "triggers-0-media": media.pk,
    }

    text = admin_client.post(url("goal", "change", goal.pk), data).content.decode()

    assert "one of them." in text
    assert not Trigger.objects.exists()


def test_channel_rule_asks_only_where_visits_come_from(admin_client: Client, site: Site) -> None:
    row = ChannelRule.objects.create(site=site, name="News", rule=rule(), channel=Channel.objects.get(alias="referral"))

    response = admin_client.get(url("channelrule", "change", row.pk))

    offered = response.context["adminform"].form.fields["rule"].widget.get_context("rule", None, {})
    names = {each["name"] for each in offered["widget"]["catalogue"]["conditions"]}
    assert {"referrer_host", "utm", "search_engine", "query_parameter"} <= names
    assert "visit_number" not in names


def test_channel_below_itself_is_refused(admin_client: Client, site: Site) -> None:
    search = Channel.objects.get(alias="search")
    data = {"name": "Search", "alias": "search", "parent": Channel.objects.get(alias="organic-search").pk}

    text = admin_client.post(url("channel", "change", search.pk), data).content.decode()

    assert "cannot be below itself" in text


def test_page_is_left_out_of_analytics_and_taken_in_again(admin_client: Client, site: Site) -> None:
    page = make_page(site, "about")
    address = reverse("admin:django_jss_item_count", args=[page.pk])

    admin_client.post(address)
    assert not Item.objects.get(pk=page.pk).is_counted
    admin_client.post(address)

    assert Item.objects.get(pk=page.pk).is_counted
    assert Goal.objects.count() == 0


@pytest.mark.parametrize("model", ["visit", "pageview", "turnedaway"])
def test_filters_do_not_look_through_what_happened(admin_client: Client, contact: Contact, model: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        admin_client.get(url(model))

    assert [query for query in queries if re.search("DISTINCT.*(language|reason)", query["sql"])] == []


def test_visits_and_page_views_are_filtered_by_language(admin_client: Client, contact: Contact) -> None:
    Visit.objects.update(language="da")

    for model, language, expected in (("visit", "da", 2), ("visit", "en", 0), ("pageview", "en", 3)):
        rows = admin_client.get(url(model), {"language": language}).context["cl"].result_list
        assert len(rows) == expected


def test_bots_are_filtered_by_reason(admin_client: Client, site: Site) -> None:
    for reason in ("bot", "suspected_bot"):
        TurnedAway.objects.create(site=site, on=timezone.now().date(), reason=reason, agent="x", count=1)

    rows = admin_client.get(url("turnedaway"), {"reason": "bot"}).context["cl"].result_list

    assert [row.reason for row in rows] == ["bot"]


def test_visits_are_filtered_by_channels_not_by_their_types_and_groups(admin_client: Client) -> None:
    create_standard_channels()

    shown = admin_client.get(reverse("admin:django_jss_visit_changelist")).context["cl"].filter_specs
    names = next([name for _pk, name in spec.lookup_choices] for spec in shown if spec.title == "channel")

    assert "Organic search" in names
    assert "Advertising" not in names
    assert len(names) == len(set(names))
