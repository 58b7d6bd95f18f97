"""A small database of addresses, in the format of GeoIP2."""

from __future__ import annotations

from pathlib import Path

from mmdb_writer import MMDBWriter
from netaddr import IPSet

COPENHAGEN = {
    "city": {"names": {"en": "Copenhagen"}},
    "continent": {"code": "EU"},
    "country": {"iso_code": "DK", "is_in_european_union": True},
    "location": {"latitude": 55.6761, "longitude": 12.5683, "time_zone": "Europe/Copenhagen"},
    "postal": {"code": "1050"},
    "subdivisions": [{"iso_code": "84", "names": {"en": "Capital Region"}}],
    "isp": "Harbour Net",
    "organization": "Harbour Outfitters",
}
DALLAS = {
    "city": {"names": {"en": "Dallas"}},
    "continent": {"code": "NA"},
    "country": {"iso_code": "US"},
    "location": {"latitude": 32.7831, "longitude": -96.8067, "metro_code": 623, "time_zone": "America/Chicago"},
}
DANISH, TEXAN, NOWHERE = "192.0.2.7", "198.51.100.7", "203.0.113.7"


def write_places(path: Path) -> Path:
    """A database in which `DANISH` is in Copenhagen and `TEXAN` in Dallas."""
    writer = MMDBWriter(ip_version=4, database_type="GeoIP2-City", float_type="f64")
    writer.insert_network(IPSet(["192.0.2.0/24"]), COPENHAGEN)
    writer.insert_network(IPSet(["198.51.100.0/24"]), DALLAS)
    writer.to_db_file(str(path))
    return path
