"""What an employer does with an acceptance: confirm one or many, or cancel with a reason (Q8)."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from candidates.models import Application
from employers.models import Quota
from offers import rules
from offers.actions.holding import lock_offer, stamping
from offers.actions.outcomes import Outcome
from offers.models import Batch, BatchRow, Offer
from offers.placement import free_slot, settle_locked
from offers.states import LIVE, BatchKind, OfferStatus
from stajseferberligi import clock
from stajseferberligi.accounts.actors import Actor
from stajseferberligi.journal.models import Event
from stajseferberligi.journal.record import Fact, record, record_many
from stajseferberligi.locks import lock
from stajseferberligi.refusals import Refused

S = OfferStatus
MOST_AT_ONCE = 2000
TOO_LATE = "offer.confirmation_came_late"


def confirm_offer(*, offer_id: int, actor: Actor) -> Outcome:
    """ACCEPTED → CONFIRMED → PLACED or VOIDED, in one transaction: the person sees the outcome at once.

    Confirming again is harmless and answers with the same outcome. The employer who comes after the place was taken is refused with
    `place_taken`, and the moment is recorded once: it is their receipt. Raises Refused, or Offer.DoesNotExist for another's offer.
    """
    with transaction.atomic():
        offer = lock_offer(pk=offer_id, employer_id=actor.employer)
        if offer.confirmed_at is not None and offer.status != S.CANCELLED:
            return Outcome(offer, changed=False)
        # The quotas of earlier confirmations that wait for their settlement are touched by it too: all in primary-key order.
        waiting = Offer.objects.unsettled().filter(application_id=offer.application_id)
        wanted = {offer.quota_id, *waiting.values_list("quota_id", flat=True)}
        quotas = {quota.pk: quota for quota in lock(Quota.objects.filter(pk__in=wanted))}
        now = clock.now()
        refusal = rules.refusal_to_confirm(offer, now=now, quota=quotas[offer.quota_id])
        if refusal is None:
            with stamping():
                Offer.objects.filter(pk=offer.pk).update(status=S.CONFIRMED)
            record("offer.confirmed", actor=actor, **_about(offer))
            settle_locked(offer.application, now=now, actor=actor)
            offer.refresh_from_db(fields=["status", "confirmed_at", "moved_at", "end_reason"])
        elif refusal is rules.PLACE_TAKEN:
            _record_late([offer], actor=actor)
    if refusal is not None:
        raise Refused(refusal)
    return Outcome(offer, changed=True)


def confirm_offers(*, offer_ids: Sequence[int], actor: Actor, key: uuid.UUID) -> Batch:
    """Stamp every confirmable offer of `offer_ids` in one statement; the settlements follow, each in its own transaction.

    The stamps decide, not the order of the settlements, so nobody loses a place by standing at the end. `key` names this decision: a
    second call with the same key returns the same batch. Offers that cannot be confirmed get a row with their refusal.
    """
    while True:
        try:
            return _stamp_all(offer_ids, actor=actor, key=key)
        except Refused as refused:
            if refused.refusal is not rules.TOO_LATE_TO_CONFIRM:
                raise
            # A deadline fell between the rule and the stamp: that offer is too late in the next round, so the rounds come to an end.


def _stamp_all(offer_ids: Sequence[int], *, actor: Actor, key: uuid.UUID) -> Batch:
    with transaction.atomic():
        employer_id = actor.employer
        applications = {
            application.pk: application
            for application in lock(
                Application.objects.select_related("programme").filter(
                    pk__in=Offer.objects.filter(pk__in=offer_ids, employer_id=employer_id).values("application_id")
                )
            )
        }
        batch, created = Batch.objects.get_or_create(
            key=key, employer_id=employer_id, kind=BatchKind.CONFIRM, defaults={"created_by_id": actor.user_id}
        )
        if not created:
            return batch
        if len(offer_ids) > MOST_AT_ONCE:
            raise Refused(rules.BATCH_TOO_LARGE.given(max=MOST_AT_ONCE))
        found = Offer.objects.filter(pk__in=offer_ids, employer_id=employer_id).select_related("employer")
        # An older, finished offer to the same person adds nothing: the live one or else the newest speaks for the application.
        speaking = {offer.application_id: offer for offer in sorted(found, key=lambda offer: (offer.status in LIVE, offer.pk))}
        offers = sorted(speaking.values(), key=lambda offer: offer.pk)
        if not offers:
            raise Refused(rules.BATCH_EMPTY)
        quotas = {quota.pk: quota for quota in lock(Quota.objects.filter(pk__in={offer.quota_id for offer in offers}))}
        now = clock.now()
        stamped, late, rows = [], [], []
        for offer in offers:
            offer.application = applications[offer.application_id]
            quota = quotas[offer.quota_id]
            refusal = rules.refusal_to_confirm(offer, now=now, quota=quota)
            if refusal is None:
                stamped.append(offer)
                quota.taken += 1  # this reading only: the database counts for itself
            elif refusal is rules.PLACE_TAKEN:
                late.append(offer)
            rows.append(
                BatchRow(
                    batch=batch,
                    application_id=offer.application_id,
                    offer=offer,
                    refusal=refusal.code if refusal else "",
                    refusal_text=str(refusal) if refusal else "",
                )
            )
        with stamping():
            Offer.objects.filter(pk__in=[offer.pk for offer in stamped]).update(status=S.CONFIRMED)
        BatchRow.objects.bulk_create(rows)
        record_many(
            [Fact("offer.confirmed", data={"batch": batch.pk}, **_about(offer)) for offer in stamped],
            actor=actor,
        )
        _record_late(late, actor=actor)
    return batch


def cancel_offer(*, offer_id: int, reason: str, actor: Actor) -> Outcome:
    """ACCEPTED or PLACED → CANCELLED. The candidate reads `reason`. A cancelled internship frees its slot and revives nothing."""
    with transaction.atomic():
        offer = lock_offer(pk=offer_id, employer_id=actor.employer)
        if offer.status == S.CANCELLED:
            return Outcome(offer, changed=False)
        lock(Quota.objects.filter(pk=offer.quota_id))
        if refusal := rules.refusal_to_cancel(offer, now=clock.now(), reason=reason):
            raise Refused(refusal)
        was, offer.status, offer.cancel_reason = offer.status, S.CANCELLED, reason.strip()
        offer.save(update_fields=["status", "cancel_reason"])
        data = {"was": was, "reason": offer.cancel_reason}
        cancelled = record("offer.cancelled", actor=actor, data=data, **_about(offer))
        if was == S.PLACED:
            free_slot(offer.placement, application=offer.application, actor=actor, cause_id=cancelled)
    return Outcome(offer, changed=True)


def _record_late(offers: Sequence[Offer], *, actor: Actor) -> None:
    """The receipt of an employer who came after the place was taken: that, and when, written down once for each offer."""
    told = set(Event.objects.filter(kind=TOO_LATE, offer_id__in=[offer.pk for offer in offers]).values_list("offer_id", flat=True))
    record_many([Fact(TOO_LATE, **_about(offer)) for offer in offers if offer.pk not in told], actor=actor)


def _about(offer: Offer) -> dict[str, Any]:
    return {"offer_id": offer.pk, "application_id": offer.application_id, "employer_id": offer.employer_id}
