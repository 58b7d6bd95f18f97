"""Where visitors are, as databases of addresses and a CDN's headers tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings

from django_jss.analytics.client.place import is_configured, place_of
from tests.factories.places import DANISH, NOWHERE, TEXAN, write_places


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_places(tmp_path_factory.mktemp("places") / "city.mmdb")


def test_database_tells_all_that_it_has_of_an_address(database: Path) -> None:
    with override_settings(DJANGO_JSS={"GEOIP_DATABASES": [str(database)]}):
        assert place_of(DANISH, {}) == {
            "country": "DK",
            "is_eu": True,
            "continent": "EU",
            "region": "Capital Region",
            "region_code": "84",
            "city": "Copenhagen",
            "postal_code": "1050",
            "latitude": 55.6761,
            "longitude": 12.5683,
            "time_zone": "Europe/Copenhagen",
            "isp": "Harbour Net",
            "organisation": "Harbour Outfitters",
        }
        assert (place_of(TEXAN, {})["metro_code"], place_of(TEXAN, {})["is_eu"]) == ("623", False)


@pytest.mark.parametrize("address", [NOWHERE, "::1", "2001:db8::1", "", "no address"])
def test_address_that_the_database_does_not_have_is_nowhere(database: Path, address: str) -> None:
    with override_settings(DJANGO_JSS={"GEOIP_DATABASES": [str(database)]}):
        assert place_of(address, {}) == {}


def test_headers_of_the_cdn_stand_above_databases(database: Path) -> None:
    headers = {"country": "CF-IPCountry", "latitude": "CF-IPLatitude", "city": "CF-IPCity"}
    sent = {"CF-IPCountry": "se", "CF-IPLatitude": "not a number"}

    with override_settings(DJANGO_JSS={"GEOIP_DATABASES": [str(database)], "PLACE_HEADERS": headers}):
        found = place_of(DANISH, sent)

    assert (found["country"], found["city"], found["latitude"]) == ("SE", "Copenhagen", 55.6761)


def test_file_that_is_no_database_is_logged_and_passed_over(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "spoilt.mmdb").write_text("no database")

    with override_settings(
        DJANGO_JSS={"GEOIP_DATABASES": [str(tmp_path / "spoilt.mmdb"), str(tmp_path / "gone.mmdb")]}
    ):
        assert place_of(DANISH, {}) == {}

    assert caplog.text.count("The GeoIP database cannot be read") == 2


def test_places_are_configured_by_a_database_or_headers() -> None:
    assert not is_configured()
    with override_settings(DJANGO_JSS={"PLACE_HEADERS": {"country": "CF-IPCountry"}}):
        assert is_configured()
