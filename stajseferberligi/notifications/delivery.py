"""From stored letters to the mail server: claim with a lease, commit, send, mark. No lock is held while a server thinks.

A worker that dies between "send" and "mark" leaves its lease to run out; the letter goes out again under the same Message-ID, by which
servers and the demo's mailbox know it for the same letter.
"""

import logging
import socket
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import translation

from stajseferberligi import clock
from stajseferberligi.jobs.sweep import Tally
from stajseferberligi.locks import claim
from stajseferberligi.notifications.models import Channel, Notification, Status

logger = logging.getLogger(__name__)
CHUNK = 100
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 8


def send_letters(*, rounds: int = 50) -> Tally:
    """Send what is queued, oldest first. A letter that fails is tried again later, at most eight times over about four hours."""
    tally = Tally()
    connection = get_connection()
    for _ in range(rounds):
        letters = _claim_chunk()
        if not letters:
            break
        tally.due += len(letters)
        for letter in letters:
            error = _send(letter, connection)
            if error:
                tally.errors[letter.pk] = error
            else:
                tally.done += 1
    return tally


def _claim_chunk() -> list[Notification]:
    with transaction.atomic():
        now = clock.now()
        queued = Notification.objects.filter(channel=Channel.EMAIL, status=Status.QUEUED, next_at__lte=now)
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
        letters = claim(queued.filter(free).select_related("recipient").order_by("next_at"), limit=CHUNK)
        Notification.objects.filter(pk__in=[letter.pk for letter in letters]).update(claimed_until=now + LEASE)
    return letters


def _send(letter: Notification, connection: BaseEmailBackend) -> str:
    """Send one letter and mark it; returns the error, or an empty string."""
    try:
        message_of(letter, connection).send()
    except Exception as failure:  # a server's, a network's, or a letter's own: none of them stops the other letters
        error = f"{type(failure).__name__}: {failure}"[:300]
        attempts = letter.attempts + 1
        given_up = attempts >= MOST_ATTEMPTS
        Notification.objects.filter(pk=letter.pk).update(
            attempts=attempts,
            error=error,
            claimed_until=None,
            status=Status.FAILED if given_up else Status.QUEUED,
            next_at=clock.now() + timedelta(minutes=2**attempts),
        )
        logger.warning("letter %s failed at attempt %s", letter.pk, attempts)
        return error
    Notification.objects.filter(pk=letter.pk).update(
        status=Status.SENT, sent_at=clock.Now(), claimed_until=None, error="", attempts=F("attempts") + 1
    )
    return ""


def message_of(letter: Notification, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The e-mail of a stored letter: plain text and HTML with the same words."""
    host = urlsplit(settings.SITE_URL).hostname or socket.getfqdn()
    with translation.override(letter.language):
        context = {"letter": letter, "paragraphs": letter.body.split("\n\n"), "url": address_of(letter), "site_url": settings.SITE_URL}
        text = render_to_string("notifications/letter.txt", context)
        html = render_to_string("notifications/letter.html", context)
    message = EmailMultiAlternatives(
        letter.subject,
        text,
        to=[letter.recipient.email],
        connection=connection,
        headers={"Message-ID": f"<letter-{letter.pk}@{host}>", "Content-Language": letter.language, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(html, "text/html")
    return message


def address_of(letter: Notification) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{letter.path}" if letter.path else ""
