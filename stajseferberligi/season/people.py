"""Plausible candidates and employers for the demonstration and for the season of 2020.

Everything follows from a seed: the same seed gives the same people, and the first three hundred of sixteen thousand are those that three
hundred alone would be. Nobody is real: names meet by chance, e-mail addresses end in `.example`, and no operator uses the prefix 500 of the
telephone numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from random import Random
from typing import Literal, TypeVar

from stajseferberligi import provinces
from stajseferberligi.season import fields, names, organisations, places, universities
from stajseferberligi.turkish import slug

Item = TypeVar("Item")
Cohort = Literal["final_year", "all"]

LANGUAGES = (
    ("İngilizce", 0.88), ("Almanca", 0.11), ("Arapça", 0.06), ("Fransızca", 0.05), ("Rusça", 0.04), ("İspanyolca", 0.03),
    ("Türk İşaret Dili", 0.02), ("Farsça", 0.01), ("İtalyanca", 0.01), ("Japonca", 0.01),
)  # fmt: skip
# An example, not the programme's own: how the three scores make the total.
WEIGHTS = (Decimal("0.60"), Decimal("0.25"), Decimal("0.15"))
CENT = Decimal("0.01")
PHONE_NUMBERS = 10_000_000


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A student. Provinces are plate codes; scores run from 0 to 100 with two decimals."""

    number: int  # from 1, unique
    first_name: str
    last_name: str
    email: str
    phone: str
    home_province: int
    university: str
    university_province: int
    faculty: str
    level: str  # "associate" or "bachelor"
    field: str
    group: str  # a key of fields.GROUPS
    class_year: int
    city_preferences: tuple[int, ...]  # the most wanted first
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    score_academic: Decimal
    score_social: Decimal
    score_sport: Decimal
    score_total: Decimal

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class ContactFacts:
    full_name: str
    email: str


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A part of an employer that takes interns: where it is, and the groups of fields it looks for."""

    name: str
    province: int
    groups: tuple[str, ...]
    supervisor: str


@dataclass(frozen=True, slots=True)
class EmployerFacts:
    number: int  # from 1, unique
    name: str
    kind: str  # "public" or "private"
    sector: str
    about: str
    province: int
    size: float  # how many interns it takes in comparison with others; the middle is 1
    units: tuple[UnitFacts, ...]
    contacts: tuple[ContactFacts, ...]  # the first one is in charge


class _Draw(tuple[tuple[Item, ...], tuple[float, ...]]):
    """Items with their accumulated weights, ready for many draws."""

    def __new__(cls, items: Mapping[Item, float]) -> "_Draw[Item]":
        return super().__new__(cls, (tuple(items), tuple(accumulate(items.values()))))

    def one(self, rng: Random) -> Item:
        return rng.choices(self[0], cum_weights=self[1])[0]


def _by_rank(commonest_first: tuple[str, ...]) -> _Draw[str]:
    """Names are as frequent as the inverse of their rank, the first few less pointedly."""
    return _Draw({name: 1 / (rank + 8) for rank, name in enumerate(commonest_first)})


def _fields_taught() -> dict[tuple[str, str], _Draw[fields.FieldOfStudy]]:
    """By focus of the university and level. Only universities that teach everything have vocational schools here."""
    return {
        (focus, level): _Draw({field: field.students for field in fields.FIELDS if field.level == level and field.group in groups})
        for focus, groups in universities.TEACHES.items()
        for level in ("bachelor", "associate")
        if level == "bachelor" or focus == "general"
    }


_WOMEN = _by_rank(names.WOMEN)
_MEN = _by_rank(names.MEN)
_SURNAMES = _by_rank(names.SURNAMES)
_HOMES = _Draw(dict(zip(provinces.PROVINCES, places.INHABITANTS, strict=True)))
_UNIVERSITIES = _Draw({university: university.students for university in universities.UNIVERSITIES})
_FIELDS = _fields_taught()
_COMPANIES = _Draw({kind: kind.weight for kind in organisations.PRIVATE})
_SEATS = _Draw(places.FIRMS)
_NEAREST = {
    here: sorted((there for there in provinces.PROVINCES if there != here), key=lambda there: provinces.distance_km(here, there))[:3]
    for here in provinces.PROVINCES
}


def invent_people(count: int, *, seed: int, cohort: Cohort = "final_year") -> list[PersonFacts]:
    """Students for a season.

    `final_year` is the circle of 2020, bachelor's students entering their last year; `all` has earlier years and associate degrees as well.
    """
    rng = Random(f"people {cohort} {seed}")
    return [_person(rng, number, cohort) for number in range(1, count + 1)]


def _person(rng: Random, number: int, cohort: Cohort) -> PersonFacts:
    first_name, last_name = _name(rng)
    university = _UNIVERSITIES.one(rng)
    level = "associate" if cohort == "all" and university.focus == "general" and rng.random() < 0.2 else "bachelor"
    field = _FIELDS[university.focus, level].one(rng)
    home = university.province if rng.random() < 0.35 else _HOMES.one(rng)
    academic, social, sport = _scores(rng, field)
    total = sum((score * weight for score, weight in zip((academic, social, sport), WEIGHTS, strict=True)), Decimal(0))
    return PersonFacts(
        number=number,
        first_name=first_name,
        last_name=last_name,
        email=f"{slug(first_name)}.{slug(last_name)}.{number}@aday.example",
        phone=f"+90500{number * 7919 % PHONE_NUMBERS:07}",  # a prime step keeps them apart for ten million people
        home_province=home,
        university=university.name,
        university_province=university.province,
        faculty=field.faculty,
        level=field.level,
        field=field.name,
        group=field.group,
        class_year=field.years if cohort == "final_year" else rng.randint(2, field.years),
        city_preferences=_city_preferences(rng, home, university.province),
        languages=tuple(language for language, share in LANGUAGES if rng.random() < share),
        skills=_skills(rng, field),
        score_academic=academic,
        score_social=social,
        score_sport=sport,
        score_total=total.quantize(CENT),
    )


def _name(rng: Random) -> tuple[str, str]:
    woman = rng.random() < 0.54
    first_name = (_WOMEN if woman else _MEN).one(rng)
    last_name = _SURNAMES.one(rng)
    if woman and rng.random() < 0.02:
        last_name = f"{last_name} {_SURNAMES.one(rng)}"  # her own name and her husband's
    return first_name, last_name


def _scores(rng: Random, field: fields.FieldOfStudy) -> tuple[Decimal, Decimal, Decimal]:
    """Academic marks gather in the middle; most people have some social activity, many have no sport at all."""
    academic = rng.gauss(61, 14)
    social = rng.betavariate(1.9, 3.4) * 100 + (12 if field.group in {"arts", "media"} else 0)
    active = field.group == "sport" or rng.random() < 0.78
    sport = rng.betavariate(1.4, 3.2 if field.group != "sport" else 1.2) * 100 if active else 0.0
    return _score(academic), _score(social), _score(sport)


def _score(points: float) -> Decimal:
    return Decimal(round(min(max(points, 0.0), 100.0) * 100)).scaleb(-2)


def _city_preferences(rng: Random, home: int, university: int) -> tuple[int, ...]:
    """One to five cities: home and the city of studies first of all, then the large ones and the neighbours."""
    weights = dict.fromkeys(_NEAREST[home], 0.5) | places.MAGNETS
    weights[university] = weights.get(university, 0) + 4
    weights[home] = weights.get(home, 0) + 5
    wanted = sorted(weights, key=lambda city: rng.random() ** (1 / weights[city]), reverse=True)  # a weighted draw without return
    return tuple(wanted[: rng.choices((1, 2, 3, 4, 5), (12, 22, 36, 18, 12))[0]])


def _skills(rng: Random, field: fields.FieldOfStudy) -> tuple[str, ...]:
    special = [skill for skill in field.skills if rng.random() < 0.6]
    learned = rng.sample(fields.GROUPS[field.group].skills, rng.randint(1, 4))
    general = rng.sample(fields.COMMON_SKILLS, rng.choices((0, 1, 2), (3, 5, 2))[0])
    return tuple(dict.fromkeys(special + learned + general))


def invent_employers(count: int, *, seed: int, public_share: float = 0.45) -> list[EmployerFacts]:
    """Employers with distinct names. Public bodies carry the names of real ones, companies are invented.

    Raises ValueError when more public bodies or companies are asked for than there are names.
    """
    rng = Random(f"employers {seed}")
    public, private = _public_bodies(rng), _companies(rng)
    wanted = round(count * public_share)
    if wanted > len(public) or count - wanted > len(private):
        raise ValueError(f"There are names for {len(public)} public bodies and {len(private)} companies, not for {count} employers.")
    houses = public[:wanted] + private[: count - wanted]
    rng.shuffle(houses)
    return [_employer(rng, number, house) for number, house in enumerate(houses, 1)]


@dataclass(frozen=True, slots=True)
class _House:
    kind: organisations.Kind
    name: str
    province: int


def _public_bodies(rng: Random) -> list[_House]:
    """Every kind in every province, and the large universities, in a random order that favours large provinces and frequent kinds."""
    weights = {
        _House(kind, _public_name(kind, code), code): kind.weight * places.INHABITANTS[code - 1] ** 0.8
        for kind in organisations.PUBLIC
        if kind is not organisations.UNIVERSITY
        for code in provinces.PROVINCES
    }
    for university in universities.UNIVERSITIES:
        if university.students >= 16:  # all of these are the state's
            kind = organisations.UNIVERSITY
            weights[_House(kind, kind.name.format(place=university.name), university.province)] = kind.weight * university.students * 12.0
    return sorted(weights, key=lambda house: rng.expovariate(weights[house]))


def _public_name(kind: organisations.Kind, code: int) -> str:
    place = provinces.name(code)
    if kind is organisations.MUNICIPALITY and code in places.METROPOLITAN:
        place += " Büyükşehir"
    return kind.name.format(place=place)


def _companies(rng: Random) -> list[_House]:
    words = rng.sample(organisations.INVENTED_WORDS, len(organisations.INVENTED_WORDS))
    return [_company(rng, word) for word in words]


def _company(rng: Random, word: str) -> _House:
    kind = _COMPANIES.one(rng)
    return _House(kind, f"{kind.name.format(place=word)} {rng.choice(organisations.LEGAL_FORMS)}", _SEATS.one(rng))


def _employer(rng: Random, number: int, house: _House) -> EmployerFacts:
    size = rng.lognormvariate(0, 0.9)
    wanted = max(1, round(rng.uniform(0.6, 1.4) * (1 + size)))
    units = rng.sample(house.kind.units, min(len(house.kind.units), wanted))
    return EmployerFacts(
        number=number,
        name=house.name,
        kind="public" if house.kind in organisations.PUBLIC else "private",
        sector=house.kind.sector,
        about=house.kind.about,
        province=house.province,
        size=round(size, 3),
        units=tuple(_unit(rng, house, unit) for unit in units),
        contacts=tuple(_contact(rng, house, place) for place in range(rng.choices((1, 2, 3), (4, 4, 2))[0])),
    )


def _unit(rng: Random, house: _House, unit: organisations.Unit) -> UnitFacts:
    """A company has some of its units elsewhere; a public body stays in its province."""
    elsewhere = house.kind in organisations.PRIVATE and rng.random() < 0.15
    return UnitFacts(unit.name, _SEATS.one(rng) if elsewhere else house.province, unit.groups, " ".join(_name(rng)))


def _contact(rng: Random, house: _House, place: int) -> ContactFacts:
    first_name, last_name = _name(rng)
    mailbox = slug(f"{first_name} {last_name}").replace("-", ".") + (str(place + 1) if place else "")  # two namesakes are possible
    return ContactFacts(f"{first_name} {last_name}", f"{mailbox}@{slug(house.name)[:60].strip('-')}.example")
