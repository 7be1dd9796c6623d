"""What an employer may see of a candidate, and the only way in which it leaves the database.

Pages, API and exports get these frozen values, never an `Application` or an `Identity`. Before the recorded moment the query itself
leaves out everything that names the person, so there is nothing a template or serializer could forget to hide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from candidates.models import Application, Identity, Level
from employers.models import Disclosure
from stajseferberligi import provinces

BLIND_COLUMNS = (
    "id",
    "code",
    "level",
    "field",
    "class_year",
    "score_academic",
    "score_social",
    "score_sport",
    "score_total",
    "city_preferences",
    "languages",
    "skills",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What the recorded moment opens: the person's name, contact and university."""

    name: str
    email: str
    phone: str
    university: str
    faculty: str


@dataclass(frozen=True, slots=True)
class Profile:
    """One candidate as one employer may see them. `opened` is None until their name is open to this employer."""

    id: int
    code: str
    level: str
    field: str
    class_year: int
    score_academic: Decimal | None
    score_social: Decimal | None
    score_sport: Decimal | None
    score_total: Decimal | None
    city_preferences: list[int]
    languages: list[str]
    skills: list[str]
    opened: Opened | None = None

    @property
    def label(self) -> str:
        """The name once it is open, the code before."""
        return self.opened.name if self.opened else self.code

    @property
    def level_label(self) -> str:
        return str(Level(self.level).label)

    @property
    def cities(self) -> list[str]:
        return [provinces.name(code) for code in self.city_preferences]


def profiles_for(employer_id: int, application_ids: Iterable[int]) -> Mapping[int, Profile]:
    """The profiles of `application_ids` for one employer, by id. Three queries, whatever their number."""
    ids = list(application_ids)
    opened = _opened(employer_id, ids)
    return {
        row["id"]: Profile(**row, opened=opened.get(row["id"])) for row in Application.objects.filter(pk__in=ids).values(*BLIND_COLUMNS)
    }


def _opened(employer_id: int, ids: list[int]) -> Mapping[int, Opened]:
    open_to_us = dict(
        Disclosure.objects.filter(employer_id=employer_id, application_id__in=ids).values_list(
            "application__candidate_id", "application_id"
        )
    )
    if not open_to_us:
        return {}
    rows = Identity.objects.filter(candidate_id__in=open_to_us).values_list(
        "candidate_id", "first_name", "last_name", "candidate__user__email", "phone", "university", "faculty"
    )
    return {
        open_to_us[candidate_id]: Opened(f"{first} {last}", email, phone, university, faculty)
        for candidate_id, first, last, email, phone, university, faculty in rows
    }
