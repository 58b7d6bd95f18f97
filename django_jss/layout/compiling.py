"""Makes the plan of a page: reads it once, and cuts its JSON into bytes and slots."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django_jss.content.field_types.references import serialize_fields
from django_jss.content.models import Component, Rendering
from django_jss.content.reading import ItemReader
from django_jss.content.routing import PageRef
from django_jss.content.serialization import SerializationContext
from django_jss.content.templates import TemplateInfo, templates_with
from django_jss.engine.encoding import encode
from django_jss.engine.failing import raised
from django_jss.engine.guids import braced, dashed
from django_jss.engine.plan.nodes import (
    Alternative,
    Arrival,
    Choice,
    Dynamic,
    Node,
    Plan,
    Static,
    array,
    joined,
    needs_of,
)
from django_jss.layout.actions import ActionFailed, Shown, acted
from django_jss.layout.context import PageContext, context_node
from django_jss.layout.loading import PageContent, load_page
from django_jss.layout.moving import Moves
from django_jss.layout.placements import Placement, path_text
from django_jss.layout.query import Mode
from django_jss.layout.resolvers import (
    DEFAULT,
    ContentsResolver,
    RenderingCall,
    Resolution,
    datasource_fields,
    fields_member,
    live_fields_member,
    once,
    per_request,
)
from django_jss.personalization.failures import Reporters
from django_jss.personalization.models import VariantAction
from django_jss.personalization.rule_sets import ReadyVariant
from django_jss.sites.directory import LanguageInfo, SiteInfo

logger = logging.getLogger("django_jss.layout")

# The original's "Default" device, and an id of our own for what it calls the layout item.
DEVICE_ID = "fe5d7fdf-89c0-4d99-9aa3-b5fbd009c9f3"
LAYOUT_ID = "96e5f4ba-a2cf-4a4c-a4e7-64da88226362"


@dataclass(frozen=True, slots=True)
class Compiled:
    """A plan, or None if there is nothing to show; `valid_until` is when that may change without anybody's act."""

    plan: Plan | None
    valid_until: datetime | None


def compile_page(
    site: SiteInfo,
    language: LanguageInfo,
    page: PageRef,
    at: datetime,
    *,
    mode: Mode = Mode.NORMAL,
    placeholder: tuple[Placement, ...] | None = None,
) -> Compiled:
    """The plan of the Layout Service's answer, or of the Placeholder Service's if a placeholder is named."""
    is_preview = mode is not Mode.NORMAL
    reader = ItemReader(site, language, at, preview=is_preview)
    content = load_page(reader, page.guid, page.item_id, language, preview=is_preview)
    if content is None or (
        placeholder is not None and not content.has_placeholder(placeholder, site.root_placeholders)
    ):
        return Compiled(None, reader.valid_until)
    context = PageContext(site.name, language.code, page.url_path, mode, page.guid, site.tells_personalization)
    compiler = PageCompiler(site, context, content, reader)
    root = compiler.placeholder_answer(placeholder) if placeholder else compiler.layout_answer()
    problems = (*content.problems, *compiler.problems)
    return Compiled(Plan(root, needs_of(root), reader.valid_until, problems), reader.valid_until)


class PageCompiler:
    """Turns the content of a page into nodes of a plan."""

    def __init__(self, site: SiteInfo, page: PageContext, content: PageContent, reader: ItemReader) -> None:
        self.site, self.page, self.content, self.reader = site, page, content, reader
        self.context = SerializationContext(site, page.language, reader)
        self.problems: list[str] = []
        self._reporters = Reporters()
        # Variants of a rendering share what stands in its placeholders: nested variants must not multiply.
        self._inside: dict[tuple[int | None, str], Node] = {}
        self._made: dict[uuid.UUID, Node] = {}
        self.moves = Moves(content, site.root_placeholders)
        for problem in self.moves.problems:
            self._report(problem)

    def layout_answer(self) -> Node:
        context = context_node(self.page)
        return joined([Static(b'{"sitecore":{"context":'), context, Static(b',"route":'), self._route(), Static(b"}}")])

    def placeholder_answer(self, path: tuple[Placement, ...]) -> Node:
        key, uid = path[-1].key, path[-1].parent
        head = encode({"name": key, "path": path_text(path)})[:-1] + b',"elements":'
        elements = self._placeholder(key, self.content.renderings[uid] if uid else None)
        return joined([Static(head), elements, Static(b"}")])

    def _route(self) -> Node:
        route = self.content.route
        head = {
            "name": route.name,
            "displayName": route.display_name,
            "fields": serialize_fields(route, self.context.inside(route.guid)),
            "databaseName": "web" if self.page.mode is Mode.NORMAL else "master",
            "deviceId": DEVICE_ID,
            "itemId": dashed(route.guid),
            "itemLanguage": self.page.language,
            "itemVersion": route.version,
            "layoutId": LAYOUT_ID,
            "templateId": dashed(route.template.guid),
            "templateName": route.template.name,
        }
        placeholders = self._placeholders(self.site.root_placeholders, None)
        return joined([Static(encode(head)[:-1] + b',"placeholders":'), placeholders, Static(b"}")])

    def _placeholders(self, keys: Sequence[str], parent: Rendering | None) -> Node:
        parts: list[Node] = [Static(b"{")]
        for index, key in enumerate(keys):
            parts.append(Static((b"," if index else b"") + encode(key) + b":"))
            parts.append(self._placeholder(key, parent))
        return joined([*parts, Static(b"}")])

    def _placeholder(self, key: str, parent: Rendering | None) -> Node:
        place = (parent.pk if parent else None, key)
        if place not in self._inside:
            self._inside[place] = array(self._elements(place))
        return self._inside[place]

    def _elements(self, place: tuple[int | None, str]) -> list[Node]:
        """The renderings of a placeholder, and those that variants move into it, each before another one or at the end."""
        elements: list[Node] = []
        arrivals = self.moves.get(place, [])
        own = self.content.children.get(place, [])
        for rendering in own:
            elements += self._arrivals(arrivals, before=rendering.uid)
            elements.append(self._personalized(rendering))
        present = {rendering.uid for rendering in own}
        last = [move for move in arrivals if move.row.target_before not in present]
        return [*elements, *self._arrivals(last)]

    def _arrivals(self, variants: Sequence[ReadyVariant], *, before: uuid.UUID | None = None) -> list[Node]:
        found: list[Node] = []
        for variant in variants:
            if before is None or variant.row.target_before == before:
                rendering = self.content.renderings[variant.row.rule_set.rendering_uid]
                choice = self._personalized(rendering)
                if isinstance(choice, Choice):
                    found.append(Arrival(choice, variant.row.guid, self._shown(rendering, self._default(rendering))))
        return found

    def _personalized(self, rendering: Rendering) -> Node:
        if rendering.uid not in self._made:
            default = self._shown(rendering, self._default(rendering))
            variants = self.content.variants.get(rendering.uid, ())
            alternatives = tuple(
                Alternative(
                    variant.row.guid, variant.row.name, variant.rule, self._variant(rendering, variant, default)
                )
                for variant in variants
            )
            choice = Choice(rendering.uid, rendering.component.name, alternatives, default)
            self._made[rendering.uid] = choice if variants else default
        return self._made[rendering.uid]

    def _default(self, rendering: Rendering) -> Shown:
        datasource = rendering.datasource.guid if rendering.datasource else None
        params = {name: param_text(value) for name, value in rendering.params.items()}
        return Shown(rendering.component, datasource, params)

    def _variant(self, rendering: Rendering, variant: ReadyVariant, default: Node) -> Node | None:
        row = variant.row
        if row.action == VariantAction.MOVE:
            # It leaves its place, unless there is nowhere to go.
            return None if self.moves.has(row) else default
        if row.datasource and (content := self.reader.item(row.datasource.guid)) and content.version is None:
            self._report(
                f"variant {row.guid}: its content {row.datasource.guid} is not published; the default is shown"
            )
            return default
        try:
            shown = acted(row, self._default(rendering))
        except ActionFailed as error:
            self._report(f"variant {row.guid}: {error}; the default is shown")
            return default
        return self._shown(rendering, shown) if shown else None

    def _shown(self, rendering: Rendering, shown: Shown) -> Node:
        head = {
            "uid": dashed(rendering.uid),
            "componentName": shown.component.name,
            "dataSource": braced(shown.datasource) if shown.datasource else "",
            "params": shown.params,
        }
        parts = [Static(encode(head)[:-1]), self._fields(rendering, shown)]
        if shown.component.exposed_placeholders:
            parts.append(Static(b',"placeholders":'))
            parts.append(self._placeholders(shown.component.exposed_placeholders, rendering))
        return joined([*parts, Static(b"}")])

    def _fields(self, rendering: Rendering, shown: Shown) -> Node:
        component, datasource = shown.component, shown.datasource
        name = component.contents_resolver or DEFAULT
        content = self.reader.item(datasource) if datasource else None
        template = None if datasource else self._template(component)
        resolution = Resolution(self.reader, self.context, self.content.route, content, template)
        try:
            if per_request.get(name) is not None:
                call = (self.page, rendering.uid, datasource, shown.params, datasource_fields(resolution))
                reporter = self._reporters.of("contents resolver", "rendering", rendering.uid)
                return Dynamic(lambda request: live_fields_member(name, RenderingCall(request, *call), reporter))
            return Static(fields_member((once.get(name) or self._no_resolver(name))(resolution)))
        except Exception as error:
            self._report(
                f'rendering {rendering.uid} has no fields: its contents resolver "{name}" raised {raised(error)}'
            )
            return Static(b"")

    def _template(self, component: Component) -> TemplateInfo | None:
        template = component.datasource_template_id
        return templates_with(self.site.id, [template])[template] if template else None

    def _no_resolver(self, name: str) -> ContentsResolver:
        self._report(f'there is no contents resolver "{name}"; the fields of the datasource are shown')
        return datasource_fields

    def _report(self, problem: str) -> None:
        logger.error("Page %s: %s", self.page.item_guid, problem)
        self.problems.append(problem)


def param_text(value: Any) -> str:
    """A rendering parameter as it is served: always a string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
