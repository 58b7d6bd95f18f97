"""The site tree, the page of an item with its fields and layout, and the page of a rendering."""

from django_jss.admin.content.items import ItemAdmin

__all__ = ["ItemAdmin"]
