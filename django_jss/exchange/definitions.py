"""The definitions of an app in all its languages, as one; what they refer to is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from django_jss.content.layouts import FOLDER
from django_jss.engine.guids import parse_guid
from django_jss.exchange.appdata import (
    AppData,
    ComponentDefinition,
    FieldDefinition,
    ItemData,
    PlaceholderDefinition,
    TemplateDefinition,
)
from django_jss.exchange.faults import Place, Reporter, hint
from django_jss.exchange.inferring import DEFAULT_ROUTE_TYPE

T = TypeVar("T", TemplateDefinition, ComponentDefinition)


@dataclass(frozen=True, slots=True)
class Definitions:
    """Templates, components and placeholders by name."""

    templates: Mapping[str, TemplateDefinition]
    components: Mapping[str, ComponentDefinition]
    placeholders: Mapping[str, PlaceholderDefinition]
    root_placeholders: tuple[str, ...]
    default_route_type: str
    names: Mapping[str, str]

    def template_name(self, name: str) -> str:
        """The name of a template that is given by name or id."""
        return name if name in self.templates else self.names.get(name, name)

    def bases_of(self, template: TemplateDefinition) -> list[str]:
        """Names of the templates it inherits from; all route types inherit from the default one."""
        bases = [self.template_name(base) for base in template.inherits]
        if template.is_route_type and template.name != self.default_route_type:
            bases.append(self.default_route_type)
        return [base for base in dict.fromkeys(bases) if base in self.templates]

    def fields_of(self, name: str) -> dict[str, FieldDefinition]:
        """The fields of a template by name, inherited ones included."""
        found: dict[str, FieldDefinition] = {}
        waiting, seen = [name], set()
        while waiting:
            template = self.templates.get(waiting.pop(0))
            if template is None or template.name in seen:
                continue
            seen.add(template.name)
            for field in template.fields:
                found.setdefault(field.name, field)
            waiting = [*self.bases_of(template), *waiting]
        return found


def merged_definitions(apps: Sequence[AppData], reporter: Reporter) -> Definitions:
    """The union over languages; where they differ, the first one counts. Faults go to the reporter."""
    templates = _merged([_by_name(data.templates, reporter) for data in apps])
    for name, template in templates.items():
        fields = [field for data in apps for other in data.templates if other.name == name for field in other.fields]
        templates[name] = replace(template, fields=_first(template.fields, fields))
    default = next((name for name, entry in templates.items() if entry.is_default_route_type), DEFAULT_ROUTE_TYPE)
    place = apps[0].place
    # An export defines all that it uses, but for the folders that a page's own content stands in.
    needed = (FOLDER, default) if not apps[0].is_export else (FOLDER,) if _has_page_components(apps[0].routes) else ()
    for name in needed:
        templates.setdefault(name, TemplateDefinition(name, None, "", "", (), (), (), False, name == default, place))
    definitions = Definitions(
        templates=templates,
        components=_merged([_by_name(data.components, reporter) for data in apps]),
        placeholders={entry.key: entry for data in reversed(apps) for entry in reversed(data.placeholders)},
        root_placeholders=apps[0].root_placeholders,
        default_route_type=default,
        names={entry.id: entry.name for entry in templates.values() if entry.id},
    )
    _check(definitions, reporter)
    return definitions


def _has_page_components(routes: Iterable[ItemData]) -> bool:
    return any(route.page_components or _has_page_components(route.children) for route in routes)


def _by_name(entries: Iterable[T], reporter: Reporter) -> dict[str, T]:
    found: dict[str, T] = {}
    for entry in entries:
        if entry.name in found:
            reporter.warn(entry.place, f'"{entry.name}" is defined twice; the first definition counts')
        found.setdefault(entry.name, entry)
    return found


def _merged(by_language: Iterable[Mapping[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for entries in by_language:
        for name, entry in entries.items():
            found.setdefault(name, entry)
    return found


def _first(own: Sequence[FieldDefinition], others: Iterable[FieldDefinition]) -> tuple[FieldDefinition, ...]:
    """Own fields in their order, then those that only other languages define."""
    found = {field.name: field for field in own}
    for field in others:
        found.setdefault(field.name, field)
    return tuple(found.values())


def _check(definitions: Definitions, reporter: Reporter) -> None:
    templates = definitions.templates
    for template in templates.values():
        for index, base in enumerate(template.inherits):
            if definitions.template_name(base) not in templates:
                _missing_base(base, template.place / "inherits" / index, templates, reporter)
        for index, option in enumerate(template.insert_options):
            if definitions.template_name(option) not in templates:
                message = f'no template "{option}"; the insert option is left out{hint(option, templates)}'
                reporter.warn(template.place / "insertOptions" / index, message)
        if _inherits_itself(template, definitions):
            reporter.fault(template.place / "inherits", f'"{template.name}" inherits from itself in a circle')
    for component in definitions.components.values():
        wanted = component.datasource_template
        if wanted and definitions.template_name(wanted) not in templates:
            reporter.fault(component.place / "dataSourceTemplate", f'no template "{wanted}"{hint(wanted, templates)}')


def _missing_base(base: str, place: Place, templates: Mapping[str, TemplateDefinition], reporter: Reporter) -> None:
    try:
        parse_guid(base)
    except ValueError:
        reporter.fault(place, f'no template "{base}"{hint(base, templates)}')
    else:
        reporter.warn(place, f"no template {base} in the import; it is taken for one of Sitecore's own and left out")


def _inherits_itself(template: TemplateDefinition, definitions: Definitions) -> bool:
    seen: set[str] = set()
    waiting = definitions.bases_of(template)
    while waiting:
        name = waiting.pop()
        if name == template.name:
            return True
        if name not in seen:
            seen.add(name)
            waiting += definitions.bases_of(definitions.templates[name])
    return False
