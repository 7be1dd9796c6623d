"""The only place that takes row locks.

Lock order, everywhere: applications in primary-key order, then quotas in primary-key order, then nothing else before either. `NO KEY`
because an offer's foreign key takes a share lock on its application; a stronger lock would wait for unrelated inserts.
"""

from typing import TypeVar

from django.db import connection, models
from django.db.models import QuerySet

M = TypeVar("M", bound=models.Model)


def lock(rows: QuerySet[M]) -> list[M]:
    """Lock `rows` in primary-key order, waiting for others, and return them as they are once the lock is held."""
    if not connection.in_atomic_block:
        raise RuntimeError("A lock outside a transaction protects nothing.")
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))


def claim(rows: QuerySet[M], *, limit: int) -> list[M]:
    """Lock up to `limit` of `rows`, leaving out what another worker holds: many workers share one queue."""
    if not connection.in_atomic_block:
        raise RuntimeError("A lock outside a transaction protects nothing.")
    return list(rows.select_for_update(of=("self",), no_key=True, skip_locked=True)[:limit])
