"""What the clocks write down. Nothing here decides: the deadline has decided already, for everybody who looked."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from django.db import connection, transaction

from candidates.models import Application
from candidates.states import ApplicationStatus
from employers.states import EmployerStatus
from offers.models import Batch, BatchRow, Offer
from offers.placement import settle
from offers.querysets import OfferQuerySet
from offers.states import BatchKind, EndReason, OfferStatus
from stajseferberligi import clock
from stajseferberligi.accounts.actors import SYSTEM
from stajseferberligi.jobs.sweep import Tally, sweep
from stajseferberligi.journal.record import Fact, record_many
from stajseferberligi.locks import claim

S = OfferStatus
CHUNK = 1000
RUNGS = (3, 24, 72)  # hours before a deadline, the nearest first

REMIND = """
    INSERT INTO offers_reminder (offer_id, kind, hours, deadline_version)
    SELECT o.id, %(kind)s::text, %(hours)s::int, o.deadline_version
      FROM offers_offer o
     WHERE o.status = %(status)s::text
       AND o.{due} > %(now)s::timestamptz AND o.{due} <= %(now)s::timestamptz + make_interval(hours => %(hours)s::int)
       AND o.{since} <= o.{due} - make_interval(hours => %(hours)s::int)
       AND NOT EXISTS (SELECT FROM offers_reminder r WHERE r.offer_id = o.id AND r.kind = %(kind)s::text
                          AND r.deadline_version = o.deadline_version AND r.hours <= %(hours)s::int)
     ORDER BY o.{due} LIMIT %(limit)s
    ON CONFLICT DO NOTHING
    RETURNING offer_id
"""
RESPONSE = REMIND.format(due="response_due_at", since="sent_at")
CONFIRMATION = REMIND.format(due="confirmation_due_at", since="accepted_at")


def expire_offers() -> Tally:
    """SENT and past the response deadline → EXPIRED (Q12)."""
    return _write_down(lambda: Offer.objects.unanswered(clock.now()).order_by("response_due_at"), S.EXPIRED)


def lapse_acceptances() -> Tally:
    """ACCEPTED and past the confirmation deadline → LAPSED: the candidate is free again, the employer's record shows it."""
    return _write_down(lambda: Offer.objects.unconfirmed(clock.now()).order_by("confirmation_due_at"), S.LAPSED)


def void_stranded() -> Tally:
    """Open offers of a suspended employer or to a candidate who left → VOIDED. The rules refused them from that moment already.

    What was over by its deadline before is left to expire or lapse: a lapse stays on the employer's record.
    """

    def open_offers() -> OfferQuerySet:
        return Offer.objects.live(clock.now()).exclude(status=S.CONFIRMED).order_by("id")

    gone = _write_down(lambda: open_offers().filter(application__status=ApplicationStatus.LEFT), S.VOIDED, EndReason.CANDIDATE_LEFT)
    suspended = _write_down(lambda: open_offers().filter(employer__status=EmployerStatus.SUSPENDED), S.VOIDED, EndReason.EMPLOYER_SUSPENDED)
    return Tally(gone.due + suspended.due, gone.done + suspended.done, {**gone.errors, **suspended.errors})


def settle_confirmed() -> Tally:
    """Finalise confirmations that were stamped in bulk; also those whose worker died (Q8, Q10)."""

    def find(failed: Collection[int]) -> list[int]:
        waiting = Offer.objects.unsettled().exclude(application_id__in=failed).order_by("confirmed_at")
        return list(dict.fromkeys(waiting.values_list("application_id", flat=True)[:CHUNK]))

    def work(application_ids: Sequence[int]) -> int:
        return sum(bool(settle(application_id=pk).moves) for pk in application_ids)

    tally = sweep(find, work, alone=True)
    finish_confirming()
    return tally


def finish_confirming() -> int:
    """Close the confirming batches that have nothing left to settle."""
    unsettled = BatchRow.objects.filter(offer__status=S.CONFIRMED).values("batch_id")
    return Batch.objects.unfinished().filter(kind=BatchKind.CONFIRM).exclude(pk__in=unsettled).update(finished_at=clock.Now())


def remind(*, limit: int = 5000) -> Tally:
    """72, 24 and 3 hours before each deadline, once per rung and version of the deadline.

    A rung counts only if the person had longer than that to begin with, and a late sweep sends the nearest rung alone.
    """
    tally = Tally()
    for kind, sql, status in (("response", RESPONSE, S.SENT), ("confirmation", CONFIRMATION, S.ACCEPTED)):
        for hours in RUNGS:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(sql, {"kind": kind, "status": status, "hours": hours, "now": clock.now(), "limit": limit})
                    ids = [row[0] for row in cursor.fetchall()]
                offers = Offer.objects.filter(pk__in=ids).order_by("id")
                record_many([_fact(f"offer.{kind}_reminder", offer, hours=hours) for offer in offers], actor=SYSTEM)
            tally.due += len(ids)
            tally.done += len(ids)
    return tally


def _write_down(due: Callable[[], OfferQuerySet], to: OfferStatus, reason: str = "") -> Tally:
    def find(failed: Collection[int]) -> list[int]:
        return list(due().exclude(pk__in=failed).values_list("pk", flat=True)[:CHUNK])

    def work(ids: Sequence[int]) -> int:
        with transaction.atomic():
            # The applications' locks first, as everywhere; what somebody else holds right now waits for the next round.
            held = claim(
                Application.objects.filter(pk__in=Offer.objects.filter(pk__in=ids).values("application_id")).order_by("pk"), limit=len(ids)
            )
            return _move(due().filter(pk__in=ids, application__in=held), to, reason)

    return sweep(find, work)


def write_down_over(offers: OfferQuerySet, *, now: datetime) -> None:
    """Expire and lapse what of `offers` is over at `now`, so that nothing waits for a clock. The caller holds the applications' locks."""
    _move(offers.unanswered(now), S.EXPIRED)
    _move(offers.unconfirmed(now), S.LAPSED)


def _move(offers: OfferQuerySet, to: OfferStatus, reason: str = "") -> int:
    facts = [_fact(f"offer.{to}", offer, was=offer.status, **({"reason": reason} if reason else {})) for offer in offers]
    if not facts:
        return 0
    moved = Offer.objects.filter(pk__in=[fact.offer_id for fact in facts]).update(status=to, end_reason=reason)
    record_many(facts, actor=SYSTEM)
    return moved


def _fact(kind: str, offer: Offer, **data: object) -> Fact:
    return Fact(kind, offer_id=offer.pk, application_id=offer.application_id, employer_id=offer.employer_id, data=data)
