"""Signals for projects. Each is sent after the transaction that it tells of is committed."""

from django.dispatch import Signal

# Sender: the item's class. Arguments: `item`, `language` (code).
item_published = Signal()
item_unpublished = Signal()
# Sender: Visit. Arguments: `visit_guid`, `contact_guid`, `site_name`.
visit_started = Signal()
# Sender: Contact. Arguments: `contact_guid`, `source`.
contact_identified = Signal()
# Sender: Contact. Arguments: `source_guid` (what is no more), `into_guid`.
contact_merged = Signal()
# Sender: Contact. Arguments: `contact_guid`. Also sent of what other stores must forget.
contact_erased = Signal()
# Sender: Goal. Arguments: `goal_guid`, `contact_guid`, `visit_guid`.
goal_triggered = Signal()
