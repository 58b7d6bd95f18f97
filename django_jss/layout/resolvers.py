"""Contents resolvers: what a component's `fields` hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django_jss.content.field_types.references import item_object, serialize_fields, serialize_values
from django_jss.content.reading import ItemReader
from django_jss.content.serialization import ItemContent, SerializationContext
from django_jss.content.templates import TemplateInfo
from django_jss.engine.encoding import encode
from django_jss.engine.registry import Registry
from django_jss.layout.context import PageContext
from django_jss.personalization.failures import Reporter

DEFAULT = "datasource"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a resolver works with while a page's plan is made.

    `datasource` is None if the rendering has none that can be shown; `template` then tells the fields that the component
    would show, unless it names content that is missing.
    """

    reader: ItemReader
    context: SerializationContext
    page: ItemContent
    datasource: ItemContent | None
    template: TemplateInfo | None


@dataclass(frozen=True, slots=True)
class RenderingCall:
    """What a resolver that computes for each request is given.

    `fields` are those of the datasource, None without one; all requests share them, so they are not to be changed.
    """

    request: Any
    page: PageContext
    rendering: UUID
    datasource: UUID | None
    params: Mapping[str, str]
    fields: Mapping[str, Any] | None


# None leaves `fields` out.
ContentsResolver = Callable[[Resolution], Any]
LiveResolver = Callable[[RenderingCall], Any]

once: Registry[ContentsResolver] = Registry("contents resolvers")
per_request: Registry[LiveResolver] = Registry("contents resolvers")


def contents_resolver(name: str) -> Callable[[ContentsResolver], ContentsResolver]:
    """Register a function that computes the `fields` of components that name it, when a page's plan is made.

    All visitors get the same. It gives anything that JSON can say, None for no `fields`.
    """

    def add(resolver: ContentsResolver) -> ContentsResolver:
        once.add(name, resolver)
        return resolver

    return add


def live_contents_resolver(name: str) -> Callable[[LiveResolver], LiveResolver]:
    """Register a function that computes the `fields` of components that name it, anew for each request.

    It should be quick, since the page waits for it. If it raises, the component is served without `fields`.
    """

    def add(resolver: LiveResolver) -> LiveResolver:
        per_request.add(name, resolver)
        return resolver

    return add


@contents_resolver(DEFAULT)
def datasource_fields(resolution: Resolution) -> Any:
    """The fields of the datasource; without one, the component's fields with their standard values."""
    datasource, template = resolution.datasource, resolution.template
    if datasource is not None and datasource.version is not None:
        return serialize_fields(datasource, resolution.context.inside(datasource.guid))
    if template is None or not template.fields:
        return None
    standard = {field.name: field.standard_value for field in template.fields}
    return serialize_values(template, standard, resolution.context.inside(template.guid))


@contents_resolver("datasource-children")
def datasource_children(resolution: Resolution) -> Any:
    """The datasource's children as `{"items": […]}`."""
    return _children(resolution.datasource, resolution)


@contents_resolver("context-item")
def context_item(resolution: Resolution) -> Any:
    """The fields of the page."""
    return serialize_fields(resolution.page, resolution.context.inside(resolution.page.guid))


@contents_resolver("context-item-children")
def context_item_children(resolution: Resolution) -> Any:
    """The page's children as `{"items": […]}`."""
    return _children(resolution.page, resolution)


def fields_member(fields: Any) -> bytes:
    """`,"fields":…` to stand behind another member of a rendering; nothing for None."""
    return b"" if fields is None else b',"fields":' + encode(fields)


def live_fields_member(name: str, call: RenderingCall, reporter: Reporter) -> bytes:
    """The same, as a live resolver computes it; nothing if it raises, which the reporter is told."""
    resolver = per_request.get(name)
    try:
        member = fields_member(resolver(call) if resolver else call.fields)
    except Exception as error:
        reporter(name, error)
        return b""
    reporter.worked()
    return member


def _children(item: ItemContent | None, resolution: Resolution) -> Any:
    if item is None or item.version is None:
        return None
    children = resolution.reader.load_children(item)
    resolution.reader.load_deep(child.guid for child in children)
    objects = [item_object(child.guid, resolution.context.inside(item.guid)) for child in children]
    return {"items": [entry for entry in objects if entry is not None]}
