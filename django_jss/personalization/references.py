"""What the parameters of rules refer to: how each kind of thing is found, named and offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet

from django_jss.analytics.models import Campaign, Channel, Goal, Outcome, PageEvent
from django_jss.content.models import Item, Template
from django_jss.personalization.models import Calendar, PatternCard, Profile, ProfileKey, SavedRule, Segment

OFFERED_AT_MOST = 2000


@dataclass(frozen=True, slots=True)
class ReferenceKind:
    """Rows of a model, named by one of its fields, each belonging to a site; `only` narrows them.

    With a `group_field`, its value stands before the name: names are unique within a group alone.
    """

    model: type[Model]
    name_field: str = "name"
    only: Mapping[str, Any] | None = None
    # None for what all sites share.
    site_field: str | None = "site"
    group_field: str | None = None
    key_field: str = "guid"

    @property
    def verbose_name(self) -> Any:
        return self.model._meta.verbose_name

    def rows(self, **narrowed: Any) -> QuerySet[Any]:
        return self.model._default_manager.filter(**(self.only or {}), **narrowed)

    def of_site(self, site_id: int) -> QuerySet[Any]:
        return self.rows(**({self.site_field: site_id} if self.site_field else {}))

    def names(self, guids: Iterable[str]) -> dict[str, str]:
        """Names by GUID; what is gone is left out. One query."""
        return self._named(self.rows(**{f"{self.key_field}__in": set(guids)}))

    def known(self, guids: Iterable[str], site_id: int) -> set[str]:
        """Those of the GUIDs that the site has. One query."""
        rows = self.of_site(site_id).filter(**{f"{self.key_field}__in": set(guids)})
        return {str(key) for key in rows.values_list(self.key_field, flat=True)}

    def options(self, site_id: int) -> list[dict[str, str]]:
        """What authors may choose, by name, the first `OFFERED_AT_MOST`. One query."""
        rows = self.of_site(site_id).order_by(*self._name_fields)
        return [{"value": guid, "label": name} for guid, name in self._named(rows[:OFFERED_AT_MOST]).items()]

    @property
    def _name_fields(self) -> list[str]:
        return [*([self.group_field] if self.group_field else []), self.name_field]

    def _named(self, rows: QuerySet[Any]) -> dict[str, str]:
        return {str(guid): ": ".join(names) for guid, *names in rows.values_list(self.key_field, *self._name_fields)}


KINDS: Mapping[str, ReferenceKind] = {
    "goal": ReferenceKind(Goal),
    "event": ReferenceKind(PageEvent),
    "outcome": ReferenceKind(Outcome),
    "campaign": ReferenceKind(Campaign),
    "channel": ReferenceKind(Channel, site_field=None),
    "page": ReferenceKind(Item, "path", {"has_layout": True}),
    "template": ReferenceKind(Template),
    "group": ReferenceKind(Group, site_field=None, key_field="name"),
    "calendar": ReferenceKind(Calendar),
    "saved_rule": ReferenceKind(SavedRule),
    "segment": ReferenceKind(Segment),
    "profile": ReferenceKind(Profile),
    "profile_key": ReferenceKind(ProfileKey, site_field="profile__site", group_field="profile__name"),
    "pattern": ReferenceKind(PatternCard, site_field="profile__site", group_field="profile__name"),
}
