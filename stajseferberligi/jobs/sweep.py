"""How a clock works through what is due: claimed slot, bounded batches, one bad row never stopping the others."""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection

from stajseferberligi import clock
from stajseferberligi.jobs.models import JobRun

logger = logging.getLogger(__name__)

CLAIM = """
    INSERT INTO jobs_jobrun (name, slot_at, due, done, failed, error)
    SELECT %(name)s, to_timestamp(floor(extract(epoch FROM staj_now()) / %(every)s) * %(every)s), 0, 0, 0, ''
    ON CONFLICT (name, slot_at) DO NOTHING RETURNING id
"""


@dataclass(slots=True)
class Tally:
    """What one run found due, did, and could not do. `errors` maps a row's id to what went wrong with it."""

    due: int = 0
    done: int = 0
    errors: dict[int, str] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        return len(self.errors)


def sweep(
    find: Callable[[Collection[int]], list[int]], work: Callable[[Sequence[int]], int], *, rounds: int = 20, alone: bool = False
) -> Tally:
    """Call `work` with what `find` returns until nothing is left, or `rounds` are over (the next run goes on).

    `find` gets the ids to leave out. `work` owns its transaction and returns how many rows it moved. When it fails for a chunk, each row
    is tried alone, so that exactly the bad ones are left out and reported. `alone` is for work that needs a transaction for each row.
    """
    tally = Tally()
    for _ in range(rounds):
        ids = find(tally.errors)
        if not ids:
            break
        tally.due += len(ids)
        try:
            done = _one_by_one(ids, work, tally) if alone else work(ids)
        except Exception:
            logger.exception("a chunk of %s rows failed; trying each alone", len(ids))
            done = _one_by_one(ids, work, tally)
        tally.done += done
        if not done and not tally.errors:
            break  # what is left is in another worker's hands
    return tally


def _one_by_one(ids: Sequence[int], work: Callable[[Sequence[int]], int], tally: Tally) -> int:
    done = 0
    for pk in ids:
        try:
            done += work([pk])
        except Exception as error:
            logger.exception("row %s failed", pk)
            tally.errors[pk] = f"{type(error).__name__}: {error}"[:300]
    return done


@contextmanager
def claimed(name: str, *, every: int) -> Iterator[Tally | None]:
    """Claim the clock `name`'s current slot of `every` seconds. Yields a tally to fill, or None when another beat's run has it."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"name": name, "every": every})
        claim = cursor.fetchone()
    if claim is None:
        yield None
        return
    tally = Tally()
    error = ""
    try:
        yield tally
    except Exception as failure:
        error = f"{type(failure).__name__}: {failure}"
        raise
    finally:
        lines = [error] if error else []
        lines += [f"#{pk}: {text}" for pk, text in sorted(tally.errors.items())[:50]]
        JobRun.objects.filter(pk=claim[0]).update(
            finished_at=clock.Now(), due=tally.due, done=tally.done, failed=tally.failed + bool(error), error="\n".join(lines)
        )
