"""YAML and JSON as JSS's own tooling reads them, within bounds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from django_jss.exchange.faults import Place, Reporter
from django_jss.exchange.files import MAX_BYTES, load_object, parsed_yaml
from django_jss.exchange.markdown import html_of, markdown_route
from tests.exchange.apps import write


def load(path: Path, text: str | bytes) -> tuple[dict[str, Any] | None, list[str]]:
    reporter = Reporter()
    data = load_object(write(path, text), parsed_yaml, reporter)
    return data, [fault.message for fault in reporter.faults]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2020-01-02", "2020-01-02"),
        ("2020-01-02T03:04:05Z", "2020-01-02T03:04:05Z"),
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("010", 10),
        ("0x1F", 31),
        ("1.50", 1.5),
        ("-3", -3),
        ("1e3", 1000.0),
        ("1.2.3", "1.2.3"),
        ("true", True),
        ("~", None),
        ("", None),
        ("'5'", "5"),
    ],
)
def test_scalars_are_those_of_yaml_1_2(tmp_path: Path, written: str, read: Any) -> None:
    data, faults = load(tmp_path / "en.yml", f"key: {written}")

    assert (data, faults) == ({"key": read}, [])
    assert type(data["key"]) is type(read)  # type: ignore[index]


def test_keys_are_texts(tmp_path: Path) -> None:
    data, _faults = load(tmp_path / "en.yml", "1: a\nyes: b\n2020-01-01: c")

    assert data == {"1": "a", "yes": "b", "2020-01-01": "c"}


def test_merge_keys_and_aliases_are_followed(tmp_path: Path) -> None:
    data, _faults = load(tmp_path / "en.yml", "base: &base {a: 1, b: 2}\nmore: {<<: *base, b: 3}")

    assert data is not None
    assert data["more"] == {"a": 1, "b": 3}


def test_empty_file_is_an_empty_object(tmp_path: Path) -> None:
    assert load(tmp_path / "en.yml", "# nothing\n") == ({}, [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2", '"a" stands here twice'),
        ("a: [1", "expected"),
        ("a: !!python/object:os.system {}", "could not determine a constructor"),
        ("a: !!timestamp 2020-01-01", "expected a text"),
        ("a: !!binary aGk=", "expected a text"),
        ("a: .inf\nb: !!float .nan", "expected a text, number"),
        ('a: "\\0"', "valid characters"),
        ('a: "\\ud800"', "valid characters"),
        ("a: &a [*a]", "levels"),
        ("a: " + "[" * 300 + "]" * 300, "levels"),
        ("- a", "expected an object"),
        ("plain", "expected an object"),
        (b"a: \xff\xfe", "utf-8"),
        ("a: \x07", "special characters"),
    ],
)
def test_what_cannot_be_data_is_refused(tmp_path: Path, text: str | bytes, said: str) -> None:
    data, faults = load(tmp_path / "en.yml", text)

    assert data is None
    assert said in faults[0]


def test_aliases_that_swell_are_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 10)]

    assert "values, aliases counted" in load(tmp_path / "en.yml", "\n".join(lines))[1][0]


def test_huge_file_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "en.yml").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    reporter = Reporter()

    assert load_object(tmp_path / "en.yml", parsed_yaml, reporter) is None
    assert "at most" in reporter.faults[0].message


def test_markdown_has_tables_and_heading_ids() -> None:
    html = html_of("# One two\n\n## One two\n\n| a |\n|---|\n| b |\n\n<b>as it is</b>\n")

    assert '<h1 id="one-two">One two</h1>' in html
    assert '<h2 id="one-two-1">' in html
    assert "<td>b</td>" in html
    assert "<b>as it is</b>" in html


def fill(root: Path, template: str, page: str) -> tuple[dict[str, Any], list[str]]:
    write(root / "route.yml", template)
    reporter = Reporter()
    route = markdown_route(page, root, Place("en.md"), reporter)
    return route, [warning.message for warning in reporter.warnings]


def test_markdown_takes_the_place_of_html_as_it_stands(tmp_path: Path) -> None:
    template = "fields:\n  body: |\n    <main>\n      $html$\n    </main>\n"
    page = "---\nrouteTemplate: ./route.yml\n---\n# A\n\nText: with colon\n"
    route, _warnings = fill(tmp_path, template, page)

    assert route["fields"]["body"] == '<main>\n  <h1 id="a">A</h1>\n  <p>Text: with colon</p>\n</main>\n'


def test_front_matter_fills_marks_and_what_is_left_becomes_fields(tmp_path: Path) -> None:
    template = "template: Doc\nfields: {title: $title$, both: '$name$, $title$'}\nname: $name$"
    page = "---\nname: guide\ntitle: 'a: \"b\"'\nrouteTemplate: /route.yml\nauthor: Ann\ntags: [x, y]\norder: 3\n---\n"
    route, warnings = fill(tmp_path, template, page)

    assert route["name"] == "guide"
    assert route["fields"] == {
        "title": 'a: "b"',
        "both": 'guide, a: "b"',
        "author": "Ann",
        "tags": "x, y",
        "order": 3,
    }
    assert warnings == []


def test_marks_that_nobody_knows_stay_with_a_warning(tmp_path: Path) -> None:
    route, warnings = fill(tmp_path, "fields: {a: $other$}", "---\nrouteTemplate: route.yml\n---\n")

    assert route["fields"] == {"a": "$other$"}
    assert "$other$" in warnings[0]


@pytest.mark.parametrize(
    "page",
    [
        "# no front matter",
        "---\ntitle: x\n---\n",
        "---\nrouteTemplate: ../secret.yml\n---\n",
        "---\nrouteTemplate: nowhere.yml\n---\n",
        "---\nrouteTemplate: [a]\n---\n",
        "---\n- a\n---\n",
    ],
)
def test_markdown_without_a_template_in_the_app_is_refused(tmp_path: Path, page: str) -> None:
    write(tmp_path / "secret.yml", "fields: {}")
    with pytest.raises(ValueError, match="routeTemplate"):
        fill(tmp_path / "app", "fields: {}", page)
