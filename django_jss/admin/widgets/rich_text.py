"""Writing rich text."""

from __future__ import annotations

from django import forms

from django_jss.admin.widgets.scripts import RICH_TEXT


class RichTextWidget(forms.Textarea):
    """An editor over a text area: what is typed is seen as it will look, and its HTML can be shown and edited."""

    template_name = "django_jss/admin/widgets/rich_text.html"

    class Media:
        js = (RICH_TEXT,)
