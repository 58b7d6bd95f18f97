"""What marketers define: goals, events, outcomes, campaigns, channels, and what triggers what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.forms import Media
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from django_jss.admin.fields import PairsField
from django_jss.admin.named_rules import NamedRuleAdmin
from django_jss.admin.widgets.rules import RuleField
from django_jss.admin.widgets.scripts import LINK_BUILDER
from django_jss.analytics.models import Campaign, Channel, Definition, Event, Goal, Outcome, PageEvent, Visit
from django_jss.engine.facts import Fact
from django_jss.personalization.models import ChannelRule
from django_jss.tracker.models import Trigger

DAYS = 30
ABOUT_SOURCES = frozenset(
    map(
        str,
        (
            Fact.VISIT_SOURCE,
            Fact.FIRST_SOURCE,
            Fact.REFERRER,
            Fact.VISIT_CAMPAIGN,
            Fact.CAMPAIGN_TRAITS,
            Fact.QUERY,
            Fact.SITE,
            Fact.LANGUAGE,
            Fact.LOCAL_TIME,
        ),
    )
)


class DefinitionAdmin(admin.ModelAdmin):
    """What all definitions share: found by name or alias, counted over the last 30 days."""

    list_display = ["name", "alias", "site", "happened_lately", "is_deployed"]
    list_filter = ["site", "is_deployed"]
    list_select_related = ["site"]
    search_fields = ["name", "alias", "guid"]
    readonly_fields = ["guid"]
    fields = ["site", "name", "alias", "description", "is_deployed", "guid"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        happened = (
            lately()
            .filter(definition_guid=OuterRef("guid"))
            .order_by()
            .values("definition_guid")
            .annotate(total=Count("pk"))
            .values("total")
        )
        return (
            super()
            .get_queryset(request)
            .annotate(happened=Coalesce(Subquery(happened, output_field=IntegerField()), 0))
        )

    @admin.display(description=_("last 30 days"), ordering="happened")
    def happened_lately(self, definition: Definition) -> str:
        """How often, as a link to when and to whom."""
        events = reverse("admin:django_jss_event_changelist", query={"definition_guid": definition.guid})
        return format_html('<a href="{}">{}</a>', events, definition.happened)  # type: ignore[attr-defined]


class TriggerInline(admin.TabularInline):
    """What triggers the goal or event by itself."""

    model = Trigger
    extra = 0
    autocomplete_fields = ["media", "campaign"]
    raw_id_fields = ["item"]
    fields = ["item", "media", "campaign"]
    verbose_name = _("cause")
    verbose_name_plural = _("triggered by")


class GoalForm(forms.ModelForm):
    """A goal may carry a rule, once its site is known."""

    rule = RuleField(label=_("Only if"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["rule"]
        else:
            self.fields["rule"].bind(site=self.instance.site, own=str(self.instance.guid))  # type: ignore[attr-defined]


@admin.register(Goal)
class GoalAdmin(DefinitionAdmin):
    """What serves the site's purpose."""

    form = GoalForm
    list_display = ["name", "alias", "site", "points", "counting", "happened_lately", "is_deployed"]
    inlines = [TriggerInline]

    @property
    def media(self) -> Media:
        return super().media + Media(css={"all": ["django_jss/admin/authoring.css"]})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        rule = ["rule"] if obj else []
        return ["site", "name", "alias", "points", "counting", *rule, "description", "is_deployed", "guid"]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [TriggerInline] if obj else []


@admin.register(PageEvent)
class PageEventAdmin(DefinitionAdmin):
    """What is worth recording."""

    list_display = ["name", "alias", "site", "points", "is_failure", "happened_lately", "is_deployed"]
    list_filter = ["site", "is_deployed", "is_failure"]
    fields = ["site", "name", "alias", "points", "is_failure", "description", "is_deployed", "guid"]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [TriggerInline] if obj else []


@admin.register(Outcome)
class OutcomeAdmin(DefinitionAdmin):
    """What it brought."""

    list_display = ["name", "alias", "site", "group", "happened_lately", "worth_lately", "is_deployed"]
    list_filter = ["site", "is_deployed", "group"]
    fields = ["site", "name", "alias", "group", "description", "is_deployed", "guid"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        worth = lately().filter(definition_guid=OuterRef("guid")).order_by().values("definition_guid")
        total = worth.annotate(total=Sum("monetary_value")).values("total")
        return super().get_queryset(request).annotate(worth=Subquery(total))

    @admin.display(description=_("value of the last 30 days"), ordering="worth")
    def worth_lately(self, outcome: Outcome) -> str:
        worth = outcome.worth  # type: ignore[attr-defined]
        return "-" if worth is None else f"{worth:.2f}"


class CampaignForm(forms.ModelForm):
    """Facets are entered line by line."""

    facets = PairsField(
        label=_("Facets"), required=False, help_text=_("Further properties that rules can ask for: name = value")
    )


@admin.register(Campaign)
class CampaignAdmin(DefinitionAdmin):
    """What brings visitors; a link builder makes the addresses that name it."""

    form = CampaignForm
    list_display = [
        "name",
        "alias",
        "site",
        "group",
        "channel",
        "starts_at",
        "ends_at",
        "happened_lately",
        "is_deployed",
    ]
    list_filter = ["site", "is_deployed", "group", "channel"]
    list_select_related = ["site", "channel"]
    autocomplete_fields = ["channel"]
    readonly_fields = ["guid", "link"]
    fields = [
        "site",
        "name",
        "alias",
        "description",
        "is_deployed",
        "channel",
        "group",
        "facets",
        "cost",
        "starts_at",
        "ends_at",
        "link",
        "guid",
    ]

    @property
    def media(self) -> Media:
        return super().media + Media(js=[LINK_BUILDER])  # type: ignore[list-item]

    @admin.display(description=_("link that names it"))
    def link(self, campaign: Campaign) -> Any:
        """An address is put in, and comes out with the campaign; a script makes it as one types."""
        return render_to_string("django_jss/admin/widgets/campaign_link.html", {"campaign": campaign})


@admin.register(Channel)
class ChannelAdmin(admin.ModelAdmin):
    """The tree of types, groups and channels."""

    list_display = ["name", "parent", "alias", "visits_lately"]
    list_filter = ["parent"]
    list_select_related = ["parent"]
    search_fields = ["name", "alias"]
    prepopulated_fields = {"alias": ["name"]}
    autocomplete_fields = ["parent"]
    fields = ["name", "alias", "parent", "description"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Channel]:
        begun = Visit.objects.filter(started_at__gte=timezone.now() - timedelta(days=DAYS), channel=OuterRef("pk"))
        came = begun.order_by().values("channel").annotate(total=Count("pk")).values("total")
        return super().get_queryset(request).annotate(came=Coalesce(Subquery(came, output_field=IntegerField()), 0))

    @admin.display(description=_("visits of the last 30 days"), ordering="came")
    def visits_lately(self, channel: Channel) -> int:
        return int(channel.came)  # type: ignore[attr-defined]


@admin.register(ChannelRule)
class ChannelRuleAdmin(NamedRuleAdmin):
    """Which visits come by which channel; tried in order, and after them the standard ones."""

    list_display = ["name", "site", "position", "in_words", "channel", "is_enabled"]
    list_editable = ["position"]
    list_select_related = ["site", "channel"]
    search_fields = ["name"]
    autocomplete_fields = ["channel"]
    asks = ABOUT_SOURCES

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return ["site", "name", "position", *(["rule"] if obj else []), "channel", "is_enabled"]


def lately() -> QuerySet[Event]:
    """Events of the last days."""
    return Event.objects.filter(at__gte=timezone.now() - timedelta(days=DAYS))
