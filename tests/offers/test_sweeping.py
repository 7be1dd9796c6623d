"""What the clocks write down: bounded, shared, each row once, one bad row alone."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from candidates.actions import leave_programme
from employers.actions import approve_employer, suspend_employer
from employers.models import Quota
from offers.actions import sweeping
from offers.actions.confirming import confirm_offers
from offers.models import Offer, Reminder
from stajseferberligi import clock
from stajseferberligi.accounts.actors import SYSTEM
from stajseferberligi.journal.models import Event
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def quota() -> Quota:
    return cast.a_quota(cast.an_employer(), places=50)


def some_offers(quota: Quota, count: int, *, accepted: bool = False) -> list[Offer]:
    make = cast.an_accepted_offer if accepted else cast.a_sent_offer
    return [make(cast.a_candidate(), quota=quota) for _ in range(count)]


def statuses() -> list[str]:
    return list(Offer.objects.order_by("id").values_list("status", flat=True))


def spoil(offer: Offer) -> None:
    """Let every move of this one offer fail."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION a_bad_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NEW.id = {offer.pk} THEN RAISE EXCEPTION 'a bad row'; END IF; RETURN NEW; END $$"
        )
        cursor.execute("CREATE TRIGGER a_bad_row BEFORE UPDATE ON offers_offer FOR EACH ROW EXECUTE FUNCTION a_bad_row()")


def test_q12_unanswered_offers_expire_at_their_deadline(quota: Quota) -> None:
    early = some_offers(quota, 3)
    clock.move_to(early[2].response_due_at)
    late = cast.a_sent_offer(cast.a_candidate(), quota=quota, answer_in=7)
    tally = sweeping.expire_offers()
    assert (tally.due, tally.done, tally.failed) == (3, 3, 0)
    assert statuses() == ["expired"] * 3 + ["sent"]
    events = Event.objects.filter(kind="offer.expired")
    assert {event.offer_id for event in events} == {offer.pk for offer in early}
    assert {event.actor_role for event in events} == {"system"}
    assert sweeping.expire_offers().due == 0
    assert late.status == "sent"


def test_nothing_expires_early(quota: Quota) -> None:
    (offer,) = some_offers(quota, 1)
    clock.move_to(offer.response_due_at - timedelta(seconds=30))
    assert sweeping.expire_offers().due == 0


def test_unconfirmed_acceptances_lapse(quota: Quota) -> None:
    offers = some_offers(quota, 2, accepted=True)
    clock.move_to(offers[1].confirmation_due_at)
    assert sweeping.lapse_acceptances().done == 2
    assert statuses() == ["lapsed"] * 2
    assert Event.objects.filter(kind="offer.lapsed").first().data == {"was": "accepted"}
    quota.refresh_from_db()
    assert quota.taken == 0


def test_a_sweep_works_in_bounded_batches(quota: Quota, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "CHUNK", 2)
    offers = some_offers(quota, 5)
    clock.move_to(offers[-1].response_due_at)
    tally = sweeping.expire_offers()
    assert (tally.due, tally.done) == (5, 5)


@pytest.mark.parametrize("chunk", [1, 2, 10])
def test_one_bad_row_never_stops_the_others(quota: Quota, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(sweeping, "CHUNK", chunk)
    offers = some_offers(quota, 5)
    clock.move_to(offers[-1].response_due_at)
    spoil(offers[2])
    tally = sweeping.expire_offers()
    assert tally.done == 4
    assert list(tally.errors) == [offers[2].pk]
    assert "a bad row" in tally.errors[offers[2].pk]
    assert statuses() == ["expired", "expired", "sent", "expired", "expired"]
    assert Event.objects.filter(kind="offer.expired").count() == 4


def test_one_bad_application_never_stops_the_settlement_of_the_others(quota: Quota) -> None:
    offers = some_offers(quota, 4, accepted=True)
    confirm_offers(offer_ids=[offer.pk for offer in offers], actor=cast.acting_for(quota.employer), key=uuid.uuid4())
    spoil(offers[1])
    tally = sweeping.settle_confirmed()
    assert (tally.due, tally.done) == (4, 3)
    assert list(tally.errors) == [offers[1].application_id]
    assert statuses() == ["placed", "confirmed", "placed", "placed"]


def test_offers_of_a_suspended_employer_are_voided(quota: Quota) -> None:
    some_offers(quota, 1)
    some_offers(quota, 1, accepted=True)
    other = cast.a_sent_offer(cast.a_candidate())
    suspend_employer(employer_id=quota.employer_id, reason="Şikâyet", actor=SYSTEM)
    assert sweeping.void_stranded().done == 2
    assert statuses() == ["voided", "voided", "sent"]
    assert set(Offer.objects.filter(employer=quota.employer).values_list("end_reason", flat=True)) == {"employer_suspended"}
    assert sweeping.void_stranded().due == 0
    assert other.status == "sent"


def test_an_employer_approved_again_in_time_loses_nothing(quota: Quota) -> None:
    some_offers(quota, 1)
    suspend_employer(employer_id=quota.employer_id, reason="Şikâyet", actor=SYSTEM)
    approve_employer(employer_id=quota.employer_id, actor=SYSTEM)
    assert sweeping.void_stranded().due == 0


def test_offers_to_one_who_left_are_voided(quota: Quota) -> None:
    (offer,) = some_offers(quota, 1, accepted=True)
    leave_programme(application_id=offer.application_id, reason="Mezun", actor=cast.acting_as(offer.application))
    assert sweeping.void_stranded().done == 1
    offer.refresh_from_db()
    assert (offer.status, offer.end_reason) == ("voided", "candidate_left")


@pytest.mark.parametrize("who", ["candidate", "employer"])
def test_what_was_over_before_lapses_and_is_never_voided(quota: Quota, who: str) -> None:
    """Otherwise an employer's record would depend on which clock came by first."""
    (offer,) = some_offers(quota, 1, accepted=True)
    clock.move_to(offer.confirmation_due_at)
    if who == "candidate":
        leave_programme(application_id=offer.application_id, reason="Mezun", actor=cast.acting_as(offer.application))
    else:
        suspend_employer(employer_id=quota.employer_id, reason="Şikâyet", actor=SYSTEM)
    assert sweeping.void_stranded().due == 0
    sweeping.lapse_acceptances()
    assert statuses() == ["lapsed"]


# Reminders


def reminded(offer: Offer) -> list[tuple[str, int]]:
    return [
        (event.kind, event.data["hours"]) for event in Event.objects.filter(offer_id=offer.pk, kind__endswith="reminder").order_by("id")
    ]


def test_three_reminders_before_the_answer_is_due(quota: Quota) -> None:
    (offer,) = some_offers(quota, 1)
    assert sweeping.remind().done == 0
    for hours in (72, 24, 3):
        clock.move_to(offer.response_due_at - timedelta(hours=hours) + timedelta(minutes=1))
        assert sweeping.remind().done == 1
        assert sweeping.remind().done == 0
    assert reminded(offer) == [("offer.response_reminder", 72), ("offer.response_reminder", 24), ("offer.response_reminder", 3)]


def test_a_late_sweep_sends_the_nearest_reminder_alone(quota: Quota) -> None:
    (offer,) = some_offers(quota, 1)
    clock.move_to(offer.response_due_at - timedelta(hours=2))
    sweeping.remind()
    sweeping.remind()
    assert reminded(offer) == [("offer.response_reminder", 3)]


def test_nobody_is_reminded_of_what_is_over(quota: Quota) -> None:
    (offer,) = some_offers(quota, 1)
    clock.move_to(offer.response_due_at)
    assert sweeping.remind().done == 0


def test_a_reminder_needs_more_time_than_there_ever_was(quota: Quota) -> None:
    (offer,) = some_offers(quota, 1)
    Offer.objects.filter(pk=offer.pk).update(response_due_at=clock.now() + timedelta(hours=30), deadline_version=F("deadline_version") + 1)
    sweeping.remind()
    assert reminded(offer) == []
    clock.move_to(clock.now() + timedelta(hours=7))
    sweeping.remind()
    assert reminded(offer) == [("offer.response_reminder", 24)]


def test_a_moved_deadline_is_reminded_anew(quota: Quota) -> None:
    (offer,) = some_offers(quota, 1)
    clock.move_to(offer.response_due_at - timedelta(hours=20))
    sweeping.remind()
    Offer.objects.filter(pk=offer.pk).update(
        response_due_at=F("response_due_at") + timedelta(days=5), deadline_version=F("deadline_version") + 1
    )
    assert sweeping.remind().done == 0
    clock.move_to(offer.response_due_at + timedelta(days=5) - timedelta(hours=20))
    assert sweeping.remind().done == 1
    assert list(Reminder.objects.order_by("id").values_list("hours", "deadline_version")) == [(24, 1), (24, 2)]


def test_the_employer_is_reminded_to_confirm(quota: Quota) -> None:
    (offer,) = some_offers(quota, 1, accepted=True)
    clock.move_to(offer.confirmation_due_at - timedelta(hours=70))
    assert sweeping.remind().done == 1
    assert reminded(offer) == [("offer.confirmation_reminder", 72)]
