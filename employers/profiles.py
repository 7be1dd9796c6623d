"""What an employer may see of a candidate, and the only way in which it leaves the database.

Pages, API and exports get these frozen values, never an `Application` or an `Identity`. Before the recorded moment the query itself
leaves out everything that names the person, so there is nothing a template or serializer could forget to hide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from candidates.models import Application, Identity, Level
from employers.models import Disclosure
from stajseferberligi import keyset, provinces
from stajseferberligi.keyset import Key
from stajseferberligi.turkish import tr_sort_key

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


@dataclass(frozen=True, slots=True)
class Search:
    """What an employer looks for in the pool. A preferred city only marks and sorts, unless `city_only` asks for more (Q5)."""

    level: str = ""
    field: str = ""
    class_year: int | None = None
    min_score: Decimal | None = None
    city: int | None = None
    city_only: bool = False


def pool(programme_id: int, search: Search, *, leaving_out: QuerySet[Any, Any] | None = None) -> QuerySet[Application, dict[str, Any]]:
    """The blind rows of a programme's pool that `search` finds; `leaving_out` is a query of application ids."""
    rows = Application.objects.in_pool().filter(programme_id=programme_id)
    exact = {"level": search.level, "field": search.field, "class_year": search.class_year, "score_total__gte": search.min_score}
    rows = rows.filter(**{name: value for name, value in exact.items() if value not in {"", None}})
    if search.city and search.city_only:
        rows = rows.filter(city_preferences__contains=[search.city])
    if leaving_out is not None:
        rows = rows.exclude(pk__in=leaving_out)
    columns: list[str] = [*BLIND_COLUMNS]
    if search.city and not search.city_only:
        wish = Case(When(city_preferences__contains=[search.city], then=Value(1)), default=Value(0), output_field=IntegerField())
        rows, columns = rows.annotate(wish=wish), [*columns, "wish"]
    found: QuerySet[Application, dict[str, Any]] = rows.values(*columns)
    return found


def pool_page(
    rows: QuerySet[Application, dict[str, Any]], search: Search, *, size: int, after: str = "", before: str = ""
) -> keyset.Page[Profile]:
    """One page of `pool`: those who wish for the city first when one is asked for, then by total score."""
    by_score = [Key("score_total", descending=True), Key("id")]
    keys = [Key("wish", descending=True), *by_score] if search.city and not search.city_only else by_score
    page = keyset.take(rows, keys=keys, size=size, after=after, before=before)
    return keyset.Page([_blind(row) for row in page.rows], page.before, page.after)


def fields_in_pool(programme_id: int) -> list[str]:
    """The fields of study that occur in the pool, in the order of the Turkish alphabet."""
    fields = Application.objects.in_pool().filter(programme_id=programme_id).order_by().values_list("field", flat=True).distinct()
    return sorted(fields, key=tr_sort_key)


def visible_to(employer_id: int, programme_id: int) -> Q:
    """The applications whose page an employer may open: the pool, and those whose name is open to it."""
    return Q(programme_id=programme_id) & (Q(status="pool") | Q(disclosures__employer_id=employer_id))


def profile_for(employer_id: int, *, programme_id: int, code: str) -> Profile | None:
    """One candidate by code, or None for one whom this employer may not look at."""
    found = Application.objects.filter(visible_to(employer_id, programme_id), code=code).values_list("pk", flat=True).first()
    return None if found is None else profiles_for(employer_id, [found]).get(found)


def _blind(row: Mapping[str, Any]) -> Profile:
    return Profile(**{name: row[name] for name in BLIND_COLUMNS})


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
