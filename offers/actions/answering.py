"""What a candidate does with an offer. Neither answer can be taken back (Q11)."""

from django.db import transaction

from employers.actions import open_name
from offers import rules
from offers.actions.holding import lock_offer, stamping
from offers.actions.outcomes import Outcome
from offers.models import Offer
from offers.states import DeclineReason, OfferStatus
from stajseferberligi import clock
from stajseferberligi.accounts.actors import Actor
from stajseferberligi.journal.record import record
from stajseferberligi.refusals import Refused

S = OfferStatus


def accept_offer(*, offer_id: int, actor: Actor) -> Outcome:
    """SENT → ACCEPTED if the deadline has not passed while the lock is held; opens the candidate's name to this employer.

    Accepting again what stands accepted is harmless. Raises Refused, or Offer.DoesNotExist for somebody else's offer.
    """
    with transaction.atomic():
        offer = lock_offer(pk=offer_id, application__candidate__user_id=actor.user_id)
        now = clock.now()
        if offer.status in {S.ACCEPTED, S.CONFIRMED, S.PLACED} and not rules.lapsed(offer, now=now):
            return Outcome(offer, changed=False)
        limit = offer.programme.max_open_acceptances
        waiting = 0 if limit is None else Offer.objects.awaiting_confirmation(now).filter(application_id=offer.application_id).count()
        if refusal := rules.refusal_to_accept(offer, now=now, open_acceptances=waiting):
            raise Refused(refusal)
        offer.status = S.ACCEPTED
        offer.confirmation_due_at = rules.confirmation_deadline(offer, now=now)
        with stamping():
            offer.save(update_fields=["status", "confirmation_due_at"])
        accepted = record(
            "offer.accepted",
            actor=actor,
            offer_id=offer.pk,
            application_id=offer.application_id,
            employer_id=offer.employer_id,
            data={"confirmation_due_at": offer.confirmation_due_at},
        )
        open_name(employer_id=offer.employer_id, application_id=offer.application_id, actor=actor, cause_id=accepted)
    return Outcome(offer, changed=True)


def decline_offer(*, offer_id: int, actor: Actor, reason: str = "") -> Outcome:
    """SENT → DECLINED, final. `reason` is one of DeclineReason or empty; there is no free text, so nothing can name the candidate."""
    if reason and reason not in DeclineReason.values:
        raise ValueError(f"unknown reason {reason!r}")
    with transaction.atomic():
        offer = lock_offer(pk=offer_id, application__candidate__user_id=actor.user_id)
        if offer.status == S.DECLINED:
            return Outcome(offer, changed=False)
        if refusal := rules.refusal_to_decline(offer, now=clock.now()):
            raise Refused(refusal)
        offer.status = S.DECLINED
        offer.decline_reason = reason
        offer.save(update_fields=["status", "decline_reason"])
        record(
            "offer.declined",
            actor=actor,
            offer_id=offer.pk,
            application_id=offer.application_id,
            employer_id=offer.employer_id,
            data={"reason": reason} if reason else {},
        )
    return Outcome(offer, changed=True)
