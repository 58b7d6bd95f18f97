"""The scripts of the authoring pages; all wait for the page to be read, since custom elements look at what is in them."""

from __future__ import annotations

from django.forms import Script

SORTABLE = Script("django_jss/vendor/sortable.min.js", defer=True)
PICKERS = Script("django_jss/admin/pickers.js", defer=True)
RULE_BUILDER = Script("django_jss/admin/rule_builder.js", type="module")
RULE_ESTIMATE = Script("django_jss/admin/rule_estimate.js", type="module")
RICH_TEXT = Script("django_jss/admin/rich_text.js", type="module")
TREE = Script("django_jss/admin/tree.js", defer=True)
LAYOUT = Script("django_jss/admin/layout.js", defer=True)
LINK_BUILDER = Script("django_jss/admin/link_builder.js", type="module")
VARIANTS = Script("django_jss/admin/variants.js", defer=True)
