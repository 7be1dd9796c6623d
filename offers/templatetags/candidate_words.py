"""An offer in its candidate's words: what it is called, what that means and does not mean, who acts next, until when.

Pure functions of an offer whose `employer` and `application` are loaded, and of one instant: a deadline that has passed is over here
even before a job has written it down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django import template
from django.utils.translation import gettext as _

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
NEXT_DISTANCE = 10  # kilometres: provincial capitals stand for whole provinces, a finer figure would pretend


@dataclass(frozen=True, slots=True)
class Words:
    """`who` acts next and until `due_at`; both are empty once an offer has ended. `short` stands in a bar of the calendar."""

    word: str
    tone: str
    short: str
    means: str
    means_not: str
    who: str = ""
    due_at: datetime | None = None
    next: str = ""


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


@register.simple_tag
def words_for(offer: Offer, now: datetime) -> Words:
    status, reason = as_it_stands(offer, now)
    match status:
        case S.SENT:
            return Words(
                word=_("Waiting for your answer"),
                tone="your-turn",
                short=_("your answer"),
                who=_("Your turn"),
                due_at=offer.response_due_at,
                means=_("The employer offers you a place and waits for your answer."),
                means_not=_("An offer is not yet an internship. If you do not answer in time, it becomes void."),
            )
        case S.ACCEPTED:
            return Words(
                word=_("You accepted, confirmation awaited"),
                tone="waiting",
                short=_("confirmation awaited"),
                who=_("The employer's turn"),
                due_at=offer.confirmation_due_at,
                means=_("Your acceptance is recorded and cannot be taken back. The internship becomes final when the employer confirms."),
                means_not=_("You are not an intern yet: the employer may still cancel, and other confirmations may come first."),
            )
        case S.CONFIRMED:
            return Words(
                word=_("Confirmed, being finalised"),
                tone="waiting",
                short=_("being finalised"),
                who=_("The system's turn"),
                means=_("The employer has confirmed. Confirmations are worked through in the order in which they came."),
                means_not=_("It is not final yet: an earlier confirmation may take the place. You are told within minutes."),
            )
        case S.PLACED:
            return Words(
                word=_("Final"),
                tone="final",
                short=_("final"),
                means=_("Your internship is final and fills one of your two slots."),
                means_not=_("Whether it counts towards your compulsory internship is for your university to decide."),
                next=_("Start the insurance procedure at your university."),
            )
        case S.DECLINED:
            return Words(
                word=_("You declined"),
                tone="over",
                short=_("declined"),
                means=_("You said no. That cannot be taken back."),
                means_not=_("Your other offers are not affected, and the same employer may send you a new offer."),
                next=_("Nothing is left to do for this offer."),
            )
        case S.EXPIRED:
            return Words(
                word=_("Not answered in time"),
                tone="over",
                short=_("not answered"),
                means=_("The time to answer ended on %(when)s without your answer, so the offer became void.")
                % {"when": tr_datetime(offer.response_due_at)},
                means_not=_("You are still in the pool: other employers, and this one too, may send you a new offer."),
                next=_("You can no longer accept this offer. You can ask the employer for a new one."),
            )
        case S.WITHDRAWN:
            return Words(
                word=_("Withdrawn by the employer"),
                tone="over",
                short=_("withdrawn"),
                means=_("The employer took the offer back before you answered."),
                means_not=_("That says nothing about you: you are still in the pool."),
                next=_("Nothing is left to do for this offer."),
            )
        case S.LAPSED:
            return Words(
                word=_("Not confirmed in time"),
                tone="over",
                short=_("not confirmed"),
                means=_("The employer did not confirm by %(when)s. Your acceptance has ended and you are free again.")
                % {"when": tr_datetime(offer.confirmation_due_at)},
                means_not=_("It is not your fault. It counts in the employer's record."),
                next=_("You can accept other offers, also for these dates."),
            )
        case S.CANCELLED:
            return _cancelled(offer, reason)
        case S.VOIDED:
            return _voided(offer, reason)


@register.simple_tag
def turn_word(turn: int) -> str:
    """The heading of a group in the list of offers."""
    match Turn(turn):
        case Turn.CANDIDATE:
            return _("Your turn")
        case Turn.EMPLOYER:
            return _("Waiting for the employer")
        case Turn.FINAL:
            return _("Final")
        case Turn.OVER:
            return _("Over")


def _cancelled(offer: Offer, reason: str) -> Words:
    was_final = offer.confirmed_at is not None
    by_administrators = reason == EndReason.REVERSAL
    return Words(
        word=_("Taken back by the administration") if by_administrators else _("Cancelled by the employer"),
        tone="danger",
        short=_("cancelled"),
        means=_("Two administrators took this internship back.") if by_administrators else _("The employer cancelled and gave a reason."),
        means_not=_("Offers that became void earlier do not come back, but new ones can arrive."),
        next=_("Your slot is free again and you are back in the pool.") if was_final else _("You are free again and can accept other offers."),
    )


def _voided(offer: Offer, reason: str) -> Words:
    if reason == EndReason.CAP:
        means = _("Your two internships became final before this one could, so the system made this offer void.")
        means_not = _("The employer is told only that the place went to earlier confirmations, not where you go.")
        what_next = _("Both of your slots are filled: nothing is left to do for this offer.")
    elif reason == EndReason.OVERLAP:
        means = _("An internship on the same days became final first, so the system made this offer void.")
        means_not = _("It does not touch offers on other days. The employer is not told that dates collided.")
        what_next = _("Look at your internships for the one that became final.")
    elif reason == EndReason.CANDIDATE_LEFT:
        means = _("You left the programme, so your open offers became void.")
        means_not = _("It is not a decision of the employer.")
        what_next = _("Nothing is left to do for this offer.")
    elif reason == EndReason.EMPLOYER_SUSPENDED:
        means = _("The employer was suspended from the programme, so its open offers became void.")
        means_not = _("It has nothing to do with you: you are still in the pool and free on these dates.")
        what_next = _("You can accept other offers, also for these dates.")
    else:
        means = _("Two administrators took this acceptance back.")
        means_not = _("Your other offers are not affected.")
        what_next = _("You are free again and can accept other offers.")
    return Words(word=_("Void"), tone="over", short=_("void"), means=means, means_not=means_not, next=what_next)


def history_of(offer: Offer, events: Iterable[Event], own_offers: Mapping[int, Offer], now: datetime) -> list[Line]:
    """What happened to an offer, oldest first. `own_offers` are the candidate's offers by id: only those are ever named."""
    lines = [line for event in events if (line := _line(offer, event, own_offers))]
    status, reason = as_it_stands(offer, now)
    if status != offer.status and status in {S.EXPIRED, S.LAPSED}:
        lines.append(_late(offer, status))
    return lines


def _line(offer: Offer, event: Event, own_offers: Mapping[int, Offer]) -> Line | None:
    match event.kind:
        case "offer.sent":
            return Line(event.at, "your-turn", _("%(employer)s sent you this offer.") % {"employer": offer.employer.name})
        case "offer.accepted":
            return Line(event.at, "waiting", _("You accepted. Your name and contact opened to this employer."))
        case "offer.declined":
            return Line(event.at, "over", _("You declined."))
        case "offer.confirmed":
            return Line(event.at, "final", _("The employer confirmed."))
        case "offer.placed":
            return Line(event.at, "final", _("Your internship became final in slot %(slot)s.") % {"slot": event.data.get("slot", "")})
        case "offer.withdrawn":
            return Line(event.at, "over", _("The employer withdrew the offer."))
        case "offer.expired":
            return _late(offer, S.EXPIRED)
        case "offer.lapsed":
            return _late(offer, S.LAPSED)
        case "offer.reopened":
            return Line(event.at, "your-turn", _("Two administrators reopened this offer: you can answer it again."))
        case "offer.cancelled":
            if event.data.get("reason") == EndReason.REVERSAL:
                return Line(event.at, "danger", _("Two administrators took this internship back."))
            return Line(event.at, "danger", _("The employer cancelled: %(reason)s") % {"reason": event.data.get("reason", "")})
        case "offer.voided":
            return Line(event.at, "over", _why_void(offer, event, own_offers))
    return None


def _late(offer: Offer, status: OfferStatus) -> Line:
    """At the deadline itself: when a job wrote it down is of no interest to anybody."""
    if status == S.LAPSED and offer.confirmation_due_at is not None:
        return Line(offer.confirmation_due_at, "over", _("The time to confirm ended. You are free again."))
    return Line(offer.response_due_at, "over", _("The time to answer ended."))


def _why_void(offer: Offer, event: Event, own_offers: Mapping[int, Offer]) -> str:
    cause_id = event.cause.offer_id if event.cause else None
    first = own_offers.get(cause_id) if cause_id and cause_id != offer.pk else None
    match event.data.get("reason"):
        case EndReason.CAP if first:
            return _("Became void: with the confirmation of %(employer)s your two internships are final.") % {"employer": first.employer.name}
        case EndReason.CAP:
            return _("Became void: your two internships were already final.")
        case EndReason.OVERLAP if first:
            return _("Became void: %(employer)s confirmed first, on the same days.") % {"employer": first.employer.name}
        case EndReason.OVERLAP:
            return _("Became void: a final internship covers the same days.")
        case EndReason.CANDIDATE_LEFT:
            return _("Became void: you left the programme.")
        case EndReason.EMPLOYER_SUSPENDED:
            return _("Became void: the employer was suspended.")
    return _("Two administrators took this acceptance back.")


@register.simple_tag
def distance_from(province: int, preferences: Sequence[int]) -> str:
    """How far a city lies from the nearest one that the candidate chose; cities are wishes, not promises (Q5)."""
    if not preferences:
        return ""
    if province in preferences:
        return _("one of the cities you chose")
    nearest = min(preferences, key=lambda code: provinces.distance_km(code, province))
    km = round(provinces.distance_km(nearest, province) / NEXT_DISTANCE) * NEXT_DISTANCE
    return _("about %(km)s km from %(city)s as the crow flies, the nearest city you chose") % {"km": km, "city": provinces.name(nearest)}
