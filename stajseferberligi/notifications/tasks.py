"""The two clocks of the letters: write what the journal asks for, send what is written."""

from celery import shared_task

from stajseferberligi.jobs.sweep import claimed
from stajseferberligi.notifications.delivery import send_letters
from stajseferberligi.notifications.writing import write_letters


@shared_task(name="notifications.compose")
def compose(*, every: int) -> None:
    with claimed("notifications.compose", every=every) as tally:
        if tally is not None:
            result = write_letters()
            tally.due, tally.done, tally.errors = result.due, result.done, result.errors


@shared_task(name="notifications.send")
def send(*, every: int) -> None:
    with claimed("notifications.send", every=every) as tally:
        if tally is not None:
            result = send_letters()
            tally.due, tally.done, tally.errors = result.due, result.done, result.errors
