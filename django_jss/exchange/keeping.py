"""Definitions that a site has already, for an import whose own are only inferred: those of the site count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django_jss.content.models import Component, Template
from django_jss.exchange.appdata import ComponentDefinition, FieldDefinition, TemplateDefinition
from django_jss.exchange.definitions import Definitions
from django_jss.exchange.faults import Place
from django_jss.exchange.inferring import TEXTS
from django_jss.sites.models import Site

# Types that cannot hold any text; where texts are seen, the field becomes one of text.
NARROW = frozenset(["Checkbox", "Number", "Integer", "Date", "Datetime"])


def completed(inferred: Definitions, site: Site) -> Definitions:
    """The site's definitions, with what the data uses beyond them."""
    known = _templates(site)
    templates = dict(known)
    for name, template in inferred.templates.items():
        templates[name] = _joined(known[name], template, known) if name in known else template
    components = {
        row.name: _component(row) for row in Component.objects.filter(site=site).prefetch_related("parameters")
    }
    for name, component in inferred.components.items():
        components[name] = _joined_component(components[name], component) if name in components else component
    default = next((name for name, entry in known.items() if entry.is_default_route_type), inferred.default_route_type)
    return replace(
        inferred,
        templates=templates,
        components=components,
        root_placeholders=_union(site.root_placeholders, inferred.root_placeholders),
        default_route_type=default,
    )


def _joined(
    known: TemplateDefinition, inferred: TemplateDefinition, templates: Mapping[str, TemplateDefinition]
) -> TemplateDefinition:
    seen = {field.name: field for field in inferred.fields}
    own = [_wide_enough(field, seen.get(field.name)) for field in known.fields]
    inherited = {field.name for base in _bases(known, templates) for field in base.fields}
    new = [field for field in inferred.fields if field.name not in inherited | {entry.name for entry in own}]
    return replace(known, fields=(*own, *new))


def _bases(template: TemplateDefinition, templates: Mapping[str, TemplateDefinition]) -> Iterable[TemplateDefinition]:
    waiting, seen = list(template.inherits), {template.name}
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += templates[name].inherits
            yield templates[name]


def _wide_enough(known: FieldDefinition, seen: FieldDefinition | None) -> FieldDefinition:
    if seen is None or known.type not in NARROW or seen.type not in TEXTS:
        return known
    return replace(known, type=seen.type)


def _joined_component(known: ComponentDefinition, inferred: ComponentDefinition) -> ComponentDefinition:
    parameters = {entry.name: entry for entry in (*inferred.parameters, *known.parameters)}
    names = _union([entry.name for entry in known.parameters], [entry.name for entry in inferred.parameters])
    return replace(
        known,
        parameters=tuple(parameters[name] for name in names),
        exposed_placeholders=_union(known.exposed_placeholders, inferred.exposed_placeholders),
        datasource_template=known.datasource_template or inferred.datasource_template,
    )


def _templates(site: Site) -> dict[str, TemplateDefinition]:
    rows = Template.objects.filter(site=site).prefetch_related("fields", "base_links__base")
    return {row.name: _template(row) for row in rows}


def _template(row: Template) -> TemplateDefinition:
    links = sorted(row.base_links.all(), key=lambda link: (link.position, link.pk))
    fields = sorted(row.fields.all(), key=lambda field: (field.position, field.pk))
    return TemplateDefinition(
        name=row.name,
        id=None,
        display_name="",
        icon="",
        fields=tuple(FieldDefinition(field.name, field.type) for field in fields),
        inherits=tuple(link.base.name for link in links),
        insert_options=(),
        is_route_type=row.is_route_type and not row.is_default_route_type,
        is_default_route_type=row.is_default_route_type,
        place=Place("", f"template {row.name}"),
    )


def _component(row: Component) -> ComponentDefinition:
    template = row.datasource_template
    return ComponentDefinition(
        name=row.name,
        display_name="",
        icon="",
        parameters=tuple(FieldDefinition(entry.name, entry.type) for entry in row.parameters.all()),
        exposed_placeholders=tuple(row.exposed_placeholders),
        allowed_placeholders=(),
        datasource_template=template.name if template else "",
        graphql_query="",
        place=Place("", f"component {row.name}"),
    )


def _union(known: Iterable[str], seen: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*known, *seen]))
