from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from django_jss.sites import revisions


@contextmanager
def _another_process() -> Iterator[None]:
    """Inside, this process knows what another one would know that has just started; afterwards what it knew before."""
    known = dict(revisions.memo.__dict__)
    revisions.memo.__init__()
    try:
        yield
    finally:
        revisions.memo.__dict__.update(known)


@pytest.fixture
def another_process() -> type[AbstractContextManager[None]]:
    return _another_process


@pytest.fixture
def impatient(settings) -> float:
    """What processes know is good for a tenth of a second; returns how long a change may take to be seen."""
    settings.DJANGO_JSS = {"REVISION_MEMO_SECONDS": 0.1}
    return 0.21
