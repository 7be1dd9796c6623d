"""An irrevocable step taken back: a reason, a ticket, two administrators."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from offers.actions import sweeping
from offers.actions.answering import accept_offer, decline_offer
from offers.actions.confirming import confirm_offer
from offers.actions.reversing import approve_reversal, reject_reversal, request_reversal
from offers.models import Offer, Placement, Reversal
from offers.states import ReversalKind
from stajseferberligi import clock
from stajseferberligi.accounts.actors import Actor
from stajseferberligi.journal.models import Event
from stajseferberligi.refusals import Refused
from tests import cast

pytestmark = pytest.mark.django_db
K = ReversalKind


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.refusal.code == code


@pytest.fixture
def derya() -> Actor:
    return cast.administering(cast.an_administrator("Derya Yönetici"))


@pytest.fixture
def emre() -> Actor:
    return cast.administering(cast.an_administrator("Emre Yönetici"))


def ask(offer: Offer, kind: ReversalKind, actor: Actor, *, reason: str = "Yanlış tuş", ticket: str = "D-1") -> Reversal:
    return request_reversal(offer_id=offer.pk, kind=kind, reason=reason, ticket=ticket, actor=actor)


def a_declined_offer(**fields: object) -> Offer:
    offer = cast.a_sent_offer(cast.a_candidate(), **fields)
    return decline_offer(offer_id=offer.pk, actor=cast.acting_as(offer.application)).offer


def a_placed_offer() -> Offer:
    offer = cast.an_accepted_offer(cast.a_candidate())
    return confirm_offer(offer_id=offer.pk, actor=cast.acting_for(offer.employer)).offer


def test_releasing_a_candidate_from_an_acceptance(derya: Actor, emre: Actor) -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    reversal = ask(offer, K.RELEASE, derya)
    offer.refresh_from_db()
    assert offer.status == "accepted"  # nothing yet
    approve_reversal(reversal_id=reversal.pk, actor=emre)
    offer.refresh_from_db()
    assert (offer.status, offer.end_reason) == ("voided", "reversal")
    kinds = Event.objects.filter(offer_id=offer.pk, kind__in=["reversal.requested", "offer.voided"]).order_by("id")
    assert [event.kind for event in kinds] == ["reversal.requested", "offer.voided"]
    assert kinds[1].data["ticket"] == "D-1"


def test_reopening_a_declined_offer(derya: Actor, emre: Actor) -> None:
    offer = a_declined_offer()
    approve_reversal(reversal_id=ask(offer, K.REOPEN, derya).pk, actor=emre)
    assert accept_offer(offer_id=offer.pk, actor=cast.acting_as(offer.application)).changed


def test_taking_back_a_final_internship(derya: Actor, emre: Actor) -> None:
    offer = a_placed_offer()
    approve_reversal(reversal_id=ask(offer, K.UNDO_PLACEMENT, derya).pk, actor=emre)
    offer.refresh_from_db()
    offer.quota.refresh_from_db()
    assert (offer.status, offer.end_reason, offer.quota.taken) == ("cancelled", "reversal", 0)
    assert not Placement.objects.active().exists()


def test_the_same_administrator_does_not_decide(derya: Actor) -> None:
    reversal = ask(cast.an_accepted_offer(cast.a_candidate()), K.RELEASE, derya)
    for decide in (approve_reversal, reject_reversal):
        with refused("second_administrator_needed"):
            decide(reversal_id=reversal.pk, actor=derya)


@pytest.mark.parametrize(("reason", "ticket"), [("", "D-1"), ("Hata", ""), (" ", " ")])
def test_without_reason_or_ticket(derya: Actor, reason: str, ticket: str) -> None:
    with refused("reversal_incomplete"):
        ask(cast.an_accepted_offer(cast.a_candidate()), K.RELEASE, derya, reason=reason, ticket=ticket)


@pytest.mark.parametrize("kind", [K.REOPEN, K.UNDO_PLACEMENT])
def test_only_what_is_there_to_take_back(derya: Actor, kind: ReversalKind) -> None:
    with refused("not_reversible"):
        ask(cast.an_accepted_offer(cast.a_candidate()), kind, derya)


def test_the_same_request_again_is_the_same_request(derya: Actor, emre: Actor) -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    assert ask(offer, K.RELEASE, derya).pk == ask(offer, K.RELEASE, emre).pk
    assert Event.objects.filter(kind="reversal.requested").count() == 1


def test_another_request_waits_for_the_first(derya: Actor, emre: Actor) -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    ask(offer, K.RELEASE, derya)
    confirm_offer(offer_id=offer.pk, actor=cast.acting_for(offer.employer))
    with refused("reversal_pending"):
        ask(offer, K.UNDO_PLACEMENT, emre)


def test_a_request_that_the_offer_outran(derya: Actor, emre: Actor) -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    reversal = ask(offer, K.RELEASE, derya)
    confirm_offer(offer_id=offer.pk, actor=cast.acting_for(offer.employer))
    with refused("not_reversible"):
        approve_reversal(reversal_id=reversal.pk, actor=emre)
    reject_reversal(reversal_id=reversal.pk, actor=emre)
    approve_reversal(reversal_id=ask(offer, K.UNDO_PLACEMENT, derya).pk, actor=emre)


@pytest.mark.parametrize("swept", [False, True])
def test_a_lapsed_acceptance_is_not_released(derya: Actor, swept: bool) -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    clock.move_to(offer.confirmation_due_at)
    if swept:
        sweeping.lapse_acceptances()
    with refused("not_reversible"):
        ask(offer, K.RELEASE, derya)


def test_rejecting_changes_nothing(derya: Actor, emre: Actor) -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    reversal = ask(offer, K.RELEASE, derya)
    reject_reversal(reversal_id=reversal.pk, actor=emre)
    offer.refresh_from_db()
    assert offer.status == "accepted"
    for decide in (approve_reversal, reject_reversal):
        with refused("already_decided"):
            decide(reversal_id=reversal.pk, actor=emre)


def test_no_reopening_after_the_deadline(derya: Actor, emre: Actor) -> None:
    offer = a_declined_offer()
    reversal = ask(offer, K.REOPEN, derya)
    clock.move_to(offer.response_due_at)
    with refused("deadline_over"):
        approve_reversal(reversal_id=reversal.pk, actor=emre)


def test_no_reopening_beside_a_newer_offer(derya: Actor, emre: Actor) -> None:
    offer = a_declined_offer()
    reversal = ask(offer, K.REOPEN, derya)
    cast.a_sent_offer(offer.application, quota=offer.quota)
    with refused("already_offered"):
        approve_reversal(reversal_id=reversal.pk, actor=emre)


def test_no_reopening_onto_taken_dates(derya: Actor, emre: Actor) -> None:
    offer = a_declined_offer()
    reversal = ask(offer, K.REOPEN, derya)
    other = cast.an_accepted_offer(offer.application)
    confirm_offer(offer_id=other.pk, actor=cast.acting_for(other.employer))
    with refused("no_longer_open"):
        approve_reversal(reversal_id=reversal.pk, actor=emre)


def test_no_reopening_into_a_full_quota(derya: Actor, emre: Actor) -> None:
    quota = cast.a_quota(cast.an_employer(), places=1)
    offer = a_declined_offer(quota=quota)
    reversal = ask(offer, K.REOPEN, derya)
    cast.a_sent_offer(cast.a_candidate(), quota=quota)
    with refused("quota_full"):
        approve_reversal(reversal_id=reversal.pk, actor=emre)
