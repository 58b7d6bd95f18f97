from __future__ import annotations

import pytest

from django_jss.models import Site
from tests.factories.sites import SiteFactory


@pytest.fixture
def site(db: None) -> Site:
    return SiteFactory()
