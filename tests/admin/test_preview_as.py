"""Preview as: a page as somebody else gets it, and why; nothing is tracked."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from django_jss.content.models import Item
from django_jss.layout.preview import read_share
from django_jss.models import Contact, Goal, Language, Persona, Site, Visit
from django_jss.personalization.authoring import VariantInput, save_rule_set
from django_jss.personalization.facts import read_given
from django_jss.personalization.models import VariantAction
from django_jss.personalization.personas import facts_of_contact
from django_jss.sites import directory
from tests.factories.analytics import GoalFactory
from tests.factories.pages import KEY, home_of, make_component, make_item, make_page, make_site, place, write
from tests.factories.personalization import goal_triggered, rule
from tests.factories.profiles import give_card, make_profile

DANES = {"condition": "country", "countries": ["DK"]}
READERS = {"condition": "visit_page_views", "comparison": "at_least", "value": 3}


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


@pytest.fixture
def goal(site: Site) -> Goal:
    return GoalFactory(site=site, name="Sign up", points=10)


@pytest.fixture
def home(site: Site, goal: Goal) -> Item:
    """A home page whose hero greets Danes, members and readers."""
    home = home_of(site)
    hero = place(home, make_component(site, "Hero", {"heading": "Single-Line Text"}), values={"heading": "Welcome"})
    make_page(site, "about")
    greetings = [("Velkommen", DANES), ("Hello member", goal_triggered(goal.guid, "ever")), ("Hello reader", READERS)]
    components = Item.objects.get(site=site, path="/Components")
    variants = [
        VariantInput(
            None,
            name,
            rule(condition),
            VariantAction.DATASOURCE,
            datasource=make_item(components, name, "Hero", {"heading": name}),
        )
        for name, condition in greetings
    ]
    save_rule_set(home, hero.uid, variants)
    return home


def url(name: str, item: Item) -> str:
    return reverse(f"admin:django_jss_item_{name}", args=[item.pk])


def look(client: Client, home: Item, **data: Any) -> str:
    answer = client.post(url("preview_result", home), {"language": "en", "mode": "fixed", **data})
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def heading(html: str) -> str:
    return re.findall(r"<small>heading</small> <div>(.*?)</div>", html)[0]


def journey(html: str) -> str:
    return re.findall(r'data-journey="(.*?)"', html)[0]


def test_page_is_shown_as_a_persona_gets_it(admin_client: Client, home: Item) -> None:
    persona = Persona.objects.create(site=home.site, name="Dane", facts={"place": {"country": "DK"}})

    unknown = admin_client.get(url("preview_as", home)).content.decode()
    dane = admin_client.get(url("preview_as", home), {"persona": str(persona.guid)}).content.decode()

    assert heading(unknown) == "Welcome"
    assert heading(dane) == "Velkommen"
    assert '<option value="DK" selected>' in dane


def test_facts_set_by_hand_decide_and_each_condition_says_why(admin_client: Client, home: Item, goal: Goal) -> None:
    member = look(admin_client, home, **{"facts-contact_goals": [goal.pk]})

    assert heading(member) == "Hello member"
    assert "✗" not in heading(member)
    assert "the visitor's country is Denmark" in member
    assert f'contact_goals = {{"{goal.guid}": 1}}' in member
    assert heading(look(admin_client, home, **{"facts-visit_page_views": 3})) == "Hello reader"
    assert heading(look(admin_client, home, **{"facts-more": '{"place": {"country": "DK"}}'})) == "Velkommen"


def test_journey_gathers_from_page_to_page_and_by_goals(admin_client: Client, home: Item, goal: Goal) -> None:
    first = look(admin_client, home, mode="journey")
    second = look(admin_client, home, mode="journey", journey=journey(first), seen="/", path="/about")
    third = look(admin_client, home, mode="journey", journey=journey(second), seen="/about", path="/")
    member = look(admin_client, home, mode="journey", journey=journey(first), goal=str(goal.guid))

    assert [heading(first), heading(third)] == ["Welcome", "Hello reader"]
    assert 'data-path="/about"' in second
    assert heading(member) == "Hello member"
    assert "10 points" in look(admin_client, home, mode="journey", journey=journey(member), seen="/")


def test_journey_gathers_what_profile_cards_say(admin_client: Client, home: Item) -> None:
    profile = make_profile(home.site)
    give_card(home, profile, "Sporty", sport=9)
    runner = profile.patterns.get(name="Runner")
    hero = home.rule_sets.get()
    matches = rule({"condition": "pattern_matches", "basis": "visit", "pattern": str(runner.guid)})
    hero.variants.all().update(rule=matches)

    state, shown = "", []
    for _ in range(3):
        html = look(admin_client, home, mode="journey", journey=state, seen="/" if state else "")
        state = journey(html)
        shown.append(heading(html))

    assert shown == ["Welcome", "Welcome", "Velkommen"]


def test_nothing_is_tracked_and_no_cookie_set(admin_client: Client, home: Item, goal: Goal) -> None:
    admin_client.get(url("preview_as", home))
    look(admin_client, home, mode="journey", goal=str(goal.guid), seen="/")

    assert not Contact.objects.exists()
    assert not Visit.objects.exists()
    assert admin_client.cookies.keys() == {"sessionid", "csrftoken"}


def test_real_contact_is_taken_as_the_beginning(admin_client: Client, home: Item) -> None:
    visitor = Client()
    for _ in range(3):
        visitor.get("/sitecore/api/layout/render/jss", {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop"})
    contact = Contact.objects.get()

    known = admin_client.get(url("preview_as", home), {"contact": str(contact.guid)}).content.decode()
    unknown = admin_client.get(url("preview_as", home), {"contact": "nobody"}).content.decode()

    assert heading(known) == "Hello reader"
    assert "There is no such contact" in unknown


@pytest.fixture
def ann(home: Item, goal: Goal) -> Contact:
    """A contact with an address who triggered the goal twice and saw a page."""
    visitor = Client()
    for path in ("/about", "/"):
        visitor.get("/sitecore/api/layout/render/jss", {"item": path, "sc_apikey": str(KEY), "sc_site": "shop"})
    for _ in range(2):
        visitor.post(
            f"/sitecore/api/jss/track/event?sc_apikey={KEY}&sc_site=shop",
            {"goalId": str(goal.guid)},
            "application/json",
        )
    Contact.objects.update(attributes={"mail": "ann@example.com"})
    return Contact.objects.get()


def test_attributes_and_history_of_a_contact_are_known(home: Item, goal: Goal, ann: Contact) -> None:
    site = directory.current().site_named("shop")
    assert site is not None

    facts = facts_of_contact(ann.guid, site)

    assert facts is not None
    assert facts["contact_attributes"] == {"mail": "ann@example.com"}
    assert facts["contact_goals"] == {str(goal.guid): 2}
    assert [event["definition"] for event in facts["event_history"]] == [str(goal.guid)] * 2
    assert [page["path"] for page in facts["page_history"]] == ["/", "/about"]
    read = read_given(facts, site.time_zone)
    assert [page.path for page in read["page_history"]] == ["/", "/about"]


@pytest.mark.parametrize("mode", ["fixed", "journey"])
def test_rules_see_attributes_and_history_of_a_contact(
    admin_client: Client, home: Item, goal: Goal, ann: Contact, mode: str
) -> None:
    about = Item.objects.get(path="/home/about")
    asked = [
        {"condition": "contact_attribute", "name": "mail", "comparison": "ends_with", "value": "@example.com"},
        {"condition": "page_seen", "page": str(about.guid), "times": 1, "span": "ever"},
        {"condition": "template_seen", "template": str(about.template.guid), "times": 2, "span": "ever"},
        {"condition": "goal_count", "goal": str(goal.guid), "times": 2, "span": "ever"},
    ]
    home.rule_sets.get().variants.filter(position=0).update(rule=rule(*asked))
    home.site.save()

    first = admin_client.get(url("preview_as", home), {"contact": str(ann.guid)}).content.decode()
    ticked = {"facts-contact_goals": [goal.pk], **filled(first)}
    next_ = look(admin_client, home, mode=mode, contact=str(ann.guid), **ticked)
    without = look(admin_client, home, mode=mode, **filled(first))

    assert [heading(first), heading(next_)] == ["Velkommen", "Velkommen"]
    assert heading(without) != "Velkommen"
    assert "page_history" not in filled(first)["facts-more"]


def filled(html: str) -> dict[str, Any]:
    """What the form of facts holds beside its ticks."""
    texts = re.findall(r'<textarea name="(facts-more)"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    inputs = re.findall(r'<input type="(?:number|text|datetime-local)" name="(facts-[^"]*)" value="([^"]*)"', html)
    return {name: unescape(value).strip() for name, value in [*inputs, *texts]}


def test_counts_of_goals_survive_a_change_of_another_fact(
    admin_client: Client, home: Item, goal: Goal, ann: Contact
) -> None:
    known = {"facts-contact_goals": [goal.pk], "facts-country": "SE"}

    html = look(admin_client, home, contact=str(ann.guid), **known)

    assert f'contact_goals = {{"{goal.guid}": 2}}' in html


def test_real_contact_needs_the_right_to_see_contacts(client: Client, home: Item, ann: Contact) -> None:
    user = User.objects.create_user("author", password="x", is_staff=True)
    rights = ("view_item", "view_ruleset")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)
    as_ann = {"contact": str(ann.guid)}

    assert "data-contact" not in client.get(url("preview_as", home)).content.decode()
    assert client.get(url("preview_as", home), as_ann).status_code == 403
    assert client.post(url("preview_result", home), {"language": "en", **as_ann}).status_code == 403

    user.user_permissions.add(Permission.objects.get(codename="view_contact"))
    assert "ann@example.com" in unescape(client.get(url("preview_as", home), as_ann).content.decode())


def test_link_to_what_a_contact_sees_tells_nothing_of_the_contact(
    admin_client: Client, home: Item, goal: Goal, ann: Contact
) -> None:
    first = admin_client.get(url("preview_as", home), {"contact": str(ann.guid)}).content.decode()
    known = {**filled(first), "facts-contact_goals": [goal.pk], "facts-visit_goals": [goal.pk]}
    html = look(admin_client, home, contact=str(ann.guid), **known)

    link = share_link(html)
    told = read_share(link.split("/")[3])
    assert told is not None
    assert told.contact == str(ann.guid)
    assert "contact_attributes" not in told.facts
    assert "event_history" not in told.facts
    assert "Hello member" in Client().get(link).content.decode()


@pytest.mark.parametrize(
    "facts",
    [
        {"place": None},
        {"place": 5},
        {"visit_campaign": "x"},
        {"visit_goals": ["x"]},
        {"contact_profiles": []},
        {"gone": 1},
        {"languages": 5},
    ],
)
def test_persona_with_facts_that_cannot_be_read_any_more_can_be_taken_and_mended(
    admin_client: Client, home: Item, facts: dict[str, Any]
) -> None:
    persona = Persona.objects.create(site=home.site, name="Old", facts={"visit_number": 2, **facts})
    change = reverse("admin:django_jss_persona_change", args=[persona.pk])

    assert admin_client.get(url("preview_as", home), {"persona": str(persona.guid)}).status_code == 200
    assert admin_client.get(change).status_code == 200
    admin_client.post(change, {"name": "New", "description": "", "picture": "", "facts-visit_number": 3})

    persona.refresh_from_db()
    assert (persona.name, persona.facts) == ("New", {"visit_number": 3})


def test_page_is_previewed_at_another_day_and_visitors_get_that_of_today(
    admin_client: Client, home: Item, client: Client
) -> None:
    variant = home.rule_sets.get().variants.first()
    variant.rule, variant.show_from = rule(), "2035-01-01T00:00Z"
    variant.save()

    def live() -> str:
        page = {"item": "/", "sc_apikey": str(KEY), "sc_site": "shop", "tracking": "false"}
        return Client().get("/sitecore/api/layout/render/jss", page).content.decode()

    later = look(admin_client, home, **{"facts-local_time": "2035-02-01T12:00"})

    assert heading(later) == "Velkommen"
    assert "Velkommen" not in live()
    assert "<b>Velkommen</b>: it begins on" in look(admin_client, home)
    assert heading(look(admin_client, home)) == "Welcome"


@pytest.mark.parametrize(
    "data",
    [
        {"facts-more": '{"place": 5}'},
        {"facts-more": '{"place": {"latitude": NaN}}', "facts-country": "DK"},
        {"facts-more": '{"contact_profiles": []}'},
        {"facts-more": '{"contact_attributes": {"\\ud800": 1}}'},
        {"facts-more": '{"event_history": [{"kind": "goal"}]}'},
        {"facts-visit_number": "many"},
        {"facts-visit_number": "-1"},
        {"facts-more": "{"},
        {"facts-more": "[]"},
        {"facts-more": '{"shoe_size": 42}'},
        {"facts-local_time": "soon"},
        {"facts-country": "XX"},
        {"facts-query": "no value"},
    ],
)
def test_facts_that_make_no_sense_are_told(admin_client: Client, home: Item, data: dict[str, str]) -> None:
    assert "please correct" in look(admin_client, home, **data)


@pytest.mark.parametrize("data", [{"journey": "forged"}, {"path": "/nowhere"}, {"goal": "x"}, {"language": "xx"}])
def test_strange_input_is_passed_over(admin_client: Client, home: Item, data: dict[str, str]) -> None:
    assert heading(look(admin_client, home, mode="journey", **data)) == "Welcome"


def test_preview_needs_the_right_to_see_personalization(client: Client, home: Item) -> None:
    user = User.objects.create_user("author", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_item"))
    client.force_login(user)

    assert client.get(url("preview_as", home)).status_code == 403
    assert client.post(url("preview_result", home), {}).status_code == 403


def share_link(html: str) -> str:
    return re.findall(r'readonly value="http://testserver(.*?)"', html)[0]


def test_link_opens_the_page_as_the_visitor_without_a_login(admin_client: Client, home: Item) -> None:
    with time_machine.travel("2026-03-01", tick=False) as clock:
        link = share_link(look(admin_client, home, **{"facts-country": "DK"}))

        opened = Client().get(link)
        clock.shift(8 * 24 * 3600)
        late = Client().get(link)

    assert "Velkommen" in opened.content.decode()
    assert not opened.cookies
    assert opened["Cache-Control"] == "private, no-store"
    assert not Contact.objects.exists()
    assert (late.status_code, "not valid" in late.content.decode()) == (403, True)


def test_link_to_what_a_persona_sees_knows_its_history(admin_client: Client, home: Item, goal: Goal) -> None:
    event = {"kind": "goal", "definition": str(goal.guid), "at": "2026-03-01T10:00", "visit_number": 1}
    persona = Persona.objects.create(site=home.site, name="Member", facts={"event_history": [event]})

    html = admin_client.get(url("preview_as", home), {"persona": str(persona.guid)}).content.decode()

    assert heading(html) == "Hello member"
    assert "Hello member" in Client().get(share_link(html)).content.decode()


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "é"])
def test_forged_link_is_refused(client: Client, home: Item, token: str) -> None:
    assert client.get(f"/-/preview/{token}/").status_code == 403


def test_link_to_a_page_that_is_gone_says_so(admin_client: Client, home: Item) -> None:
    link = share_link(look(admin_client, home))

    assert Client().get(link.split("?")[0] + "?item=/nowhere").status_code == 404


def test_persona_is_written_with_inputs(admin_client: Client, home: Item, goal: Goal) -> None:
    admin_client.post(
        reverse("admin:django_jss_persona_add"), {"site": home.site_id, "name": "Dane", "description": ""}
    )
    persona = Persona.objects.get()
    change = reverse("admin:django_jss_persona_change", args=[persona.pk])
    row = {"name": "Dane", "description": "", "picture": ""}

    facts = {"facts-visit_number": 4, "facts-country": "DK", "facts-visit_goals": [goal.pk], "facts-query": "a = b"}
    admin_client.post(change, {**row, **facts})
    persona.refresh_from_db()
    assert persona.facts == {
        "visit_number": 4,
        "place": {"country": "DK"},
        "visit_goals": [str(goal.guid)],
        "query": {"a": "b"},
    }

    refused = admin_client.post(change, {**row, "facts-visit_number": "many"})
    assert "Please correct what is known" in refused.content.decode()
    persona.refresh_from_db()
    assert persona.facts["visit_number"] == 4


SEEN = {"facts-pages_now": "/", "facts-pages_before": "about\n/\n"}


def test_pages_seen_are_written_a_path_a_line(admin_client: Client, home: Item) -> None:
    persona = Persona.objects.create(site=home.site, name="Reader")
    change = reverse("admin:django_jss_persona_change", args=[persona.pk])
    row = {"name": "Reader", "description": "", "picture": ""}

    admin_client.post(change, {**row, **SEEN, "facts-visit_number": 4})
    persona.refresh_from_db()
    history = persona.facts["page_history"]
    form = unescape(admin_client.get(change).content.decode())
    admin_client.post(change, {**row, **SEEN, "facts-pages_before": "/about\n/", "facts-visit_number": 4})
    persona.refresh_from_db()

    assert [(entry["path"], entry["visit_number"]) for entry in history] == [("/", 4), ("/about", 3), ("/", 3)]
    assert "/about\n/</textarea>" in form
    assert persona.facts["page_history"] == history


@pytest.mark.parametrize("mode", ["fixed", "journey"])
def test_pages_seen_decide(admin_client: Client, home: Item, mode: str) -> None:
    about = Item.objects.get(path="/home/about")
    asked = {"condition": "page_seen", "page": str(about.guid), "times": 1, "span": "previous_visit"}
    home.rule_sets.get().variants.filter(position=0).update(rule=rule(asked))
    home.site.save()

    assert heading(look(admin_client, home, mode=mode, **SEEN, **{"facts-visit_number": 2})) == "Velkommen"
    assert heading(look(admin_client, home, mode=mode, **{"facts-pages_now": "/about"})) == "Welcome"


@pytest.mark.parametrize("paths", ["/nowhere", "/\n" * 51])
def test_pages_that_there_are_not_or_too_many_are_refused(admin_client: Client, home: Item, paths: str) -> None:
    assert "please correct" in look(admin_client, home, **{"facts-pages_before": paths})


def test_pages_of_a_contact_are_no_inputs(admin_client: Client, home: Item, ann: Contact) -> None:
    html = admin_client.get(url("preview_as", home), {"contact": str(ann.guid)}).content.decode()

    assert "pages_before" not in html
    assert "pages_before" in admin_client.get(url("preview_as", home)).content.decode()


def test_author_s_text_is_no_script_in_the_preview(admin_client: Client, home: Item) -> None:
    hero = place(home, make_component(home.site, "Box", {"text": "Single-Line Text"}), values={"text": ""})
    assert hero is not None
    box = home.site.items.get(path__contains="Box")
    write(box, {"text": "<img src=x onerror=alert(1)><script>alert(1)</script>"})

    html = admin_client.post(url("preview_result", home), {"language": "en", "mode": "fixed"}).content.decode()

    page = html.split('class="jss-drawn"')[1].split("As JSON")[0]
    assert "onerror" not in page
    assert "<script" not in page


def test_link_leads_to_pages_in_the_language_that_stands_before_their_path(admin_client: Client, home: Item) -> None:
    home.site.languages.add(Language.objects.get_or_create(code="da")[0])
    link = share_link(look(admin_client, home)).split("?")[0]

    shown = Client().get(f"{link}?item=/en/about").content.decode()
    followed = look(admin_client, home, path="/da/about")

    assert f"A preview of {home.site.name} /about." in shown
    assert 'data-path="/about" data-language="da"' in followed


def test_page_is_drawn_by_the_project_s_templates_in_a_frame_without_scripts(
    admin_client: Client, home: Item, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "jss" / "components").mkdir(parents=True)
    (tmp_path / "jss/page.html").write_text('{% load jss %}<body class="own">{% jss_placeholder "jss-main" %}</body>')
    (tmp_path / "jss/components/Hero.html").write_text("<h1>{{ fields.heading.value }}</h1>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    answer = admin_client.post(url("preview_result", home), {"language": "en", "facts-country": "DK"}).content.decode()
    frame = re.findall(r'<iframe class="jss-frame" sandbox="allow-same-origin" title="/" srcdoc="(.*?)">', answer)[0]

    assert "<" not in frame
    assert '<body class="own"><jss-noted data-note="Velkommen" ' in unescape(frame)
    assert "<h1>Velkommen</h1></jss-noted></body>" in unescape(frame)
