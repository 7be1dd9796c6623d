"""The clock that forgets old answers."""

from celery import shared_task

from stajseferberligi.jobs.sweep import claimed
from stajseferberligi.requests.actions import forget_answers


@shared_task(name="requests.forget_answers")
def forget(*, every: int) -> None:
    """Answers that nobody can ask for again are deleted; they can hold names."""
    with claimed("requests.forget_answers", every=every) as tally:
        if tally is not None:
            tally.due = tally.done = forget_answers()
