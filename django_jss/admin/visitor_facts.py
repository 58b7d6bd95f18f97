"""What is known of an invented visitor, as inputs that authors understand; the rest as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_jss.admin.fields import PairsField
from django_jss.admin.pages_seen import PagesField, history_of, seen_in
from django_jss.admin.widgets.points import PointsField
from django_jss.admin.widgets.suggestions import suggesting
from django_jss.analytics.client.device import DEVICE_TYPES
from django_jss.analytics.models import Campaign, Goal
from django_jss.engine.countries import COUNTRIES
from django_jss.engine.devices import BROWSERS, SYSTEMS
from django_jss.engine.facts import Fact
from django_jss.engine.given import InvalidFacts
from django_jss.engine.parameters import DEVICE_KINDS
from django_jss.personalization.facts import read_given
from django_jss.personalization.models import Profile
from django_jss.sites.models import Site

NUMBERS: Mapping[str, Any] = {
    Fact.VISIT_NUMBER: _("Number of the visit"),
    Fact.VISIT_PAGE_VIEWS: _("Pages viewed in this visit"),
    Fact.CONTACT_PAGE_VIEWS: _("Pages viewed in all visits"),
    Fact.VISIT_VALUE: _("Engagement value of this visit"),
    Fact.CONTACT_VALUE: _("Engagement value of all visits"),
}
PLACE_TEXTS: Mapping[str, Any] = {"city": _("City"), "region": _("Region"), "time_zone": _("Time zone")}
DEVICE_TEXTS: Mapping[str, Any] = {"os": _("Operating system"), "browser": _("Browser")}
SUGGESTED: Mapping[str, Mapping[str, Any]] = {"os": SYSTEMS, "browser": BROWSERS}
EMPTY = ("", "---------")
LAST = ["query", "more"]
# Facts with parts that have inputs of their own.
PARTED = {str(Fact.PLACE), str(Fact.DEVICE), str(Fact.CONTACT_PROFILES)}
MOMENT = "%Y-%m-%dT%H:%M"


class MoreFacts(forms.JSONField):
    """JSON, or nothing."""

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else super().prepare_value(value)


class VisitorFactsForm(forms.Form):
    """Facts by name, in the JSON form of facts given by hand: `facts` after validation."""

    local_time = forms.DateTimeField(
        label=_("Date and time"),
        required=False,
        input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    country = forms.ChoiceField(label=_("Country"), required=False, choices=[EMPTY, *COUNTRIES.items()])
    device_type = forms.ChoiceField(
        label=_("Device"), required=False, choices=[EMPTY, *((kind, DEVICE_KINDS[kind]) for kind in DEVICE_TYPES)]
    )
    languages = forms.CharField(label=_("Languages of the browser"), required=False, help_text=_("Such as da, en"))
    campaign = forms.ModelChoiceField(label=_("Campaign"), required=False, queryset=Campaign.objects.none())
    visit_goals = forms.ModelMultipleChoiceField(
        label=_("Goals in this visit"),
        required=False,
        queryset=Goal.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    contact_goals = forms.ModelMultipleChoiceField(
        label=_("Goals ever"), required=False, queryset=Goal.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    query = PairsField(label=_("Parameters of the address, one a line: name = value"), required=False)
    more = MoreFacts(
        label=_("Other facts, as JSON"), required=False, widget=forms.Textarea(attrs={"rows": 3, "cols": 40})
    )

    def __init__(
        self,
        *args: Any,
        site: Site,
        facts: Mapping[str, Any] | None = None,
        hidden: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.site = site
        # What is known to begin with; the inputs do not hold how often goals were triggered, or how many views scored.
        self.known = self.readable(facts or {})
        self.profiles = list(Profile.objects.filter(site=site).prefetch_related("keys"))
        for name, label in NUMBERS.items():
            self.fields[str(name)] = forms.IntegerField(label=label, required=False)
        for name, label in (*PLACE_TEXTS.items(), *DEVICE_TEXTS.items()):
            self.fields[name] = forms.CharField(label=label, required=False, widget=suggesting(SUGGESTED.get(name)))
        for profile in self.profiles:
            self.fields[f"profile-{profile.guid}"] = PointsField(
                list(profile.keys.all()), label=_("Scores: %(profile)s") % {"profile": profile}
            )
        if Fact.PAGE_HISTORY not in hidden:
            self.fields["pages_now"] = PagesField(site=site, label=_("Pages seen in this visit, a path a line"))
            self.fields["pages_before"] = PagesField(site=site, label=_("Pages seen before, a path a line"))
        for name, model in (("campaign", Campaign), ("visit_goals", Goal), ("contact_goals", Goal)):
            self.fields[name].queryset = model.objects.filter(site=site)  # type: ignore[attr-defined]
        self.order_fields([*map(str, NUMBERS), "local_time", "country", *PLACE_TEXTS, "device_type", *DEVICE_TEXTS])
        self.order_fields([*(name for name in self.fields if name not in LAST), *LAST])
        if facts is not None:
            self.initial = self.initial_of({name: fact for name, fact in self.known.items() if name not in hidden})

    def initial_of(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the inputs; what has none stands in `more`."""
        rest = {name: fact for name, fact in facts.items() if fact is not None}
        initial = {str(name): rest.pop(name, None) for name in NUMBERS}
        initial |= {"local_time": str(rest.pop(Fact.LOCAL_TIME, None) or "")[:16] or None}
        place, device = dict(rest.pop(Fact.PLACE, {})), dict(rest.pop(Fact.DEVICE, {}))
        initial |= {"country": place.pop("country", "")} | {name: place.pop(name, "") for name in PLACE_TEXTS}
        initial |= {"device_type": device.pop("type", "")} | {name: device.pop(name, "") for name in DEVICE_TEXTS}
        initial["languages"] = ", ".join(rest.pop(Fact.LANGUAGES, ()))
        campaign = rest.pop(Fact.VISIT_CAMPAIGN, None)
        initial["campaign"] = Campaign.objects.filter(guid=campaign).first() if campaign else None
        for name in (Fact.VISIT_GOALS, Fact.CONTACT_GOALS):
            initial[str(name)] = Goal.objects.filter(guid__in=list(rest.pop(name, ())))
        scores = dict(rest.pop(Fact.CONTACT_PROFILES, {}))
        for profile in self.profiles:
            initial[f"profile-{profile.guid}"] = (scores.pop(str(profile.guid), None) or {}).get("scores")
        initial["query"] = rest.pop(Fact.QUERY, {})
        if seen := seen_in(rest.get(Fact.PAGE_HISTORY), facts.get(Fact.VISIT_NUMBER)):
            rest.pop(Fact.PAGE_HISTORY, None)
            initial["pages_now"], initial["pages_before"] = ("\n".join(paths) for paths in seen)
        left = {Fact.PLACE: place, Fact.DEVICE: device, Fact.CONTACT_PROFILES: scores}
        rest |= {str(name): value for name, value in left.items() if value}
        return initial | ({"more": rest} if rest else {})

    def clean_more(self) -> dict[str, Any]:
        more = {} if self.cleaned_data["more"] is None else self.cleaned_data["more"]
        if not isinstance(more, dict):
            raise ValidationError(_("An object is expected."))
        return more

    def clean(self) -> dict[str, Any]:
        """Put the facts together, and check them as rules will see them."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        self.facts = self._facts(cleaned)
        try:
            self.read = read_given(self.facts, self.site.time_zone)
        except InvalidFacts as error:
            for fault in error.faults:
                self.add_error(self.field_of(fault.path), f"{fault.path}: {fault.message}")
        return cleaned

    def field_of(self, path: str) -> str:
        """The input in which a fact stands, or a part of it."""
        name, _dot, part = path.partition(".")
        named = "device_type" if path == "device.type" else part if name in PARTED else name
        return named if named in self.fields else "more"

    def read_facts(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Facts as rules see them, those that can be read."""
        return read_given(self.readable(facts), self.site.time_zone)

    def readable(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """The facts without those that cannot be read, as of a persona from before a change."""
        try:
            read_given(facts, self.site.time_zone)
        except InvalidFacts as error:
            wrong = {re.split(r"[.\[]", fault.path)[0] for fault in error.faults}
            return {name: value for name, value in facts.items() if name not in wrong}
        return dict(facts)

    def _facts(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        more = dict(cleaned["more"])
        facts: dict[str, Any] = {str(name): cleaned[name] for name in NUMBERS if cleaned[name] is not None}
        if cleaned["local_time"]:
            facts[Fact.LOCAL_TIME] = cleaned["local_time"].strftime(MOMENT)
        place = {"country": cleaned["country"]} | {name: cleaned[name] for name in PLACE_TEXTS}
        device = {"type": cleaned["device_type"]} | {name: cleaned[name] for name in DEVICE_TEXTS}
        for name, entries in ((Fact.PLACE, place), (Fact.DEVICE, device)):
            filled = {entry: value for entry, value in entries.items() if value}
            facts |= {str(name): filled} if filled else {}
        if languages := [code.strip() for code in cleaned["languages"].split(",") if code.strip()]:
            facts[Fact.LANGUAGES] = languages
        if cleaned["campaign"]:
            facts[Fact.VISIT_CAMPAIGN] = str(cleaned["campaign"].guid)
        for name in (Fact.VISIT_GOALS, Fact.CONTACT_GOALS):
            if goals := [str(goal.guid) for goal in cleaned[name]]:
                facts[name] = self._counted(name, goals)
        if scores := self._scores(cleaned):
            facts[Fact.CONTACT_PROFILES] = scores
        if cleaned["query"]:
            facts[Fact.QUERY] = cleaned["query"]
        if history := self._history(cleaned):
            facts[Fact.PAGE_HISTORY] = history
        # What stands in `more` of a fact with inputs of its own joins it.
        for parted in PARTED & facts.keys() & more.keys():
            if isinstance(more[parted], dict):
                facts[parted] |= more.pop(parted)
        # Plain texts, as they are stored.
        found: dict[str, Any] = json.loads(json.dumps(facts | more))
        return found

    def _history(self, cleaned: Mapping[str, Any]) -> Any:
        """The pages seen; those that are known to begin with keep their times."""
        now, before = cleaned.get("pages_now") or [], cleaned.get("pages_before") or []
        known, number = self.known.get(Fact.PAGE_HISTORY), cleaned[Fact.VISIT_NUMBER]
        shown = [path for _guid, path in now], [path for _guid, path in before]
        if known and shown == seen_in(known, number):
            return known
        # A time that is given is one of the site's time zone.
        given = cleaned["local_time"] and cleaned["local_time"].replace(tzinfo=None)
        return history_of(now, before, number or 1, given or timezone.now())

    def _counted(self, name: str, goals: list[str]) -> list[str] | dict[str, int]:
        """The goals, with how often each was triggered if that is known and not once."""
        known = self.known.get(name)
        counts = {goal: known.get(goal, 1) if isinstance(known, dict) else 1 for goal in goals}
        return goals if set(counts.values()) == {1} else counts

    def _scores(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        given = {str(profile.guid): cleaned[f"profile-{profile.guid}"] for profile in self.profiles}
        known = self.known.get(Fact.CONTACT_PROFILES) or {}
        counts = {guid: scores["count"] for guid, scores in known.items() if "count" in scores}
        return {
            guid: {"scores": points} | ({"count": counts[guid]} if guid in counts else {})
            for guid, points in given.items()
            if points
        }
