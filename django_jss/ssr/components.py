"""Components drawn by Django templates: `jss/components/<Name>.html`, or a plain picture of what they hold."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import select_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from django_jss.content.field_types.text import sanitized

PLAIN = "django_jss/ssr/component.html"
MISSING = "django_jss/ssr/missing_component.html"
logger = logging.getLogger("django_jss.ssr")
# What a component may be called to have a template of its own; anything else would lead out of the folder.
_NAME = re.compile(r"[\w -]{1,100}")
_RENDERED = re.compile(r"<[a-z][^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page to draw: the Layout Service's `context` and `route`, and a note for some renderings by their uid.

    `request` is for context processors. In a preview a component without a template is drawn as a plain picture of what
    it holds; elsewhere that it is missing is said while `DEBUG` is on, and nothing is drawn otherwise.
    """

    context: Mapping[str, Any]
    route: Mapping[str, Any]
    notes: Mapping[str, Any] = field(default_factory=dict)
    request: Any = None
    is_preview: bool = True
    phrases: Mapping[str, str] = field(default_factory=dict)


def draw_page(page: Page) -> SafeString:
    """All placeholders of the page, one after the other."""
    return draw_placeholders(page.route.get("placeholders") or {}, page)


def draw_placeholders(placeholders: Mapping[str, Any], page: Page) -> SafeString:
    return format_html_join("", "{}", ((draw_placeholder(key, placeholders, page),) for key in placeholders))


def draw_placeholder(key: str, placeholders: Mapping[str, Any], page: Page) -> SafeString:
    """The components in a placeholder; nothing if there is no such placeholder."""
    renderings = placeholders.get(key) or ()
    return format_html_join("", "{}", ((draw_component(rendering, page),) for rendering in renderings))


def draw_component(rendering: Mapping[str, Any], page: Page) -> SafeString:
    """One component; its template is given `rendering`, `fields`, `params`, `page`, and what was noted of it."""
    if "componentName" not in rendering:
        return mark_safe("")
    name = str(rendering["componentName"])
    own = [f"jss/components/{name}.html"] if _NAME.fullmatch(name) else []
    if not page.is_preview and not settings.DEBUG and not _exists(own):
        logger.warning("There is no template for the component %s: jss/components/%s.html", name, name)
        return mark_safe("")
    uid = str(rendering.get("uid", ""))
    context = {
        "rendering": rendering,
        "fields": rendering.get("fields") or {},
        "params": rendering.get("params") or {},
        "placeholders": rendering.get("placeholders") or {},
        "page": page,
        "route": page.route,
        "language": page.context.get("language", ""),
        "note": page.notes.get(uid),
    }
    template = select_template([*own, PLAIN if page.is_preview else MISSING])
    drawn = mark_safe(template.render(context, page.request))
    if context["note"] and template.template.name != PLAIN:
        # The page around the preview shows the note; within, the element is none to the layout.
        return format_html('<jss-noted data-note="{}" data-uid="{}">{}</jss-noted>', context["note"], uid, drawn)
    return drawn


def _exists(templates: Sequence[str]) -> bool:
    try:
        select_template(list(templates))
    except TemplateDoesNotExist:
        return False
    return True


def draw_field(value: Any) -> SafeString:
    """A field as HTML, by the shape of its value: text, rich text, image, link or file; lists item by item."""
    if isinstance(value, Mapping) and "value" in value:
        return _draw_value(value["value"])
    if isinstance(value, Mapping):
        return draw_fields(value.get("fields") or {})
    if isinstance(value, list | tuple):
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((draw_field(each),) for each in value)))
    return _draw_value(value)


def draw_fields(fields: Mapping[str, Any]) -> SafeString:
    """Fields of an item, one after the other."""
    return format_html_join(" ", "<span>{}</span>", ((draw_field(value),) for value in fields.values()))


def _draw_value(value: Any) -> SafeString:
    if isinstance(value, Mapping):
        return _draw_object(value)
    if value is None or isinstance(value, bool):
        return mark_safe("")
    text = str(value)
    # A page does not tell rich text, which was sanitized when it was saved, from plain text with a tag in it.
    return mark_safe(sanitized(text)) if _RENDERED.search(text) else format_html("{}", text)


def _draw_object(value: Mapping[str, Any]) -> SafeString:
    if value.get("src"):
        sizes = format_html_join(
            "", ' {}="{}"', ((name, value[name]) for name in ("width", "height") if value.get(name))
        )
        if value.get("extension") or value.get("mimeType"):
            return format_html('<a href="{}">{}</a>', value["src"], value.get("displayName") or value.get("name", ""))
        return format_html('<img src="{}" alt="{}"{}>', value["src"], value.get("alt", ""), sizes)
    if value.get("href"):
        return format_html('<a href="{}">{}</a>', _address(value), value.get("text") or value["href"])
    return mark_safe("")


def _address(link: Mapping[str, Any]) -> str:
    """The address with query and anchor, as the clients join them."""
    query = f"?{link['querystring']}" if link.get("querystring") else ""
    anchor = f"#{link['anchor']}" if link.get("anchor") else ""
    return f"{link['href']}{query}{anchor}"
