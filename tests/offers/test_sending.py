"""Sending to one and to many, and taking an unanswered offer back (Q1, Q3, Q5, Q12)."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils.timezone import localdate

from candidates.actions import leave_programme
from candidates.models import Application
from candidates.states import ApplicationStatus
from employers.models import Quota
from offers.actions import sending
from offers.actions.answering import accept_offer, decline_offer
from offers.actions.confirming import confirm_offer
from offers.actions.sending import continue_sending, judge, send_offer, start_sending, stop_sending, withdraw_offer
from offers.models import Batch, BatchRow, Offer
from offers.rules import Proposal
from stajseferberligi import clock
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


def send(proposal: Proposal, application: Application, **more: Any) -> Offer:
    quota = Quota.objects.select_related("employer").get(pk=proposal.quota_id)
    return send_offer(proposal=proposal, application_id=application.pk, actor=cast.acting_for(quota.employer), **more).offer


def a_quota(**fields: Any) -> Quota:
    return cast.a_quota(cast.an_employer(f"Kurum {next(number)}"), **fields)


# One


def test_a_sent_offer_holds_what_was_proposed() -> None:
    application, quota = cast.a_candidate(), a_quota(province=35)
    member = cast.a_member(quota.employer)
    proposal = cast.a_proposal(quota, description="Ölçüm", gives_meal=True)
    offer = send_offer(proposal=proposal, application_id=application.pk, actor=cast.acting_for(quota.employer, member.user)).offer
    offer.refresh_from_db()
    assert (offer.status, offer.province, offer.employer_id, offer.sent_by_id) == ("sent", 35, quota.employer_id, member.user_id)
    assert (offer.starts_on, offer.ends_on, offer.monthly_wage, offer.gives_meal) == (
        proposal.starts_on,
        proposal.ends_on,
        proposal.monthly_wage,
        True,
    )
    assert offer.working_days > 0
    (event,) = Event.objects.filter(offer_id=offer.pk)
    assert (event.kind, event.actor_id, event.actor_role, event.application_id) == (
        "offer.sent",
        member.user_id,
        "employer",
        application.pk,
    )


def test_sending_opens_no_name() -> None:
    offer = cast.a_sent_offer(cast.a_candidate())
    assert not offer.employer.disclosures.exists()


def test_q1_only_in_the_offer_phase() -> None:
    now = clock.now()
    for opens, closes in ((1, 30), (-30, -1)):
        programme = cast.a_programme(offers_open_at=now + timedelta(days=opens), offers_close_at=now + timedelta(days=closes))
        with refused("offer_phase_closed"):
            send(cast.a_proposal(a_quota(programme=programme)), cast.a_candidate(programme=programme))


@pytest.mark.parametrize("status", ["pending", "suspended"])
def test_only_an_approved_employer(status: str) -> None:
    quota = cast.a_quota(cast.an_employer(status=status))
    with refused("employer_not_approved"):
        send(cast.a_proposal(quota), cast.a_candidate())


def test_q3_the_internship_ends_inside_the_programme() -> None:
    programme = cast.a_programme(complete_by=localdate() + timedelta(days=100))
    quota, application = a_quota(programme=programme), cast.a_candidate(programme=programme)
    with refused("ends_too_late"):
        send(cast.a_proposal(quota, starts_on=programme.complete_by - timedelta(days=9), days=11), application)
    send(cast.a_proposal(quota, starts_on=programme.complete_by - timedelta(days=9), days=10), application)


def test_the_last_day_is_not_before_the_first() -> None:
    with refused("dates_out_of_order"):
        send(cast.a_proposal(a_quota(), days=0), cast.a_candidate())


@pytest.mark.parametrize(("days", "fits"), [(2, False), (3, True), (21, True), (22, False), (-1, False)])
def test_q12_the_time_to_answer_lies_between_the_programmes_bounds(days: int, fits: bool) -> None:
    quota, application = a_quota(), cast.a_candidate()
    if fits:
        send(cast.a_proposal(quota, answer_in=days), application)
    else:
        with refused("answer_time_out_of_range"):
            send(cast.a_proposal(quota, answer_in=days), application)


def test_the_answer_comes_before_the_first_day() -> None:
    today = localdate(clock.now())
    for starts_on in (today + timedelta(days=7), today + timedelta(days=3)):
        with refused("starts_too_soon"):
            send(cast.a_proposal(a_quota(), starts_on=starts_on, answer_in=7), cast.a_candidate())
    send(cast.a_proposal(a_quota(), starts_on=today + timedelta(days=8), answer_in=7), cast.a_candidate())


def test_one_live_offer_of_one_employer() -> None:
    offer = cast.a_sent_offer(cast.a_candidate())
    other_unit = cast.a_quota(offer.employer)
    with refused("already_offered"):
        send(cast.a_proposal(other_unit), offer.application)
    accept_offer(offer_id=offer.pk, actor=cast.acting_as(offer.application))
    with refused("already_offered"):
        send(cast.a_proposal(other_unit), offer.application)


def test_another_offer_after_a_decline() -> None:
    offer = cast.a_sent_offer(cast.a_candidate())
    decline_offer(offer_id=offer.pk, actor=cast.acting_as(offer.application))
    assert send(cast.a_proposal(offer.quota), offer.application).pk != offer.pk


@pytest.mark.parametrize("answered", [False, True])
def test_a_deadline_that_no_clock_has_written_down_is_over_all_the_same(answered: bool) -> None:
    """The employer may offer again, and the old offer's end is in the journal before the new one's beginning."""
    quota = a_quota(places=1)
    make = cast.an_accepted_offer if answered else cast.a_sent_offer
    offer = make(cast.a_candidate(), quota=quota)
    clock.move_to(offer.confirmation_due_at or offer.response_due_at)
    new = send(cast.a_proposal(quota), offer.application)
    offer.refresh_from_db()
    assert offer.status == ("lapsed" if answered else "expired")
    kinds = Event.objects.filter(offer_id__in=[offer.pk, new.pk]).order_by("id").values_list("kind", flat=True)
    assert list(kinds)[-2:] == [f"offer.{offer.status}", "offer.sent"]


@pytest.mark.parametrize("status", ["submitted", "full", "left"])
def test_not_in_the_pool_is_answered_in_neutral_words(status: str) -> None:
    with refused("candidate_not_available"):
        send(cast.a_proposal(a_quota()), cast.a_candidate(status=status))


def test_taken_dates_are_answered_in_the_same_neutral_words() -> None:
    application = cast.a_candidate()
    placed = cast.an_accepted_offer(application, starts_on=cast.on(2), days=20)
    confirm_offer(offer_id=placed.pk, actor=cast.acting_for(placed.employer))
    quota = a_quota()
    for shift in (-19, 0, 19):
        with refused("candidate_not_available"):
            send(cast.a_proposal(quota, starts_on=cast.on(2) + timedelta(days=shift), days=20), application)
    send(cast.a_proposal(quota, starts_on=cast.on(2) + timedelta(days=20), days=20), application)


def test_an_application_of_another_season_is_answered_in_the_same_neutral_words() -> None:
    quota = a_quota()
    with refused("candidate_not_available"):
        send(cast.a_proposal(quota), cast.a_candidate(programme=cast.a_programme()))


def test_somebody_elses_quota_does_not_exist() -> None:
    quota, stranger = a_quota(), cast.an_employer("Başka")
    with pytest.raises(Quota.DoesNotExist):
        send_offer(proposal=cast.a_proposal(quota), application_id=cast.a_candidate().pk, actor=cast.acting_for(stranger))
    with pytest.raises((Quota.DoesNotExist, PermissionError)):
        send_offer(proposal=cast.a_proposal(quota), application_id=cast.a_candidate().pk, actor=cast.administering(cast.an_administrator()))


def test_nobody_is_offered_to_a_number_that_does_not_exist() -> None:
    quota = a_quota()
    with pytest.raises(Application.DoesNotExist):
        send_offer(proposal=cast.a_proposal(quota), application_id=0, actor=cast.acting_for(quota.employer))


def test_the_quota_counts_live_offers_and_internships() -> None:
    quota = a_quota(places=2)
    first = cast.an_accepted_offer(cast.a_candidate(), quota=quota)
    second = cast.a_sent_offer(cast.a_candidate(), quota=quota)
    with refused("quota_full"):
        send(cast.a_proposal(quota), cast.a_candidate())
    decline_offer(offer_id=second.pk, actor=cast.acting_as(second.application))
    confirm_offer(offer_id=first.pk, actor=cast.acting_for(quota.employer))
    cast.a_sent_offer(cast.a_candidate(), quota=quota)
    with refused("quota_full"):
        send(cast.a_proposal(quota), cast.a_candidate())


def test_a_programme_that_allows_more_offers_than_places() -> None:
    programme = cast.a_programme(quota_rule="overbook")
    quota = a_quota(places=1, programme=programme)
    first, *_ = [cast.an_accepted_offer(cast.a_candidate(programme=programme), quota=quota) for _ in range(3)]
    confirm_offer(offer_id=first.pk, actor=cast.acting_for(quota.employer))
    with refused("quota_full"):
        send(cast.a_proposal(quota), cast.a_candidate(programme=programme))


def test_a_request_key_names_one_decision() -> None:
    quota, application, key = a_quota(), cast.a_candidate(), uuid.uuid4()
    actor = cast.acting_for(quota.employer)
    first = send_offer(proposal=cast.a_proposal(quota), application_id=application.pk, actor=actor, request_key=key)
    again = send_offer(proposal=cast.a_proposal(quota), application_id=application.pk, actor=actor, request_key=key)
    assert (first.changed, again.changed, again.offer.pk) == (True, False, first.offer.pk)
    with refused("key_reused"):
        send_offer(proposal=cast.a_proposal(quota), application_id=cast.a_candidate().pk, actor=actor, request_key=key)
    other = a_quota()
    assert send(cast.a_proposal(other), application, request_key=key).pk != first.offer.pk


# Withdrawing


def test_withdrawing_until_it_is_answered() -> None:
    offer = cast.a_sent_offer(cast.a_candidate())
    actor = cast.acting_for(offer.employer)
    assert withdraw_offer(offer_id=offer.pk, actor=actor).changed
    assert not withdraw_offer(offer_id=offer.pk, actor=actor).changed
    assert Event.objects.filter(kind="offer.withdrawn").count() == 1
    accepted = cast.an_accepted_offer(cast.a_candidate(), quota=offer.quota)
    with refused("not_withdrawable"):
        withdraw_offer(offer_id=accepted.pk, actor=actor)


def test_withdrawing_what_is_over() -> None:
    offer = cast.a_sent_offer(cast.a_candidate())
    clock.move_to(offer.response_due_at)
    with refused("response_deadline_passed"):
        withdraw_offer(offer_id=offer.pk, actor=cast.acting_for(offer.employer))


def test_only_its_own_employer_withdraws_an_offer() -> None:
    offer = cast.a_sent_offer(cast.a_candidate())
    with pytest.raises(Offer.DoesNotExist):
        withdraw_offer(offer_id=offer.pk, actor=cast.acting_for(cast.an_employer("Başka")))
    with pytest.raises((Offer.DoesNotExist, PermissionError)):
        withdraw_offer(offer_id=offer.pk, actor=cast.acting_as(offer.application))


# Many


def a_batch(quota: Quota, applications: list[Application], *, key: uuid.UUID | None = None, **terms: Any) -> Batch:
    return start_sending(
        proposal=cast.a_proposal(quota, **terms),
        application_ids=[application.pk for application in applications],
        actor=cast.acting_for(quota.employer),
        key=key or uuid.uuid4(),
    )


def finish(batch: Batch) -> Batch:
    while continue_sending(batch_id=batch.pk):
        pass
    batch.refresh_from_db()
    return batch


def verdicts(batch: Batch) -> list[str]:
    return [
        row.refusal or row.offer.status for row in BatchRow.objects.filter(batch=batch).select_related("offer").order_by("application_id")
    ]


def test_many_get_the_same_terms_and_each_row_its_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "CHUNK", 3)
    quota = a_quota(places=4)
    applications = [cast.a_candidate() for _ in range(8)]
    cast.a_sent_offer(applications[1], quota=quota)
    leave_programme(application_id=applications[3].pk, reason="Vazgeçti", actor=cast.acting_as(applications[3]))
    batch = finish(a_batch(quota, applications))
    assert verdicts(batch) == [
        "sent",
        "already_offered",
        "sent",
        "candidate_not_available",
        "sent",
        "quota_full",
        "quota_full",
        "quota_full",
    ]
    assert batch.finished_at is not None
    assert Event.objects.filter(kind="offer.sent").count() == 4
    terms = Offer.objects.filter(batch=batch).values_list("title", "starts_on", "response_due_at", "province").order_by().distinct()
    assert len(terms) == 1


def test_the_preview_says_what_sending_then_does() -> None:
    quota = a_quota(places=2)
    applications = [cast.a_candidate() for _ in range(2)] + [cast.a_candidate(status="full")] + [cast.a_candidate()]
    proposal = cast.a_proposal(quota)
    preview = judge(proposal, applications, quota=quota)
    assert [refusal.code if refusal else "sent" for refusal in preview.values()] == verdicts(finish(a_batch(quota, applications)))


def test_bulk_work_is_recorded_as_the_employers() -> None:
    quota = a_quota()
    member = cast.a_member(quota.employer)
    batch = start_sending(
        proposal=cast.a_proposal(quota),
        application_ids=[cast.a_candidate().pk],
        actor=cast.acting_for(quota.employer, member.user),
        key=uuid.uuid4(),
    )
    finish(batch)
    finish(a_batch(quota, [cast.a_candidate()]))  # through an API key: nobody in person
    events = Event.objects.filter(kind="offer.sent").order_by("id").values_list("actor_role", "actor_id")
    assert list(events) == [("employer", member.user_id), ("employer", None)]


def test_a_batch_is_named_by_its_key() -> None:
    quota, key, application = a_quota(), uuid.uuid4(), cast.a_candidate()
    first = a_batch(quota, [application], key=key)
    assert a_batch(quota, [application, cast.a_candidate()], key=key).pk == first.pk
    other = a_quota()
    assert a_batch(other, [application], key=key).pk != first.pk


def test_a_batch_of_nobody_or_of_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    quota = a_quota()
    with refused("batch_empty"):
        a_batch(quota, [])
    with refused("batch_empty"):  # of another season
        a_batch(quota, [cast.a_candidate(programme=cast.a_programme())])
    monkeypatch.setattr(sending, "MOST_AT_ONCE", 1)
    with refused("batch_too_large"):
        a_batch(quota, [cast.a_candidate(), cast.a_candidate()])
    assert not Batch.objects.exists()


def test_terms_that_do_not_hold_start_nothing() -> None:
    with refused("answer_time_out_of_range"):
        a_batch(a_quota(), [cast.a_candidate()], answer_in=1)


def test_terms_that_no_longer_hold_close_the_rows() -> None:
    batch = a_batch(a_quota(), [cast.a_candidate()])
    clock.move_to(clock.now() + timedelta(days=30))
    assert verdicts(finish(batch)) == ["answer_time_out_of_range"]


def test_stopping_leaves_what_is_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "CHUNK", 1)
    quota = a_quota()
    batch = a_batch(quota, [cast.a_candidate() for _ in range(3)])
    continue_sending(batch_id=batch.pk)
    actor = cast.acting_for(quota.employer)
    stop_sending(batch_id=batch.pk, actor=actor)
    stop_sending(batch_id=batch.pk, actor=actor)
    finish(batch)
    assert Offer.objects.count() == 1
    assert Event.objects.filter(kind="batch.stopped").count() == 1
    with pytest.raises(Batch.DoesNotExist):
        stop_sending(batch_id=batch.pk, actor=cast.acting_for(cast.an_employer("Başka")))


def test_a_finished_batch_cannot_be_stopped() -> None:
    quota = a_quota()
    batch = finish(a_batch(quota, [cast.a_candidate()]))
    with refused("batch_not_stoppable"):
        stop_sending(batch_id=batch.pk, actor=cast.acting_for(quota.employer))


def test_one_bad_row_does_not_stop_the_others() -> None:
    quota = a_quota()
    applications = [cast.a_candidate() for _ in range(4)]
    batch = a_batch(quota, applications)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION a_bad_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NEW.application_id = {applications[2].pk} THEN RAISE EXCEPTION 'bad'; END IF; RETURN NEW; END $$"
        )
        cursor.execute("CREATE TRIGGER a_bad_row BEFORE INSERT ON offers_offer FOR EACH ROW EXECUTE FUNCTION a_bad_row()")
    assert verdicts(finish(batch)) == ["sent", "sent", "row_failed", "sent"]
    assert Event.objects.filter(kind="offer.sent").count() == 3


def test_a_lost_connection_is_nobodys_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = a_batch(a_quota(), [cast.a_candidate()])

    def lose(*_: Any, **__: Any) -> None:
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(sending, "judge", lose)
        with pytest.raises(OperationalError):
            continue_sending(batch_id=batch.pk)
    assert verdicts(finish(batch)) == ["sent"]


def test_a_candidate_who_is_full_is_gone_from_the_pool() -> None:
    application = cast.a_candidate()
    for month in (2, 4):
        offer = cast.an_accepted_offer(application, starts_on=cast.on(month))
        confirm_offer(offer_id=offer.pk, actor=cast.acting_for(offer.employer))
    application.refresh_from_db()
    assert application.status == ApplicationStatus.FULL
    assert not Application.objects.in_pool().exists()
