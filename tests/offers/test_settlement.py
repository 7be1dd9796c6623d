"""The pure decision: the example of Q10 word for word, and what must hold for every imaginable candidate."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offers.settlement import Decision, Held, Snapshot, StandingOffer, decide, overlap

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 4)


def an_offer(number: int, status: str, *, starts: int = 0, days: int = 20, stamped: int = 0, due: int = 60) -> StandingOffer:
    """Begins `starts` days after DAY; stamped and due in minutes from NOW."""
    return StandingOffer(
        id=number,
        status=status,  # type: ignore[arg-type]
        starts_on=DAY + timedelta(days=starts),
        ends_on=DAY + timedelta(days=starts + days - 1),
        response_due_at=NOW + timedelta(minutes=due),
        confirmation_due_at=NOW + timedelta(minutes=due) if status != "sent" else None,
        confirmed_at=NOW + timedelta(minutes=stamped) if status == "confirmed" else None,
    )


def fates(decision: Decision) -> dict[int, tuple[str, str]]:
    return {move.offer_id: (move.to, move.reason) for move in decision.moves}


# Examples


def test_q10_five_accepted_and_the_first_two_confirmations_win() -> None:
    accepted = [an_offer(number, "accepted", starts=30 * number) for number in range(1, 6)]
    first = decide(Snapshot((), [replace(accepted[2], status="confirmed", confirmed_at=NOW), *accepted[:2], *accepted[3:]]), NOW)
    assert fates(first) == {3: ("placed", "")}
    assert not first.is_full
    held = (Held(1, accepted[2].starts_on, accepted[2].ends_on),)
    second = decide(
        Snapshot(held, [replace(accepted[4], status="confirmed", confirmed_at=NOW), accepted[0], accepted[1], accepted[3]]), NOW
    )
    assert fates(second) == {5: ("placed", ""), 1: ("voided", "cap"), 2: ("voided", "cap"), 4: ("voided", "cap")}
    assert second.is_full
    assert second.of(5).slot == 2
    assert {second.of(number).cause_id for number in (1, 2, 4)} == {5}


def test_three_confirm_at_once_and_the_stamps_decide() -> None:
    offers = [
        an_offer(1, "confirmed", starts=0, stamped=3),
        an_offer(2, "confirmed", starts=30, stamped=1),
        an_offer(3, "confirmed", starts=60, stamped=2),
    ]
    decision = decide(Snapshot((), offers), NOW)
    assert fates(decision) == {2: ("placed", ""), 3: ("placed", ""), 1: ("voided", "cap")}
    assert (decision.of(2).slot, decision.of(3).slot) == (1, 2)


def test_equal_stamps_are_decided_by_number() -> None:
    decision = decide(Snapshot((), [an_offer(number, "confirmed", starts=30 * number) for number in (9, 7, 8)]), NOW)
    assert fates(decision) == {7: ("placed", ""), 8: ("placed", ""), 9: ("voided", "cap")}


def test_an_overlapping_confirmation_does_not_use_up_a_slot() -> None:
    offers = [
        an_offer(1, "confirmed", stamped=1),
        an_offer(2, "confirmed", starts=19, stamped=2),
        an_offer(3, "confirmed", starts=20, stamped=3),
    ]
    assert fates(decide(Snapshot((), offers), NOW)) == {1: ("placed", ""), 2: ("voided", "overlap"), 3: ("placed", "")}


def test_what_overlaps_a_new_internship_falls_at_once_and_names_its_cause() -> None:
    offers = [an_offer(1, "confirmed"), an_offer(2, "accepted", starts=10), an_offer(3, "sent", starts=19), an_offer(4, "sent", starts=20)]
    decision = decide(Snapshot((), offers), NOW)
    assert fates(decision) == {1: ("placed", ""), 2: ("voided", "overlap"), 3: ("voided", "overlap")}
    assert decision.of(2).cause_id == decision.of(3).cause_id == 1


def test_the_freed_slot_is_used_again() -> None:
    held = (Held(2, DAY, DAY + timedelta(days=5)),)
    assert decide(Snapshot(held, [an_offer(1, "confirmed", starts=30)]), NOW).of(1).slot == 1


def test_a_cap_lowered_to_one_counts_the_internship_in_slot_two() -> None:
    held = (Held(2, DAY, DAY),)
    assert fates(decide(Snapshot(held, [an_offer(1, "confirmed", starts=30)], max_placements=1), NOW)) == {1: ("voided", "cap")}


@pytest.mark.parametrize(("minutes", "over"), [(1, False), (0, True), (-1, True)])
def test_the_deadline_itself_is_too_late(minutes: int, over: bool) -> None:
    decision = decide(Snapshot((), [an_offer(1, "sent", due=minutes), an_offer(2, "accepted", due=minutes)]), NOW)
    assert fates(decision) == ({1: ("expired", ""), 2: ("lapsed", "")} if over else {})


def test_one_who_left_keeps_nothing_open() -> None:
    offers = [an_offer(1, "confirmed"), an_offer(2, "accepted", starts=30), an_offer(3, "sent", starts=60), an_offer(4, "sent", due=-1)]
    decision = decide(Snapshot((), offers, has_left=True), NOW)
    assert fates(decision) == {**dict.fromkeys((1, 2, 3), ("voided", "candidate_left")), 4: ("expired", "")}


def test_confirmed_without_a_stamp_is_an_error() -> None:
    with pytest.raises(ValueError, match="without a stamp"):
        decide(Snapshot((), [replace(an_offer(1, "confirmed"), confirmed_at=None)]), NOW)


def test_a_programme_with_one_internship() -> None:
    offers = [an_offer(1, "confirmed", stamped=1), an_offer(2, "confirmed", starts=30, stamped=2), an_offer(3, "sent", starts=60)]
    assert fates(decide(Snapshot((), offers, max_placements=1), NOW)) == {1: ("placed", ""), 2: ("voided", "cap"), 3: ("voided", "cap")}


# For every candidate that can be


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """A candidate as the database can hold them: at most two placements that do not overlap, any number of standing offers."""
    held: list[Held] = []
    for slot in draw(st.permutations([1, 2]))[: draw(st.integers(0, 2))]:
        starts, days = draw(st.integers(0, 120)), draw(st.integers(1, 40))
        placement = Held(slot, DAY + timedelta(days=starts), DAY + timedelta(days=starts + days - 1))
        if not any(overlap(placement, other) for other in held):
            held.append(placement)
    offers = draw(
        st.lists(
            st.builds(
                an_offer,
                st.integers(1, 60),
                st.sampled_from(["sent", "accepted", "confirmed"]),
                starts=st.integers(0, 150),
                days=st.integers(1, 40),
                stamped=st.integers(-6, 0),
                due=st.integers(-3, 3),
            ),
            max_size=9,
            unique_by=lambda offer: offer.id,
        )
    )
    return Snapshot(tuple(held), offers, max_placements=draw(st.sampled_from([2, 2, 2, 1])), has_left=draw(st.integers(0, 9)) == 0)


def carried_out(snapshot: Snapshot, decision: Decision) -> Snapshot:
    """What a snapshot taken after the decision would hold."""
    moved = {move.offer_id: move for move in decision.moves}
    new = [
        Held(move.slot, offer.starts_on, offer.ends_on)
        for offer in snapshot.offers
        if (move := moved.get(offer.id)) is not None and move.to == "placed" and move.slot is not None
    ]
    return replace(snapshot, placements=(*snapshot.placements, *new), offers=[offer for offer in snapshot.offers if offer.id not in moved])


def is_stale(offer: StandingOffer) -> bool:
    due = {"sent": offer.response_due_at, "accepted": offer.confirmation_due_at, "confirmed": None}[offer.status]
    return due is not None and due <= NOW


@given(snapshots())
def test_never_above_the_cap_and_never_two_on_one_day(snapshot: Snapshot) -> None:
    after = carried_out(snapshot, decide(snapshot, NOW)).placements
    assert len(after) <= max(snapshot.max_placements, len(snapshot.placements))
    assert len({placement.slot for placement in after}) == len(after)
    assert {placement.slot for placement in after} <= {1, 2}
    assert not any(overlap(a, b) for a, b in combinations(after, 2))


@given(snapshots(), st.randoms())
def test_the_order_of_reading_decides_nothing(snapshot: Snapshot, random: object) -> None:
    shuffled = list(snapshot.offers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = decide(snapshot, NOW), decide(replace(snapshot, offers=shuffled), NOW)
    assert set(one.moves) == set(other.moves)
    assert one.is_full == other.is_full


@given(snapshots())
def test_deciding_again_changes_nothing(snapshot: Snapshot) -> None:
    first = decide(snapshot, NOW)
    again = decide(carried_out(snapshot, first), NOW)
    assert again.moves == ()
    assert again.is_full == first.is_full


@given(snapshots())
def test_nothing_is_moved_twice_nor_invented(snapshot: Snapshot) -> None:
    moved = [move.offer_id for move in decide(snapshot, NOW).moves]
    assert len(moved) == len(set(moved))
    assert set(moved) <= {offer.id for offer in snapshot.offers}


@given(snapshots())
def test_every_confirmation_is_settled_in_the_order_of_the_stamps(snapshot: Snapshot) -> None:
    """Told as a story, offer by offer, without looking at how `decide` does it."""
    decision = decide(snapshot, NOW)
    held = list(snapshot.placements)
    confirmed = [offer for offer in snapshot.offers if offer.status == "confirmed"]
    for offer in sorted(confirmed, key=lambda offer: (offer.confirmed_at, offer.id)):
        move = decision.of(offer.id)
        assert move is not None
        if snapshot.has_left:
            assert (move.to, move.reason) == ("voided", "candidate_left")
        elif len(held) >= snapshot.max_placements:
            assert (move.to, move.reason) == ("voided", "cap")
        elif any(overlap(offer, placement) for placement in held):
            assert (move.to, move.reason) == ("voided", "overlap")
        else:
            assert move.to == "placed"
            assert move.slot is not None
            held.append(Held(move.slot, offer.starts_on, offer.ends_on))


@given(snapshots())
def test_what_was_over_is_written_down_and_never_voided(snapshot: Snapshot) -> None:
    decision = decide(snapshot, NOW)
    for offer in snapshot.offers:
        move = decision.of(offer.id)
        if is_stale(offer):
            assert move is not None
            assert move.to == ("expired" if offer.status == "sent" else "lapsed")
        elif move is not None:
            assert move.to in {"placed", "voided"}


@given(snapshots())
def test_what_can_never_stand_falls_and_the_rest_stays(snapshot: Snapshot) -> None:
    decision = decide(snapshot, NOW)
    after = carried_out(snapshot, decision)
    full = len(after.placements) >= snapshot.max_placements
    assert decision.is_full == (full and not snapshot.has_left)
    for offer in snapshot.offers:
        if offer.status == "confirmed" or is_stale(offer):
            continue
        doomed = full or any(overlap(offer, placement) for placement in after.placements)
        move = decision.of(offer.id)
        if snapshot.has_left:
            assert move is not None
            assert move.reason == "candidate_left"
        elif doomed:
            assert move is not None
            assert move.to == "voided"
            assert move.reason == ("overlap" if any(overlap(offer, placement) for placement in after.placements) else "cap")
        else:
            assert move is None


@given(snapshots())
def test_a_cause_is_an_offer_that_was_just_placed(snapshot: Snapshot) -> None:
    decision = decide(snapshot, NOW)
    placed = {move.offer_id for move in decision.moves if move.to == "placed"}
    assert {move.cause_id for move in decision.moves} <= placed | {None}
