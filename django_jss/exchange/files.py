"""Reads data files: YAML and JSON as plain data, within bounds."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django_jss.exchange.faults import Place, Reporter, shown

try:
    import yaml
except ImportError:
    yaml = None  # type: ignore[assignment]

MAX_BYTES = 5 * 1024 * 1024
MAX_ALIASES = 100
MAX_NODES = 1_000_000
MAX_DEPTH = 200
SURROGATE = re.compile("[\ud800-\udfff]")


class NotPlain(ValueError):
    """The data hold something that cannot be stored, at `steps` from their root."""

    def __init__(self, message: str, steps: tuple[str | int, ...]) -> None:
        super().__init__(message)
        self.steps = steps


if yaml is not None:

    class DataLoader(yaml.SafeLoader):
        """YAML 1.2 as the tools of JSS read it: dates and words such as `yes` stay texts, keys stand once."""

        aliases = 0

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                self.aliases += 1
                if self.aliases > MAX_ALIASES:
                    raise yaml.YAMLError(f"expected at most {MAX_ALIASES} aliases")
            return super().compose_node(parent, index)

        def compose_mapping_node(self, anchor: Any) -> Any:
            node = super().compose_mapping_node(anchor)
            seen = set()
            for key, _value in node.value:
                if isinstance(key, yaml.ScalarNode):
                    if key.value in seen:
                        raise yaml.MarkedYAMLError(
                            problem=f'the key "{key.value}" stands here twice', problem_mark=key.start_mark
                        )
                    seen.add(key.value)
            return node

    # The core schema of YAML 1.2 (section 10.3.2); PyYAML's own resolvers are those of YAML 1.1.
    DataLoader.yaml_implicit_resolvers = {}
    for tag, pattern, first in [
        ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
        ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
        ("int", r"[-+]?[0-9]+|0x[0-9a-fA-F]+", list("-+0123456789")),
        ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
        ("merge", r"<<", ["<"]),
    ]:
        DataLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)

    def _whole_number(loader: Any, node: Any) -> int:
        text = loader.construct_scalar(node)
        return int(text, 16) if text.lower().startswith("0x") else int(text)

    DataLoader.add_constructor("tag:yaml.org,2002:int", _whole_number)


def parsed_yaml(text: str) -> Any:
    """What a YAML document says; JSON is YAML too."""
    return yaml.load(text, DataLoader)


def load_object(
    file: Path,
    parse: Callable[[str], Any],
    reporter: Reporter,
    *,
    most_bytes: int = MAX_BYTES,
    most_nodes: int = MAX_NODES,
) -> dict[str, Any] | None:
    """The object that `parse` finds in a file; None, with a fault, if there is none. An empty file is an empty object."""
    place = Place(str(file))
    if yaml is None:
        reporter.fault(place, 'expected the extra "import" to be installed: pip install django-jss[import]')
        return None
    try:
        if file.stat().st_size > most_bytes:
            reporter.fault(place, f"expected at most {most_bytes} bytes")
            return None
        data = plain(parse(file.read_text(encoding="utf-8-sig")), most_nodes=most_nodes)
    except NotPlain as error:
        for step in error.steps:
            place = place / step
        reporter.fault(place, str(error))
        return None
    except RecursionError:
        reporter.fault(place, f"expected at most {MAX_DEPTH} levels")
        return None
    except (OSError, ValueError, yaml.YAMLError) as error:
        reporter.fault(place, " ".join(str(error).split()))
        return None
    if data is None:
        return {}
    if not isinstance(data, dict):
        reporter.fault(place, f"expected an object, got {shown(data)}")
        return None
    return data


def plain(data: Any, *, most_nodes: int = MAX_NODES) -> Any:
    """A copy in which nothing is shared and keys are texts; raises `NotPlain` for what no database can store."""
    left = most_nodes

    def copied(value: Any, steps: tuple[str | int, ...]) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise NotPlain(f"expected at most {most_nodes} values, aliases counted", ())
        if len(steps) > MAX_DEPTH:
            raise NotPlain(f"expected at most {MAX_DEPTH} levels", steps[:3])
        if isinstance(value, dict):
            return {text(key, steps): copied(entry, (*steps, str(key))) for key, entry in value.items()}
        if isinstance(value, list):
            return [copied(entry, (*steps, index)) for index, entry in enumerate(value)]
        if isinstance(value, str):
            return text(value, steps)
        if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
            return value
        raise NotPlain(f"expected a text, number, true, false, list or object, got {shown(value)}", steps)

    def text(value: Any, steps: tuple[str | int, ...]) -> str:
        checked = value if isinstance(value, str) else str(value)
        if "\0" in checked or SURROGATE.search(checked):
            raise NotPlain(f"expected a text of valid characters, got {shown(value)}", steps)
        return checked

    return copied(data, ())
