"""Tables of the content domain."""

from django_jss.content.models.components import Component, ComponentParameter, Placeholder
from django_jss.content.models.dictionary import DictionaryPhrase
from django_jss.content.models.items import Item, ItemVersion, Redirect, Reference, Route, VersionState
from django_jss.content.models.layouts import Layout, LayoutStage, Rendering
from django_jss.content.models.media import MediaItem
from django_jss.content.models.templates import FieldStorage, Template, TemplateBase, TemplateField

__all__ = [
    "Component",
    "ComponentParameter",
    "DictionaryPhrase",
    "FieldStorage",
    "Item",
    "ItemVersion",
    "Layout",
    "LayoutStage",
    "MediaItem",
    "Placeholder",
    "Redirect",
    "Reference",
    "Rendering",
    "Route",
    "Template",
    "TemplateBase",
    "TemplateField",
    "VersionState",
]
