"""Writes what an import brings: item versions with their fields, and phrases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django_jss.content.field_types import field_type
from django_jss.content.models import DictionaryPhrase, FieldStorage, Item, ItemVersion, Reference, VersionState
from django_jss.content.models.dictionary import key_hash_of
from django_jss.content.templates import FieldInfo, templates_of
from django_jss.exchange.changes import Changes, differences
from django_jss.exchange.faults import Place, Reporter
from django_jss.exchange.guids import GuidMaker
from django_jss.exchange.placing import Target
from django_jss.sites.models import Language, Site

FieldsByTemplate = Mapping[int, Mapping[str, FieldInfo]]
BATCH = 500


@dataclass(frozen=True, slots=True)
class Content:
    """A version as it shall be; `values` are in their stored form."""

    target: Target
    display_name: str
    values: Mapping[str, Any]
    place: Place


class ContentWriter:
    """Compares versions with those that are published, and writes the ones that differ.

    Values that the import does not bring stay, unless `replaces` is set. Drafts of authors stay drafts.
    """

    def __init__(self, site: Site, changes: Changes, reporter: Reporter, *, replaces: bool) -> None:
        self.site, self.changes, self.reporter, self.replaces = site, changes, reporter, replaces
        self.shared: dict[tuple[int, str], Any] = {}
        self.fields: FieldsByTemplate = {
            id: {field.name: field for field in info.fields} for id, info in templates_of(site.pk).items()
        }

    def write(self, language: Language, contents: Sequence[Content]) -> None:
        """Write the versions of a language."""
        published, numbers = self._known(language)
        made: list[ItemVersion] = []
        changed: list[Item] = []
        for content in contents:
            row = content.target.row
            if row is None:
                continue
            infos = self.fields[row.template_id]
            values = {name: value for name, value in content.values.items() if name in infos}
            shared = {name: value for name, value in values.items() if infos[name].storage == FieldStorage.SHARED}
            own = {name: value for name, value in values.items() if name not in shared}
            is_changed = self._write_shared(row, shared, content.place)
            version = published.get(row.pk)
            if version is None:
                version = ItemVersion(item=row, language=language, number=numbers.get(row.pk, 0) + 1, lock=1)
                version.state, version.fields, version.display_name = VersionState.PUBLISHED, own, content.display_name
                self.changes.note("create", f"version {row.path} {language.code}", differences({}, own))
                made.append(version)
            elif not self._update(row, version, language, own, content.display_name) and not is_changed:
                continue
            changed.append(row)
        ItemVersion.objects.bulk_create(made, batch_size=BATCH)
        for start in range(0, len(changed), BATCH):
            keep_references(changed[start : start + BATCH], language, self.fields)

    def _known(self, language: Language) -> tuple[dict[int, ItemVersion], dict[int, int]]:
        """By item: the published version with the highest number, and the highest number of all."""
        published: dict[int, ItemVersion] = {}
        numbers: dict[int, int] = {}
        for version in ItemVersion.objects.filter(item__site=self.site, language=language).order_by("number"):
            numbers[version.item_id] = version.number
            if version.state == VersionState.PUBLISHED:
                published[version.item_id] = version
        return published, numbers

    def _write_shared(self, row: Item, shared: Mapping[str, Any], place: Place) -> bool:
        """Values for all languages; of several languages in the import the first counts."""
        fresh = {}
        for name, value in shared.items():
            if (row.pk, name) not in self.shared:
                fresh[name] = self.shared[row.pk, name] = value
            elif self.shared[row.pk, name] != value:
                self.reporter.warn(place / "fields" / name, "another language has another value for all languages")
        merged = {**row.shared_fields, **fresh}
        if merged == row.shared_fields:
            return False
        told = differences(row.shared_fields, merged)
        row.shared_fields = merged
        row.save(update_fields=["shared_fields", "updated_at"])
        self.changes.note("change", f"item {row.path}, shared fields", told)
        return True

    def _update(
        self, row: Item, version: ItemVersion, language: Language, own: dict[str, Any], display_name: str
    ) -> bool:
        before = version.fields
        after = own if self.replaces else {**before, **own}
        display_name = display_name or version.display_name
        if after == before and display_name == version.display_name:
            return False
        names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        told = differences({**before, "displayName": version.display_name}, {**after, "displayName": display_name})
        what = ", ".join(names) or "displayName"
        self.changes.note("change", f"version {row.path} {language.code}: {what}", told)
        version.fields, version.display_name = after, display_name
        version.lock += 1
        version.save()
        return True


def write_phrases(
    site: Site, language: Language, phrases: Mapping[str, str], maker: GuidMaker, changes: Changes
) -> None:
    """Write the dictionary of a language."""
    known = {phrase.key_hash: phrase for phrase in DictionaryPhrase.objects.filter(site=site, language=language)}
    made = []
    for key, text in phrases.items():
        hashed = key_hash_of(key)
        phrase = known.get(hashed)
        if phrase is not None and phrase.text == text:
            continue
        told = differences({"text": phrase.text} if phrase else {}, {"text": text})
        changes.note("change" if phrase else "create", f"phrase {key} {language.code}", told)
        if phrase is None:
            guid = maker.for_path("phrase", f"{language.code}/{hashed}")
            made.append(DictionaryPhrase(guid=guid, site=site, language=language, key=key, key_hash=hashed, text=text))
        else:
            phrase.text = text
            phrase.save()
    DictionaryPhrase.objects.bulk_create(made, batch_size=BATCH)


def keep_references(items: Sequence[Item], language: Language, known: FieldsByTemplate) -> None:
    """Write down which items the fields of all versions in a language, and the shared ones, point at."""
    rows = {item.pk: item for item in items}
    layers: list[tuple[Item, Language | None, dict[str, Any]]] = [
        (item, None, item.shared_fields) for item in rows.values()
    ]
    for version in ItemVersion.objects.filter(item__in=rows, language=language):
        layers.append((rows[version.item_id], language, version.fields))
    pointed = [
        (item, owner, name, guid)
        for item, owner, fields in layers
        for name, guid in _references(fields, known[item.template_id])
    ]
    guids = {guid for _item, _owner, _name, guid in pointed}
    targets = dict(Item.objects.filter(guid__in=guids).values_list("guid", "pk")) if guids else {}
    Reference.objects.filter(source__in=rows, language=language).delete()
    Reference.objects.filter(source__in=rows, language=None).delete()
    Reference.objects.bulk_create(
        [
            Reference(source=item, target_id=targets[guid], field=name, language=owner)
            for item, owner, name, guid in dict.fromkeys(pointed)
            if guid in targets
        ],
        batch_size=BATCH,
    )


def _references(fields: Mapping[str, Any], infos: Mapping[str, FieldInfo]) -> list[tuple[str, Any]]:
    return [
        (name, guid)
        for name, value in fields.items()
        if name in infos
        for guid in sorted(field_type(infos[name].type).references(value), key=str)
    ]
