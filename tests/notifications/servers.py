"""Mail servers as they are: down, choosy, or gone before the worker could note that its letter was sent."""

from __future__ import annotations

import socketserver
from smtplib import SMTPException, SMTPServerDisconnected
from typing import ClassVar

from django.core.mail.backends.locmem import EmailBackend as Locmem

from stajseferberligi.notifications.mailbox import EmailBackend as Mailbox


class Killed(BaseException):
    """What `kill -9` does to a worker, as far as Python can play it."""


class DiesAfterSending(Locmem):
    def send_messages(self, messages):
        super().send_messages(messages)
        raise Killed


class KeepsAndDies(DiesAfterSending):
    """The mailbox accepts the letter, then the worker dies."""

    def send_messages(self, messages):
        Mailbox().send_messages(messages)
        raise Killed


class AlwaysDown(Locmem):
    def send_messages(self, messages):
        raise SMTPServerDisconnected("421 come back later")


class DislikesOne(Locmem):
    """A server that refuses one recipient, each time."""

    disliked: ClassVar[str] = ""

    def send_messages(self, messages):
        if any(self.disliked in message.to for message in messages):
            raise SMTPException("550 no such mailbox")
        return super().send_messages(messages)


class SmtpHandler(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a letter needs."""

    def handle(self) -> None:
        self.say("220 localhost")
        for line in self.rfile:
            match line[:4].upper():
                case b"EHLO" | b"HELO" | b"MAIL" | b"RCPT" | b"RSET" | b"NOOP":
                    self.say("250 ok")
                case b"DATA":
                    self.say("354 go on")
                    self.server.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")))  # type: ignore[attr-defined]
                    self.say("250 kept")
                case b"QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("502 not here")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
