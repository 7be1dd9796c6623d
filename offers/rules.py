"""Whether a move is possible now: a `Refusal` with its reason, or None.

Pure questions: no writes, no clock, no queries. The page greys out a button with the same refusal that stops the verb and that the API
answers with. Callers hand in offers with `application`, `employer`, `programme` and `quota` already loaded.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy as _

from candidates.models import Application
from candidates.states import ApplicationStatus
from employers.models import Employer, Quota
from employers.states import EmployerStatus
from offers.models import Offer, Reversal
from offers.settlement import Held, StandingOffer, overlap
from offers.states import EndReason, OfferStatus, ReversalKind
from stajseferberligi.programme.models import Programme, QuotaRule
from stajseferberligi.refusals import Refusal

S = OfferStatus

NOT_OPEN = Refusal("offer_phase_closed", _("Offers can be sent only in the programme's offer phase."))
EMPLOYER_NOT_APPROVED = Refusal("employer_not_approved", _("The employer is not approved, so nothing can be decided for it now."))
ENDS_TOO_LATE = Refusal("ends_too_late", _("The internship must end by %(date)s."))
DATES_OUT_OF_ORDER = Refusal("dates_out_of_order", _("The last day cannot be before the first day."))
STARTS_TOO_SOON = Refusal("starts_too_soon", _("The first day must come after the last day to answer."))
ANSWER_TIME_OUT_OF_RANGE = Refusal("answer_time_out_of_range", _("Leave the candidate between %(min)s and %(max)s days to answer."))
# One neutral answer for everything that is the candidate's own business: full, dates taken, gone (see the protocol, blind review).
NOT_AVAILABLE = Refusal("candidate_not_available", _("This candidate cannot receive this offer."))
ALREADY_OFFERED = Refusal("already_offered", _("This candidate already has an open offer of yours."))
QUOTA_FULL = Refusal("quota_full", _("No place is left in this quota."))
TOO_LATE_TO_ANSWER = Refusal("response_deadline_passed", _("The time to answer this offer is over."))
ALREADY_ANSWERED = Refusal("already_answered", _("This offer was already answered, and an answer cannot be taken back."))
NO_LONGER_OPEN = Refusal("no_longer_open", _("This offer is no longer open."))
TOO_MANY_ACCEPTANCES = Refusal("too_many_acceptances", _("At most %(max)s acceptances can be open at the same time in this programme."))
LEFT = Refusal("candidate_left", _("This application has left the programme."))
# What the employer who comes third is told. Where else a candidate goes, and even that dates collide, is the candidate's data.
PLACE_TAKEN = Refusal("place_taken", _("The place went to earlier confirmations."))
NOT_ACCEPTED = Refusal("not_accepted", _("Only an accepted offer can be confirmed."))
ALREADY_CONFIRMED = Refusal("already_confirmed", _("This acceptance is already confirmed."))
TOO_LATE_TO_CONFIRM = Refusal("confirmation_deadline_passed", _("The time to confirm this acceptance is over."))
NOT_CANCELLABLE = Refusal("not_cancellable", _("Only an accepted offer, or an internship before its first day, can be cancelled."))
ALREADY_STARTED = Refusal("already_started", _("This internship has begun and can no longer be cancelled here."))
REASON_MISSING = Refusal("reason_missing", _("Write the reason; the candidate reads it."))
NOT_WITHDRAWABLE = Refusal("not_withdrawable", _("An offer can be withdrawn only until it is answered."))
NOT_REVERSIBLE = Refusal("not_reversible", _("The offer is not in a state that this reversal takes back."))
REVERSAL_INCOMPLETE = Refusal("reversal_incomplete", _("A reversal needs a reason and a ticket."))
SECOND_ADMINISTRATOR = Refusal("second_administrator_needed", _("Somebody else must approve this."))
REVERSAL_PENDING = Refusal("reversal_pending", _("Another reversal of this offer waits for a decision."))
ALREADY_DECIDED = Refusal("already_decided", _("This reversal is already decided."))
DEADLINE_OVER = Refusal("deadline_over", _("The time to answer is over; a new offer can be sent instead."))
KEY_REUSED = Refusal("key_reused", _("This key already names another decision."))
ROW_FAILED = Refusal("row_failed", _("An error stopped this row; it was reported. The other rows are not affected."))
BATCH_TOO_LARGE = Refusal("batch_too_large", _("At most %(max)s rows can be worked on at once."))
BATCH_EMPTY = Refusal("batch_empty", _("Nothing was selected."))
BATCH_NOT_STOPPABLE = Refusal("batch_not_stoppable", _("This work can no longer be stopped."))


@dataclass(frozen=True, slots=True)
class Proposal:
    """The terms of an offer before it is sent. Dates are inclusive; money is net TRY per month."""

    quota_id: int
    title: str
    starts_on: date
    ends_on: date
    monthly_wage: Decimal
    supervisor: str
    response_due_at: datetime
    description: str = ""
    gives_meal: bool = False
    gives_transport: bool = False
    gives_accommodation: bool = False


def start_of(day: date) -> datetime:
    """Midnight in Europe/Istanbul at which `day` begins."""
    return make_aware(datetime.combine(day, time.min))


def confirmation_deadline(offer: Offer, *, now: datetime) -> datetime:
    """How long the employer may take after an acceptance at `now`: the programme's window, but never beyond the first day (Q8)."""
    return min(now + offer.programme.confirmation_window, start_of(offer.starts_on))


def refusal_to_propose(proposal: Proposal, *, employer: Employer, programme: Programme, now: datetime) -> Refusal | None:
    """Whether these terms may be offered to anybody at all (Q1, Q3, Q12)."""
    if not programme.sends_offers(now):
        return NOT_OPEN
    if employer.status != EmployerStatus.APPROVED:
        return EMPLOYER_NOT_APPROVED
    if proposal.ends_on < proposal.starts_on:
        return DATES_OUT_OF_ORDER
    if proposal.ends_on > programme.complete_by:
        return ENDS_TOO_LATE.given(date=programme.complete_by.strftime("%d.%m.%Y"))
    if not programme.response_min_days <= (localdate(proposal.response_due_at) - localdate(now)).days <= programme.response_max_days:
        return ANSWER_TIME_OUT_OF_RANGE.given(min=programme.response_min_days, max=programme.response_max_days)
    if localdate(proposal.response_due_at) >= proposal.starts_on:
        return STARTS_TOO_SOON
    return None


def refusal_to_send(
    proposal: Proposal, application: Application, *, quota: Quota, live_in_quota: int, has_live_offer: bool, placements: Collection[Held]
) -> Refusal | None:
    """Whether this application may get this offer. `live_in_quota` counts the quota's sent and accepted offers (Q10)."""
    if has_live_offer:
        return ALREADY_OFFERED
    wanted = Held(0, proposal.starts_on, proposal.ends_on)
    elsewhere = application.programme_id != quota.programme_id or application.status != ApplicationStatus.POOL
    if elsewhere or any(overlap(wanted, placement) for placement in placements):
        return NOT_AVAILABLE
    return refusal_to_add(quota, live=live_in_quota)


def refusal_to_add(quota: Quota, *, live: int) -> Refusal | None:
    """Whether the quota has room for one more live offer beside its `live` sent and accepted ones, under the programme's rule."""
    strict = quota.programme.quota_rule == QuotaRule.STRICT
    return QUOTA_FULL if quota.taken + (live if strict else 0) >= quota.places else None


def refusal_to_accept(offer: Offer, *, now: datetime, open_acceptances: int = 0) -> Refusal | None:
    """`open_acceptances` counts the candidate's other acceptances that wait for a confirmation (Q10, Q11, Q12)."""
    if refusal := _refusal_to_answer(offer, now=now):
        return refusal
    if offer.employer.status != EmployerStatus.APPROVED:
        return NO_LONGER_OPEN
    if offer.application.status != ApplicationStatus.POOL:
        return LEFT if offer.application.status == ApplicationStatus.LEFT else NO_LONGER_OPEN
    limit = offer.programme.max_open_acceptances
    if limit is not None and open_acceptances >= limit:
        return TOO_MANY_ACCEPTANCES.given(max=limit)
    return None


def refusal_to_decline(offer: Offer, *, now: datetime) -> Refusal | None:
    return _refusal_to_answer(offer, now=now)


def _refusal_to_answer(offer: Offer, *, now: datetime) -> Refusal | None:
    if offer.status in {S.ACCEPTED, S.CONFIRMED, S.PLACED, S.DECLINED, S.LAPSED}:
        return ALREADY_ANSWERED
    if offer.status == S.EXPIRED or (offer.status == S.SENT and offer.response_due_at <= now):
        return TOO_LATE_TO_ANSWER
    return None if offer.status == S.SENT else NO_LONGER_OPEN


def refusal_to_withdraw(offer: Offer, *, now: datetime) -> Refusal | None:
    if offer.status == S.EXPIRED or (offer.status == S.SENT and offer.response_due_at <= now):
        return TOO_LATE_TO_ANSWER
    return None if offer.status == S.SENT else NOT_WITHDRAWABLE


def refusal_to_confirm(offer: Offer, *, now: datetime, quota: Quota) -> Refusal | None:
    """`quota` is the offer's quota as it stands while its lock is held (Q8)."""
    if lapsed(offer, now=now):
        return TOO_LATE_TO_CONFIRM
    # Somebody whose offer was never accepted came to no place, and learns nothing about where it went.
    if offer.status == S.VOIDED and offer.accepted_at is not None and offer.end_reason in {EndReason.CAP, EndReason.OVERLAP}:
        return PLACE_TAKEN
    if offer.status in {S.VOIDED, S.CANCELLED}:
        return NO_LONGER_OPEN
    if offer.status in {S.CONFIRMED, S.PLACED}:
        return ALREADY_CONFIRMED
    if offer.status != S.ACCEPTED:
        return NOT_ACCEPTED
    if offer.employer.status != EmployerStatus.APPROVED:
        return EMPLOYER_NOT_APPROVED
    if offer.application.status == ApplicationStatus.LEFT:
        return NO_LONGER_OPEN
    return QUOTA_FULL if quota.taken >= quota.places else None


def refusal_to_cancel(offer: Offer, *, now: datetime, reason: str) -> Refusal | None:
    """An acceptance while it waits for its confirmation, or a placement before its first day; always with a reason (Q8)."""
    if lapsed(offer, now=now):
        return TOO_LATE_TO_CONFIRM
    if offer.status == S.PLACED and localdate(now) >= offer.starts_on:
        return ALREADY_STARTED
    if offer.status not in {S.ACCEPTED, S.PLACED}:
        return NOT_CANCELLABLE
    return None if reason.strip() else REASON_MISSING


def lapsed(offer: Offer, *, now: datetime) -> bool:
    """Whether the time to confirm ended without a confirmation, written down by a clock or not."""
    over = offer.confirmation_due_at is not None and offer.confirmation_due_at <= now
    return offer.status == S.LAPSED or (offer.status == S.ACCEPTED and over)


REVERSES: dict[ReversalKind, OfferStatus] = {
    ReversalKind.RELEASE: S.ACCEPTED,
    ReversalKind.REOPEN: S.DECLINED,
    ReversalKind.UNDO_PLACEMENT: S.PLACED,
}


def refusal_to_reverse(offer: Offer, *, kind: ReversalKind, now: datetime) -> Refusal | None:
    """Whether an irrevocable step may be taken back at all; the second administrator is asked separately."""
    if offer.status != REVERSES[kind] or lapsed(offer, now=now):
        return NOT_REVERSIBLE
    if kind == ReversalKind.REOPEN:
        if offer.response_due_at <= now:
            return DEADLINE_OVER
        if offer.application.status != ApplicationStatus.POOL or offer.employer.status != EmployerStatus.APPROVED:
            return NO_LONGER_OPEN
    return None


def refusal_to_approve(reversal: Reversal, *, administrator_id: int) -> Refusal | None:
    if not reversal.is_open():
        return ALREADY_DECIDED
    return SECOND_ADMINISTRATOR if reversal.requested_by_id == administrator_id else None


def colliding(offer: Offer, others: Sequence[Offer]) -> list[Offer]:
    """Which of `others` share a day with `offer`: they fall if it is confirmed."""
    return [other for other in others if other.pk != offer.pk and other.starts_on <= offer.ends_on and offer.starts_on <= other.ends_on]


def as_standing(offer: Offer, *, status: str | None = None, confirmed_at: datetime | None = None) -> StandingOffer:
    """An offer as the settlement sees it; the page before accepting asks what would happen under another status."""
    return StandingOffer(
        id=offer.pk,
        status=status or offer.status,  # type: ignore[arg-type]  # only standing offers are asked about
        starts_on=offer.starts_on,
        ends_on=offer.ends_on,
        response_due_at=offer.response_due_at,
        confirmation_due_at=offer.confirmation_due_at,
        confirmed_at=confirmed_at or offer.confirmed_at,
    )
