"""Confirming one and many, and cancelling (Q8, Q10)."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from candidates.actions import leave_programme
from employers.actions import suspend_employer
from employers.models import Quota
from offers.actions import confirming, sweeping
from offers.actions.answering import decline_offer
from offers.actions.confirming import cancel_offer, confirm_offer, confirm_offers
from offers.actions.outcomes import Outcome
from offers.models import Batch, BatchRow, Offer, Placement
from offers.placement import settle
from stajseferberligi import clock
from stajseferberligi.accounts.actors import SYSTEM
from stajseferberligi.journal.models import Event
from stajseferberligi.refusals import Refused
from tests import cast

pytestmark = pytest.mark.django_db
number = itertools.count(1)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.refusal.code == code


def confirm(offer: Offer) -> Outcome:
    return confirm_offer(offer_id=offer.pk, actor=cast.acting_for(offer.employer))


def confirm_many(*offers: Offer, key: uuid.UUID | None = None) -> Batch:
    return confirm_offers(offer_ids=[offer.pk for offer in offers], actor=cast.acting_for(offers[0].employer), key=key or uuid.uuid4())


def cancel(offer: Offer, reason: str = "Bütçe kısıldı") -> Outcome:
    return cancel_offer(offer_id=offer.pk, reason=reason, actor=cast.acting_for(offer.employer))


def rows(batch: Batch) -> list[tuple[int, str]]:
    return list(BatchRow.objects.filter(batch=batch).order_by("offer_id").values_list("offer_id", "refusal"))


def state(offer: Offer) -> tuple[str, str]:
    offer.refresh_from_db()
    return offer.status, offer.end_reason


def a_quota(**fields: object) -> Quota:
    return cast.a_quota(cast.an_employer(f"Kurum {next(number)}"), **fields)


# One


def test_the_outcome_is_there_at_once() -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    outcome = confirm(offer)
    assert (outcome.changed, outcome.offer.status) == (True, "placed")
    placement = Placement.objects.get(offer=offer)
    assert (placement.slot, placement.starts_on, placement.ends_on) == (1, offer.starts_on, offer.ends_on)
    kinds = list(Event.objects.filter(offer_id=offer.pk).order_by("id").values_list("kind", flat=True))
    assert kinds == ["offer.sent", "offer.accepted", "offer.confirmed", "offer.placed"]
    placed = Event.objects.get(offer_id=offer.pk, kind="offer.placed")
    assert placed.cause.kind == "offer.confirmed"
    assert placed.data["slot"] == 1


def test_confirming_again_is_harmless() -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    confirm(offer)
    again = confirm(offer)
    assert (again.changed, again.offer.status) == (False, "placed")
    assert Event.objects.filter(kind="offer.confirmed").count() == 1


def test_only_an_acceptance_can_be_confirmed() -> None:
    offer = cast.a_sent_offer(cast.a_candidate())
    with refused("not_accepted"):
        confirm(offer)
    decline_offer(offer_id=offer.pk, actor=cast.acting_as(offer.application))
    with refused("not_accepted"):
        confirm(offer)


def test_too_late_at_the_deadline() -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    clock.move_to(offer.confirmation_due_at)
    with refused("confirmation_deadline_passed"):
        confirm(offer)


def test_no_place_left_in_the_quota() -> None:
    programme = cast.a_programme(quota_rule="overbook")
    quota = a_quota(places=1, programme=programme)
    first, second = (cast.an_accepted_offer(cast.a_candidate(programme=programme), quota=quota) for _ in range(2))
    confirm(first)
    with refused("quota_full"):
        confirm(second)
    cancel(first)
    assert confirm(second).offer.status == "placed"


def test_a_suspended_employer_confirms_nothing() -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    suspend_employer(employer_id=offer.employer_id, reason="Şikâyet", actor=SYSTEM)
    with refused("employer_not_approved"):
        confirm(offer)


def test_one_who_left_is_confirmed_no_more() -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    leave_programme(application_id=offer.application_id, reason="Mezun", actor=cast.acting_as(offer.application))
    with refused("no_longer_open"):
        confirm(offer)


def test_somebody_elses_offer_does_not_exist() -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    stranger = cast.acting_for(cast.an_employer("Başka"))
    with pytest.raises(Offer.DoesNotExist):
        confirm_offer(offer_id=offer.pk, actor=stranger)
    with pytest.raises(Offer.DoesNotExist):
        cancel_offer(offer_id=offer.pk, reason="x", actor=stranger)
    with pytest.raises((Offer.DoesNotExist, PermissionError)):
        confirm_offer(offer_id=offer.pk, actor=cast.acting_as(offer.application))
    with refused("batch_empty"):
        confirm_offers(offer_ids=[offer.pk], actor=stranger, key=uuid.uuid4())


def test_who_comes_third_is_told_in_neutral_words_and_gets_one_receipt() -> None:
    application = cast.a_candidate()
    offers = [cast.an_accepted_offer(application, starts_on=cast.on(month)) for month in (2, 3, 4)]
    confirm(offers[0])
    confirm(offers[1])
    assert state(offers[2]) == ("voided", "cap")
    for _ in range(2):
        with refused("place_taken"):
            confirm(offers[2])
    (receipt,) = Event.objects.filter(kind="offer.confirmation_came_late")
    assert (receipt.offer_id, receipt.employer_id, receipt.data) == (offers[2].pk, offers[2].employer_id, {})
    voided = Event.objects.get(kind="offer.voided")
    assert voided.cause.offer_id == offers[1].pk


def test_colliding_dates_are_told_in_the_same_words() -> None:
    application = cast.a_candidate()
    first, second = (cast.an_accepted_offer(application) for _ in range(2))
    confirm(first)
    assert state(second) == ("voided", "overlap")
    with refused("place_taken"):
        confirm(second)


def test_an_employer_who_was_never_accepted_learns_nothing_about_the_place() -> None:
    application = cast.a_candidate()
    accepted, waiting = cast.an_accepted_offer(application), cast.a_sent_offer(application)
    confirm(accepted)
    assert state(waiting) == ("voided", "overlap")
    with refused("no_longer_open"):
        confirm(waiting)
    assert not Event.objects.filter(kind="offer.confirmation_came_late").exists()


def test_q10_both_slots_taken_void_the_rest_and_leave_the_pool() -> None:
    application = cast.a_candidate()
    offers = [cast.an_accepted_offer(application, starts_on=cast.on(month)) for month in (2, 3, 4, 5)]
    unanswered = cast.a_sent_offer(application, starts_on=cast.on(6))
    confirm(offers[3])
    confirm(offers[1])
    assert [state(offer)[0] for offer in offers] == ["voided", "placed", "voided", "placed"]
    assert state(unanswered) == ("voided", "cap")
    application.refresh_from_db()
    assert application.status == "full"
    assert Event.objects.get(kind="application.full").cause.offer_id == offers[1].pk


# Many


def test_many_are_stamped_at_once_and_settled_afterwards() -> None:
    quota = a_quota()
    offers = [cast.an_accepted_offer(cast.a_candidate(), quota=quota) for _ in range(4)]
    batch = confirm_many(*offers)
    assert [state(offer)[0] for offer in offers] == ["confirmed"] * 4
    assert batch.finished_at is None
    sweeping.settle_confirmed()
    assert [state(offer)[0] for offer in offers] == ["placed"] * 4
    batch.refresh_from_db()
    assert batch.finished_at is not None
    assert Event.objects.filter(kind="offer.confirmed", data__batch=batch.pk).count() == 4


def test_the_stamp_counts_not_the_settlement() -> None:
    """The bulk stamps came first, so the single confirmation that is settled at once is the third."""
    application = cast.a_candidate()
    early = [cast.an_accepted_offer(application, starts_on=cast.on(month)) for month in (2, 3)]
    late = cast.an_accepted_offer(application, starts_on=cast.on(4))
    for offer in early:
        confirm_many(offer)
    outcome = confirm(late)
    assert (outcome.changed, outcome.offer.status, outcome.offer.end_reason) == (True, "voided", "cap")
    assert [state(offer)[0] for offer in early] == ["placed", "placed"]
    assert not confirm(late).changed


def test_each_row_has_its_result() -> None:
    programme = cast.a_programme(quota_rule="overbook")
    quota = a_quota(places=2, programme=programme)

    def candidate() -> object:
        return cast.a_candidate(programme=programme)

    unanswered = cast.a_sent_offer(candidate(), quota=quota)
    taken = cast.an_accepted_offer(candidate(), quota=quota)
    confirm(cast.an_accepted_offer(taken.application))
    done = cast.an_accepted_offer(candidate(), quota=quota)
    confirm(done)
    one, two = (cast.an_accepted_offer(candidate(), quota=quota) for _ in range(2))
    batch = confirm_many(two, one, done, taken, unanswered)
    assert rows(batch) == [
        (unanswered.pk, "not_accepted"),
        (taken.pk, "place_taken"),
        (done.pk, "already_confirmed"),
        (one.pk, ""),
        (two.pk, "quota_full"),
    ]
    assert Event.objects.filter(kind="offer.confirmation_came_late", offer_id=taken.pk).count() == 1


def test_the_same_key_is_the_same_batch() -> None:
    offer, key = cast.an_accepted_offer(cast.a_candidate()), uuid.uuid4()
    assert confirm_many(offer, key=key).pk == confirm_many(offer, key=key).pk
    assert Event.objects.filter(kind="offer.confirmed").count() == 1


def test_the_open_offer_speaks_for_the_person() -> None:
    quota, application = a_quota(), cast.a_candidate()
    declined = cast.a_sent_offer(application, quota=quota)
    decline_offer(offer_id=declined.pk, actor=cast.acting_as(application))
    accepted = cast.an_accepted_offer(application, quota=quota)
    assert rows(confirm_many(declined, accepted)) == [(accepted.pk, "")]


def test_too_many_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    monkeypatch.setattr(confirming, "MOST_AT_ONCE", 0)
    with refused("batch_too_large"):
        confirm_many(offer)
    with refused("batch_empty"):
        confirm_offers(offer_ids=[], actor=cast.acting_for(offer.employer), key=uuid.uuid4())
    assert not Batch.objects.exists()


def test_settling_when_there_is_nothing_to_settle() -> None:
    application = cast.a_candidate()
    assert settle(application_id=application.pk).moves == ()
    assert not Event.objects.exists()


def test_one_who_leaves_between_stamp_and_settlement() -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    confirm_many(offer)
    leave_programme(application_id=offer.application_id, reason="Mezun", actor=cast.acting_as(offer.application))
    sweeping.settle_confirmed()
    assert state(offer) == ("voided", "candidate_left")
    offer.quota.refresh_from_db()
    assert offer.quota.taken == 0


# Cancelling


def test_q8_an_acceptance_can_be_cancelled_with_a_reason() -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    for empty in ("", "  "):
        with refused("reason_missing"):
            cancel(offer, empty)
    assert cancel(offer, " Bütçe kısıldı ").changed
    assert not cancel(offer, "Başka").changed
    offer.refresh_from_db()
    assert (offer.status, offer.cancel_reason) == ("cancelled", "Bütçe kısıldı")
    assert Event.objects.get(kind="offer.cancelled").data["reason"] == "Bütçe kısıldı"
    with refused("no_longer_open"):
        confirm(offer)


@pytest.mark.parametrize("status", ["sent", "declined"])
def test_what_is_no_acceptance_is_not_cancelled(status: str) -> None:
    offer = cast.a_sent_offer(cast.a_candidate())
    if status == "declined":
        decline_offer(offer_id=offer.pk, actor=cast.acting_as(offer.application))
    with refused("not_cancellable"):
        cancel(offer)


def test_a_cancelled_internship_frees_its_slot_and_its_place_and_revives_nothing() -> None:
    application = cast.a_candidate()
    offers = [cast.an_accepted_offer(application, starts_on=cast.on(month)) for month in (2, 3, 4)]
    confirm(offers[0])
    confirm(offers[1])
    cancel(offers[0])
    application.refresh_from_db()
    assert application.status == "pool"
    assert state(offers[2]) == ("voided", "cap")
    offers[0].quota.refresh_from_db()
    assert offers[0].quota.taken == 0
    assert list(Placement.objects.active().values_list("slot", flat=True)) == [2]
    assert Event.objects.get(kind="application.returned").cause.kind == "offer.cancelled"
    third = cast.an_accepted_offer(application, starts_on=cast.on(5))
    assert confirm(third).offer.placement.slot == 1


def test_a_cap_that_was_lowered_keeps_the_candidate_out_of_the_pool() -> None:
    application = cast.a_candidate()
    offers = [cast.an_accepted_offer(application, starts_on=cast.on(month)) for month in (2, 3)]
    for offer in offers:
        confirm(offer)
    application.programme.max_placements = 1
    application.programme.save()
    cancel(offers[0])
    application.refresh_from_db()
    assert application.status == "full"


def test_an_internship_that_has_begun_is_not_cancelled() -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    confirm(offer)
    clock.move_to(cast.at(offer.starts_on, 0))
    with refused("already_started"):
        cancel(offer)


def test_an_internship_is_cancelled_until_the_day_before() -> None:
    offer = cast.an_accepted_offer(cast.a_candidate(), starts_on=cast.on(2))
    confirm(offer)
    clock.move_to(cast.at(offer.starts_on, 0) - cast.timedelta(minutes=1))
    assert cancel(offer).changed
