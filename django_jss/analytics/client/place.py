"""Where the client is: told by the CDN's headers if it has some, else by databases of addresses."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django_jss.analytics.client.address import parsed_address
from django_jss.conf import settings
from django_jss.engine.failing import raised

try:
    import maxminddb
except ImportError:  # the extra "geo" is not installed
    maxminddb = None  # type: ignore[assignment]

logger = logging.getLogger("django_jss.analytics")

PLACE_TEXTS = (
    "country",
    "region",
    "region_code",
    "city",
    "continent",
    "postal_code",
    "metro_code",
    "time_zone",
    "isp",
    "organisation",
)
PLACE_NUMBERS = ("latitude", "longitude")


def is_configured() -> bool:
    """Whether anything tells where visitors are."""
    return bool(settings.PLACE_HEADERS) or (bool(settings.GEOIP_DATABASES) and maxminddb is not None)


def place_of(address: str, headers: Mapping[str, str]) -> Mapping[str, Any]:
    """What is known of the place; what is not has no entry.

    `PLACE_TEXTS` are texts, with ISO codes for `country`, `continent` and `region_code` and English names otherwise;
    `PLACE_NUMBERS` are degrees; `is_eu` is a bool.
    """
    place: dict[str, Any] = {}
    for path in settings.GEOIP_DATABASES:
        place |= _looked_up(path, address)
    for name, header in settings.PLACE_HEADERS.items():
        if (value := headers.get(header, "").strip()[:100]) and (known := _typed(name, value)) is not None:
            place[name] = known
    return place


def _looked_up(path: str, address: str) -> dict[str, Any]:
    parsed, reader = parsed_address(address), _reader(str(path))
    if parsed is None or reader is None:
        return {}
    try:
        record = reader.get(parsed)
    except ValueError:
        # An IPv6 address in a database that has IPv4 alone.
        return {}
    return _read(record) if isinstance(record, dict) else {}


@lru_cache(maxsize=8)
def _reader(path: str) -> Any:
    """Opened once; a file that is replaced is seen by the next process."""
    if maxminddb is None:
        return None
    try:
        return maxminddb.open_database(path)
    except (OSError, maxminddb.InvalidDatabaseError) as error:
        logger.error("The GeoIP database cannot be read: %s", raised(error))
        return None


def _read(record: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of a record in the GeoIP2 and GeoLite2 formats (https://dev.maxmind.com/geoip/docs/databases/)."""
    country, location = _part(record, "country"), _part(record, "location")
    region: Mapping[str, Any] = next(iter(record.get("subdivisions") or ()), {})
    found = {
        "country": country.get("iso_code"),
        "is_eu": bool(country.get("is_in_european_union", False)) if country else None,
        "continent": _part(record, "continent").get("code"),
        "region": _part(region, "names").get("en"),
        "region_code": region.get("iso_code"),
        "city": _part(_part(record, "city"), "names").get("en"),
        "postal_code": _part(record, "postal").get("code"),
        "metro_code": str(location["metro_code"]) if "metro_code" in location else None,
        "latitude": location.get("latitude"),
        "longitude": location.get("longitude"),
        "time_zone": location.get("time_zone"),
        "isp": record.get("isp") or record.get("autonomous_system_organization"),
        "organisation": record.get("organization"),
    }
    return {name: value for name, value in found.items() if value is not None}


def _part(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = record.get(name)
    return part if isinstance(part, Mapping) else {}


def _typed(name: str, value: str) -> Any:
    if name in PLACE_NUMBERS:
        try:
            return float(value)
        except ValueError:
            return None
    if name == "is_eu":
        return value.lower() in ("1", "true", "yes")
    return value.upper() if name in ("country", "continent") else value
