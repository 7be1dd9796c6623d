"""The decision of the programme, as a pure function: the first two confirmations with non-overlapping dates win (Q10).

No Django, no clock, no I/O. The verb, the preview page and the model test call the same `decide`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Standing = Literal["sent", "accepted", "confirmed"]
Fate = Literal["placed", "voided", "expired", "lapsed"]


@dataclass(frozen=True, slots=True)
class Held:
    """An active placement."""

    slot: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class StandingOffer:
    """An offer that is stored as live. Dates are inclusive, instants timezone-aware."""

    id: int
    status: Standing
    starts_on: date
    ends_on: date
    response_due_at: datetime
    confirmation_due_at: datetime | None = None
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that counts for one application, read while its lock is held."""

    placements: Sequence[Held]
    offers: Sequence[StandingOffer]
    max_placements: int = 2
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """What happens to one offer. `slot` for a placement, `reason` for a void, `cause_id` the offer whose confirmation did it."""

    offer_id: int
    to: Fate
    slot: int | None = None
    reason: str = ""
    cause_id: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    moves: tuple[Move, ...]
    is_full: bool

    def of(self, offer_id: int) -> Move | None:
        return next((move for move in self.moves if move.offer_id == offer_id), None)


def overlap(a: Held | StandingOffer, b: Held | StandingOffer) -> bool:
    """Whether two inclusive date ranges share a day."""
    return a.starts_on <= b.ends_on and b.starts_on <= a.ends_on


def decide(snapshot: Snapshot, now: datetime) -> Decision:
    """Who is placed, who is voided, and whether the candidate is full.

    Confirmed offers are taken in the order of their stamps. Live offers whose deadline has passed at `now` are written down as expired
    or lapsed, never as voided: they were already over when the decision fell.
    """
    moves: list[Move] = []
    held = list(snapshot.placements)
    open_offers: list[StandingOffer] = []
    confirmed: list[StandingOffer] = []
    for offer in snapshot.offers:
        if offer.status == "confirmed":
            confirmed.append(offer)
        elif (over := _already_over(offer, now)) is not None:
            moves.append(Move(offer.id, over))
        else:
            open_offers.append(offer)

    if snapshot.has_left:
        moves.extend(Move(offer.id, "voided", reason="candidate_left") for offer in (*confirmed, *open_offers))
        return Decision(tuple(moves), is_full=False)

    winners: list[tuple[int, Held]] = []
    for offer in sorted(confirmed, key=_by_stamp):
        slot = _free_slot(held, snapshot.max_placements)
        if slot is None:
            moves.append(Move(offer.id, "voided", reason="cap"))
        elif any(overlap(offer, placement) for placement in held):
            moves.append(Move(offer.id, "voided", reason="overlap"))
        else:
            placement = Held(slot, offer.starts_on, offer.ends_on)
            held.append(placement)
            winners.append((offer.id, placement))
            moves.append(Move(offer.id, "placed", slot=slot))

    is_full = len(held) >= snapshot.max_placements
    moves.extend(_voids(open_offers, held=held, winners=winners, is_full=is_full))
    return Decision(tuple(moves), is_full=is_full)


def _voids(
    open_offers: Sequence[StandingOffer], *, held: Sequence[Held], winners: Sequence[tuple[int, Held]], is_full: bool
) -> Iterator[Move]:
    """What can no longer stand: an offer whose days are taken, and every offer once the candidate is full."""
    for offer in open_offers:
        if any(overlap(offer, placement) for placement in held):
            cause = next((winner for winner, placement in winners if overlap(offer, placement)), None)
            yield Move(offer.id, "voided", reason="overlap", cause_id=cause)
        elif is_full:
            yield Move(offer.id, "voided", reason="cap", cause_id=winners[-1][0] if winners else None)


def _already_over(offer: StandingOffer, now: datetime) -> Fate | None:
    if offer.status == "sent":
        return "expired" if offer.response_due_at <= now else None
    return "lapsed" if offer.confirmation_due_at is not None and offer.confirmation_due_at <= now else None


def _by_stamp(offer: StandingOffer) -> tuple[datetime, int]:
    if offer.confirmed_at is None:
        raise ValueError(f"offer {offer.id} is confirmed without a stamp")
    return offer.confirmed_at, offer.id


def _free_slot(held: Sequence[Held], max_placements: int) -> int | None:
    """The lowest free slot. Slots are counted before they are named: with a cap of one, slot 2 may be all that is held."""
    if len(held) >= max_placements:
        return None
    taken = {placement.slot for placement in held}
    return next(slot for slot in (1, 2) if slot not in taken)
