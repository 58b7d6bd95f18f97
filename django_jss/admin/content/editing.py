"""What the page of an item shows in one language: own values, what is served in their place, and its versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from django_jss.admin.content.forms import FallbackValue
from django_jss.admin.content.tree import LanguageState
from django_jss.content.models import FieldStorage, Item, ItemVersion, VersionState
from django_jss.content.templates import FieldInfo, all_fields
from django_jss.sites.models import Language


@dataclass(frozen=True, slots=True)
class ItemEdit:
    """An item as it is edited in one language; `version` is the latest, None if there is none yet."""

    item: Item
    language: Language
    version: ItemVersion | None
    stored: Mapping[str, Any]
    fallbacks: Mapping[str, FallbackValue]
    versions: tuple[ItemVersion, ...]
    languages: tuple[LanguageState, ...]

    @property
    def state(self) -> str:
        """published, changed (published, with a newer draft), draft or none, in this language."""
        return next((state.state for state in self.languages if state.code == self.language.code), "none")

    @property
    def is_live(self) -> bool:
        return self.state in ("published", "changed")


def edited_item(item: Item, language: Language) -> ItemEdit:
    """Everything that the page of `item` needs in `language`; a constant number of queries."""
    rows = list(item.versions.select_related("language", "updated_by").order_by("-number"))
    latest = {row.language_id: row for row in reversed(rows)}
    version = latest.get(language.pk)
    infos = all_fields(item.template)
    shared = {info.name for info in infos if info.storage == FieldStorage.SHARED}
    own = {name: value for name, value in (version.fields if version else {}).items() if name not in shared}
    own |= {name: value for name, value in item.shared_fields.items() if name in shared}
    return ItemEdit(
        item=item,
        language=language,
        version=version,
        stored=own,
        fallbacks=_fallbacks(infos, language, latest) if item.site.uses_language_fallback else _standard_values(infos),
        versions=tuple(row for row in rows if row.language_id == language.pk),
        languages=_language_states(item, rows),
    )


def _fallbacks(
    infos: tuple[FieldInfo, ...], language: Language, latest: Mapping[int, ItemVersion]
) -> dict[str, FallbackValue]:
    """By field, the value of the nearest fallback language that has one, else the standard value."""
    found = _standard_values(infos)
    chain, seen = [], {language.pk}
    while language.fallback is not None and language.fallback.pk not in seen:
        language = language.fallback
        seen.add(language.pk)
        chain.append(language)
    for other in reversed(chain):
        version = latest.get(other.pk)
        for info in infos:
            if version and info.storage != FieldStorage.SHARED and info.name in version.fields:
                found[info.name] = FallbackValue(other.name, version.fields[info.name])
    return found


def _standard_values(infos: tuple[FieldInfo, ...]) -> dict[str, FallbackValue]:
    return {
        info.name: FallbackValue(_("standard value"), info.standard_value)
        for info in infos
        if info.standard_value is not None
    }


def _language_states(item: Item, rows: list[ItemVersion]) -> tuple[LanguageState, ...]:
    states: dict[str, str] = {}
    for row in rows:
        code, published = row.language.code, row.state == VersionState.PUBLISHED
        if code not in states:
            states[code] = "published" if published else "draft"
        elif published and states[code] == "draft":
            states[code] = "changed"
    return tuple(
        LanguageState(code, states.get(code, "none")) for code in item.site.languages.values_list("code", flat=True)
    )
