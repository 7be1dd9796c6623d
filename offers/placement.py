"""The one place where offers become internships or fall because of one (Q10).

`settle` is idempotent: a request, a task and a sweep may call it at any time, in any order, any number of times.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from candidates.actions import return_to_pool, take_out_of_pool
from candidates.models import Application
from candidates.states import ApplicationStatus
from employers.models import Quota
from offers.models import Offer, Placement
from offers.rules import as_standing
from offers.settlement import Decision, Held, Snapshot, decide
from offers.states import OfferStatus
from stajseferberligi import clock
from stajseferberligi.accounts.actors import SYSTEM, Actor
from stajseferberligi.journal.models import Event
from stajseferberligi.journal.record import Fact, record_many
from stajseferberligi.locks import lock

# Both effects of a decision in one statement: they stand or fall together, in one round trip.
CARRY_OUT = """
    WITH moved AS (
        UPDATE offers_offer o SET status = m.status, end_reason = m.reason
          FROM unnest(%(ids)s::bigint[], %(statuses)s::text[], %(reasons)s::text[]) AS m(id, status, reason)
         WHERE o.id = m.id
    )
    INSERT INTO offers_placement (offer_id, application_id, slot, starts_on, ends_on)
    SELECT o.id, o.application_id, p.slot, o.starts_on, o.ends_on
      FROM unnest(%(placed)s::bigint[], %(slots)s::smallint[]) AS p(id, slot) JOIN offers_offer o ON o.id = p.id
"""


def settle(*, application_id: int, actor: Actor = SYSTEM) -> Decision:
    """Lock the application, read the clock, decide, carry out. Returns what was decided; nothing to do is an empty decision."""
    with transaction.atomic():
        (application,) = lock(Application.objects.select_related("programme").filter(pk=application_id))
        lock(Quota.objects.filter(offers__in=Offer.objects.unsettled().filter(application_id=application_id)))
        return settle_locked(application, now=clock.now(), actor=actor)


def settle_locked(application: Application, *, now: datetime, actor: Actor) -> Decision:
    """The settlement itself. The caller holds the locks of the application and of the quotas of its confirmed offers."""
    offers = {offer.pk: offer for offer in Offer.objects.standing().filter(application_id=application.pk)}
    decision = decide(snapshot_of(application, offers.values()), now)
    if decision.moves:
        _carry_out(decision)
        cause = _record(decision, offers, actor=actor)
        if decision.is_full:
            take_out_of_pool(application, actor=actor, cause_id=cause)
    return decision


def snapshot_of(application: Application, offers: Iterable[Offer]) -> Snapshot:
    """What counts for one application whose programme is loaded."""
    return Snapshot(
        placements=held_by(application.pk),
        offers=tuple(as_standing(offer) for offer in offers),
        max_placements=application.programme.max_placements,
        has_left=application.status == ApplicationStatus.LEFT,
    )


def held_by(application_id: int) -> tuple[Held, ...]:
    rows = Placement.objects.active().filter(application_id=application_id).order_by("slot").values_list("slot", "starts_on", "ends_on")
    return tuple(Held(*row) for row in rows)


def free_slot(placement: Placement, *, application: Application, actor: Actor, cause_id: int) -> None:
    """Cancel an active placement and let the candidate receive offers again. Revives nothing. The caller holds the lock."""
    Placement.objects.filter(pk=placement.pk).update(cancelled_at=clock.Now())
    if len(held_by(application.pk)) < application.programme.max_placements:
        return_to_pool(application, actor=actor, cause_id=cause_id)


def _carry_out(decision: Decision) -> None:
    placed = [move for move in decision.moves if move.to == "placed"]
    with connection.cursor() as cursor:
        cursor.execute(
            CARRY_OUT,
            {
                "ids": [move.offer_id for move in decision.moves],
                "statuses": [move.to for move in decision.moves],
                "reasons": [move.reason for move in decision.moves],
                "placed": [move.offer_id for move in placed],
                "slots": [move.slot for move in placed],
            },
        )


def _record(decision: Decision, offers: dict[int, Offer], *, actor: Actor) -> int | None:
    """One row for each offer that moved, with the confirmation that caused it; returns the last causing event."""
    confirmations = dict(
        Event.objects.filter(
            kind="offer.confirmed", offer_id__in=[pk for pk, offer in offers.items() if offer.status == OfferStatus.CONFIRMED]
        ).values_list("offer_id", "id")
    )
    facts = []
    for move in decision.moves:
        offer = offers[move.offer_id]
        cause = confirmations.get(move.cause_id or move.offer_id)
        data: dict[str, object] = {"was": offer.status}
        if move.reason:
            data["reason"] = move.reason
        if move.slot:
            data["slot"] = move.slot
        facts.append(
            Fact(
                f"offer.{move.to}",
                offer_id=offer.pk,
                application_id=offer.application_id,
                employer_id=offer.employer_id,
                data=data,
                cause_id=cause,
            )
        )
    record_many(facts, actor=actor)
    return max(confirmations.values(), default=None)
