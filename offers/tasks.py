"""The offers' clocks. A task fetches nothing by itself: it claims its slot and calls a verb that asks the tables what is due."""

import logging
from collections.abc import Callable

from celery import shared_task
from kombu.exceptions import OperationalError

from offers.actions import sending, sweeping
from offers.models import Batch
from offers.states import BatchKind
from stajseferberligi.jobs.sweep import Tally, claimed

logger = logging.getLogger(__name__)


def _run(name: str, work: Callable[[], Tally], *, every: int) -> None:
    with claimed(name, every=every) as tally:
        if tally is not None:
            result = work()
            tally.due, tally.done, tally.errors = result.due, result.done, result.errors


@shared_task(name="offers.expire")
def expire(*, every: int) -> None:
    _run("offers.expire", sweeping.expire_offers, every=every)


@shared_task(name="offers.lapse")
def lapse(*, every: int) -> None:
    _run("offers.lapse", sweeping.lapse_acceptances, every=every)


@shared_task(name="offers.settle")
def settle(*, every: int) -> None:
    _run("offers.settle", sweeping.settle_confirmed, every=every)


@shared_task(name="offers.remind")
def remind(*, every: int) -> None:
    _run("offers.remind", sweeping.remind, every=every)


@shared_task(name="offers.void_stranded")
def void_stranded(*, every: int) -> None:
    _run("offers.void_stranded", sweeping.void_stranded, every=every)


@shared_task(name="offers.continue_batches")
def continue_batches(*, every: int) -> None:
    """Go on with sending batches that a nudge never reached or whose worker died."""
    _run("offers.continue_batches", _continue_batches, every=every)


def _continue_batches() -> Tally:
    tally = Tally()
    for batch_id in Batch.objects.unfinished().filter(kind=BatchKind.SEND).order_by("id").values_list("id", flat=True):
        tally.due += 1
        try:
            while sending.continue_sending(batch_id=batch_id):
                pass
        except Exception as error:
            logger.exception("batch %s failed", batch_id)
            tally.errors[batch_id] = f"{type(error).__name__}: {error}"[:300]
        else:
            tally.done += 1
    return tally


@shared_task(name="offers.work_on_batch")
def work_on_batch(*, batch_id: int) -> None:
    """One batch, at once. Safe beside the clock and beside itself: the rows are the queue."""
    kind = Batch.objects.values_list("kind", flat=True).get(pk=batch_id)
    if kind == BatchKind.SEND:
        while sending.continue_sending(batch_id=batch_id):
            pass
    else:
        sweeping.settle_confirmed()


def nudge(batch: Batch) -> None:
    """Ask a worker to begin now. A broker that is away loses nothing: the clock finds the rows."""
    try:
        work_on_batch.apply_async(kwargs={"batch_id": batch.pk}, retry=False)
    except OperationalError:
        logger.warning("no broker; batch %s waits for its clock", batch.pk)
