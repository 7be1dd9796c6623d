"""Accepting and declining: final, in time, and by nobody else (Q10, Q11, Q12)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from candidates.actions import leave_programme
from employers.actions import suspend_employer
from employers.models import Disclosure
from employers.profiles import profiles_for
from offers.actions import sweeping
from offers.actions.answering import accept_offer, decline_offer
from offers.actions.confirming import cancel_offer, confirm_offer
from offers.actions.sending import withdraw_offer
from offers.models import Offer
from offers.rules import start_of
from stajseferberligi import clock
from stajseferberligi.accounts.actors import SYSTEM
from stajseferberligi.journal.models import Event
from stajseferberligi.refusals import Refused
from tests import cast

pytestmark = pytest.mark.django_db


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.refusal.code == code


def accept(offer: Offer) -> bool:
    return accept_offer(offer_id=offer.pk, actor=cast.acting_as(offer.application)).changed


def decline(offer: Offer, reason: str = "") -> bool:
    return decline_offer(offer_id=offer.pk, actor=cast.acting_as(offer.application), reason=reason).changed


def test_accepting_gives_the_employer_time_to_confirm() -> None:
    offer = cast.a_sent_offer(cast.a_candidate())
    assert accept(offer)
    offer.refresh_from_db()
    assert offer.status == "accepted"
    assert offer.accepted_at < offer.response_due_at
    window = offer.confirmation_due_at - offer.accepted_at
    assert timedelta(days=7) - timedelta(seconds=5) < window <= timedelta(days=7)
    (event,) = Event.objects.filter(offer_id=offer.pk, kind="offer.accepted")
    assert (event.actor_id, event.actor_role) == (offer.application.candidate.user_id, "candidate")


def test_the_time_to_confirm_ends_with_the_first_day() -> None:
    starts_on = localdate(clock.now()) + timedelta(days=5)
    offer = cast.a_sent_offer(cast.a_candidate(), starts_on=starts_on, answer_in=3)
    accept(offer)
    offer.refresh_from_db()
    assert offer.confirmation_due_at == start_of(starts_on)


def test_the_name_opens_to_this_employer_alone_and_once() -> None:
    application = cast.a_candidate("Ayşe Yılmaz")
    offer, other = cast.a_sent_offer(application), cast.a_sent_offer(application)
    accept(offer)
    accept(offer)
    assert list(Disclosure.objects.values_list("employer_id", "application_id")) == [(offer.employer_id, application.pk)]
    assert profiles_for(offer.employer_id, [application.pk])[application.pk].label == "Ayşe Yılmaz"
    assert profiles_for(other.employer_id, [application.pk])[application.pk].opened is None
    opening = Event.objects.get(kind="name.opened")
    assert (opening.employer_id, opening.application_id) == (offer.employer_id, application.pk)
    assert opening.cause.kind == "offer.accepted"


def test_q10_five_offers_may_be_accepted() -> None:
    application = cast.a_candidate()
    offers = [cast.a_sent_offer(application) for _ in range(5)]
    assert all(accept(offer) for offer in offers)


def test_a_programme_that_limits_open_acceptances() -> None:
    programme = cast.a_programme(max_open_acceptances=2)
    application = cast.a_candidate(programme=programme)
    first, second, third = (cast.a_sent_offer(application, starts_on=cast.on(month)) for month in (2, 3, 4))
    accept(first)
    accept(second)
    with refused("too_many_acceptances"):
        accept(third)
    cancel_offer(offer_id=first.pk, reason="Bütçe", actor=cast.acting_for(first.employer))
    assert accept(third)


def test_repeating_an_answer_is_harmless() -> None:
    offer, other = cast.a_sent_offer(cast.a_candidate()), cast.a_sent_offer(cast.a_candidate())
    assert (accept(offer), accept(offer)) == (True, False)
    assert (decline(other, "dates"), decline(other, "field")) == (True, False)
    other.refresh_from_db()
    assert other.decline_reason == "dates"
    assert Event.objects.filter(kind__in=["offer.accepted", "offer.declined"]).count() == 2


def test_accepting_again_after_the_confirmation() -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    confirm_offer(offer_id=offer.pk, actor=cast.acting_for(offer.employer))
    assert not accept(offer)


def test_q11_an_acceptance_is_not_taken_back() -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    with refused("already_answered"):
        decline(offer)


def test_q11_a_decline_is_not_taken_back() -> None:
    offer = cast.a_sent_offer(cast.a_candidate())
    decline(offer)
    with refused("already_answered"):
        accept(offer)


@pytest.mark.parametrize("swept", [False, True])
def test_q12_too_late_whether_or_not_a_clock_came_by(swept: bool) -> None:
    offer = cast.a_sent_offer(cast.a_candidate())
    clock.move_to(offer.response_due_at)
    if swept:
        sweeping.expire_offers()
    for answer in (accept, decline):
        with refused("response_deadline_passed"):
            answer(offer)


@pytest.mark.parametrize("swept", [False, True])
def test_a_lapsed_acceptance_reads_the_same_whether_or_not_a_clock_came_by(swept: bool) -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    clock.move_to(offer.confirmation_due_at)
    if swept:
        sweeping.lapse_acceptances()
    with refused("already_answered"):
        accept(offer)
    with refused("confirmation_deadline_passed"):
        confirm_offer(offer_id=offer.pk, actor=cast.acting_for(offer.employer))
    with refused("confirmation_deadline_passed"):
        cancel_offer(offer_id=offer.pk, reason="Bütçe", actor=cast.acting_for(offer.employer))


def test_what_is_withdrawn_is_no_longer_open() -> None:
    offer = cast.a_sent_offer(cast.a_candidate())
    withdraw_offer(offer_id=offer.pk, actor=cast.acting_for(offer.employer))
    for answer in (accept, decline):
        with refused("no_longer_open"):
            answer(offer)


def test_nothing_is_accepted_from_a_suspended_employer() -> None:
    offer = cast.a_sent_offer(cast.a_candidate())
    suspend_employer(employer_id=offer.employer_id, reason="Şikâyet", actor=SYSTEM)
    with refused("no_longer_open"):
        accept(offer)


def test_nothing_is_accepted_after_leaving() -> None:
    offer = cast.a_sent_offer(cast.a_candidate())
    leave_programme(application_id=offer.application_id, reason="Mezun", actor=cast.acting_as(offer.application))
    with refused("candidate_left"):
        accept(offer)


def test_somebody_elses_offer_does_not_exist() -> None:
    offer, stranger = cast.a_sent_offer(cast.a_candidate()), cast.a_candidate("Can Yabancı")
    for act in (accept_offer, decline_offer):
        with pytest.raises(Offer.DoesNotExist):
            act(offer_id=offer.pk, actor=cast.acting_as(stranger))
        with pytest.raises(Offer.DoesNotExist):
            act(offer_id=offer.pk, actor=cast.acting_for(offer.employer))
        with pytest.raises((Offer.DoesNotExist, PermissionError)):
            act(offer_id=offer.pk, actor=SYSTEM)


def test_a_decline_has_one_of_our_reasons_or_none() -> None:
    offer = cast.a_sent_offer(cast.a_candidate())
    with pytest.raises(ValueError, match="unknown reason"):
        decline(offer, "Ben Ayşe, beni arayın: 0532")
    decline(offer, "too_far")
    assert Event.objects.get(kind="offer.declined").data == {"reason": "too_far"}


def test_a_refusal_changes_nothing() -> None:
    offer = cast.a_sent_offer(cast.a_candidate())
    clock.move_to(offer.response_due_at)
    events = Event.objects.count()
    with refused("response_deadline_passed"):
        accept(offer)
    assert Event.objects.count() == events
    assert not Disclosure.objects.exists()
