"""Writes definitions: templates, placeholders, components. What the import does not say of them stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Model

from django_jss.content.models import (
    Component,
    ComponentParameter,
    FieldStorage,
    Placeholder,
    Template,
    TemplateBase,
    TemplateField,
)
from django_jss.exchange.appdata import ComponentDefinition, FieldDefinition, TemplateDefinition
from django_jss.exchange.changes import Changes, differences
from django_jss.exchange.definitions import Definitions
from django_jss.exchange.guids import GuidMaker
from django_jss.sites.models import Site

Row = TypeVar("Row", bound=Model)


class Definer:
    """Makes the definitions of a site as an app has them."""

    def __init__(self, site: Site, definitions: Definitions, maker: GuidMaker, changes: Changes) -> None:
        self.site, self.definitions, self.maker, self.changes = site, definitions, maker, changes

    def apply(self) -> tuple[Mapping[str, Template], Mapping[str, Component]]:
        """Returns the site's templates and components by name."""
        templates = self._templates()
        placeholders = self._placeholders()
        components = {row.name: row for row in Component.objects.filter(site=self.site).prefetch_related("parameters")}
        for definition in self.definitions.components.values():
            components[definition.name] = self._component(definition, components.get(definition.name), templates)
        self._allow(components, placeholders)
        wanted = list(self.definitions.root_placeholders)
        if wanted != self.site.root_placeholders:
            told = differences({"keys": self.site.root_placeholders}, {"keys": wanted})
            self.site.root_placeholders = wanted
            self.site.save()
            self.changes.note("change", "root placeholders", told)
        return templates, components

    def _templates(self) -> dict[str, Template]:
        known = Template.objects.filter(site=self.site).prefetch_related("fields", "base_links", "insert_options")
        rows = {row.name: row for row in known}
        by_guid = {row.guid: row for row in known}
        definitions = self.definitions.templates
        for definition in definitions.values():
            row = rows.get(definition.name)
            if row is None and definition.id:
                row = by_guid.get(self.maker.for_id(definition.id))
            rows[definition.name] = self._template(definition, row)
            self._fields(rows[definition.name], definition.fields)
        for definition in definitions.values():
            self._bases(rows[definition.name], [rows[base] for base in self.definitions.bases_of(definition)])
            names = [self.definitions.template_name(option) for option in definition.insert_options]
            self._options(rows[definition.name], [rows[name] for name in names if name in rows])
        return rows

    def _template(self, definition: TemplateDefinition, row: Template | None) -> Template:
        shape = {
            "name": definition.name,
            "display_name": definition.display_name or (row.display_name if row else ""),
            "icon": definition.icon or (row.icon if row else ""),
            "is_route_type": definition.is_route_type or definition.is_default_route_type,
            "is_default_route_type": definition.is_default_route_type,
        }
        if row is None:
            maker = self.maker
            guid = maker.for_id(definition.id) if definition.id else maker.for_path("template", definition.name)
            row = Template(site=self.site, guid=guid)
        return self._saved(row, shape, f"template {definition.name}")

    def _fields(self, template: Template, definitions: Sequence[FieldDefinition]) -> None:
        known = {field.name: field for field in template.fields.all()}
        positions = _positions([entry.name for entry in definitions], known)
        for definition in definitions:
            row = known.get(definition.name)
            shape = {"type": definition.type, "position": positions[definition.name], **_field_shape(definition)}
            if row is None:
                guid = self.maker.for_path("field", f"{template.name}/{definition.name}")
                row = TemplateField(template=template, name=definition.name, guid=guid)
            self._saved(row, shape, f"field {template.name}.{definition.name}")

    def _bases(self, template: Template, bases: Sequence[Template]) -> None:
        links = sorted(template.base_links.all(), key=lambda link: (link.position, link.pk))
        wanted = [base.pk for base in bases]
        if [link.base_id for link in links] == wanted:
            return
        template.base_links.all().delete()
        TemplateBase.objects.bulk_create(
            TemplateBase(template=template, base_id=base, position=position) for position, base in enumerate(wanted)
        )
        told = (f"inherits {', '.join(base.name for base in bases) or 'nothing'}",)
        self.changes.note("change", f"template {template.name} inherits", told)

    def _options(self, template: Template, options: Sequence[Template]) -> None:
        known = {option.pk for option in template.insert_options.all()}
        if options and known != {option.pk for option in options}:
            template.insert_options.set(options)
            self.changes.note("change", f"template {template.name} insert options")

    def _placeholders(self) -> dict[str, Placeholder]:
        known = Placeholder.objects.filter(site=self.site).prefetch_related("allowed_components")
        rows = {row.key: row for row in known}
        for definition in self.definitions.placeholders.values():
            row = rows.get(definition.key)
            shape = {"display_name": definition.display_name or (row.display_name if row else "")}
            if row is None:
                guid = self.maker.for_path("placeholder", definition.key)
                row = Placeholder(site=self.site, key=definition.key, guid=guid)
            rows[definition.key] = self._saved(row, shape, f"placeholder {definition.key}")
        return rows

    def _component(
        self, definition: ComponentDefinition, row: Component | None, templates: Mapping[str, Template]
    ) -> Component:
        wanted = self.definitions.template_name(definition.datasource_template)
        shape = {
            "display_name": definition.display_name or (row.display_name if row else ""),
            "icon": definition.icon or (row.icon if row else ""),
            "datasource_template_id": templates[wanted].pk if wanted else None,
            "exposed_placeholders": list(definition.exposed_placeholders),
            "description": definition.description or (row.description if row else ""),
            "contents_resolver": definition.contents_resolver or (row.contents_resolver if row else ""),
            "graphql_query": definition.graphql_query or (row.graphql_query if row else ""),
        }
        if row is None:
            guid = self.maker.for_path("component", definition.name)
            row = Component(site=self.site, name=definition.name, guid=guid)
        row = self._saved(row, shape, f"component {definition.name}")
        self._parameters(row, definition)
        return row

    def _parameters(self, component: Component, definition: ComponentDefinition) -> None:
        known = [(row.name, row.type, row.display_name) for row in component.parameters.all()]
        labels = {name: label for name, _type, label in known}
        wanted = [
            (entry.name, entry.type, str(entry.attributes.get("displayName") or labels.get(entry.name, "")))
            for entry in definition.parameters
        ]
        if known == wanted:
            return
        component.parameters.all().delete()
        ComponentParameter.objects.bulk_create(
            ComponentParameter(component=component, name=name, type=kind, display_name=label, position=position)
            for position, (name, kind, label) in enumerate(wanted)
        )
        self.changes.note("change", f"component {component.name} parameters")

    def _allow(self, components: Mapping[str, Component], placeholders: Mapping[str, Placeholder]) -> None:
        """Where components may stand: added to what authors allow."""
        for definition in self.definitions.components.values():
            for key in definition.allowed_placeholders:
                placeholder, component = placeholders.get(key), components[definition.name]
                if placeholder is not None and component not in placeholder.allowed_components.all():
                    placeholder.allowed_components.add(component)
                    self.changes.note("change", f"placeholder {key} takes {definition.name}")

    def _saved(self, row: Row, shape: Mapping[str, Any], what: str) -> Row:
        """The row with these values, stored if it is new or they are."""
        before = {name: getattr(row, name) for name in shape} if row.pk else {}
        if row.pk and before == shape:
            return row
        self.changes.note("change" if row.pk else "create", what, differences(before, shape) if row.pk else ())
        for name, value in shape.items():
            setattr(row, name, value)
        row.save()
        return row


def _positions(names: Sequence[str], known: Mapping[str, TemplateField]) -> dict[str, int]:
    """Positions that put fields in this order; known ones keep theirs if they are in it already."""
    there = [name for name in known if name in names]
    if there and list(names[: len(there)]) == there:
        last = known[there[-1]].position
        return {name: known[name].position if name in known else last + 1 + index for index, name in enumerate(names)}
    return {name: index for index, name in enumerate(names)}


def _field_shape(definition: FieldDefinition) -> dict[str, Any]:
    """What a definition says of a field beside its type."""
    given = definition.attributes
    texts = {
        "displayName": "display_name",
        "helpText": "help_text",
        "section": "section",
        "validationPattern": "validation_pattern",
        "validationMessage": "validation_message",
        "source": "source",
    }
    shape: dict[str, Any] = {column: str(given[name]) for name, column in texts.items() if name in given}
    if "standardValue" in given:
        shape["standard_value"] = given["standardValue"]
    if "required" in given:
        shape["is_required"] = given["required"] is True
    if given.get("storage") in FieldStorage.values:
        shape["storage"] = given["storage"]
    return shape
