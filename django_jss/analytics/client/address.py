"""The address that a request comes from."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_KEPT_BITS = {4: 24, 6: 48}


def nearest_untrusted(forwarded_for: str, remote_address: str, *, trusted_proxies: int) -> str:
    """The address that the outermost of our proxies saw.

    Each trusted proxy appended one address to `X-Forwarded-For`; what stands before these may be anybody's invention.
    """
    if not trusted_proxies:
        return remote_address
    addresses: Sequence[str] = [part.strip() for part in forwarded_for.split(",") if part.strip()]
    return addresses[-trusted_proxies] if len(addresses) >= trusted_proxies else next(iter(addresses), remote_address)


def truncated(address: str) -> str | None:
    """The network that an address is in: 24 bits of IPv4, 48 of IPv6; None if it is no address."""
    parsed = parsed_address(address)
    if parsed is None:
        return None
    network = ip_network((parsed, _KEPT_BITS[parsed.version]), strict=False)
    return str(network.network_address)


def parsed_address(address: str) -> IPv4Address | IPv6Address | None:
    """The address in a text, which may have a port or brackets; None if there is none."""
    address = address.strip()
    if address.startswith("["):
        address = address[1:].partition("]")[0]
    elif address.count(":") == 1:
        address = address.partition(":")[0]
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed
