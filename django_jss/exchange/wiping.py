"""Removes from a site what an import does not have, in the languages that it brings."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from functools import partial
from itertools import chain

from django.db import models, transaction

from django_jss.content.field_types import field_type
from django_jss.content.layouts import FOLDER
from django_jss.content.models import (
    Component,
    DictionaryPhrase,
    Item,
    ItemVersion,
    MediaItem,
    Placeholder,
    Reference,
    Rendering,
    Template,
    TemplateField,
    VersionState,
)
from django_jss.content.models.dictionary import key_hash_of
from django_jss.content.templates import templates_of
from django_jss.exchange.changes import Changes
from django_jss.exchange.definitions import Definitions
from django_jss.exchange.faults import Place, Reporter
from django_jss.sites.models import Language, Site


class Wiper:
    """Deletes row by row and keeps, with a warning, what rules or other languages still use."""

    def __init__(self, site: Site, place: Place, changes: Changes, reporter: Reporter) -> None:
        self.site, self.place, self.changes, self.reporter = site, place, changes, reporter

    def versions(self, language: Language, kept: Collection[int]) -> None:
        """Versions of items (by id) that the import does not have in the language, and drafts on top of those it has."""
        rows = ItemVersion.objects.filter(item__site=self.site, language=language).select_related("item")
        doomed = [row for row in rows if row.item_id not in kept or row.state == VersionState.DRAFT]
        for row in doomed:
            self.changes.note("delete", f"version {row.item.path} {language.code} {row.number}")
        Reference.objects.filter(
            source__in={row.item_id for row in doomed if row.item_id not in kept}, language=language
        ).delete()
        ItemVersion.objects.filter(pk__in=[row.pk for row in doomed]).delete()

    def phrases(self, language: Language, kept: Mapping[str, str]) -> None:
        hashes = {key_hash_of(key) for key in kept}
        for row in DictionaryPhrase.objects.filter(site=self.site, language=language):
            if row.key_hash not in hashes:
                self._delete(row, f"phrase {row.key} {language.code}")

    def items(self, kept: Collection[uuid.UUID], languages: Collection[Language]) -> None:
        """Items that the import does not know and no other language has, deepest first."""
        elsewhere = set(
            ItemVersion.objects.filter(item__site=self.site)
            .exclude(language__in=languages)
            .values_list("item_id", flat=True)
        )
        rows = Item.objects.filter(site=self.site).exclude(parent=None).order_by("-path")
        doomed = [row for row in rows if row.guid not in kept and row.pk not in elsewhere]
        ids = {row.pk for row in doomed}
        Reference.objects.filter(source__in=ids).delete()
        Reference.objects.filter(target__in=ids).delete()
        Rendering.objects.filter(datasource__in=ids).update(datasource=None)
        for row in sorted(doomed, key=lambda row: -row.path.count("/")):
            if Item.objects.filter(parent=row).exists():
                continue
            self._delete(row, f"item {row.path}")

    def media(self, kept: Collection[str]) -> None:
        """Media that neither the import has (by the keys of their paths) nor any version shows."""
        doomed = [row for row in MediaItem.objects.filter(site=self.site) if row.path_key not in kept]
        shown = self._shown_media() if doomed else set()
        for row in doomed:
            if row.guid not in shown and self._delete(row, f"media {row.path}"):
                transaction.on_commit(partial(row.file.storage.delete, str(row.file.name)))

    def definitions(self, kept: Definitions) -> None:
        for component in Component.objects.filter(site=self.site).exclude(name__in=kept.components):
            self._delete(component, f"component {component.name}")
        for placeholder in Placeholder.objects.filter(site=self.site).exclude(key__in=kept.placeholders):
            self._delete(placeholder, f"placeholder {placeholder.key}")
        for field in TemplateField.objects.filter(template__site=self.site).select_related("template"):
            definition = kept.templates.get(field.template.name)
            if definition is not None and field.name not in {entry.name for entry in definition.fields}:
                self._delete(field, f"field {field.template.name}.{field.name}")
        for template in Template.objects.filter(site=self.site).exclude(name__in=[*kept.templates, FOLDER]):
            self._delete(template, f"template {template.name}")

    def _shown_media(self) -> set[uuid.UUID]:
        infos = templates_of(self.site.pk)
        versions = ItemVersion.objects.filter(item__site=self.site).values_list("item__template_id", "fields")
        items = Item.objects.filter(site=self.site).values_list("template_id", "shared_fields")
        shown: set[uuid.UUID] = set()
        for template_id, fields in chain(versions, items):
            types = {field.name: field.type for field in infos[template_id].fields}
            for name, value in fields.items():
                shown |= field_type(types[name]).media(value) if name in types else set()
        return shown

    def _delete(self, row: models.Model, what: str) -> bool:
        try:
            with transaction.atomic():
                row.delete()
        except (models.RestrictedError, models.ProtectedError):
            self.reporter.warn(self.place, f"{what} is not in the import, but still in use; it stays")
            return False
        self.changes.note("delete", what)
        return True
