"""Paging by the last row seen instead of by page number: a deep page costs as much as the first, and nothing is shown twice.

The mark in the address is the code of a row, never a database id, and its place is read again from the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an order. Rows without a value come last, in either direction."""

    name: str
    descending: bool = False

    def order(self, *, backwards: bool) -> OrderBy:
        column = F(self.name)
        direction = column.desc if self.descending != backwards else column.asc
        return direction(nulls_first=True) if backwards else direction(nulls_last=True)

    def beyond(self, value: Any, *, backwards: bool) -> Q | None:
        """Rows that come after `value` in this column (before it, when paging backwards); None when there can be none."""
        name = self.name
        if value is None:
            return Q(**{f"{name}__isnull": False}) if backwards else None
        if backwards:
            return Q(**{f"{name}__{'gt' if self.descending else 'lt'}": value})
        return Q(**{f"{name}__{'lt' if self.descending else 'gt'}": value}) | Q(**{f"{name}__isnull": True})

    def at(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`before` and `after` are the codes that lead to the neighbouring pages; empty where there is none."""

    rows: list[Row]
    before: str = ""
    after: str = ""


def take(rows: QuerySet[Any, Row], *, keys: Sequence[Key], size: int, after: str = "", before: str = "") -> Page[Row]:
    """The page of `rows` beyond the row with the code `after`, or just before the one with the code `before`.

    `keys` must end in a unique column. Rows are models or `.values()` with a `code`. A code that is not among them begins at the start.
    """
    mark, backwards = (before, True) if before else (after, False)
    place = rows.filter(code=mark).values_list(*(key.name for key in keys)).first() if mark else None
    if place is None:
        backwards = False
    else:
        rows = rows.filter(beyond(keys, place, backwards=backwards))
    found = list(rows.order_by(*(key.order(backwards=backwards) for key in keys))[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([])
    has_before, has_after = (more, True) if backwards else (place is not None, more)
    return Page(found, _code(found[0]) if has_before else "", _code(found[-1]) if has_after else "")


def beyond(keys: Sequence[Key], place: Sequence[Any], *, backwards: bool) -> Q:
    """The rows that come after `place`: lexicographic comparison, written out because rows without a value take part in it."""
    condition, equal = Q(pk__in=[]), Q()
    for key, value in zip(keys, place, strict=True):
        if (step := key.beyond(value, backwards=backwards)) is not None:
            condition |= equal & step
        equal &= key.at(value)
    return condition


def _code(row: Any) -> str:
    return str(row["code"] if isinstance(row, dict) else row.code)
