"""One decision per key, whatever happens in between."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction

from candidates.models import Application
from offers.api import employer as employer_doors
from offers.models import Offer
from stajseferberligi import clock
from stajseferberligi.journal.models import Event
from stajseferberligi.locks import lock
from stajseferberligi.requests.actions import LEASE, forget_answers
from stajseferberligi.requests.models import ApiRequest
from tests.api.clients import ApiClient, candidate_client, software_of, terms_for
from tests.cast import a_candidate, a_quota, a_sent_offer, an_accepted_offer, an_employer, on


@pytest.mark.django_db
def test_the_same_key_and_body_get_the_same_answer_and_one_effect() -> None:
    aras = an_employer()
    software, body = software_of(aras), terms_for(a_candidate(), a_quota(aras))
    first = software.send("offers/", body, idempotency_key="sıra-1")
    again = software.send("offers/", dict(reversed(body.items())), idempotency_key="sıra-1")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again["Idempotent-Replay"] == "true"
    assert "Idempotent-Replay" not in first
    assert Offer.objects.count() == Event.objects.filter(kind="offer.sent").count() == 1


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_refused() -> None:
    aras = an_employer()
    software, quota = software_of(aras), a_quota(aras)
    body = terms_for(a_candidate(), quota)
    software.send("offers/", body, idempotency_key="k")
    for other in (body | {"title": "Başka"}, terms_for(a_candidate("Fatma Kaya"), quota)):
        answer = software.send("offers/", other, idempotency_key="k")
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    code = Offer.objects.get().code
    assert software.send(f"offers/{code}/withdraw/", idempotency_key="k").status_code == 422
    assert Offer.objects.get().status == "sent"


@pytest.mark.django_db
def test_two_callers_may_use_the_same_key() -> None:
    for name in ("Aras", "Palandöken"):
        employer = an_employer(name)
        body = terms_for(a_candidate(f"Aday {name}"), a_quota(employer))
        assert software_of(employer).send("offers/", body, idempotency_key="1").status_code == 201


@pytest.mark.django_db
def test_a_refusal_is_an_answer_and_is_kept() -> None:
    aras = an_employer()
    software = software_of(aras)
    offer = a_sent_offer(a_candidate(), employer=aras)
    first, again = (software.send(f"offers/{offer.code}/confirm/", idempotency_key="k") for _ in range(2))
    assert first.status_code == again.status_code == 409
    assert first.json() == again.json() == {"code": "not_accepted", "message": "Only an accepted offer can be confirmed."}
    assert again["Idempotent-Replay"] == "true"


@pytest.mark.django_db
def test_nothing_is_kept_of_a_request_that_decided_nothing() -> None:
    aras = an_employer()
    software, quota, ayse = software_of(aras), a_quota(aras), a_candidate()
    assert software.send("offers/", {"candidate": ayse.code}, idempotency_key="k").status_code == 400
    assert software.send("offers/", terms_for(ayse, quota, candidate="A-NOBODY"), idempotency_key="k").status_code == 404
    assert software.send("offers/", terms_for(ayse, quota), idempotency_key="k").status_code == 201


@pytest.mark.django_db
def test_every_decision_honours_its_key() -> None:
    ayse = a_candidate()
    phone = candidate_client(ayse)
    offer, declined, withdrawn = (a_sent_offer(ayse, starts_on=on(month)) for month in (2, 3, 4))
    software = software_of(offer.employer)
    decisions: list[tuple[Any, str, Any]] = [
        (phone, f"me/offers/{offer.code}/accept/", {"understood": True}),
        (phone, f"me/offers/{declined.code}/decline/", {"reason": "dates"}),
        (software, f"offers/{offer.code}/confirm/", None),
        (software, f"offers/{offer.code}/cancel/", {"reason": "Birim kapandı"}),
        (software_of(withdrawn.employer), f"offers/{withdrawn.code}/withdraw/", None),
    ]
    for number, (client, path, body) in enumerate(decisions):
        first, again = (client.send(path, body, idempotency_key=f"k{number}") for _ in range(2))
        assert first.status_code == 200, (path, first.content)
        assert first.json()["changed"] is True
        assert first.json() == again.json()
        assert again["Idempotent-Replay"] == "true", path


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "k" * 201])
def test_a_key_has_a_length(key: str) -> None:
    software = software_of(an_employer())
    answer = software.send("offers/T-X/confirm/", idempotency_key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_invalid")


@pytest.mark.django_db
def test_a_crash_between_effect_and_answer_still_has_one_effect(monkeypatch) -> None:
    """The worker dies after the offer is committed: no answer is stored, and the claim stays until its lease is over."""
    aras = an_employer()
    software, body = software_of(aras), terms_for(a_candidate(), a_quota(aras))

    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(employer_doors.OfferView, "answer", die)
        with pytest.raises(Killed):
            software.send("offers/", body, idempotency_key="k")
    assert Offer.objects.count() == 1

    busy = software.send("offers/", body, idempotency_key="k")
    assert (busy.status_code, busy.json()["code"]) == (409, "request_in_progress")
    assert busy["Retry-After"] == "1"
    clock.move_to(clock.now() + LEASE + timedelta(seconds=1))
    answer = software.send("offers/", body, idempotency_key="k")
    assert answer.status_code == 200
    assert answer.json()["offer"]["code"] == Offer.objects.get().code


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_send_one_offer() -> None:
    aras = an_employer()
    software, body = software_of(aras), terms_for(a_candidate(), a_quota(aras))
    key = software.defaults["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    answers: list[tuple[int, str]] = []
    start = threading.Barrier(10)

    def ask() -> None:
        try:
            client = ApiClient(key=key)
            start.wait()
            for _ in range(2):
                answer = client.send("offers/", body, idempotency_key="k")
                answers.append((answer.status_code, answer.json().get("code", answer.json().get("offer", {}).get("code"))))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    code = Offer.objects.get().code
    assert len(answers) == 20
    assert set(answers) <= {(201, code), (409, "request_in_progress")}
    assert (201, code) in answers


@pytest.mark.django_db(transaction=True)
def test_a_candidate_who_is_being_decided_about_makes_the_api_say_busy() -> None:
    """Another connection holds the lock longer than anybody should wait: 503 with Retry-After, nothing changed, the key is free again."""
    offer = an_accepted_offer(a_candidate())
    software = software_of(offer.employer)
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                lock(Application.objects.filter(pk=offer.application_id))
                held.set()
                let_go.wait(10)
        finally:
            connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(5)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    try:
        busy = software.send(f"offers/{offer.code}/confirm/", idempotency_key="k")
    finally:
        let_go.set()
        holder.join()
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
    assert (busy.status_code, busy.json()["code"]) == (503, "busy")
    assert busy["Retry-After"] == "2"
    assert not ApiRequest.objects.exists()
    assert software.send(f"offers/{offer.code}/confirm/", idempotency_key="k").json()["offer"]["status"] == "placed"


@pytest.mark.django_db
def test_a_database_that_is_away_is_a_503(monkeypatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("connection failed")

    software = software_of(an_employer())
    monkeypatch.setattr(employer_doors.OfferView, "ours", away)
    assert software.read("offers/").status_code == 503


@pytest.mark.django_db
def test_old_answers_are_forgotten() -> None:
    aras = an_employer()
    software = software_of(aras)
    offer = a_sent_offer(a_candidate(), employer=aras)
    software.send(f"offers/{offer.code}/withdraw/", idempotency_key="k")
    assert forget_answers() == 0
    clock.move_to(clock.now() + timedelta(days=4))
    assert forget_answers() == 1
    assert software.send(f"offers/{offer.code}/withdraw/", idempotency_key="k").json()["changed"] is False
