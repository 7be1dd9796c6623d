"""How a clock claims its slot and works through what is due."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from datetime import timedelta

import pytest
from django.db import connection

from candidates.models import Application
from offers.tasks import expire
from stajseferberligi import clock
from stajseferberligi.jobs.models import JobRun
from stajseferberligi.jobs.sweep import claimed, sweep
from stajseferberligi.jobs.tasks import forget_old_runs
from stajseferberligi.locks import claim, lock
from tests import cast

MIDNIGHT = cast.at(cast.date(2030, 1, 1), 0)


class Rows:
    """Five rows of work, of which some fail and some are in other hands."""

    def __init__(self, *, bad: Collection[int] = (), busy: Collection[int] = ()) -> None:
        self.waiting = [1, 2, 3, 4, 5]
        self.bad, self.busy = bad, busy
        self.calls: list[list[int]] = []

    def find(self, failed: Collection[int]) -> list[int]:
        return [row for row in self.waiting if row not in failed][:3]

    def work(self, ids: Sequence[int]) -> int:
        self.calls.append(list(ids))
        if set(ids) & set(self.bad):
            raise RuntimeError("bad row")
        done = [row for row in ids if row not in self.busy]
        self.waiting = [row for row in self.waiting if row not in done]
        return len(done)


def test_everything_is_worked_on_in_chunks() -> None:
    rows = Rows()
    tally = sweep(rows.find, rows.work)
    assert (tally.due, tally.done, tally.failed) == (5, 5, 0)
    assert rows.calls == [[1, 2, 3], [4, 5]]


def test_a_bad_row_is_left_out_and_reported() -> None:
    rows = Rows(bad=[2])
    tally = sweep(rows.find, rows.work)
    assert (tally.done, tally.errors) == (4, {2: "RuntimeError: bad row"})
    assert rows.waiting == [2]


def test_what_others_hold_is_left_to_them() -> None:
    rows = Rows(busy=[1, 2, 3])
    assert sweep(rows.find, rows.work).done == 0
    assert len(rows.calls) == 1


def test_a_run_ends_although_there_is_always_more() -> None:
    tally = sweep(lambda _: [1, 2], len, rounds=4)
    assert tally.done == 8


def test_rows_that_need_a_transaction_each_are_counted_each() -> None:
    rows = Rows(bad=[3])
    tally = sweep(rows.find, rows.work, alone=True)
    assert (tally.done, list(tally.errors)) == (4, [3])
    assert all(len(call) == 1 for call in rows.calls)


@pytest.mark.django_db
def test_a_slot_is_claimed_once_and_the_next_one_again() -> None:
    clock.move_to(MIDNIGHT + timedelta(seconds=5))
    for _ in range(2):
        expire(every=30)
    assert JobRun.objects.count() == 1
    clock.move_to(MIDNIGHT + timedelta(seconds=31))
    expire(every=30)
    slots = list(JobRun.objects.order_by("id").values_list("slot_at", flat=True))
    assert slots == [MIDNIGHT, MIDNIGHT + timedelta(seconds=30)]


@pytest.mark.django_db(transaction=True)
def test_two_beats_run_a_clock_once() -> None:
    gate, claims = threading.Barrier(4), []

    def beat() -> None:
        try:
            gate.wait(timeout=10)
            with claimed("offers.test", every=3600) as tally:
                claims.append(tally is not None)
        finally:
            connection.close()

    threads = [threading.Thread(target=beat) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claims) == [False, False, False, True]


@pytest.mark.django_db
def test_a_run_writes_down_what_came_of_it() -> None:
    with claimed("offers.test", every=60) as tally:
        assert tally is not None
        tally.due, tally.done, tally.errors = 3, 2, {7: "RuntimeError: bad row"}
    run = JobRun.objects.get()
    assert (run.due, run.done, run.failed, run.error) == (3, 2, 1, "#7: RuntimeError: bad row")
    assert run.finished_at is not None


@pytest.mark.django_db
def test_a_run_that_breaks_says_so() -> None:
    with pytest.raises(RuntimeError), claimed("offers.test", every=60):
        raise RuntimeError("everything is bad")
    run = JobRun.objects.get()
    assert (run.failed, run.error) == (1, "RuntimeError: everything is bad")
    assert run.finished_at is not None


@pytest.mark.django_db
def test_old_runs_are_forgotten() -> None:
    expire(every=30)
    clock.move_to(clock.now() + timedelta(days=8))
    forget_old_runs(every=86400)
    assert list(JobRun.objects.values_list("name", "done")) == [("jobs.forget_old_runs", 1)]


@pytest.mark.django_db(transaction=True)
def test_a_lock_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        lock(Application.objects.all())
    with pytest.raises(RuntimeError, match="outside a transaction"):
        claim(Application.objects.all(), limit=1)


@pytest.mark.django_db
def test_locks_are_taken_in_one_order() -> None:
    numbers = [cast.a_candidate().pk for _ in range(4)]
    held = lock(Application.objects.filter(pk__in=numbers[::-1]).order_by("-pk"))
    assert [application.pk for application in held] == numbers
