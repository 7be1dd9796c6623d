"""Taking an irrevocable step back: a reason, a ticket, and two different administrators."""

from datetime import datetime

from django.db import transaction

from employers.models import Quota
from offers import rules
from offers.actions.holding import lock_offer
from offers.actions.sending import open_in_quota
from offers.actions.sweeping import write_down_over
from offers.models import Offer, Reversal
from offers.placement import free_slot, held_by
from offers.settlement import Held, overlap
from offers.states import EndReason, OfferStatus, ReversalKind
from stajseferberligi import clock
from stajseferberligi.accounts.actors import Actor
from stajseferberligi.journal.record import record
from stajseferberligi.locks import lock
from stajseferberligi.refusals import Refusal, Refused

S = OfferStatus
KIND_OF_EVENT = {
    ReversalKind.RELEASE: "offer.voided",
    ReversalKind.REOPEN: "offer.reopened",
    ReversalKind.UNDO_PLACEMENT: "offer.cancelled",
}


def request_reversal(*, offer_id: int, kind: ReversalKind, reason: str, ticket: str, actor: Actor) -> Reversal:
    """Ask for a reversal. Nothing changes until another administrator approves it. The same open request is returned again."""
    with transaction.atomic():
        offer = lock_offer(pk=offer_id)
        if pending := offer.reversals.filter(approved_at__isnull=True, rejected_at__isnull=True).first():
            if pending.kind != kind:
                raise Refused(rules.REVERSAL_PENDING)
            return pending
        if not reason.strip() or not ticket.strip():
            raise Refused(rules.REVERSAL_INCOMPLETE)
        if refusal := rules.refusal_to_reverse(offer, kind=kind, now=clock.now()):
            raise Refused(refusal)
        reversal = Reversal.objects.create(
            offer=offer, kind=kind, reason=reason.strip(), ticket=ticket.strip(), requested_by_id=actor.person
        )
        record(
            "reversal.requested",
            actor=actor,
            offer_id=offer.pk,
            application_id=offer.application_id,
            employer_id=offer.employer_id,
            data={"reversal": reversal.pk, "kind": kind, "reason": reversal.reason, "ticket": reversal.ticket},
        )
    return reversal


def approve_reversal(*, reversal_id: int, actor: Actor) -> Reversal:
    """Carry the reversal out, if the offer still stands where the request found it. The approver is not the requester."""
    with transaction.atomic():
        offer = lock_offer(reversals__pk=reversal_id)
        (offer.quota,) = lock(Quota.objects.select_related("programme").filter(pk=offer.quota_id))
        (reversal,) = lock(Reversal.objects.filter(pk=reversal_id))
        kind = ReversalKind(reversal.kind)
        if refusal := rules.refusal_to_approve(reversal, administrator_id=actor.user_id or 0):
            raise Refused(refusal)
        now = clock.now()
        if refusal := rules.refusal_to_reverse(offer, kind=kind, now=now):
            raise Refused(refusal)
        if kind == ReversalKind.REOPEN and (refusal := _refusal_to_reopen(offer, now=now)):
            raise Refused(refusal)
        reversal.decided_by_id, reversal.approved_at = actor.user_id, now
        reversal.save(update_fields=["decided_by", "approved_at"])
        was = offer.status
        match kind:
            case ReversalKind.RELEASE:
                offer.status, offer.end_reason = S.VOIDED, EndReason.REVERSAL
            case ReversalKind.REOPEN:
                offer.status, offer.decline_reason = S.SENT, ""
            case ReversalKind.UNDO_PLACEMENT:
                offer.status, offer.end_reason, offer.cancel_reason = S.CANCELLED, EndReason.REVERSAL, reversal.reason
        offer.save(update_fields=["status", "end_reason", "decline_reason", "cancel_reason"])
        carried_out = record(
            KIND_OF_EVENT[kind],
            actor=actor,
            offer_id=offer.pk,
            application_id=offer.application_id,
            employer_id=offer.employer_id,
            data={"was": was, "reason": str(EndReason.REVERSAL), "reversal": reversal.pk, "ticket": reversal.ticket},
        )
        if kind == ReversalKind.UNDO_PLACEMENT:
            free_slot(offer.placement, application=offer.application, actor=actor, cause_id=carried_out)
        reversal.applied_at = now
        reversal.save(update_fields=["applied_at"])
    return reversal


def _refusal_to_reopen(offer: Offer, *, now: datetime) -> Refusal | None:
    """What may have happened since the decline: another offer of the same employer, an internship on these days, a full quota."""
    theirs = Offer.objects.filter(employer_id=offer.employer_id, application_id=offer.application_id)
    write_down_over(theirs, now=now)
    if theirs.standing().exists():
        return rules.ALREADY_OFFERED
    wanted = Held(0, offer.starts_on, offer.ends_on)
    if any(overlap(wanted, held) for held in held_by(offer.application_id)):
        return rules.NO_LONGER_OPEN
    return rules.refusal_to_add(offer.quota, live=open_in_quota(offer.quota_id, now=now))


def reject_reversal(*, reversal_id: int, actor: Actor) -> Reversal:
    """Close the request without changing the offer."""
    with transaction.atomic():
        offer = lock_offer(reversals__pk=reversal_id)
        (reversal,) = lock(Reversal.objects.filter(pk=reversal_id))
        if refusal := rules.refusal_to_approve(reversal, administrator_id=actor.user_id or 0):
            raise Refused(refusal)
        reversal.decided_by_id, reversal.rejected_at = actor.user_id, clock.now()
        reversal.save(update_fields=["decided_by", "rejected_at"])
        record(
            "reversal.rejected",
            actor=actor,
            offer_id=offer.pk,
            application_id=offer.application_id,
            employer_id=offer.employer_id,
            data={"reversal": reversal.pk, "ticket": reversal.ticket},
        )
    return reversal
