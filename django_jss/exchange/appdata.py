"""An app's data in one language, as read from files, before it is compared with what the site holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django_jss.exchange.faults import Place


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    name: str
    type: str
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TemplateDefinition:
    name: str
    id: str | None
    display_name: str
    icon: str
    fields: tuple[FieldDefinition, ...]
    inherits: tuple[str, ...]
    insert_options: tuple[str, ...]
    is_route_type: bool
    is_default_route_type: bool
    place: Place


@dataclass(frozen=True, slots=True)
class PlaceholderDefinition:
    key: str
    display_name: str


@dataclass(frozen=True, slots=True)
class ComponentDefinition:
    """`allowed_placeholders` empty means that it says nothing about where it may stand."""

    name: str
    display_name: str
    icon: str
    parameters: tuple[FieldDefinition, ...]
    exposed_placeholders: tuple[str, ...]
    allowed_placeholders: tuple[str, ...]
    datasource_template: str
    graphql_query: str
    place: Place
    description: str = ""
    contents_resolver: str = ""


@dataclass(frozen=True, slots=True)
class RenderingData:
    """A component on a page; `placeholder_path` as in the manifest, `datasource` None if it shows no item."""

    component: str
    uid: str
    placeholder_path: str
    params: Mapping[str, Any]
    datasource: ItemData | None
    place: Place


@dataclass(frozen=True, slots=True)
class ItemData:
    """An item; `shared_id` names the shared item that it stands for, `renderings` None that it is no page.

    `fields` hold values in the shapes of an app's files, by name. An item that is not translated only carries others;
    where nothing says so, all but folders are.
    """

    name: str
    place: Place
    id: str | None = None
    shared_id: str | None = None
    is_copy: bool = False
    is_translated: bool | None = None
    display_name: str = ""
    template: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    children: tuple[ItemData, ...] = ()
    renderings: tuple[RenderingData, ...] | None = None
    page_components: tuple[ItemData, ...] = ()


@dataclass(frozen=True, slots=True)
class MediaData:
    """A file of the library with its texts; `path` is that in the library, below `media` in the folder."""

    id: str
    path: str
    texts: Mapping[str, str]
    place: Place


@dataclass(frozen=True, slots=True)
class AppData:
    """Everything of an app in one language; `media_root` is the folder that media paths start from.

    `media_files` are paths of files that belong to the app whether or not a field shows them. In an export of a site
    values stand as they are stored.
    """

    place: Place
    app_name: str
    language: str
    root_placeholders: tuple[str, ...]
    templates: tuple[TemplateDefinition, ...]
    placeholders: tuple[PlaceholderDefinition, ...]
    components: tuple[ComponentDefinition, ...]
    routes: tuple[ItemData, ...]
    content: tuple[ItemData, ...]
    dictionary: Mapping[str, str]
    media_root: Path | None = None
    media: tuple[MediaData, ...] = ()
    media_files: tuple[str, ...] = ()
    is_default_language: bool = False
    has_inferred_definitions: bool = False
    is_export: bool = False
    wipes: bool = False
