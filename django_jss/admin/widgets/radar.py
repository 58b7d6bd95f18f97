"""The radar picture of a profile: its keys are the spokes, each card or visitor is a shape."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

RADIUS = 80
RINGS = (0.25, 0.5, 0.75, 1.0)
# A shape needs that many corners to be one.
FEWEST_SPOKES = 3


@dataclass(frozen=True, slots=True)
class Spoke:
    """A key: where its line ends, and where its name stands."""

    name: str
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A card or a visitor; `values` are those of the keys, in their order, for the table beside the picture."""

    name: str
    points: str
    values: tuple[float, ...]


def radar(keys: Sequence[tuple[str, str, float, float]], shapes: Mapping[str, Mapping[str, float]]) -> SafeString:
    """The picture, and the same numbers as a table.

    `keys` are GUID, name, least and most of each key; `shapes` map a name to values by key GUID.
    """
    drawn = [_shape(name, keys, values) for name, values in shapes.items()]
    context = {
        "spokes": [_spoke(name, index, len(keys)) for index, (_guid, name, _low, _high) in enumerate(keys)],
        "rings": [_ring(part, len(keys)) for part in RINGS],
        "shapes": drawn,
        "names": [name for _guid, name, _low, _high in keys],
        "has_picture": len(keys) >= FEWEST_SPOKES and bool(drawn),
    }
    return render_to_string("django_jss/admin/widgets/radar.html", context)


def _spoke(name: str, index: int, count: int) -> Spoke:
    x, y = _place(1, index, count)
    label_x, label_y = _place(1.14, index, count)
    anchor = "middle" if abs(x) < 1 else "start" if x > 0 else "end"
    return Spoke(name, x, y, label_x, label_y, anchor)


def _shape(name: str, keys: Sequence[tuple[str, str, float, float]], values: Mapping[str, float]) -> Shape:
    of_keys = [values.get(guid, low) for guid, _name, low, _high in keys]
    parts = [
        min(1.0, max(0.0, (value - low) / (high - low))) if high > low else 0.0
        for value, (_guid, _name, low, high) in zip(of_keys, keys, strict=True)
    ]
    corners = (_place(part, index, len(keys)) for index, part in enumerate(parts))
    return Shape(name, " ".join(f"{x},{y}" for x, y in corners), tuple(round(value, 2) for value in of_keys))


def _ring(part: float, count: int) -> str:
    return " ".join("{},{}".format(*_place(part, index, count)) for index in range(count))


def _place(part: float, index: int, count: int) -> tuple[float, float]:
    """A point on a spoke, the first of which points up."""
    angle = 2 * math.pi * index / max(count, 1)
    return round(RADIUS * part * math.sin(angle), 1), round(-RADIUS * part * math.cos(angle), 1)
