"""Many at once, with real threads and real connections, each committed."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from candidates.models import Application
from employers.models import Disclosure, Employer, Quota
from offers.actions import sweeping
from offers.actions.answering import accept_offer
from offers.actions.confirming import confirm_offer, confirm_offers
from offers.actions.outcomes import Outcome
from offers.actions.sending import continue_sending, send_offer, start_sending
from offers.models import Batch, BatchRow, Offer, Placement
from offers.placement import settle
from stajseferberligi import clock
from stajseferberligi.journal.models import Event
from stajseferberligi.refusals import Refused
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 200


class Crowd:
    """Threads that each keep one connection and begin together. An answer is what the verb returned, or the code of its refusal."""

    def __init__(self, size: int) -> None:
        self.gate = threading.Barrier(size)
        self.size = size

    def __call__(self, *acts: Sequence[Callable[[], Any]]) -> list[list[Any]]:
        """`acts[i]` are the things that the i-th person does, one after the other; the n-th things of all begin together."""
        answers: list[list[Any]] = [[] for _ in acts]
        errors: list[BaseException] = []

        def live(person: int) -> None:
            try:
                for act in acts[person]:
                    self.gate.wait(timeout=30)
                    try:
                        answers[person].append(act())
                    except Refused as refused:
                        answers[person].append(refused.refusal.code)
            except BaseException as error:  # the test fails with it
                errors.append(error)
                self.gate.abort()
            finally:
                connection.close()

        threads = [threading.Thread(target=live, args=(person,)) for person in range(len(acts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        real = [error for error in errors if not isinstance(error, threading.BrokenBarrierError)]
        assert not real, real
        return answers


def together(*acts: Callable[[], Any]) -> list[Any]:
    return [answers[0] for answers in Crowd(len(acts))(*([act] for act in acts))]


def confirming(offer: Offer) -> Callable[[], Outcome]:
    return lambda: confirm_offer(offer_id=offer.pk, actor=cast.acting_for(offer.employer))


def accepting(offer: Offer) -> Callable[[], Outcome]:
    return lambda: accept_offer(offer_id=offer.pk, actor=cast.acting_as(offer.application))


def due_in(offer: Offer, **delay: float) -> None:
    """Turn the clock so that the answer to `offer` is due in so much time."""
    clock.move_to(offer.response_due_at - timedelta(**delay))


def test_five_employers_confirm_one_candidate_at_once() -> None:
    """200 candidates; employers 1 to 5, of whom 1 and 2 offer overlapping days. Always two internships, in the order of the stamps."""
    programme = cast.a_programme()
    quotas = [cast.a_quota(cast.an_employer(f"İşveren {letter}"), places=ROUNDS, programme=programme) for letter in "ABCDE"]
    months = [2, 2, 3, 4, 5]
    applications = [application.pk for application in cast.candidates(ROUNDS, programme=programme)]
    for place, (quota, month) in enumerate(zip(quotas, months, strict=True)):
        proposal = cast.a_proposal(quota, starts_on=cast.on(month, 5 + place))
        batch = start_sending(proposal=proposal, application_ids=applications, actor=cast.acting_for(quota.employer), key=uuid.uuid4())
        continue_sending(batch_id=batch.pk)
    Offer.objects.update(status="accepted", confirmation_due_at=clock.now() + timedelta(days=7))
    sent = Offer.objects.select_related("employer").order_by("quota_id")
    rounds = [[offer for offer in sent if offer.application_id == application] for application in applications]

    answers = Crowd(5)(*([confirming(offers[person]) for offers in rounds] for person in range(5)))

    for number, offers in enumerate(rounds):
        stored = {offer.pk: offer for offer in Offer.objects.filter(application_id=offers[0].application_id)}
        placements = list(Placement.objects.active().filter(application_id=offers[0].application_id).order_by("slot"))
        assert len(placements) == 2
        assert placements[0].ends_on < placements[1].starts_on or placements[1].ends_on < placements[0].starts_on
        assert [placement.slot for placement in placements] == [1, 2]
        stamps = [stored[placement.offer_id].confirmed_at for placement in placements]
        assert stamps == sorted(stamps)
        # The first to be stamped stands; the second slot is the earliest stamp after it that does not collide.
        confirmed = sorted((offer for offer in stored.values() if offer.confirmed_at), key=lambda offer: (offer.confirmed_at, offer.pk))
        assert confirmed[0].pk == placements[0].offer_id
        receipts = 0
        for person in range(5):
            answer, offer = answers[person][number], stored[offers[person].pk]
            if offer.status == "placed":
                assert answer.offer.status == "placed"
            else:
                assert offer.status == "voided"
                assert answer == "place_taken" or (answer.changed and answer.offer.status == "voided")
                assert Event.objects.filter(offer_id=offer.pk, kind="offer.confirmation_came_late").exists() == (answer == "place_taken")
                receipts += 1
        assert receipts == 3
        assert Application.objects.get(pk=offers[0].application_id).status == "full"
    placed = Counter(Placement.objects.active().values_list("offer__quota_id", flat=True))
    assert {quota.pk: quota.taken for quota in Quota.objects.all()} == {quota.pk: placed[quota.pk] for quota in quotas}
    assert Event.objects.filter(kind="offer.placed").count() == 2 * ROUNDS


@pytest.mark.parametrize("attempt", range(6))
def test_accept_against_expiry_at_the_deadline(attempt: int) -> None:
    """Whoever comes first wins, and the other finds it done: never both, never an error. Even attempts are in time, odd ones are late."""
    offer = cast.a_sent_offer(cast.a_candidate())
    due_in(offer, milliseconds=-1 if attempt % 2 else 60)
    accepted, tally = together(accepting(offer), sweeping.expire_offers)
    if accepted == "response_deadline_passed":
        sweeping.expire_offers()
    offer.refresh_from_db()
    kinds = list(Event.objects.filter(offer_id=offer.pk).exclude(kind="name.opened").order_by("id").values_list("kind", flat=True))
    if accepted == "response_deadline_passed":
        assert offer.status == "expired"
        assert kinds == ["offer.sent", "offer.expired"]
        assert not Disclosure.objects.exists()
    else:
        assert offer.status == "accepted"
        assert offer.accepted_at < offer.response_due_at
        assert tally.done == 0
        assert kinds == ["offer.sent", "offer.accepted"]


def test_the_deadline_falls_between_the_rule_and_the_stamp() -> None:
    """The rule saw a last moment that the database's stamp no longer has: the same refusal, not an error."""
    offer = cast.a_sent_offer(cast.a_candidate())
    delay_updates("offers_offer", seconds=0.4)
    due_in(offer, milliseconds=200)
    assert together(accepting(offer)) == ["response_deadline_passed"]
    assert Offer.objects.get(pk=offer.pk).status == "sent"
    assert not Disclosure.objects.exists()


def test_a_deadline_falls_into_a_bulk_confirmation() -> None:
    """One row is too late by the time it is stamped; the others are confirmed all the same."""
    quota = cast.a_quota(cast.an_employer())
    late, *others = [cast.an_accepted_offer(cast.a_candidate(), quota=quota) for _ in range(3)]
    Offer.objects.filter(pk=late.pk).update(
        confirmation_due_at=clock.now() + timedelta(seconds=0.8), deadline_version=F("deadline_version") + 1
    )
    delay_updates("offers_offer", seconds=1)
    batch = confirm_offers(offer_ids=[late.pk, *(offer.pk for offer in others)], actor=cast.acting_for(quota.employer), key=uuid.uuid4())
    refusals = dict(BatchRow.objects.filter(batch=batch).values_list("offer_id", "refusal"))
    assert refusals == {late.pk: "confirmation_deadline_passed", others[0].pk: "", others[1].pk: ""}
    assert Event.objects.filter(kind="offer.confirmed").count() == 2


def delay_updates(table: str, *, seconds: float) -> None:
    """Let every row of `table` take its time before it is stamped. The trigger's name sorts before the guard's; a flush keeps it, so
    it drops itself from the next test's way by looking at a table that the flush empties."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION a_slow_row() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN PERFORM pg_sleep({seconds}); RETURN NEW; END $$"
        )
        cursor.execute(f"CREATE OR REPLACE TRIGGER a_slow_row BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION a_slow_row()")


@pytest.fixture(autouse=True)
def _nothing_stays_slow(transactional_db: None) -> Any:
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION IF EXISTS a_slow_row() CASCADE")


def test_two_bulk_confirmations_that_share_their_candidates() -> None:
    programme = cast.a_programme()
    quotas = [cast.a_quota(cast.an_employer(f"İşveren {letter}"), programme=programme, places=40) for letter in "ABC"]
    offers: list[list[Offer]] = [[], [], []]
    for _ in range(30):
        application = cast.a_candidate(programme=programme)
        for place, quota in enumerate(quotas):
            offers[place].append(cast.an_accepted_offer(application, quota=quota, starts_on=cast.on(2 + place)))

    def confirm(place: int, *, backwards: bool) -> Callable[[], Batch]:
        ids = [offer.pk for offer in offers[place]]
        return lambda: confirm_offers(
            offer_ids=ids[::-1] if backwards else ids, actor=cast.acting_for(quotas[place].employer), key=uuid.uuid4()
        )

    together(confirm(0, backwards=False), confirm(1, backwards=True), confirm(2, backwards=False))
    together(sweeping.settle_confirmed, sweeping.settle_confirmed, sweeping.settle_confirmed)
    sweeping.settle_confirmed()
    for application_id in Application.objects.values_list("pk", flat=True):
        in_order = Offer.objects.filter(application_id=application_id).order_by("confirmed_at", "id")
        assert list(in_order.values_list("status", flat=True)) == ["placed", "placed", "voided"]
    assert Event.objects.filter(kind="offer.placed").count() == 60
    assert Event.objects.filter(kind="offer.voided").count() == 30
    assert sum(Quota.objects.values_list("taken", flat=True)) == 60
    assert not Batch.objects.filter(finished_at__isnull=True).exists()


def test_a_single_confirmation_beside_a_bulk_one() -> None:
    """The one that is settled at once also settles what was stamped before it, in the stamps' order."""
    programme = cast.a_programme()
    big, small = (cast.a_quota(cast.an_employer(name), programme=programme, places=40) for name in ("Büyük", "Küçük"))
    applications = [cast.a_candidate(programme=programme) for _ in range(12)]
    of_big = [cast.an_accepted_offer(application, quota=big) for application in applications]
    of_small = [cast.an_accepted_offer(application, quota=small) for application in applications]  # the same days
    crowd = Crowd(2)
    crowd(
        [
            lambda: confirm_offers(offer_ids=[offer.pk for offer in of_big], actor=cast.acting_for(big.employer), key=uuid.uuid4()),
            sweeping.settle_confirmed,
        ],
        [lambda: [_try(confirming(offer)) for offer in of_small], sweeping.settle_confirmed],
    )
    for one, other in zip(of_big, of_small, strict=True):
        one.refresh_from_db()
        other.refresh_from_db()
        assert {one.status, other.status} == {"placed", "voided"}
        if one.confirmed_at and other.confirmed_at:
            assert (one.status == "placed") == (one.confirmed_at < other.confirmed_at)
    assert sum(Quota.objects.values_list("taken", flat=True)) == 12


def _try(act: Callable[[], Outcome]) -> Outcome | str:
    try:
        return act()
    except Refused as refused:
        return refused.refusal.code


def test_the_same_request_twice_sends_one_offer() -> None:
    application, quota = cast.a_candidate(), cast.a_quota(cast.an_employer())
    proposal, key = cast.a_proposal(quota), uuid.uuid4()

    def send() -> Outcome:
        return send_offer(proposal=proposal, application_id=application.pk, actor=cast.acting_for(quota.employer), request_key=key)

    answers = together(send, send, send, send)
    assert len({answer.offer.pk for answer in answers}) == 1
    assert sorted(answer.changed for answer in answers) == [False, False, False, True]
    assert Event.objects.filter(kind="offer.sent").count() == 1


def test_the_same_key_for_two_people() -> None:
    quota, key = cast.a_quota(cast.an_employer()), uuid.uuid4()
    proposal = cast.a_proposal(quota)
    applications = [cast.a_candidate() for _ in range(4)]

    def sending(application: Application) -> Callable[[], Outcome]:
        return lambda: send_offer(proposal=proposal, application_id=application.pk, actor=cast.acting_for(quota.employer), request_key=key)

    answers = together(*map(sending, applications))
    assert sorted(map(str, answers)).count("key_reused") == 3
    assert Offer.objects.count() == 1


def test_two_different_offers_of_one_employer_to_one_candidate() -> None:
    application, employer = cast.a_candidate(), cast.an_employer()
    quotas = [cast.a_quota(employer) for _ in range(3)]

    def sending(quota: Quota) -> Callable[[], Outcome]:
        return lambda: send_offer(proposal=cast.a_proposal(quota), application_id=application.pk, actor=cast.acting_for(employer))

    answers = together(*map(sending, quotas))
    assert answers.count("already_offered") == 2
    assert Offer.objects.count() == 1


def test_the_last_place_of_a_quota_is_offered_once() -> None:
    quota = cast.a_quota(cast.an_employer(), places=1)
    applications = [cast.a_candidate() for _ in range(5)]

    def sending(application: Application) -> Callable[[], Outcome]:
        return lambda: send_offer(proposal=cast.a_proposal(quota), application_id=application.pk, actor=cast.acting_for(quota.employer))

    assert together(*map(sending, applications)).count("quota_full") == 4


def test_the_last_place_of_a_quota_is_confirmed_once() -> None:
    programme = cast.a_programme(quota_rule="overbook")
    quota = cast.a_quota(cast.an_employer(), places=1, programme=programme)
    offers = [cast.an_accepted_offer(cast.a_candidate(programme=programme), quota=quota) for _ in range(5)]
    assert together(*map(confirming, offers)).count("quota_full") == 4
    quota.refresh_from_db()
    assert quota.taken == 1


def test_settling_beside_settling() -> None:
    application = cast.a_candidate()
    offers = [cast.an_accepted_offer(application, starts_on=cast.on(month)) for month in (2, 3, 4)]
    for offer in offers:
        confirm_offers(offer_ids=[offer.pk], actor=cast.acting_for(offer.employer), key=uuid.uuid4())
    decisions = together(*[lambda: settle(application_id=application.pk)] * 5)
    assert sorted(len(decision.moves) for decision in decisions) == [0, 0, 0, 0, 3]
    assert Event.objects.filter(kind="offer.placed").count() == 2


def test_two_workers_on_one_sending_batch() -> None:
    quota = cast.a_quota(cast.an_employer(), places=700)
    applications = [application.pk for application in cast.candidates(600)]
    batch = start_sending(
        proposal=cast.a_proposal(quota), application_ids=applications, actor=cast.acting_for(quota.employer), key=uuid.uuid4()
    )

    def work() -> None:
        while continue_sending(batch_id=batch.pk):
            pass

    together(work, work)
    assert sorted(Offer.objects.values_list("application_id", flat=True)) == applications
    assert Event.objects.filter(kind="offer.sent").count() == 600
    assert not BatchRow.objects.filter(batch=batch, offer__isnull=True).exists()
    batch.refresh_from_db()
    assert batch.finished_at is not None


def test_starting_the_same_batch_twice() -> None:
    quota = cast.a_quota(cast.an_employer())
    applications = [cast.a_candidate().pk for _ in range(3)]
    key, proposal = uuid.uuid4(), cast.a_proposal(quota)

    def start() -> Batch:
        return start_sending(proposal=proposal, application_ids=applications, actor=cast.acting_for(quota.employer), key=key)

    assert len({batch.pk for batch in together(start, start, start)}) == 1
    assert BatchRow.objects.count() == 3


def test_confirming_the_same_batch_twice() -> None:
    quota = cast.a_quota(cast.an_employer())
    offers = [cast.an_accepted_offer(cast.a_candidate(), quota=quota).pk for _ in range(3)]
    key = uuid.uuid4()

    def confirm() -> Batch:
        return confirm_offers(offer_ids=offers, actor=cast.acting_for(quota.employer), key=key)

    assert len({batch.pk for batch in together(confirm, confirm, confirm)}) == 1
    assert Event.objects.filter(kind="offer.confirmed").count() == 3


def test_accepting_twice() -> None:
    offer = cast.a_sent_offer(cast.a_candidate())
    answers = together(*[accepting(offer)] * 4)
    assert sorted(answer.changed for answer in answers) == [False, False, False, True]
    assert Event.objects.filter(kind="offer.accepted").count() == 1
    assert Event.objects.filter(kind="name.opened").count() == 1


def test_employers_of_one_race_are_not_one_employer() -> None:
    """The rounds above reuse employers; here each has one offer and all confirm everything of one candidate at the same moment, twice."""
    application = cast.a_candidate()
    offers = [cast.an_accepted_offer(application, starts_on=cast.on(month)) for month in (2, 3, 4, 5, 6)]
    Crowd(5)(*([confirming(offer), confirming(offer)] for offer in offers))
    assert Employer.objects.count() == 5
    assert Counter(Offer.objects.values_list("status", flat=True)) == {"placed": 2, "voided": 3}
    assert Event.objects.filter(kind="offer.confirmation_came_late").count() == 3
