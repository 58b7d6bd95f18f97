"""Exceptions as logs and lists may name them: what they say may tell who a visitor is, and what they did."""

from __future__ import annotations

from pathlib import PurePath
from traceback import walk_tb

PLACES = 4


def raised(error: BaseException) -> str:
    """The class of an exception and where it was raised: `KeyError at shop/prices.py:12 < shop/jss.py:40`.

    The innermost place first, of at most `PLACES`; never the text of the exception nor a value.
    """
    places = [f"{_short(frame.f_code.co_filename)}:{line}" for frame, line in walk_tb(error.__traceback__)]
    name = type(error).__name__
    return f"{name} at {' < '.join(places[: -PLACES - 1 : -1])}" if places else name


def _short(filename: str) -> str:
    return "/".join(PurePath(filename).parts[-2:])
