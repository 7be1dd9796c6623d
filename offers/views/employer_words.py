"""An offer in the employer's words: its state, what that means and does not mean, who acts next, and its history.

Neutral by construction: why the system ended an offer is the candidate's data, so `cap` and `overlap` never reach these sentences.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from employers.profiles import Profile
from offers import rules
from offers.models import Offer
from offers.states import EndReason, OfferStatus
from stajseferberligi.journal.models import Event
from stajseferberligi.refusals import Refusal

S = OfferStatus
Words = Promise | str
CAME_LATE = "offer.confirmation_came_late"


@dataclass(frozen=True, slots=True)
class State:
    """`who` acts next; empty when nobody does."""

    word: Words
    tone: str
    means: Words
    means_not: Words
    who: Words = ""


YOU = _("You")
CANDIDATE = _("The candidate")
SYSTEM = _("The system")

STATES: Mapping[OfferStatus, State] = {
    S.SENT: State(
        _("Answer awaited"),
        "waiting",
        _("The candidate has the offer and may accept or decline it until the deadline."),
        _("It promises nothing yet: the candidate may hold several offers. Name and contact open with the acceptance."),
        CANDIDATE,
    ),
    S.ACCEPTED: State(
        _("Your confirmation is awaited"),
        "your-turn",
        _("The candidate said yes and cannot take it back. Name and contact are open to you."),
        _("It is not an internship yet: the first two employers who confirm win, and without your confirmation the acceptance falls."),
        YOU,
    ),
    S.CONFIRMED: State(
        _("Being settled"),
        "waiting",
        _("Your confirmation is stamped with its time; that time counts, not the order in which the system works."),
        _("The internship is not final until the system has compared it with earlier confirmations, usually within a minute."),
        SYSTEM,
    ),
    S.PLACED: State(
        _("Final"),
        "final",
        _("The internship is final and takes one place of your quota."),
        _("It can no longer be undone, except by cancelling it with a reason before the first day."),
    ),
    S.DECLINED: State(
        _("Declined"),
        "over",
        _("The candidate declined. The place is free for somebody else."),
        _("It says nothing about your other offers; an answer cannot be taken back."),
    ),
    S.EXPIRED: State(
        _("Not answered in time"),
        "over",
        _("The time to answer passed. The place is free for somebody else."),
        _("The candidate did not decline; while they are in the pool you may send a new offer."),
    ),
    S.WITHDRAWN: State(
        _("Withdrawn"),
        "over",
        _("You took the offer back before it was answered. The place is free again."),
        _("The candidate is not barred: while they are in the pool you may send a new offer."),
    ),
    S.LAPSED: State(
        _("Not confirmed in time"),
        "over",
        _("The time to confirm passed without a confirmation, so the acceptance fell and the candidate is free again."),
        _("It is not the candidate's doing. It counts in your public record of confirmations."),
    ),
    S.CANCELLED: State(
        _("Cancelled"),
        "over",
        _("You cancelled with a reason that the candidate has read. The place is free again."),
        _("Cancelling does not bring back anything that fell earlier."),
    ),
    S.VOIDED: State(
        _("No longer available"),
        "over",
        _("The candidate is no longer available for this offer. The place is free again."),
        _("It is neither a decline nor a fault of yours, and it does not count against you."),
    ),
}

TAKEN = State(
    _("Place taken"),
    "over",
    _("The place went to earlier confirmations. The place in your quota is free again."),
    _("It is neither a decline nor a fault of yours, and it does not count against you."),
)
ENDED_BY_ADMINISTRATORS = State(
    _("Ended by the administration"),
    "over",
    _("Two administrators ended this offer. The place is free again."),
    _("It is not a decision of the candidate alone; the reason was examined by two people."),
)
SUSPENDED = State(
    _("Void"),
    "over",
    _("The offer ended because your organisation was suspended at that time."),
    _("It is not a decision of the candidate."),
)


def status_at(offer: Offer, now: datetime) -> OfferStatus:
    """The state as it stands at `now`: a passed deadline has decided before a clock writes it down."""
    if offer.status == S.SENT and offer.response_due_at <= now:
        return S.EXPIRED
    if offer.status == S.ACCEPTED and offer.confirmation_due_at is not None and offer.confirmation_due_at <= now:
        return S.LAPSED
    return S(offer.status)


def state_of(offer: Offer, now: datetime) -> State:
    if offer.end_reason == EndReason.REVERSAL:
        return ENDED_BY_ADMINISTRATORS
    if offer.status == S.VOIDED:
        if offer.end_reason == EndReason.EMPLOYER_SUSPENDED:
            return SUSPENDED
        if is_taken(offer):
            return TAKEN
    return STATES[status_at(offer, now)]


def is_taken(offer: Offer) -> bool:
    """Whether somebody who had accepted this offer was placed by earlier confirmations: the case that gets a receipt."""
    return offer.status == S.VOIDED and offer.accepted_at is not None and offer.end_reason in {EndReason.CAP, EndReason.OVERLAP}


def due_of(offer: Offer, now: datetime) -> datetime | None:
    """The deadline that runs now, for whoever acts next."""
    return {S.SENT: offer.response_due_at, S.ACCEPTED: offer.confirmation_due_at}.get(status_at(offer, now))


@dataclass(frozen=True, slots=True)
class Line:
    """An offer as a row of the employer's lists: its terms, its state in words, and the candidate as far as they are visible."""

    offer: Offer
    profile: Profile
    state: State
    due_at: datetime | None


def lines(offers: Iterable[Offer], profiles: Mapping[int, Profile], now: datetime) -> list[Line]:
    return [Line(offer, profiles[offer.application_id], state_of(offer, now), due_of(offer, now)) for offer in offers]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the employer who came too late reads: the order of things and their times, and nothing of where else the candidate went."""

    accepted_at: datetime
    voided_at: datetime
    confirmed_at: datetime | None


def receipt_of(offer: Offer, events: Sequence[Event]) -> Receipt | None:
    if not is_taken(offer) or offer.accepted_at is None:
        return None
    late = next((event.at for event in events if event.kind == CAME_LATE), None)
    return Receipt(offer.accepted_at, offer.moved_at, offer.confirmed_at or late)


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of an offer's history."""

    at: datetime
    words: Words
    who: str
    tone: str


HISTORY: Mapping[str, tuple[Words, str]] = {
    "offer.sent": (_("The offer was sent."), "waiting"),
    "offer.accepted": (_("The candidate accepted. The name opened to you."), "your-turn"),
    "offer.declined": (_("The candidate declined."), "over"),
    "offer.expired": (_("The time to answer passed."), "over"),
    "offer.withdrawn": (_("The offer was withdrawn."), "over"),
    "offer.confirmed": (_("The acceptance was confirmed."), "waiting"),
    "offer.placed": (_("The internship became final."), "final"),
    "offer.cancelled": (_("The offer was cancelled."), "danger"),
    "offer.lapsed": (_("The time to confirm passed; the acceptance fell."), "over"),
    "offer.voided": (_("The candidate was no longer available."), "over"),
    CAME_LATE: (_("A confirmation came after the place had gone to earlier confirmations."), "over"),
    "offer.response_reminder": (_("The candidate was reminded of the deadline."), "plain"),
    "offer.confirmation_reminder": (_("You were reminded to confirm."), "plain"),
    "offer.reopened": (_("Two administrators reopened the offer."), "waiting"),
}


def history(offer: Offer, events: Iterable[Event]) -> list[Moment]:
    """The journal of one offer, oldest first, in words that an employer may read; other events are left out."""
    moments = []
    for event in events:
        if event.kind not in HISTORY:
            continue
        words, tone = HISTORY[event.kind]
        if event.kind == "offer.voided" and is_taken(offer):
            words = _("The place went to earlier confirmations.")
        elif event.data.get("reason") == EndReason.REVERSAL:
            words = _("Two administrators ended the offer.")
        moments.append(Moment(event.at, words, _who(event), tone))
    return moments


def _who(event: Event) -> str:
    if event.actor_role == "employer" and event.actor is not None and event.kind != "offer.voided":
        return event.actor.full_name or event.actor.email
    if event.actor_role == "administrator":
        return gettext("Programme administration")
    return ""


REFUSALS: Mapping[str, Refusal] = {refusal.code: refusal for refusal in vars(rules).values() if isinstance(refusal, Refusal)}


def refusal_words(code: str, text: str) -> str:
    """A stored refusal in the reader's language; `text` is what the worker wrote, for sentences that carry a value."""
    sentence = str(REFUSALS[code]) if code in REFUSALS else text
    return text if "%(" in sentence else sentence
