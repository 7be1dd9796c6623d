"""An offer in its candidate's words: what it is called, what that means and does not mean, who acts next, until when.

Pure functions of an offer whose `employer` and `application` are loaded, and of one instant: a deadline that has passed is over here
even before a job has written it down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candidates.states import ApplicationStatus
from employers.states import EmployerStatus
from offers.models import Offer
from offers.querysets import Turn
from offers.states import EndReason, OfferStatus
from stajseferberligi import provinces
from stajseferberligi.display import tr_datetime
from stajseferberligi.journal.models import Event

register = template.Library()
S = OfferStatus
Text = Promise | str
NOTHING_LEFT = _("Nothing is left to do for this offer.")
FREE_AGAIN = _("You are free again and can accept other offers.")
FREE_ON_THESE_DATES = _("You can accept other offers, also for these dates.")
UNDONE = _("Two administrators took this internship back.")
DISTANCE_STEP = 10  # kilometres: provincial capitals stand for whole provinces, a finer figure would pretend


@dataclass(frozen=True, slots=True)
class Words:
    """`who` acts next and until `due_at`; both are empty once an offer has ended. `short` stands in a bar of the calendar."""

    word: Text
    tone: str
    short: Text
    means: Text
    means_not: Text
    who: Text = ""
    due_at: datetime | None = None
    next: Text = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an offer's history."""

    at: datetime
    tone: str
    text: str


def as_it_stands(offer: Offer, now: datetime) -> tuple[OfferStatus, str]:
    """The state and reason that hold at `now`, whether or not a clock has written them."""
    status = OfferStatus(offer.status)
    if status == S.SENT and offer.response_due_at <= now:
        return S.EXPIRED, ""
    if status == S.ACCEPTED and offer.confirmation_due_at is not None and offer.confirmation_due_at <= now:
        return S.LAPSED, ""
    if status in {S.SENT, S.ACCEPTED}:
        if offer.application.status == ApplicationStatus.LEFT:
            return S.VOIDED, EndReason.CANDIDATE_LEFT
        if offer.employer.status == EmployerStatus.SUSPENDED:
            return S.VOIDED, EndReason.EMPLOYER_SUSPENDED
    return status, offer.end_reason


STATES: Mapping[OfferStatus, Words] = {
    S.SENT: Words(
        word=_("Waiting for your answer"),
        tone="your-turn",
        short=_("your answer"),
        who=_("Your turn"),
        means=_("The employer offers you a place and waits for your answer."),
        means_not=_("An offer is not yet an internship. If you do not answer in time, it becomes void."),
    ),
    S.ACCEPTED: Words(
        word=_("You accepted, confirmation awaited"),
        tone="waiting",
        short=_("confirmation awaited"),
        who=_("The employer's turn"),
        means=_("Your acceptance is recorded and cannot be taken back. The internship becomes final when the employer confirms."),
        means_not=_("You are not an intern yet: the employer may still cancel, and other confirmations may come first."),
    ),
    S.CONFIRMED: Words(
        word=_("Confirmed, being finalised"),
        tone="waiting",
        short=_("being finalised"),
        who=_("The system's turn"),
        means=_("The employer has confirmed. Confirmations are worked through in the order in which they came."),
        means_not=_("It is not final yet: an earlier confirmation may take the place. You are told within minutes."),
    ),
    S.PLACED: Words(
        word=_("Final"),
        tone="final",
        short=_("final"),
        means=_("Your internship is final and fills one of your two slots."),
        means_not=_("Whether it counts towards your compulsory internship is for your university to decide."),
        next=_("Start the insurance procedure at your university."),
    ),
    S.DECLINED: Words(
        word=_("You declined"),
        tone="over",
        short=_("declined"),
        means=_("You said no. That cannot be taken back."),
        means_not=_("Your other offers are not affected, and the same employer may send you a new offer."),
        next=NOTHING_LEFT,
    ),
    S.EXPIRED: Words(
        word=_("Not answered in time"),
        tone="over",
        short=_("not answered"),
        means=_("The time to answer ended on %(when)s without your answer, so the offer became void."),
        means_not=_("You are still in the pool: other employers, and this one too, may send you a new offer."),
        next=_("You can no longer accept this offer. You can ask the employer for a new one."),
    ),
    S.WITHDRAWN: Words(
        word=_("Withdrawn by the employer"),
        tone="over",
        short=_("withdrawn"),
        means=_("The employer took the offer back before you answered."),
        means_not=_("That says nothing about you: you are still in the pool."),
        next=NOTHING_LEFT,
    ),
    S.LAPSED: Words(
        word=_("Not confirmed in time"),
        tone="over",
        short=_("not confirmed"),
        means=_("The employer did not confirm by %(when)s. Your acceptance has ended and you are free again."),
        means_not=_("It is not your fault. It counts in the employer's record."),
        next=FREE_ON_THESE_DATES,
    ),
    S.CANCELLED: Words(
        word=_("Cancelled by the employer"),
        tone="danger",
        short=_("cancelled"),
        means=_("The employer cancelled and gave a reason."),
        means_not=_("Offers that became void earlier do not come back, but new ones can arrive."),
        next=FREE_AGAIN,
    ),
    S.VOIDED: Words(word=_("Void"), tone="over", short=_("void"), means="", means_not=""),
}

# What a void means, what it does not, and what next. The exact reason is the candidate's to read, and nobody else's.
VOIDS: Mapping[str, tuple[Text, Text, Text]] = {
    EndReason.CAP: (
        _("Your two internships became final before this one could, so the system made this offer void."),
        _("The employer is told only that the place went to earlier confirmations, not where you go."),
        _("Both of your slots are filled: nothing is left to do for this offer."),
    ),
    EndReason.OVERLAP: (
        _("An internship on the same days became final first, so the system made this offer void."),
        _("It does not touch offers on other days. The employer is not told that dates collided."),
        _("Look at your internships for the one that became final."),
    ),
    EndReason.CANDIDATE_LEFT: (
        _("You left the programme, so your open offers became void."),
        _("It is not a decision of the employer."),
        NOTHING_LEFT,
    ),
    EndReason.EMPLOYER_SUSPENDED: (
        _("The employer was suspended from the programme, so its open offers became void."),
        _("It has nothing to do with you: you are still in the pool and free on these dates."),
        FREE_ON_THESE_DATES,
    ),
    EndReason.REVERSAL: (
        _("Two administrators took this acceptance back."),
        _("Your other offers are not affected."),
        FREE_AGAIN,
    ),
}


@register.simple_tag
def words_for(offer: Offer, now: datetime) -> Words:
    status, reason = as_it_stands(offer, now)
    words = STATES[status]
    match status:
        case S.SENT:
            return replace(words, due_at=offer.response_due_at)
        case S.ACCEPTED:
            return replace(words, due_at=offer.confirmation_due_at)
        case S.EXPIRED:
            return replace(words, means=words.means % {"when": tr_datetime(offer.response_due_at)})
        case S.LAPSED:
            return replace(words, means=words.means % {"when": tr_datetime(offer.confirmation_due_at)})
        case S.VOIDED:
            means, means_not, what_next = VOIDS[reason]
            return replace(words, means=means, means_not=means_not, next=what_next)
        case S.CANCELLED:
            if reason == EndReason.REVERSAL:
                words = replace(words, word=_("Taken back by the administration"), means=UNDONE)
            if offer.confirmed_at is not None:
                words = replace(words, next=_("Your slot became free and you returned to the pool."))
    return words


@register.simple_tag
def turn_word(turn: int) -> str:
    """The heading of a group in the list of offers."""
    match Turn(turn):
        case Turn.CANDIDATE:
            return gettext("Your turn")
        case Turn.EMPLOYER:
            return gettext("Waiting for the employer")
        case Turn.FINAL:
            return gettext("Final")
        case Turn.OVER:
            return gettext("Over")


def history_of(offer: Offer, events: Iterable[Event], own_offers: Mapping[int, Offer], now: datetime) -> list[Line]:
    """What happened to an offer, oldest first. `own_offers` are the candidate's offers by id: only those are ever named."""
    lines = [line for event in events if (line := _line(offer, event, own_offers))]
    status, _reason = as_it_stands(offer, now)
    if status != offer.status and status in {S.EXPIRED, S.LAPSED}:
        lines.append(_late(offer, status))
    return lines


# Tone and sentence of what may happen to an offer; reminders and the employer's receipts are not the candidate's history.
EVENTS: Mapping[str, tuple[str, Text]] = {
    "offer.sent": ("your-turn", _("%(employer)s sent you this offer.")),
    "offer.accepted": ("waiting", _("You accepted. Your name and contact opened to this employer.")),
    "offer.declined": ("over", _("You declined.")),
    "offer.confirmed": ("final", _("The employer confirmed.")),
    "offer.placed": ("final", _("Your internship became final in slot %(slot)s.")),
    "offer.withdrawn": ("over", _("The employer withdrew the offer.")),
    "offer.reopened": ("your-turn", _("Two administrators reopened this offer: you can answer it again.")),
    "offer.cancelled": ("danger", _("The employer cancelled: %(reason)s")),
}
VOID_EVENTS: Mapping[str, Text] = {
    EndReason.CAP: _("Became void: your two internships were already final."),
    EndReason.OVERLAP: _("Became void: a final internship covers the same days."),
    EndReason.CANDIDATE_LEFT: _("Became void: you left the programme."),
    EndReason.EMPLOYER_SUSPENDED: _("Became void: the employer was suspended."),
    EndReason.REVERSAL: _("Two administrators took this acceptance back."),
}
VOID_BECAUSE_OF: Mapping[str, Text] = {
    EndReason.CAP: _("Became void: with the confirmation of %(employer)s your two internships are final."),
    EndReason.OVERLAP: _("Became void: %(employer)s confirmed first, on the same days."),
}


def _line(offer: Offer, event: Event, own_offers: Mapping[int, Offer]) -> Line | None:
    reason = event.data.get("reason", "")
    if event.kind == "offer.expired":
        return _late(offer, S.EXPIRED)
    if event.kind == "offer.lapsed":
        return _late(offer, S.LAPSED)
    if event.kind == "offer.voided":
        return Line(event.at, "over", _why_void(offer, event, own_offers))
    if event.kind == "offer.cancelled" and reason == EndReason.REVERSAL:
        return Line(event.at, "danger", str(UNDONE))
    if event.kind not in EVENTS:
        return None
    tone, sentence = EVENTS[event.kind]
    return Line(event.at, tone, sentence % {"employer": offer.employer.name, "slot": event.data.get("slot", ""), "reason": reason})


def _late(offer: Offer, status: OfferStatus) -> Line:
    """At the deadline itself: when a job wrote it down is of no interest to anybody."""
    if status == S.LAPSED and offer.confirmation_due_at is not None:
        return Line(offer.confirmation_due_at, "over", gettext("The time to confirm ended. You are free again."))
    return Line(offer.response_due_at, "over", gettext("The time to answer ended."))


def _why_void(offer: Offer, event: Event, own_offers: Mapping[int, Offer]) -> str:
    reason = event.data["reason"]
    cause_id = event.cause.offer_id if event.cause else None
    first = own_offers.get(cause_id) if cause_id and cause_id != offer.pk else None
    if first and reason in VOID_BECAUSE_OF:
        return VOID_BECAUSE_OF[reason] % {"employer": first.employer.name}
    return str(VOID_EVENTS[reason])


@register.simple_tag
def distance_from(province: int, preferences: Sequence[int]) -> str:
    """How far a city lies from the nearest one that the candidate chose; cities are wishes, not promises (Q5)."""
    if not preferences:
        return ""
    if province in preferences:
        return gettext("one of the cities you chose")
    nearest = min(preferences, key=lambda code: provinces.distance_km(code, province))
    km = round(provinces.distance_km(nearest, province) / DISTANCE_STEP) * DISTANCE_STEP
    return gettext("about %(km)s km from %(city)s as the crow flies, the nearest city you chose") % {
        "km": km,
        "city": provinces.name(nearest),
    }
