"""The protocol told twice: a small model that knows nothing of Django beside the real verbs, in any order of events.

In the model time acts at once. In the database jobs write down what time did, or do not, or much later: nobody must be able to tell.
`STATEFUL_EXAMPLES` and `STATEFUL_STEPS` make the run longer.
"""

from __future__ import annotations

import os
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from candidates.actions import leave_programme
from candidates.models import Application
from employers.models import Disclosure, Quota
from offers.actions import sweeping
from offers.actions.answering import accept_offer, decline_offer
from offers.actions.confirming import cancel_offer, confirm_offer, confirm_offers
from offers.actions.sending import send_offer, withdraw_offer
from offers.models import BatchRow, Offer, Placement
from offers.placement import settle
from stajseferberligi import clock
from stajseferberligi.journal.models import Event
from stajseferberligi.refusals import Refused
from tests import cast

ISTANBUL = ZoneInfo("Europe/Istanbul")
OPENING = datetime(2027, 1, 4, 10, 0, tzinfo=ISTANBUL)
QUIET = timedelta(seconds=30)  # longer than all steps between two jumps of the clock take
PLACES = 2
SHORTEST, LONGEST, WINDOW = 3, 21, timedelta(days=7)


# The model


@dataclass
class Promise:
    employer: int
    candidate: int
    starts_on: date
    ends_on: date
    response_due: datetime
    state: str = "sent"
    reason: str = ""
    confirmation_due: datetime | None = None
    stamp: int | None = None
    slot: int | None = None
    was_accepted: bool = False
    history: list[str] = field(default_factory=lambda: ["sent"])

    def to(self, state: str, reason: str = "") -> None:
        self.state, self.reason = state, reason
        self.history.append(state)

    def meets(self, other: Promise) -> bool:
        return not (self.ends_on < other.starts_on or other.ends_on < self.starts_on)


@dataclass
class Model:
    """What the protocol says, with time that acts by itself. Every verb answers "done", "again", or the code of its refusal."""

    now: datetime = OPENING
    promises: dict[int, Promise] = field(default_factory=dict)
    standing: dict[int, str] = field(default_factory=lambda: defaultdict(lambda: "pool"))
    stamps: int = 0

    def of(self, candidate: int, *states: str) -> list[Promise]:
        return [promise for promise in self.promises.values() if promise.candidate == candidate and promise.state in states]

    def taken(self, employer: int) -> int:
        return sum(promise.employer == employer and promise.state in {"confirmed", "placed"} for promise in self.promises.values())

    def open_at(self, employer: int) -> int:
        return sum(promise.employer == employer and promise.state in {"sent", "accepted"} for promise in self.promises.values())

    def pass_time(self, instant: datetime) -> None:
        self.now = instant
        for promise in self.promises.values():
            if promise.state == "sent" and promise.response_due <= instant:
                promise.to("expired")
            if promise.state == "accepted" and promise.confirmation_due is not None and promise.confirmation_due <= instant:
                promise.to("lapsed")

    def may_send(self, promise: Promise) -> str:
        today = self.now.astimezone(ISTANBUL).date()
        last_day = promise.response_due.astimezone(ISTANBUL).date()
        if not SHORTEST <= (last_day - today).days <= LONGEST:
            return "answer_time_out_of_range"
        if last_day >= promise.starts_on:
            return "starts_too_soon"
        if any(other.employer == promise.employer for other in self.of(promise.candidate, "sent", "accepted", "confirmed")):
            return "already_offered"
        if self.standing[promise.candidate] != "pool" or any(promise.meets(other) for other in self.of(promise.candidate, "placed")):
            return "candidate_not_available"
        return "quota_full" if self.open_at(promise.employer) + self.taken(promise.employer) >= PLACES else "done"

    def accept(self, promise: Promise) -> str:
        match promise.state:
            case "accepted" | "confirmed" | "placed":
                return "again"
            case "declined" | "lapsed":
                return "already_answered"
            case "expired":
                return "response_deadline_passed"
            case "sent":
                if self.standing[promise.candidate] == "left":
                    return "candidate_left"
                promise.to("accepted")
                promise.was_accepted = True
                return "done"
        return "no_longer_open"

    def decline(self, promise: Promise) -> str:
        match promise.state:
            case "declined":
                return "again"
            case "accepted" | "confirmed" | "placed" | "lapsed":
                return "already_answered"
            case "expired":
                return "response_deadline_passed"
            case "sent":
                promise.to("declined")
                return "done"
        return "no_longer_open"

    def withdraw(self, promise: Promise) -> str:
        match promise.state:
            case "withdrawn":
                return "again"
            case "expired":
                return "response_deadline_passed"
            case "sent":
                promise.to("withdrawn")
                return "done"
        return "not_withdrawable"

    def may_confirm(self, promise: Promise, taken: int) -> str:
        match promise.state:
            case "lapsed":
                return "confirmation_deadline_passed"
            case "voided":
                return "place_taken" if promise.was_accepted and promise.reason in {"cap", "overlap"} else "no_longer_open"
            case "cancelled":
                return "no_longer_open"
            case "confirmed" | "placed":
                return "already_confirmed"
            case "accepted":
                if self.standing[promise.candidate] == "left":
                    return "no_longer_open"
                return "quota_full" if taken >= PLACES else "done"
        return "not_accepted"

    def stamp(self, promise: Promise) -> None:
        self.stamps += 1
        promise.stamp = self.stamps
        promise.to("confirmed")

    def confirm(self, promise: Promise) -> str:
        if promise.stamp is not None and promise.state != "cancelled":
            return "again"
        answer = self.may_confirm(promise, self.taken(promise.employer))
        if answer == "done":
            self.stamp(promise)
            self.settle(promise.candidate)
        return answer

    def confirm_many(self, employer: int) -> dict[int, str]:
        """Everything of one employer at once, settled some other day; the last promise to somebody speaks for the others."""
        speaking: dict[int, int] = {}
        for number, promise in sorted(
            self.promises.items(), key=lambda item: (item[1].state in {"sent", "accepted", "confirmed"}, item[0])
        ):
            if promise.employer == employer:
                speaking[promise.candidate] = number
        answers = {}
        for number in sorted(speaking.values()):
            answers[number] = self.may_confirm(self.promises[number], self.taken(employer))
            if answers[number] == "done":
                self.stamp(self.promises[number])
        return answers

    def cancel(self, promise: Promise) -> str:
        match promise.state:
            case "cancelled":
                return "again"
            case "lapsed":
                return "confirmation_deadline_passed"
            case "accepted":
                promise.to("cancelled")
                return "done"
            case "placed":
                if self.now.astimezone(ISTANBUL).date() >= promise.starts_on:
                    return "already_started"
                promise.to("cancelled")
                promise.slot = None
                if self.standing[promise.candidate] == "full":
                    self.standing[promise.candidate] = "pool"
                return "done"
        return "not_cancellable"

    def settle(self, candidate: int) -> None:
        if self.standing[candidate] == "left":
            for promise in self.of(candidate, "sent", "accepted", "confirmed"):
                promise.to("voided", "candidate_left")
            return
        for promise in sorted(self.of(candidate, "confirmed"), key=lambda promise: promise.stamp or 0):
            held = self.of(candidate, "placed")
            if len(held) == 2:
                promise.to("voided", "cap")
            elif any(promise.meets(other) for other in held):
                promise.to("voided", "overlap")
            else:
                promise.to("placed")
                promise.slot = 2 if any(other.slot == 1 for other in held) else 1
        held = self.of(candidate, "placed")
        for promise in self.of(candidate, "sent", "accepted"):
            if any(promise.meets(other) for other in held):
                promise.to("voided", "overlap")
            elif len(held) == 2:
                promise.to("voided", "cap")
        if len(held) == 2:
            self.standing[candidate] = "full"

    def settle_all(self) -> None:
        for candidate in {promise.candidate for promise in self.promises.values() if promise.state == "confirmed"}:
            self.settle(candidate)

    def void_stranded(self) -> None:
        for candidate, standing in self.standing.items():
            if standing == "left":
                for promise in self.of(candidate, "sent", "accepted"):
                    promise.to("voided", "candidate_left")


# The two side by side

CANDIDATES = st.sampled_from([0, 0, 0, 1])
EMPLOYERS = st.integers(0, 3)
WEEKS = st.sampled_from([2, 3, 4, 6, 8, 10, 12, 1])
LENGTHS = st.sampled_from([5, 12, 26])
PICKS = st.integers(0, 30)


class Protocol(RuleBasedStateMachine):
    """Two candidates, four employers with two places each; a season that begins with most offers accepted."""

    applications: ClassVar[list[Application]]
    quotas: ClassVar[list[Quota]]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.model = Model()
        self.offers: list[int] = []

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    @initialize(accepted=st.lists(st.tuples(CANDIDATES, EMPLOYERS, WEEKS, LENGTHS), min_size=4, max_size=10))
    def open_the_season(self, accepted: list[tuple[int, int, int, int]]) -> None:
        clock.move_to(OPENING)
        for candidate, employer, weeks, days in accepted:
            self.send(candidate, employer, weeks, days, 7)
            if self.offers:
                self.accept(len(self.offers) - 1)

    def both(self, expected: str, act: Callable[[], Any]) -> Any:
        """Do it for real and compare the answers."""
        outcome, answer = None, ""
        try:
            with transaction.atomic():
                outcome = act()
        except Refused as refused:
            answer = refused.refusal.code
        else:
            answer = "done" if outcome.changed else "again"
        assert answer == expected
        return outcome

    def promise(self, pick: int) -> tuple[int, Promise]:
        number = self.offers[pick % len(self.offers)]
        return number, self.model.promises[number]

    def employer_of(self, promise: Promise) -> Any:
        return cast.acting_for(self.quotas[promise.employer].employer)

    def candidate_of(self, promise: Promise) -> Any:
        return cast.acting_as(self.applications[promise.candidate])

    @rule(
        candidate=CANDIDATES,
        employer=EMPLOYERS,
        weeks=WEEKS,
        days=LENGTHS,
        answer_in=st.sampled_from([3, 3, 5, 7, 7, 21, 2, 22]),
    )
    def send(self, candidate: int, employer: int, weeks: int, days: int, answer_in: int) -> None:
        due = self.model.now + timedelta(days=answer_in)
        today = self.model.now.astimezone(ISTANBUL).date()
        starts_on = today + timedelta(days=7 * weeks - today.weekday())
        promise = Promise(employer, candidate, starts_on, starts_on + timedelta(days=days - 1), due)
        proposal = cast.a_proposal(self.quotas[employer], starts_on=starts_on, days=days, response_due_at=due)
        sent = self.both(
            self.model.may_send(promise),
            lambda: send_offer(proposal=proposal, application_id=self.applications[candidate].pk, actor=self.employer_of(promise)),
        )
        if sent:
            self.model.promises[sent.offer.pk] = promise
            self.offers.append(sent.offer.pk)

    @precondition(lambda self: self.offers)
    @rule(pick=PICKS)
    def accept(self, pick: int) -> None:
        number, promise = self.promise(pick)
        outcome = self.both(self.model.accept(promise), lambda: accept_offer(offer_id=number, actor=self.candidate_of(promise)))
        if outcome and outcome.changed:
            first_day = datetime.combine(promise.starts_on, datetime.min.time(), ISTANBUL)
            due = outcome.offer.confirmation_due_at
            assert timedelta() <= due - min(self.model.now + WINDOW, first_day) < QUIET
            promise.confirmation_due = due

    @precondition(lambda self: self.offers)
    @rule(pick=PICKS)
    def decline(self, pick: int) -> None:
        number, promise = self.promise(pick)
        self.both(self.model.decline(promise), lambda: decline_offer(offer_id=number, actor=self.candidate_of(promise)))

    @precondition(lambda self: self.offers)
    @rule(pick=PICKS)
    def withdraw(self, pick: int) -> None:
        number, promise = self.promise(pick)
        self.both(self.model.withdraw(promise), lambda: withdraw_offer(offer_id=number, actor=self.employer_of(promise)))

    @precondition(lambda self: self.offers)
    @rule(pick=PICKS)
    def confirm(self, pick: int) -> None:
        number, promise = self.promise(pick)
        self.both(self.model.confirm(promise), lambda: confirm_offer(offer_id=number, actor=self.employer_of(promise)))

    @precondition(lambda self: self.offers)
    @rule(employer=EMPLOYERS)
    def confirm_many(self, employer: int) -> None:
        numbers = [number for number in self.offers if self.model.promises[number].employer == employer]
        if not numbers:
            return
        answers = self.model.confirm_many(employer)
        batch = confirm_offers(offer_ids=numbers, actor=cast.acting_for(self.quotas[employer].employer), key=uuid.uuid4())
        rows = BatchRow.objects.filter(batch=batch).values_list("offer_id", "refusal")
        assert {offer: refusal or "done" for offer, refusal in rows} == answers

    @precondition(lambda self: self.offers)
    @rule(pick=PICKS)
    def cancel(self, pick: int) -> None:
        number, promise = self.promise(pick)
        self.both(self.model.cancel(promise), lambda: cancel_offer(offer_id=number, reason="Bütçe", actor=self.employer_of(promise)))

    @rule(candidate=CANDIDATES)
    def settle(self, candidate: int) -> None:
        self.model.settle(candidate)
        settle(application_id=self.applications[candidate].pk)

    @precondition(lambda self: len(self.offers) > 3)
    @rule(candidate=CANDIDATES, sure=st.integers(0, 9))
    def leave(self, candidate: int, sure: int) -> None:
        if sure == 0:
            self.model.standing[candidate] = "left"
            application = self.applications[candidate]
            leave_programme(application_id=application.pk, reason="Vazgeçti", actor=cast.acting_as(application))

    @rule(hours=st.sampled_from([1, 24, 24 * 5]))
    def time_passes(self, hours: int) -> None:
        self.jump(self.model.now + timedelta(hours=hours))

    @precondition(lambda self: self.deadlines())
    @rule(pick=st.integers(0, 10), before=st.sampled_from([timedelta(), timedelta(seconds=90)]))
    def a_deadline_comes(self, pick: int, before: timedelta) -> None:
        deadlines = self.deadlines()
        self.jump(max(deadlines[pick % len(deadlines)] - before, self.model.now))

    def deadlines(self) -> list[datetime]:
        promises = self.model.promises.values()
        waiting = [promise.response_due for promise in promises if promise.state == "sent"]
        return sorted(
            waiting + [promise.confirmation_due for promise in promises if promise.state == "accepted" and promise.confirmation_due]
        )

    def jump(self, instant: datetime) -> None:
        """To `instant`, or a little later: no deadline may fall into the moments that the next steps take."""
        while close := [deadline for deadline in self.deadlines() if instant < deadline <= instant + QUIET]:
            instant = max(close)
        self.model.pass_time(instant)
        clock.move_to(instant)

    @rule(job=st.sampled_from(["expire", "lapse", "settle", "void", "remind"]))
    def a_clock_comes_by(self, job: str) -> None:
        match job:
            case "expire":
                tally = sweeping.expire_offers()
            case "lapse":
                tally = sweeping.lapse_acceptances()
            case "settle":
                self.model.settle_all()
                tally = sweeping.settle_confirmed()
            case "void":
                self.model.void_stranded()
                tally = sweeping.void_stranded()
            case _:
                tally = sweeping.remind()
        assert not tally.errors

    @invariant()
    def states_slots_and_reasons_agree(self) -> None:
        for offer in Offer.objects.all():
            promise = self.model.promises[offer.pk]
            written = offer.status
            if (written, promise.state) in {("sent", "expired"), ("accepted", "lapsed")}:
                written = promise.state  # no clock has come by yet
            assert (written, offer.end_reason) == (promise.state, promise.reason)
        assert Offer.objects.count() == len(self.model.promises)
        slots = dict(Placement.objects.active().values_list("offer_id", "slot"))
        assert slots == {number: promise.slot for number, promise in self.model.promises.items() if promise.state == "placed"}

    @invariant()
    def everything_else_agrees(self) -> None:
        for number, application in enumerate(Application.objects.order_by("pk")):
            assert application.status == self.model.standing[number]
        for number, quota in enumerate(Quota.objects.order_by("pk")):
            assert quota.taken == self.model.taken(number)
        opened = set(Disclosure.objects.values_list("employer_id", "application_id"))
        assert opened == {
            (self.quotas[promise.employer].employer_id, self.applications[promise.candidate].pk)
            for promise in self.model.promises.values()
            if promise.was_accepted
        }

    @invariant()
    def the_journal_tells_the_same_story(self) -> None:
        moves = {f"offer.{state}" for promise in self.model.promises.values() for state in promise.history}
        told: dict[int, list[str]] = defaultdict(list)
        for number, kind in Event.objects.filter(kind__in=moves).order_by("id").values_list("offer_id", "kind"):
            told[number].append(kind.removeprefix("offer."))
        stored = dict(Offer.objects.values_list("pk", "status"))
        for number, promise in self.model.promises.items():
            waits = stored[number] in {"sent", "accepted"} and promise.state in {"expired", "lapsed"}
            assert told[number] == (promise.history[:-1] if waits else promise.history)

    @invariant()
    def it_could_be_committed(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.django_db
def test_the_model_and_the_verbs_agree() -> None:
    programme = cast.a_programme(
        offers_open_at=OPENING - timedelta(days=1),
        offers_close_at=OPENING + timedelta(days=3650),
        complete_by=date(2040, 1, 1),
        applications_open_at=OPENING - timedelta(days=90),
        applications_close_at=OPENING - timedelta(days=60),
        response_min_days=SHORTEST,
        response_max_days=LONGEST,
        confirmation_days=WINDOW.days,
    )
    Protocol.applications = [cast.a_candidate(name, programme=programme) for name in ("Ayşe Yılmaz", "Işık Çağlar")]
    Protocol.quotas = [cast.a_quota(cast.an_employer(f"İşveren {letter}"), places=PLACES, programme=programme) for letter in "ABCD"]
    run_state_machine_as_test(
        Protocol,
        settings=settings(
            max_examples=int(os.environ.get("STATEFUL_EXAMPLES", "20")),
            stateful_step_count=int(os.environ.get("STATEFUL_STEPS", "25")),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
