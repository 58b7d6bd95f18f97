"""`{% load jss %}`: placeholders and fields in the templates of components."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from django_jss.ssr.components import draw_field, draw_placeholder

register = template.Library()


@register.simple_tag(takes_context=True)
def jss_placeholder(context: Context, key: str) -> SafeString:
    """The components in a placeholder: of the component whose template this is, else of the page."""
    page = context["page"]
    placeholders = context["placeholders"] if "rendering" in context else page.route.get("placeholders") or {}
    return draw_placeholder(key, placeholders, page)


@register.simple_tag
def jss_field(value: Any) -> SafeString:
    """A field as HTML: text, rich text, image, link or file."""
    return draw_field(value)
