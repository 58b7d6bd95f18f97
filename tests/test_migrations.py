"""Tables come and go."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection


@pytest.mark.django_db(transaction=True)
def test_tables_are_taken_away_and_made_again() -> None:
    def tables() -> set[str]:
        return {name for name in connection.introspection.table_names() if name.startswith("django_jss_")}

    before = tables()
    try:
        call_command("migrate", "django_jss", "zero", verbosity=0)
        assert tables() == set()
    finally:
        call_command("migrate", "django_jss", verbosity=0)

    assert before
    assert tables() == before


@pytest.mark.django_db
def test_models_have_all_their_migrations() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
