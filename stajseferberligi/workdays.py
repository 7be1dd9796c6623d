"""Working days, the unit in which universities count an internship (Q4).

Monday to Friday, less the holidays of Law 2429: national and general holidays, the two religious feasts, and the half days that begin at
13.00 on their eves and on 28 October. Years whose feasts the Directorate of Religious Affairs has not announced yet use the date that the
`holidays` package calculates. Days of leave that the government grants by decree are not in the law and not counted here.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from holidays import HALF_DAY, PUBLIC, country_holidays

FULL = Decimal(1)
HALF = Decimal("0.5")
NONE = Decimal(0)
SATURDAY = 5


@lru_cache(maxsize=32)
def shortened_days(year: int) -> Mapping[date, Decimal]:
    """What is left to work on each holiday of a year, whatever its weekday: a half, or nothing."""
    halves = dict.fromkeys(country_holidays("TR", years=year, categories={HALF_DAY}), HALF)
    return MappingProxyType(halves | dict.fromkeys(country_holidays("TR", years=year, categories={PUBLIC}), NONE))


def working_days(starts_on: date, ends_on: date) -> Decimal:
    """Working days from the first to the last day, both included; an eve counts 0.5. Raises ValueError when the end precedes the start."""
    if ends_on < starts_on:
        raise ValueError(f"{ends_on} precedes {starts_on}.")
    days = (starts_on + timedelta(days=offset) for offset in range((ends_on - starts_on).days + 1))
    return sum((shortened_days(day.year).get(day, FULL) for day in days if day.weekday() < SATURDAY), NONE)
