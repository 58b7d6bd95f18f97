"""Forms of a component on a page."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib.admin.sites import AdminSite
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from django_jss.admin.content.inputs import ReferenceInput
from django_jss.admin.content.places import own_actions, place_text, places_for, read_place
from django_jss.admin.content.summaries import content_summary
from django_jss.admin.fields import PairsField
from django_jss.admin.rule_estimates import estimate_url
from django_jss.admin.widgets.rules import RuleField
from django_jss.content.models import Component, Item, Rendering
from django_jss.personalization.authoring import VariantInput
from django_jss.personalization.models import RuleSet, VariantAction
from django_jss.sites.models import Site


class MomentWidget(forms.SplitDateTimeWidget):
    """Date and time as browsers ask for them, in rows that are added to a page as well."""

    supports_microseconds = False

    def __init__(self) -> None:
        date: dict[str, Any] = {"type": "date", "aria-label": _("date")}
        time: dict[str, Any] = {"type": "time", "aria-label": _("time")}
        super().__init__(date_attrs=date, time_attrs=time, date_format="%Y-%m-%d", time_format="%H:%M")


class RenderingForm(forms.Form):
    """Datasource and parameters."""

    lock = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rendering: Rendering, site: Site, admin_site: AdminSite, **kwargs: Any) -> None:
        initial = {"lock": rendering.layout.lock}
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.rendering = rendering
        self.fields["datasource"] = bound_reference(_("Datasource"), site, admin_site)
        self.initial["datasource"] = str(rendering.datasource.guid) if rendering.datasource else None
        declared = {parameter.name: str(parameter) for parameter in rendering.component.parameters.all()}
        self.labels = declared | {name: name for name in rendering.params if name not in declared}
        for name, label in self.labels.items():
            self.fields[f"param-{name}"] = forms.CharField(
                label=label, label_suffix="", required=False, widget=AdminTextInputWidget
            )
            self.initial[f"param-{name}"] = rendering.params.get(name, "")

    def parameters(self) -> list[forms.BoundField]:
        return [self[f"param-{name}"] for name in self.labels]

    def params(self) -> dict[str, str]:
        """The parameters that have a value, all strings."""
        values = {name: self.cleaned_data[f"param-{name}"] for name in self.labels}
        return {name: value for name, value in values.items() if value != ""}

    def chosen_datasource(self) -> Item | None:
        guid = self.cleaned_data["datasource"]
        return Item.objects.get(guid=guid) if guid else None


class VariantForm(forms.Form):
    """What is shown to whom."""

    guid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=200, widget=AdminTextInputWidget)
    rule = RuleField(label=_("shown if"))
    action = forms.ChoiceField(label=_("then"), choices=VariantAction.choices)
    params = PairsField(label=_("Parameters, one a line: name = value"), required=False)
    is_enabled = forms.BooleanField(label=_("enabled"), required=False, initial=True)
    show_from = forms.SplitDateTimeField(label=_("from"), required=False, widget=MomentWidget)
    show_until = forms.SplitDateTimeField(label=_("until"), required=False, widget=MomentWidget)

    def __init__(self, *args: Any, rendering: Rendering, site: Site, admin_site: AdminSite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site
        self.fields["target"] = forms.ChoiceField(label=_("Place"), required=False, choices=places_for(rendering))
        self.fields["custom_action"] = forms.ChoiceField(
            label=_("Action"), required=False, choices=[("", "---------"), *own_actions()]
        )
        # Without actions of projects there is nothing else to do.
        if not own_actions():
            offered = [choice for choice in VariantAction.choices if choice[0] != VariantAction.CUSTOM]
            self.fields["action"].choices = offered  # type: ignore[attr-defined]
        self.fields["rule"].bind(site=site, estimate_url=estimate_url(admin_site, site))  # type: ignore[attr-defined]
        self.fields["component"] = forms.ModelChoiceField(
            label=_("Component"), required=False, queryset=Component.objects.filter(site=site)
        )
        self.fields["datasource"] = bound_reference(_("Content to show"), site, admin_site)

    def schedule(self) -> list[forms.BoundField]:
        return [self["show_from"], self["show_until"]]

    def summary(self) -> str:
        """What the content looks like that the variant shows."""
        guid = self.initial.get("datasource")
        return content_summary(guid) if guid else ""

    def clean(self) -> dict[str, Any]:
        """Each action needs what it shows."""
        cleaned = super().clean() or {}
        action = cleaned.get("action")
        if action == VariantAction.DATASOURCE and not cleaned.get("datasource") and "datasource" not in self.errors:
            self.add_error("datasource", _("Choose the content to show."))
        guid = cleaned.get("datasource")
        if guid and not Item.objects.filter(guid=guid, site=self.site).exists():
            self.add_error("datasource", _("It belongs to another site."))
        if action == VariantAction.COMPONENT and not cleaned.get("component"):
            self.add_error("component", _("Choose the component to show."))
        if action == VariantAction.PARAMETERS and not cleaned.get("params") and "params" not in self.errors:
            self.add_error("params", _("Name the parameters that change."))
        if action == VariantAction.MOVE and not cleaned.get("target"):
            self.add_error("target", _("Choose where to move it."))
        if action == VariantAction.CUSTOM and not cleaned.get("custom_action"):
            self.add_error("custom_action", _("Choose the action."))
        begins, ends = cleaned.get("show_from"), cleaned.get("show_until")
        if begins and ends and ends <= begins:
            self.add_error("show_until", _("It must be later than the beginning."))
        return cleaned


VariantFormSet = forms.formset_factory(VariantForm, extra=0, can_order=True, can_delete=True, max_num=50)


def bound_reference(label: Any, site: Site, admin_site: AdminSite) -> ReferenceInput:
    """An input for an item of the site."""
    field = ReferenceInput(label=label, label_suffix="", required=False)
    field.widget.bind(site=site, admin_site=admin_site)  # type: ignore[call-arg]
    return field


def initial_variants(route: Item, uid: uuid.UUID) -> list[dict[str, Any]]:
    """The variants of a rendering as the form set shows them."""
    rule_set = RuleSet.objects.filter(route=route, rendering_uid=uid).first()
    variants = rule_set.variants.select_related("datasource") if rule_set else []
    return [
        {
            "guid": variant.guid,
            "name": variant.name,
            "rule": variant.rule,
            "action": variant.action,
            "component": variant.component_id,
            "datasource": str(variant.datasource.guid) if variant.datasource else None,
            "params": variant.params,
            "target": place_text(variant.target, variant.target_before),
            "custom_action": variant.custom_action,
            "is_enabled": variant.is_enabled,
            "show_from": variant.show_from,
            "show_until": variant.show_until,
        }
        for variant in variants
    ]


def variant_inputs(formset: Any) -> list[VariantInput]:
    """The variants that the author wants, in order."""
    kept = [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    ordered = sorted(kept, key=lambda form: form.cleaned_data.get("ORDER") or 0)
    return [_variant_input(form.cleaned_data) for form in ordered]


def _variant_input(cleaned: dict[str, Any]) -> VariantInput:
    datasource = Item.objects.filter(guid=cleaned["datasource"]).first() if cleaned.get("datasource") else None
    if cleaned.get("datasource") and datasource is None:
        raise ValidationError(_("There is no such item."))
    return VariantInput(
        guid=cleaned.get("guid"),
        name=cleaned["name"],
        rule=cleaned["rule"],
        action=VariantAction(cleaned["action"]),
        component=cleaned.get("component"),
        datasource=datasource,
        params=cleaned["params"],
        **read_place(cleaned["target"]),
        custom_action=cleaned["custom_action"],
        is_enabled=cleaned["is_enabled"],
        show_from=cleaned["show_from"],
        show_until=cleaned["show_until"],
    )
