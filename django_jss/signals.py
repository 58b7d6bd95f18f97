"""Signals for projects. Each is sent after the transaction that it tells of is committed."""

from django.dispatch import Signal

# Sender: the item's class. Arguments: `item`, `language` (code).
item_published = Signal()
item_unpublished = Signal()
# Sender: Visit. Arguments: `visit_guid`, `contact_guid`, `site_name`.
visit_started = Signal()
# Sender: Goal. Arguments: `goal_guid`, `contact_guid`, `visit_guid`.
goal_triggered = Signal()
