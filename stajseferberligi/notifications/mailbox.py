"""The demo's stand-in for a mail server: letters are kept in the database, where administrators can read them."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from stajseferberligi.notifications.models import MailboxLetter


class EmailBackend(BaseEmailBackend):
    """Keeps each letter once per Message-ID, as a mail server that knows it already would."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [
            MailboxLetter(
                message_id=message.message()["Message-ID"],
                to=", ".join(message.recipients()),
                subject=str(message.subject),
                text=str(message.body),
                html=next((str(part[0]) for part in getattr(message, "alternatives", []) if part[1] == "text/html"), ""),
            )
            for message in email_messages
            if message.recipients()
        ]
        MailboxLetter.objects.bulk_create(letters, ignore_conflicts=True)
        return len(letters)
