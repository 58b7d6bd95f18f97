"""Processes that learn of each other's changes."""

from __future__ import annotations

import time

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.db import DatabaseError, connection, transaction
from pytest_django.asserts import assertNumQueries

from django_jss.models import Language, Revision
from django_jss.sites import revisions
from tests.factories.sites import SiteFactory

pytestmark = pytest.mark.django_db(transaction=True)


class BrokenCache(LocMemCache):
    """A cache server that is down."""

    def get(self, *args, **kwargs):
        raise ConnectionError("cache is down")

    set = delete = get


@pytest.fixture
def broken_cache(settings) -> None:
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.BrokenCache"}}


@pytest.fixture
def site():
    return SiteFactory()


def test_number_that_is_known_costs_no_query(site):
    revisions.current(site.pk)

    with assertNumQueries(0):
        revisions.current(site.pk)
        revisions.current_shared()


def test_number_rises_with_a_change_of_the_site(site):
    before = revisions.current(site.pk)

    revisions.bump(site)

    assert revisions.current(site.pk) == before + 1


def test_change_of_one_site_is_none_of_another(site):
    other = SiteFactory()
    before = revisions.current(other.pk)

    revisions.bump(site)

    assert revisions.current(other.pk) == before


def test_change_of_what_all_sites_share_raises_the_number_of_each(site):
    before, shared = revisions.current(site.pk), revisions.current_shared()

    revisions.bump_shared()

    assert (revisions.current(site.pk), revisions.current_shared()) == (before + 1, shared + 1)


def test_change_of_another_process_is_seen_in_time(site, another_process, impatient):
    before = revisions.current(site.pk)
    with another_process():
        revisions.bump(site)
    time.sleep(impatient)

    assert revisions.current(site.pk) == before + 1


def test_change_is_seen_in_time_by_a_process_that_shares_what_a_third_one_left_in_the_cache(
    site, another_process, impatient
):
    before = revisions.current(site.pk)
    with another_process():
        revisions.current(site.pk)
    with connection.cursor() as cursor:
        # A process whose cache is down cannot make the others forget.
        cursor.execute("UPDATE django_jss_revision SET number = number + 1 WHERE scope = 'shared'")
    time.sleep(impatient)

    assert revisions.current(site.pk) == before + 1


def test_process_asks_the_cache_before_the_database(site, another_process):
    with another_process():
        revisions.current(site.pk)

    with assertNumQueries(0):
        revisions.current(site.pk)


def test_entry_of_a_server_whose_clock_is_ahead_is_not_trusted(site):
    cache.set(revisions.CACHE_KEY, (time.time() + 100, {"shared": 99}), timeout=60)

    assert revisions.current_shared() < 99


@pytest.mark.usefixtures("broken_cache")
def test_change_is_seen_in_time_while_the_cache_is_down(site, another_process, impatient):
    before = revisions.current(site.pk)
    with another_process():
        revisions.bump(site)
    time.sleep(impatient)

    assert revisions.current(site.pk) == before + 1


@pytest.mark.usefixtures("broken_cache")
def test_number_that_is_known_costs_no_query_while_the_cache_is_down(site):
    revisions.current(site.pk)

    with assertNumQueries(0):
        revisions.current(site.pk)


def test_number_that_was_known_holds_while_the_database_is_down(site, impatient):
    def fail(*args):
        raise DatabaseError("database is down")

    before = revisions.current(site.pk)
    cache.clear()
    time.sleep(impatient)

    with connection.execute_wrapper(fail):
        assert revisions.current(site.pk) == before


def test_database_that_is_down_from_the_start_is_an_error(site):
    def fail(*args):
        raise DatabaseError("database is down")

    cache.clear()
    revisions.memo.__init__()

    with connection.execute_wrapper(fail), pytest.raises(DatabaseError):
        revisions.current(site.pk)


def test_change_is_not_announced_before_it_is_committed(site, another_process):
    before = revisions.current(site.pk)

    with transaction.atomic():
        revisions.bump(site)
        assert revisions.CACHE_KEY in cache

    assert revisions.CACHE_KEY not in cache
    assert revisions.current(site.pk) == before + 1


def test_open_transaction_sees_a_number_that_nobody_else_ever_sees(site):
    seen = []
    for _ in range(2):
        with transaction.atomic():
            revisions.bump(site)
            seen.append(revisions.current(site.pk))
            transaction.set_rollback(True)
    seen.append(revisions.current(site.pk))

    assert len(set(seen)) == 3


def test_number_is_a_new_one_after_each_change_of_a_transaction(site):
    with transaction.atomic():
        revisions.bump(site)
        first = revisions.current(site.pk)
        revisions.bump(site)

        assert revisions.current(site.pk) != first


def test_number_is_that_of_before_when_a_part_of_the_transaction_is_rolled_back(site):
    with transaction.atomic():
        revisions.bump(site)
        before = revisions.current(site.pk)
        with transaction.atomic():
            revisions.bump(site)
            transaction.set_rollback(True)

        assert revisions.current(site.pk) == before


def test_second_change_of_a_transaction_costs_no_query(site):
    with transaction.atomic():
        revisions.bump(site)

        with assertNumQueries(0):
            revisions.bump(site)

    assert Revision.objects.get(scope=revisions.scope_of(site.pk)).number == 1


def test_change_after_a_part_that_was_rolled_back_is_announced(site):
    before = revisions.current(site.pk)

    with transaction.atomic():
        with transaction.atomic():
            revisions.bump(site)
            transaction.set_rollback(True)
        revisions.bump(site)

    assert revisions.current(site.pk) == before + 1


def test_rolled_back_change_leaves_the_number_alone(site):
    before = revisions.current(site.pk)

    with transaction.atomic():
        revisions.bump(site)
        transaction.set_rollback(True)

    assert revisions.current(site.pk) == before


def test_saving_a_language_is_a_change_of_what_all_sites_share(site):
    before = revisions.current_shared()

    Language.objects.create(code="da", name="Dansk")

    assert revisions.current_shared() == before + 1
