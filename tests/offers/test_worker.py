"""A real Celery worker, killed in the middle; and a broker that is not there while people decide.

The beat is played by the tests: they send the clocks' tasks once a second, as `stajseferberligi.celery` schedules them.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import connection

from candidates.models import Application
from employers.models import Quota
from offers.actions.confirming import confirm_offers
from offers.actions.sending import continue_sending, start_sending
from offers.models import Batch, BatchRow, Offer, Placement
from offers.tasks import nudge
from stajseferberligi import clock
from stajseferberligi.celery import app
from stajseferberligi.journal.models import Event, Outbox
from stajseferberligi.notifications.models import Notification
from tests import cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PATIENCE = 60  # seconds
QUICK = 3  # seconds that a person waits for an answer at most
NOWHERE = "redis://127.0.0.1:1/0"
CLOCKS = ("offers.settle", "offers.continue_batches")
LETTERS = ("notifications.compose", "notifications.send")


def environment(**changes: str) -> dict[str, str]:
    database = connection.settings_dict
    address = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    return {**os.environ, "DATABASE_URL": f"postgres://{address}", "REDIS_URL": settings.REDIS_URL, "STAJ_MODE": "test", **changes}


class Worker:
    """`celery worker` with one child, and a journal of what it said."""

    def __init__(self, log: Path) -> None:
        with log.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "stajseferberligi.celery", "worker", "-c", "1", "--loglevel", "WARNING"],
                cwd=settings.BASE_DIR,
                env=environment(),
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def kill(self) -> None:
        """All of it at once, without a word."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    server = redis.Redis.from_url(settings.REDIS_URL)
    server.delete(*(server.keys("celery*") + server.keys("unacked*") + server.keys("_kombu*") or ["celery"]))
    yield server
    server.delete(*(server.keys("celery*") + server.keys("unacked*") + server.keys("_kombu*") or ["celery"]))
    server.close()


@pytest.fixture
def hire(broker: redis.Redis, tmp_path: Path) -> Iterator[Callable[[], Worker]]:
    workers: list[Worker] = []

    def start() -> Worker:
        workers.append(Worker(tmp_path / "worker.log"))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()


def wait_until(ready: Callable[[], bool], *, tick: Callable[[], Any] | None = None, pause: float = 0.1) -> None:
    """Ask until it is so; `tick` runs once a second."""
    began = ticked = time.monotonic()
    while not ready():
        now = time.monotonic()
        assert now - began < PATIENCE, "the worker did not come to an end"
        if tick and now - ticked > 1:
            tick()
            ticked = now
        time.sleep(pause)


def beat(*more: str) -> None:
    for task in CLOCKS + more:
        app.send_task(task, kwargs={"every": 1}, expires=5)


def send_to(quota: Quota, applications: list[int]) -> Batch:
    proposal = cast.a_proposal(quota)
    return start_sending(proposal=proposal, application_ids=applications, actor=cast.acting_for(quota.employer), key=uuid.uuid4())


def test_a_worker_killed_in_the_middle_of_confirming_500(hire: Callable[[], Worker]) -> None:
    """Every second candidate has an earlier internship on the same days, stamped but not settled: these end void, the others final."""
    programme = cast.a_programme()
    mine, rival = (cast.a_quota(cast.an_employer(name), places=500, programme=programme) for name in ("Büyük", "Rakip"))
    applications = [application.pk for application in cast.candidates(500)]
    for quota, people in ((rival, applications[::2]), (mine, applications)):
        batch = send_to(quota, people)
        while continue_sending(batch_id=batch.pk):
            pass
    Offer.objects.update(status="accepted", confirmation_due_at=clock.now() + timedelta(days=7))
    for quota in (rival, mine):
        ids = list(Offer.objects.filter(quota=quota).values_list("pk", flat=True))
        batch = confirm_offers(offer_ids=ids, actor=cast.acting_for(quota.employer), key=uuid.uuid4())

    settled = Offer.objects.filter(quota=mine, status__in=["placed", "voided"])
    worker = hire()
    nudge(batch)
    wait_until(lambda: settled.count() > 40, pause=0.02)
    worker.kill()
    middle = settled.count()
    assert 40 < middle < 500

    hire()
    wait_until(lambda: settled.count() == 500 and not Batch.objects.unfinished().filter(kind="confirm").exists(), tick=beat)

    assert Counter(Offer.objects.values_list("quota", "status")) == {
        (rival.pk, "placed"): 250,
        (mine.pk, "placed"): 250,
        (mine.pk, "voided"): 250,
    }
    assert Placement.objects.active().count() == 500
    told = Counter(Event.objects.filter(kind__startswith="offer.").values_list("kind", flat=True))
    assert (told["offer.confirmed"], told["offer.placed"], told["offer.voided"]) == (750, 500, 250)
    ends = Event.objects.filter(kind__in=["offer.placed", "offer.voided"])
    assert ends.values("offer_id").distinct().count() == 750
    assert set(Quota.objects.values_list("taken", flat=True)) == {250}


def test_a_worker_killed_in_the_middle_of_sending_600(hire: Callable[[], Worker]) -> None:
    quota = cast.a_quota(cast.an_employer(), places=600)
    applications = [application.pk for application in cast.candidates(600)]
    with connection.cursor() as cursor:  # a chunk takes more than a second, so that the kill falls into one
        cursor.execute(
            "CREATE FUNCTION a_slow_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.005); RETURN NEW; END $$"
        )
        cursor.execute("CREATE TRIGGER a_slow_row BEFORE INSERT ON offers_offer FOR EACH ROW EXECUTE FUNCTION a_slow_row()")
    try:
        batch = send_to(quota, applications)
        worker = hire()
        nudge(batch)
        wait_until(Offer.objects.exists, pause=0.02)
        worker.kill()
        assert 0 < Offer.objects.count() < 600
        hire()
        wait_until(lambda: Batch.objects.get(pk=batch.pk).finished_at is not None, tick=beat)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION IF EXISTS a_slow_row() CASCADE")
    assert sorted(Offer.objects.values_list("application_id", flat=True)) == applications
    assert Event.objects.filter(kind="offer.sent").values("offer_id").distinct().count() == 600
    assert Event.objects.filter(kind="offer.sent").count() == 600
    assert not BatchRow.objects.filter(batch=batch, offer__isnull=True).exists()
    assert not BatchRow.objects.exclude(refusal="").exists()


VISIT = """
import json, sys, time, uuid
import django
django.setup()
from django.test import Client
from django.urls import reverse
from stajseferberligi.accounts.models import User

visits = json.load(sys.stdin)
took = []
for visit in visits:
    client = Client()
    client.force_login(User.objects.get(pk=visit["user"]))
    for _ in range(2):  # the page, then what it decides
        data = visit["data"] if _ else None
        address = reverse(visit["name"], args=visit["args"])
        began = time.monotonic()
        answer = client.post(address, data) if _ else client.get(address)
        took.append([visit["name"], answer.status_code, time.monotonic() - began])
print(json.dumps(took))
"""


def test_without_a_broker_nothing_is_lost_and_nobody_waits(hire: Callable[[], Worker]) -> None:
    """People accept, confirm one and many, and send to many through HTTP while neither broker nor cache answers; a worker comes later."""
    programme = cast.a_programme()
    quota = cast.a_quota(cast.an_employer(), places=50, programme=programme)
    bora = cast.a_member(quota.employer)
    ayse = cast.a_sent_offer(cast.a_candidate(), quota=quota)
    single, *several = [cast.an_accepted_offer(cast.a_candidate(), quota=quota) for _ in range(5)]
    newcomers = [cast.a_candidate() for _ in range(3)]
    first_day = cast.on(3)
    terms = {
        "step": "send",
        "codes": " ".join(application.code for application in newcomers),
        "recipients": " ".join(application.code for application in newcomers),
        "key": str(uuid.uuid4()),
        "quota": quota.pk,
        "title": "Saha mühendisliği",
        "starts_on": f"{first_day:%d.%m.%Y}",
        "ends_on": f"{first_day + timedelta(days=25):%d.%m.%Y}",
        "monthly_wage": "8422,65",
        "supervisor": "Bora Demir",
        "answer_on": f"{clock.now() + timedelta(days=7):%d.%m.%Y}",
        "answer_hour": "18:00",
    }
    selection = {"step": "confirm", "codes": " ".join(offer.code for offer in several), "key": str(uuid.uuid4())}
    candidate = ayse.application.candidate.user_id
    visits = [
        {"user": candidate, "name": "candidate_accept", "args": [ayse.code], "data": {"understood": "on"}},
        {"user": bora.user_id, "name": "employer_confirm", "args": [single.code], "data": {}},
        {"user": bora.user_id, "name": "employer_confirm_many", "args": [], "data": selection},
        {"user": bora.user_id, "name": "employer_send", "args": [], "data": terms},
    ]
    answer = subprocess.run(
        [sys.executable, "-c", VISIT],
        input=json.dumps(visits),
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
        env=environment(REDIS_URL=NOWHERE, DJANGO_SETTINGS_MODULE="stajseferberligi.settings"),
        check=False,
        timeout=PATIENCE,
    )
    assert answer.returncode == 0, answer.stderr
    took = json.loads(answer.stdout.splitlines()[-1])
    assert [status for _, status, _ in took] == [200, 302] * 4, took
    assert max(seconds for *_, seconds in took) < QUICK, took

    assert Offer.objects.get(pk=ayse.pk).status == "accepted"
    assert Offer.objects.get(pk=single.pk).status == "placed"
    assert set(Offer.objects.filter(pk__in=[offer.pk for offer in several]).values_list("status", flat=True)) == {"confirmed"}
    assert Outbox.objects.exists()

    hire()
    wait_until(lambda: not Batch.objects.unfinished().exists() and not Outbox.objects.exists(), tick=lambda: beat(*LETTERS))
    assert set(Offer.objects.filter(pk__in=[offer.pk for offer in several]).values_list("status", flat=True)) == {"placed"}
    assert Offer.objects.filter(application__in=Application.objects.filter(pk__in=[one.pk for one in newcomers])).count() == 3
    assert Event.objects.filter(kind="offer.placed").count() == 5
    told = Notification.objects.filter(event__kind="offer.placed", event__offer_id=single.pk)
    assert told.exists()
    assert told.count() == told.values("recipient_id", "channel").distinct().count()
