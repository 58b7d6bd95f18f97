"""Routes written in Markdown: a page's text, and a template that says what route it becomes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django_jss.exchange.faults import Place, Reporter, shown
from django_jss.exchange.files import MAX_BYTES, parsed_yaml, plain

try:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.anchors import anchors_plugin
except ImportError:
    MarkdownIt = None  # type: ignore[assignment,misc]

FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
MARK = re.compile(r"\$([A-Za-z_][\w-]*)\$")
OWN_KEYS = ("id", "name", "displayName", "template")


def markdown_route(text: str, root: Path, place: Place, reporter: Reporter) -> dict[str, Any]:
    """The route that a Markdown file's template makes of it; raises `ValueError` if it names none.

    The template is a YAML route file that `routeTemplate` in the front matter names, relative to the app's folder.
    `$html$` in its texts is replaced by the HTML of the body, `$key$` by that key of the front matter; keys that the
    template does not use become fields of the route.
    """
    match = FRONT_MATTER.match(text)
    front = plain(parsed_yaml(match[1])) if match else None
    if match is None or not isinstance(front, dict) or not isinstance(front.get("routeTemplate"), str):
        raise ValueError('expected front matter with "routeTemplate"')
    template = plain(parsed_yaml(_template(root, front.pop("routeTemplate"))))
    if not isinstance(template, dict):
        raise ValueError(f"routeTemplate: expected a route, got {shown(template)}")
    filler = _Filler({**front, "html": html_of(text[match.end() :])})
    route: dict[str, Any] = filler.filled(template)
    for mark in sorted(filler.unknown):
        reporter.warn(place, f"the template asks for ${mark}$, which the front matter does not have; it stays as it is")
    own = {key: front[key] for key in OWN_KEYS if key in front and key not in route}
    rest = {key: _field(value) for key, value in front.items() if key not in filler.used and key not in OWN_KEYS}
    return {**route, **own, "fields": {**(route.get("fields") or {}), **rest}}


def html_of(markdown: str) -> str:
    """HTML with tables, and with ids at the headings."""
    if MarkdownIt is None:
        raise ValueError('expected the extra "import" to be installed: pip install django-jss[import]')
    html: str = MarkdownIt("commonmark").enable("table").use(anchors_plugin, max_level=6).render(markdown)
    return html


def _template(root: Path, name: str) -> str:
    file = (root / name.lstrip("/")).resolve()
    if not file.is_relative_to(root.resolve()) or not file.is_file():
        raise ValueError(f"routeTemplate: there is no file {shown(name)} in the app")
    if file.stat().st_size > MAX_BYTES:
        raise ValueError(f"routeTemplate: expected at most {MAX_BYTES} bytes")
    return file.read_text(encoding="utf-8-sig")


def _field(value: Any) -> Any:
    """Lists of words, such as tags, become a text; that is what a text field takes."""
    if isinstance(value, list) and not any(isinstance(entry, list | dict) for entry in value):
        return ", ".join(str(entry) for entry in value)
    return value


class _Filler:
    """Replaces marks in the texts of a template; notes which ones it used, and which nobody knows."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values
        self.used: set[str] = set()
        self.unknown: set[str] = set()

    def filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {str(self.filled(key)): self.filled(entry) for key, entry in value.items()}
        if isinstance(value, list):
            return [self.filled(entry) for entry in value]
        if not isinstance(value, str) or "$" not in value:
            return value
        whole = MARK.fullmatch(value.strip())
        if whole and not isinstance(self.values.get(whole[1], ""), str):
            self.used.add(whole[1])
            return self.values[whole[1]]
        return "".join(self._line(line) for line in value.splitlines(keepends=True))

    def _line(self, line: str) -> str:
        indent = line[: len(line) - len(line.lstrip())]
        return MARK.sub(lambda match: self._text(match, indent), line)

    def _text(self, match: re.Match[str], indent: str) -> str:
        """What a mark stands for; its further lines are indented as the line that it stands in."""
        if match[1] not in self.values:
            self.unknown.add(match[1])
            return match[0]
        self.used.add(match[1])
        first, *rest = str(self.values[match[1]]).splitlines() or [""]
        return "\n".join([first, *(indent + line if line else "" for line in rest)])
