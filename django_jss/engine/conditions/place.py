"""Questions about where the visitor is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.base import Group, Predicate, condition
from django_jss.engine.conditions.comparing import EntryNumber, EntryText, is_number, known_entry, yes_or_no
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import Continents, Countries, InvalidParameter, Networks

PLACE_HELP = _(
    "As the address of the visitor tells, on the very first request too. "
    "Unknown where the database of addresses does not have it, or none is configured."
)
EARTH_RADIUS_KM = 6371.0


@condition(
    "country",
    group=Group.PLACE,
    sentence=_("the visitor's country is {countries}"),
    help_text=PLACE_HELP,
    cost=3,
)
@dataclass(frozen=True, slots=True)
class Country:
    """Whether the visitor is in one of these countries."""

    countries: Countries
    needs: ClassVar = frozenset({Fact.PLACE})

    def compile(self) -> Predicate:
        return _among("country", self.countries)


@condition(
    "continent",
    group=Group.PLACE,
    sentence=_("the visitor's continent is {continents}"),
    help_text=PLACE_HELP,
    cost=3,
)
@dataclass(frozen=True, slots=True)
class Continent:
    """Whether the visitor is on one of these continents."""

    continents: Continents
    needs: ClassVar = frozenset({Fact.PLACE})

    def compile(self) -> Predicate:
        return _among("continent", self.continents)


@condition(
    "in_european_union",
    group=Group.PLACE,
    sentence=_("the visitor is in the European Union"),
    help_text=PLACE_HELP,
    cost=3,
)
@dataclass(frozen=True, slots=True)
class InEuropeanUnion:
    """Whether the visitor's country is a member of the European Union."""

    needs: ClassVar = frozenset({Fact.PLACE})

    def compile(self) -> Predicate:
        return yes_or_no(str(Fact.PLACE), "is_eu")


@condition(
    "region",
    group=Group.PLACE,
    sentence=_("the name of the visitor's region {comparison} {value}"),
    help_text=PLACE_HELP,
    cost=3,
)
@dataclass(frozen=True, slots=True)
class Region(EntryText):
    """The first subdivision of the country, such as a state, by its English name."""

    source: ClassVar = (Fact.PLACE, "region")
    needs: ClassVar = frozenset({Fact.PLACE})


@condition(
    "region_code",
    group=Group.PLACE,
    sentence=_("the code of the visitor's region {comparison} {value}"),
    help_text=PLACE_HELP,
    cost=3,
)
@dataclass(frozen=True, slots=True)
class RegionCode(EntryText):
    """The first subdivision of the country by its ISO 3166-2 code without the country, such as CA."""

    source: ClassVar = (Fact.PLACE, "region_code")
    needs: ClassVar = frozenset({Fact.PLACE})


@condition(
    "city", group=Group.PLACE, sentence=_("the visitor's city {comparison} {value}"), help_text=PLACE_HELP, cost=3
)
@dataclass(frozen=True, slots=True)
class City(EntryText):
    """The city by its English name."""

    source: ClassVar = (Fact.PLACE, "city")
    needs: ClassVar = frozenset({Fact.PLACE})


@condition(
    "postal_code",
    group=Group.PLACE,
    sentence=_("the visitor's postal code {comparison} {value}"),
    help_text=PLACE_HELP,
    cost=3,
)
@dataclass(frozen=True, slots=True)
class PostalCode(EntryText):
    """The postal code, or the part of it that is known."""

    source: ClassVar = (Fact.PLACE, "postal_code")
    needs: ClassVar = frozenset({Fact.PLACE})


@condition(
    "metro_code",
    group=Group.PLACE,
    sentence=_("the visitor's metro code {comparison} {value}"),
    help_text=PLACE_HELP,
    cost=3,
)
@dataclass(frozen=True, slots=True)
class MetroCode(EntryText):
    """The metro code of places in the United States."""

    source: ClassVar = (Fact.PLACE, "metro_code")
    needs: ClassVar = frozenset({Fact.PLACE})


@condition(
    "place_time_zone",
    group=Group.PLACE,
    sentence=_("the time zone where the visitor is {comparison} {value}"),
    help_text=PLACE_HELP,
    cost=3,
)
@dataclass(frozen=True, slots=True)
class PlaceTimeZone(EntryText):
    """The time zone by its name, such as Europe/Copenhagen."""

    source: ClassVar = (Fact.PLACE, "time_zone")
    needs: ClassVar = frozenset({Fact.PLACE})


@condition(
    "isp",
    group=Group.PLACE,
    sentence=_("the visitor's internet provider {comparison} {value}"),
    help_text=PLACE_HELP,
    cost=3,
)
@dataclass(frozen=True, slots=True)
class Isp(EntryText):
    """Who provides the connection, if the database tells."""

    source: ClassVar = (Fact.PLACE, "isp")
    needs: ClassVar = frozenset({Fact.PLACE})


@condition(
    "organisation",
    group=Group.PLACE,
    sentence=_("the organisation behind the visitor's address {comparison} {value}"),
    help_text=PLACE_HELP,
    cost=3,
)
@dataclass(frozen=True, slots=True)
class Organisation(EntryText):
    """Whom the address belongs to, if the database tells."""

    source: ClassVar = (Fact.PLACE, "organisation")
    needs: ClassVar = frozenset({Fact.PLACE})


@condition(
    "latitude",
    group=Group.PLACE,
    sentence=_("the latitude where the visitor is {comparison} {value} {upper}"),
    help_text=PLACE_HELP,
    cost=3,
)
@dataclass(frozen=True, slots=True)
class Latitude(EntryNumber):
    """Degrees north of the equator; south of it they are negative."""

    source: ClassVar = (Fact.PLACE, "latitude")
    needs: ClassVar = frozenset({Fact.PLACE})


@condition(
    "longitude",
    group=Group.PLACE,
    sentence=_("the longitude where the visitor is {comparison} {value} {upper}"),
    help_text=PLACE_HELP,
    cost=3,
)
@dataclass(frozen=True, slots=True)
class Longitude(EntryNumber):
    """Degrees east of Greenwich; west of it they are negative."""

    source: ClassVar = (Fact.PLACE, "longitude")
    needs: ClassVar = frozenset({Fact.PLACE})


@condition(
    "near_place",
    group=Group.PLACE,
    sentence=_("the visitor is within {kilometres} km of latitude {latitude}, longitude {longitude}"),
    help_text=PLACE_HELP,
    defaults={"kilometres": 50},
    cost=4,
)
@dataclass(frozen=True, slots=True)
class NearPlace:
    """Whether the visitor is within a distance of a point, along the surface of the earth (haversine formula)."""

    kilometres: float
    latitude: float
    longitude: float
    needs: ClassVar = frozenset({Fact.PLACE})

    def __post_init__(self) -> None:
        for name, value, most in (("latitude", self.latitude, 90), ("longitude", self.longitude, 180)):
            if abs(value) > most:
                raise InvalidParameter(name, str(_("must be from -{most} to {most}")).format(most=most))
        if self.kilometres <= 0:
            raise InvalidParameter("kilometres", _("must be more than 0"))

    def compile(self) -> Predicate:
        fact, kilometres, here = str(Fact.PLACE), self.kilometres, (self.latitude, self.longitude)

        def predicate(facts: Facts) -> Verdict:
            latitude, longitude = (known_entry(facts, fact, name) for name in ("latitude", "longitude"))
            if not is_number(latitude) or not is_number(longitude):
                return None
            return distance_km(here, (latitude, longitude)) <= kilometres

        return predicate


@condition(
    "ip_address",
    group=Group.PLACE,
    sentence=_("the visitor's IP address is in {networks}"),
    help_text=_("Addresses, or networks such as 192.0.2.0/24 or 2001:db8::/32."),
    cost=2,
)
@dataclass(frozen=True, slots=True)
class IpAddress:
    """Whether the visitor's address lies in one of these networks."""

    networks: Networks
    needs: ClassVar = frozenset({Fact.ADDRESS})

    def compile(self) -> Predicate:
        networks, fact = [ip_network(network) for network in self.networks], str(Fact.ADDRESS)

        def predicate(facts: Facts) -> Verdict:
            text = facts[fact]
            try:
                address = ip_address(text) if isinstance(text, str) else None
            except ValueError:
                return None
            if address is None:
                return None
            return any(address in network for network in networks)

        return predicate


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two points, each latitude and longitude in degrees (R. W. Sinnott, "Virtues of the Haversine")."""
    (latitude, longitude), (its_latitude, its_longitude) = (tuple(map(math.radians, point)) for point in (one, other))
    across = math.sin((its_longitude - longitude) / 2) ** 2 * math.cos(latitude) * math.cos(its_latitude)
    half_chord = math.sin((its_latitude - latitude) / 2) ** 2 + across
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half_chord)))


def _among(entry: str, codes: tuple[str, ...]) -> Predicate:
    wanted, fact = frozenset(codes), str(Fact.PLACE)

    def predicate(facts: Facts) -> Verdict:
        place = facts[fact]
        code = place.get(entry) if isinstance(place, Mapping) else None
        return code in wanted if isinstance(code, str) else None

    return predicate
