"""From the journal to stored letters: each once per event, recipient and channel, whatever dies or runs twice."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from stajseferberligi import clock
from stajseferberligi.accounts.actors import SYSTEM
from stajseferberligi.journal.models import Event, Outbox
from stajseferberligi.journal.record import Fact, record, record_many
from stajseferberligi.notifications import writing
from stajseferberligi.notifications.models import Notification
from stajseferberligi.notifications.tasks import compose
from stajseferberligi.notifications.writing import write_letters
from tests import cast


def triples() -> list[tuple[int, int, str]]:
    return list(Notification.objects.order_by("id").values_list("event_id", "recipient_id", "channel"))


@pytest.mark.django_db
def test_every_journal_row_waits_for_its_letters():
    cast.a_sent_offer(cast.a_candidate())
    assert list(Outbox.objects.values_list("event_id", flat=True)) == list(Event.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_composing_twice_writes_once():
    cast.an_accepted_offer(cast.a_candidate())
    events = list(Outbox.objects.values_list("event_id", flat=True))
    write_letters()
    first = triples()
    assert first
    Outbox.objects.bulk_create([Outbox(event_id=pk) for pk in events])  # as if the worker had died before it committed
    write_letters()
    assert triples() == first


@pytest.mark.django_db
def test_database_refuses_the_same_letter_twice():
    cast.a_sent_offer(cast.a_candidate())
    write_letters()
    letter = Notification.objects.first()
    letter.pk = None
    with pytest.raises(IntegrityError, match="one_letter_per_event_recipient_channel"), transaction.atomic():
        letter.save()


@pytest.mark.django_db(transaction=True)
def test_workers_beside_each_other_write_each_letter_once(monkeypatch):
    monkeypatch.setattr(writing, "CHUNK", 7)  # so that they take turns
    applications = [cast.a_candidate(f"Aday {number}") for number in range(12)]
    employer = cast.an_employer()
    member = cast.a_member(employer)
    quota = cast.a_quota(employer, places=50)
    for application in applications:
        cast.an_accepted_offer(application, quota=quota)
    start = threading.Barrier(4)
    tallies, problems = [], []

    def work() -> None:
        try:
            start.wait(10)
            tallies.append(write_letters())
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    write_letters()  # what all four left to each other
    assert not problems
    assert not Outbox.objects.exists()
    written = triples()
    assert len(written) == len(set(written))
    # Each candidate: the offer arrived, in two channels. The employer's member: each acceptance, in two channels.
    assert len(written) == 12 * 2 + 12 * 2
    assert Notification.objects.filter(recipient=member.user).count() == 24
    assert sum(tally.done for tally in tallies) <= Event.objects.count()


@pytest.mark.django_db
def test_bad_event_stays_alone_and_waits_longer_each_time():
    cast.a_sent_offer(cast.a_candidate())
    bad = record("offer.sent", actor=SYSTEM, offer_id=0)  # no such offer: its letter cannot be composed
    cast.a_sent_offer(cast.a_candidate("Mete Kaya"))
    began = clock.now()
    tally = write_letters()
    assert tally.due == 3
    assert tally.done == 2
    assert set(tally.errors) == {bad}
    assert Notification.objects.count() == 4
    row = Outbox.objects.get()
    assert row.event_id == bad
    assert row.attempts == 1
    assert "KeyError" in row.error
    assert timedelta(minutes=2) <= row.next_at - began < timedelta(minutes=3)
    assert write_letters().due == 0, "its time has not come"
    clock.move_to(row.next_at + timedelta(seconds=1))
    assert set(write_letters().errors) == {bad}
    row.refresh_from_db()
    assert row.attempts == 2
    assert row.next_at - clock.now() > timedelta(minutes=3)


@pytest.mark.django_db
def test_bad_event_does_not_spin():
    record_many([Fact("offer.sent", offer_id=0) for _ in range(3)], actor=SYSTEM)
    assert write_letters().failed == 3
    assert list(Outbox.objects.values_list("attempts", flat=True)) == [1, 1, 1]


@pytest.mark.django_db
def test_silent_and_unknown_kinds_leave_the_outbox():
    record("application.full", actor=SYSTEM)
    record("nobody.knows_this", actor=SYSTEM)
    assert write_letters().done == 2
    assert not Outbox.objects.exists()
    assert not Notification.objects.exists()


@pytest.mark.django_db
def test_writing_letters_costs_the_same_for_many(django_assert_max_num_queries):
    quota = cast.a_quota(cast.an_employer(), places=50)
    cast.a_member(quota.employer)
    for number in range(15):
        cast.an_accepted_offer(cast.a_candidate(f"Aday {number}"), quota=quota)
    with django_assert_max_num_queries(30):
        write_letters()


@pytest.mark.django_db
def test_clock_writes_letters_once_per_slot():
    cast.a_sent_offer(cast.a_candidate())
    compose(every=3600)
    compose(every=3600)  # a second beat
    assert Notification.objects.count() == 2
