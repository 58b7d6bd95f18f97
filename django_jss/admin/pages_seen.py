"""Pages that an invented visitor has seen: a path a line for authors, a history for rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from django_jss.content.models import Item
from django_jss.content.models.items import path_key_of
from django_jss.sites.models import Site

AT_MOST = 50
# The pages of a visit, and those of earlier ones, each the newest first.
Seen = tuple[list[str], list[str]]


class PagesField(forms.CharField):
    """Paths of pages of a site, such as /tours, one a line; its value is a list of their GUIDs and paths."""

    widget = forms.Textarea(attrs={"rows": 2, "cols": 40})

    def __init__(self, *, site: Site, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.site = site

    def clean(self, value: Any) -> Any:
        paths = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(paths) > AT_MOST:
            raise ValidationError(_("At most %(count)d pages.") % {"count": AT_MOST})
        keys = {path: path_key_of(f"/home/{path.strip('/')}".rstrip("/")) for path in paths}
        rows = Item.objects.filter(site=self.site, has_layout=True, path_key__in=set(keys.values()))
        known = {row.path_key: row for row in rows}
        if missing := [path for path in paths if keys[path] not in known]:
            raise ValidationError(_("There is no page %(path)s.") % {"path": missing[0]})
        return [(str(known[keys[path]].guid), known[keys[path]].url_path) for path in paths]


def seen_in(history: Any, visit_number: int | None) -> Seen | None:
    """The paths in a history in its JSON form; None if they do not tell all of it, or there are too many."""
    if len(history or ()) > AT_MOST or not all(entry.get("path") for entry in history or ()):
        return None
    ordered = sorted(history or (), key=lambda entry: (entry["visit_number"], entry["at"]), reverse=True)
    number = visit_number or (ordered[0]["visit_number"] if ordered else 1)
    now, before = (
        [entry["path"] for entry in ordered if (entry["visit_number"] == number) is is_now] for is_now in (True, False)
    )
    return now, before


def history_of(
    now: Sequence[tuple[str, str]], before: Sequence[tuple[str, str]], visit_number: int, at: datetime
) -> list[Mapping[str, Any]]:
    """Views of these pages up to a moment, a minute apart; those of earlier visits were in the one before, a day ago."""

    def views(pages: Sequence[tuple[str, str]], number: int, last: datetime) -> list[Mapping[str, Any]]:
        return [
            {
                "page": guid,
                "path": path,
                "visit_number": number,
                "at": (last - timedelta(minutes=index + 1)).isoformat(),
            }
            for index, (guid, path) in enumerate(pages)
        ]

    return [*views(now, visit_number, at), *views(before, max(visit_number - 1, 0), at - timedelta(days=1))]
