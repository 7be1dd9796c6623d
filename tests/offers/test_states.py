"""The table of moves, read as the protocol tells it."""

import pytest

from offers.settlement import Fate, Standing
from offers.states import LIVE, MOVES, OVER, REVERSED_MOVES, EndReason, OfferStatus

S = OfferStatus


def test_every_state_has_its_row() -> None:
    assert set(MOVES) == set(OfferStatus)


def test_every_state_is_live_final_or_over() -> None:
    assert {*LIVE, S.PLACED, *OVER} == set(OfferStatus)
    assert len(LIVE) + 1 + len(OVER) == len(OfferStatus)


def test_what_is_over_stays_over() -> None:
    assert all(not MOVES[state] for state in OVER)
    assert {before for before, _ in REVERSED_MOVES} <= set(OVER)


def test_every_state_is_reached_from_sent() -> None:
    reached, edge = {S.SENT}, [S.SENT]
    while edge:
        edge = [after for before in edge for after in MOVES[before] if after not in reached]
        reached |= set(edge)
    assert reached == set(OfferStatus)


def test_no_move_leads_back_to_sent() -> None:
    assert not any(S.SENT in after for after in MOVES.values())


@pytest.mark.parametrize("state", [S.ACCEPTED, S.CONFIRMED, S.PLACED])
def test_q11_an_acceptance_is_never_taken_back_by_the_candidate(state: OfferStatus) -> None:
    assert not MOVES[state] & {S.DECLINED, S.WITHDRAWN, S.SENT}


def test_q8_an_acceptance_is_no_internship_yet() -> None:
    assert S.PLACED not in MOVES[S.ACCEPTED]
    assert S.CANCELLED in MOVES[S.ACCEPTED]


def test_the_settlement_speaks_of_the_same_states() -> None:
    assert set(Standing.__args__) == {state.value for state in LIVE}
    assert set(Fate.__args__) <= {state.value for state in OfferStatus}


def test_reasons_that_are_the_candidates_own_business_are_named() -> None:
    assert {"cap", "overlap"} <= set(EndReason.values)
