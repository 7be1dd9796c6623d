"""From stored letters to a mail server that fails, dies, and forgets."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage as Message

import pytest
from django.core import mail
from django.db import connection

from stajseferberligi import clock
from stajseferberligi.notifications import delivery
from stajseferberligi.notifications.delivery import LEASE, MOST_ATTEMPTS, send_letters
from stajseferberligi.notifications.models import Channel, MailboxLetter, Notification, Status
from stajseferberligi.notifications.writing import write_letters
from tests import cast
from tests.notifications.servers import DislikesOne, Killed, SmtpHandler

SERVERS = "tests.notifications.servers"
MAILBOX = "stajseferberligi.notifications.mailbox.EmailBackend"


@pytest.fixture
def letter(db) -> Notification:
    """One e-mail in the queue."""
    cast.a_sent_offer(cast.a_candidate())
    write_letters()
    return Notification.objects.get(channel=Channel.EMAIL)


def test_letter_is_sent_once(letter):
    assert send_letters().done == 1
    assert send_letters().due == 0
    letter.refresh_from_db()
    assert letter.status == Status.SENT
    assert letter.sent_at is not None
    assert letter.claimed_until is None
    assert letter.attempts == 1
    (message,) = mail.outbox
    assert message.to == [letter.recipient.email]
    assert message.subject == letter.subject


def test_in_app_letters_are_not_mailed(letter):
    in_app = Notification.objects.get(channel=Channel.IN_APP)
    assert in_app.status == Status.SENT
    send_letters()
    assert len(mail.outbox) == 1


def test_killed_between_sending_and_marking_sends_again_under_the_same_id(letter, settings):
    settings.EMAIL_BACKEND = f"{SERVERS}.DiesAfterSending"
    with pytest.raises(Killed):
        send_letters()
    letter.refresh_from_db()
    assert letter.status == Status.QUEUED
    assert letter.claimed_until is not None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_letters().due == 0, "the dead worker's lease still runs"
    clock.move_to(clock.now() + LEASE + timedelta(seconds=1))
    assert send_letters().done == 1
    once, again = mail.outbox
    assert once.extra_headers["Message-ID"] == again.extra_headers["Message-ID"]


def test_mailbox_knows_the_repeated_letter(letter, settings):
    settings.EMAIL_BACKEND = f"{SERVERS}.KeepsAndDies"
    with pytest.raises(Killed):
        send_letters()
    settings.EMAIL_BACKEND = MAILBOX
    clock.move_to(clock.now() + LEASE + timedelta(seconds=1))
    send_letters()
    kept = MailboxLetter.objects.get()
    assert kept.to == letter.recipient.email
    assert kept.subject == letter.subject
    assert letter.subject in kept.html


def test_failing_server_is_tried_eight_times_and_then_left(letter, settings):
    settings.EMAIL_BACKEND = f"{SERVERS}.AlwaysDown"
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert send_letters().failed == 1
        letter.refresh_from_db()
        assert letter.attempts == attempt
        assert letter.claimed_until is None
        wait = letter.next_at - clock.now()
        assert timedelta(minutes=2**attempt - 1) < wait <= timedelta(minutes=2**attempt)
        assert send_letters().due == 0, "no second try before its time"
        assert letter.status == (Status.FAILED if attempt == MOST_ATTEMPTS else Status.QUEUED)
        clock.move_to(letter.next_at + timedelta(seconds=1))
    assert "421" in letter.error
    clock.move_to(clock.now() + timedelta(days=30))
    assert send_letters().due == 0


def test_recovered_server_gets_the_letter(letter, settings):
    settings.EMAIL_BACKEND = f"{SERVERS}.AlwaysDown"
    send_letters()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    letter.refresh_from_db()
    clock.move_to(letter.next_at + timedelta(seconds=1))
    assert send_letters().done == 1
    letter.refresh_from_db()
    assert (letter.status, letter.error, letter.attempts) == (Status.SENT, "", 2)


def test_one_refused_recipient_does_not_stop_the_others(letter, settings, monkeypatch):
    cast.a_sent_offer(cast.a_candidate("Mete Kaya"))
    write_letters()
    monkeypatch.setattr(DislikesOne, "disliked", letter.recipient.email)
    settings.EMAIL_BACKEND = f"{SERVERS}.DislikesOne"
    tally = send_letters()
    assert (tally.due, tally.done, set(tally.errors)) == (2, 1, {letter.pk})


def test_letter_that_no_header_can_hold_does_not_stop_the_others(letter):
    Notification.objects.filter(pk=letter.pk).update(subject="two\nlines")
    cast.a_sent_offer(cast.a_candidate("Mete Kaya"))
    write_letters()
    tally = send_letters()
    assert (tally.due, tally.done, set(tally.errors)) == (2, 1, {letter.pk})


def test_failure_is_logged_without_the_address(letter, settings, caplog):
    settings.EMAIL_BACKEND = f"{SERVERS}.AlwaysDown"
    send_letters()
    assert str(letter.pk) in caplog.text
    assert letter.recipient.email not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_workers_beside_each_other_send_each_letter_once(monkeypatch):
    monkeypatch.setattr(delivery, "CHUNK", 3)
    quota = cast.a_quota(cast.an_employer(), places=50)
    for number in range(20):
        cast.a_sent_offer(cast.a_candidate(f"Aday {number}"), quota=quota)
    write_letters()
    start = threading.Barrier(4)
    problems = []

    def work() -> None:
        try:
            start.wait(10)
            send_letters()
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    send_letters()
    assert not problems
    sent = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(sent) == 20
    assert len(set(sent)) == 20
    assert not Notification.objects.filter(status=Status.QUEUED).exists()


@pytest.fixture
def smtp(settings) -> Iterator[list[bytes]]:
    """A mail server on this machine; what it accepted."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), SmtpHandler) as server:
        server.letters = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server.letters  # type: ignore[attr-defined]
        server.shutdown()


def test_real_server_gets_a_letter_that_everybody_can_read(letter, smtp, settings):
    settings.SITE_URL = "https://staj.example"
    assert send_letters().done == 1
    message = email.message_from_bytes(smtp[0], policy=email.policy.default)
    assert isinstance(message, Message)
    assert message["Subject"] == letter.subject
    assert message["To"] == letter.recipient.email
    assert message["Message-ID"] == f"<letter-{letter.pk}@staj.example>"
    assert message["Content-Language"] == "tr"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for paragraph in letter.body.split("\n\n"):
        assert paragraph in text
        assert paragraph in html
    assert f"https://staj.example{letter.path}" in text
    assert f'href="https://staj.example{letter.path}"' in html


def test_server_that_is_not_there_is_an_ordinary_failure(letter, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert send_letters().failed == 1
