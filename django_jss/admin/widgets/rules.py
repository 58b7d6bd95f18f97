"""Building rules: conditions as sentences whose parts are inputs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from django_jss.admin.widgets.scripts import RULE_BUILDER, RULE_ESTIMATE, SORTABLE
from django_jss.engine.conditions import catalogue
from django_jss.personalization.references import KINDS
from django_jss.personalization.rule_sets import clean_rule
from django_jss.sites.models import Site


class RuleWidget(forms.Widget):
    """A rule builder over a hidden input that holds the rule's JSON form."""

    template_name = "django_jss/admin/widgets/rule.html"
    site: Site | None = None
    # Where the builder asks how many visitors the rule would match; "" for nowhere.
    estimate_url = ""
    # The facts that conditions on offer may ask for; None for all.
    asks: frozenset[str] | None = None
    # What is wrong with the rule that was sent: the path to each fault, and its message.
    faults: Sequence[Mapping[str, str]] = ()

    class Media:
        js = (SORTABLE, RULE_BUILDER, RULE_ESTIMATE)

    def format_value(self, value: Any) -> str:
        return value if isinstance(value, str) else json.dumps(value) if value else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        site_id = self.site.pk if self.site else None
        context["widget"]["faults"] = json.dumps(self.faults)
        context["widget"]["estimate_url"] = self.estimate_url
        context["widget"]["catalogue"] = {
            "conditions": [each for each in catalogue() if self.asks is None or self.asks.issuperset(each["needs"])],
            "references": {kind: found.options(site_id) for kind, found in KINDS.items()} if site_id else {},
        }
        return context


class RuleField(forms.Field):
    """A rule; its Python value is the JSON form, valid for the site that it is bound to."""

    widget = RuleWidget
    site: Site | None = None
    own = ""
    asks: frozenset[str] | None = None

    def bind(self, *, site: Site, estimate_url: str = "", own: str = "", asks: frozenset[str] | None = None) -> None:
        """Check against, and offer, what this site has; `own` and `asks` are those of `clean_rule`."""
        self.site, self.own, self.asks = site, own, asks
        widget: Any = self.widget
        widget.site, widget.estimate_url, widget.asks = site, estimate_url, asks

    def clean(self, value: Any) -> Any:
        """The rule; what is wrong with it the builder shows where it is."""
        try:
            return super().clean(value)
        except ValidationError as error:
            self.widget.faults = [fault_of(each) for each in error.error_list]  # type: ignore[attr-defined]
            raise

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError as error:
            raise ValidationError(_("This is not a rule.")) from error

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and self.site is not None:
            clean_rule(value, self.site.pk, own=self.own, asks=self.asks)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


def fault_of(error: ValidationError) -> dict[str, str]:
    """The path to a fault, "" if it concerns the rule as a whole, and its message."""
    fault = (error.params or {}).get("fault")
    return {"path": fault.path, "message": fault.message} if fault else {"path": "", "message": error.messages[0]}
