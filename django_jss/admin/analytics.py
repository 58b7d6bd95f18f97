"""What visitors did."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from django_jss.admin.record_filters import (
    ActivityFilter,
    ChannelFilter,
    IsIdentifiedFilter,
    LanguageFilter,
    ReasonFilter,
)
from django_jss.admin.seen import seen_view
from django_jss.admin.widgets.radar import radar
from django_jss.analytics.disclosure import disclose
from django_jss.analytics.erasure import erase
from django_jss.analytics.models import (
    ConsentChange,
    Contact,
    Device,
    Event,
    Identifier,
    PageView,
    TurnedAway,
    Visit,
)
from django_jss.personalization.models import Profile
from django_jss.personalization.profiles import scores_of_contact
from django_jss.tracker.diagnosis import REASONS

SHOWN_VISITS = 30


class RecordAdmin(admin.ModelAdmin):
    """Lists of what happened: to look at, not to edit."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class RecordInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return list(self.fields or ())

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PageViewInline(RecordInline):
    model = PageView
    fields = ["sequence", "at", "path", "language"]


class EventInline(RecordInline):
    model = Event
    fields = ["at", "kind", "name", "page_view", "points", "monetary_value", "currency", "data"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return super().get_queryset(request).select_related("page_view")


class IdentifierInline(RecordInline):
    model = Identifier
    fields = ["source", "value", "created_at"]


class ConsentInline(RecordInline):
    model = ConsentChange
    fields = ["at", "site", "is_given"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ConsentChange]:
        return super().get_queryset(request).select_related("site")


class DeviceInline(RecordInline):
    model = Device
    fields = ["guid", "is_human", "created_at"]


def link_to(contact: Contact, text: str) -> SafeString:
    """A link to the contact's page."""
    return format_html('<a href="{}">{}</a>', reverse("admin:django_jss_contact_change", args=[contact.pk]), text)


def short(contact: Contact) -> str:
    """The end of the contact's GUID, by which one is told from another; GUIDs of one hour begin alike."""
    return str(contact.guid)[-8:]


@admin.register(Contact)
class ContactAdmin(RecordAdmin):
    """People as far as we know, with all that they did in its order."""

    list_display = [
        "who",
        "visit_count",
        "page_view_count",
        "engagement_value",
        "value_per_visit",
        "first_visit_at",
        "last_visit_at",
    ]
    list_filter = [IsIdentifiedFilter]
    search_fields = ["guid", "=identifiers__value"]
    search_help_text = _("GUID or identifier of the contact")
    date_hierarchy = "last_visit_at"
    ordering = ["-last_visit_at"]
    fields = [
        "guid",
        "told",
        "visit_count",
        "page_view_count",
        "engagement_value",
        "value_per_visit",
        "first_visit_at",
        "last_visit_at",
        "came_from",
        "interests",
        "timeline",
    ]
    readonly_fields = ["told", "value_per_visit", "came_from", "interests", "timeline"]
    inlines = [IdentifierInline, ConsentInline, DeviceInline]
    actions = ["hand_out", "forget"]

    @property
    def media(self) -> Media:
        return super().media + Media(css={"all": ["django_jss/admin/authoring.css"]})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        return super().get_queryset(request).filter(merged_into=None).prefetch_related("identifiers")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Contacts are erased by the action, which leaves nothing behind."""
        return False

    @admin.display(description=_("contact"), ordering="guid")
    def who(self, contact: Contact) -> str:
        known = [identifier.value for identifier in contact.identifiers.all()]
        return ", ".join(known) or _now("anonymous %(guid)s") % {"guid": short(contact)}

    @admin.display(description=_("what was told"))
    def told(self, contact: Contact) -> str:
        return ", ".join(f"{name}: {value}" for name, value in contact.attributes.items()) or "-"

    @admin.display(description=_("value per visit"))
    def value_per_visit(self, contact: Contact) -> str:
        return f"{contact.engagement_value / contact.visit_count:.1f}" if contact.visit_count else "-"

    @admin.display(description=_("first came from"))
    def came_from(self, contact: Contact) -> str:
        return ", ".join(f"{name}: {value}" for name, value in contact.first_source.items()) or _now("directly")

    @admin.display(description=_("interests"))
    def interests(self, contact: Contact) -> Any:
        """A radar picture for each profile that has scores of the contact."""
        profiles = Profile.objects.filter(guid__in=list(contact.profile_tallies)).prefetch_related("keys")
        pictures = []
        for profile in profiles.select_related("site"):
            keys = [(str(key.guid), key.name, key.low, key.high) for key in profile.keys.all()]
            scores = scores_of_contact(profile.site_id, str(profile.guid), contact.profile_tallies, timezone.now())
            pictures.append({"profile": profile, "picture": radar(keys, {_now("this contact"): scores})})
        return render_to_string("django_jss/admin/interests.html", {"pictures": pictures}) if pictures else "-"

    @admin.display(description=_("visits"))
    def timeline(self, contact: Contact) -> Any:
        """The latest visits, each with its pages and events in order: three queries."""
        visits = list(contact.visits.select_related("site", "channel", "campaign").order_by("-number")[:SHOWN_VISITS])
        entries: dict[int, list[Any]] = {visit.pk: [] for visit in visits}
        for view in PageView.objects.filter(visit__in=visits):
            entries[view.visit_id].append((view.at, 0, view.sequence, {"page": view}))
        for event in Event.objects.filter(visit__in=visits).order_by("at", "pk"):
            entries[event.visit_id].append((event.at, 1, 0, {"event": event}))
        shown = [
            {"visit": visit, "entries": [entry[3] for entry in sorted(entries[visit.pk], key=lambda row: row[:3])]}
            for visit in visits
        ]
        more = contact.visit_count - len(visits)
        return render_to_string("django_jss/admin/timeline.html", {"visits": shown, "more": more})

    @admin.action(description=_("Hand out all that is kept, as JSON"), permissions=["view"])
    def hand_out(self, request: HttpRequest, contacts: QuerySet[Contact]) -> HttpResponse:
        text = json.dumps(
            [disclose(contact) for contact in contacts], cls=DjangoJSONEncoder, ensure_ascii=False, indent=2
        )
        answer = HttpResponse(text, content_type="application/json; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="contacts.json"'
        return answer

    @admin.action(description=_("Erase, with all that is kept"), permissions=["erase"])
    def forget(self, request: HttpRequest, contacts: QuerySet[Contact]) -> HttpResponse | None:
        """Ask, then erase."""
        rows = list(contacts)
        if "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Erase contacts"),
                "contacts": [{"pk": row.pk, "who": self.who(row), "visits": row.visit_count} for row in rows],
                "opts": self.opts,
                "media": self.media,
            }
            return HttpResponse(render_to_string("django_jss/admin/erase_contacts.html", context, request))
        for row in rows:
            erase(row)
        text = ngettext("%(count)d contact is erased.", "%(count)d contacts are erased.", len(rows))
        messages.success(request, text % {"count": len(rows)})
        return None

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("django_jss.delete_contact")


@admin.register(Visit)
class VisitAdmin(RecordAdmin):
    list_display = [
        "started_at",
        "contact_number",
        "entry_path",
        "page_view_count",
        "engagement_value",
        "channel",
        "campaign",
        "exit_path",
        "last_activity_at",
        "language",
        "site",
    ]
    list_filter = [ActivityFilter, "site", LanguageFilter, ("channel", ChannelFilter), "campaign", "is_bot"]
    list_select_related = ["site", "campaign", "channel", "contact"]
    search_fields = ["guid", "contact__guid", "entry_path"]
    date_hierarchy = "started_at"
    fields = [
        "contact",
        "number",
        "site",
        "language",
        "started_at",
        "last_activity_at",
        "ended_at",
        "entry_path",
        "exit_path",
        "engagement_value",
        "channel",
        "campaign",
        "referrer",
        "user_agent",
        "ip_address",
    ]
    inlines = [PageViewInline, EventInline]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(partial(seen_view, admin_site=self.admin_site))
        return [path("seen/", view, name="django_jss_visit_seen"), *super().get_urls()]

    @admin.display(description=_("contact and visit"))
    def contact_number(self, visit: Visit) -> str:
        return link_to(visit.contact, f"{short(visit.contact)} · {visit.number}")


@admin.register(Event)
class EventAdmin(RecordAdmin):
    list_display = ["at", "kind", "name", "contact", "page", "points", "monetary_value", "currency"]
    list_filter = ["kind", "visit__site"]
    list_select_related = ["page_view", "visit__contact"]
    search_fields = ["name", "=definition_guid"]
    date_hierarchy = "at"
    ordering = ["-at"]

    @admin.display(description=_("contact"))
    def contact(self, event: Event) -> str:
        return link_to(event.visit.contact, short(event.visit.contact))

    @admin.display(description=_("page"))
    def page(self, event: Event) -> str:
        return str(event.page_view or "-")


@admin.register(PageView)
class PageViewAdmin(RecordAdmin):
    list_display = ["at", "path", "language", "sequence", "contact"]
    list_filter = [LanguageFilter, "visit__site"]
    list_select_related = ["visit__contact"]
    search_fields = ["path", "=item_guid"]
    date_hierarchy = "at"
    ordering = ["-at"]

    @admin.display(description=_("contact"))
    def contact(self, view: PageView) -> str:
        return link_to(view.visit.contact, short(view.visit.contact))


@admin.register(TurnedAway)
class TurnedAwayAdmin(RecordAdmin):
    """The bots that were not recorded, by day: who they say they are, and why."""

    list_display = ["on", "site", "why", "agent", "count"]
    list_filter = [ReasonFilter, "site"]
    list_select_related = ["site"]
    search_fields = ["agent"]
    date_hierarchy = "on"

    @admin.display(description=_("reason"), ordering="reason")
    def why(self, row: TurnedAway) -> str:
        return str(REASONS.get(row.reason, row.reason))
