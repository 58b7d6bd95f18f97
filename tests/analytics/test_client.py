from __future__ import annotations

import pytest

from django_jss.analytics.client.address import nearest_untrusted, truncated
from django_jss.analytics.client.kept import storable


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("203.0.113.77", "203.0.113.0"),
        ("203.0.113.77:5123", "203.0.113.0"),
        ("2001:db8:85a3:8d3:1319:8a2e:370:7348", "2001:db8:85a3::"),
        ("[2001:db8:85a3:8d3::1]:443", "2001:db8:85a3::"),
        ("::ffff:203.0.113.77", "203.0.113.0"),
        ("fe80::1%eth0", "fe80::"),
        ("unknown", None),
        ("", None),
        ("1.2.3", None),
        ("\0", None),
    ],
)
def test_address_is_kept_truncated(address: str, kept: str | None) -> None:
    assert truncated(address) == kept


@pytest.mark.parametrize(
    ("forwarded_for", "trusted_proxies", "expected"),
    [
        ("9.9.9.9, 203.0.113.7", 0, "10.0.0.1"),
        ("9.9.9.9, 203.0.113.7", 1, "203.0.113.7"),
        ("9.9.9.9, 203.0.113.7, 10.0.0.2", 2, "203.0.113.7"),
        ("203.0.113.7", 2, "203.0.113.7"),
        ("", 1, "10.0.0.1"),
    ],
)
def test_forwarded_address_is_counted_from_the_nearest_proxy(
    forwarded_for: str, trusted_proxies: int, expected: str
) -> None:
    assert nearest_untrusted(forwarded_for, "10.0.0.1", trusted_proxies=trusted_proxies) == expected


def test_text_is_cut_and_rid_of_what_databases_refuse() -> None:
    assert storable("a\0b\ud800c" + "x" * 100, at_most=6) == "ab?cx"
