"""The Celery app and every clock of the house on one screen.

A clock's task first claims its slot in the database, so a second beat is harmless, and then asks the tables what is due, so a missed run
loses nothing. Periods are seconds of real time.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

from stajseferberligi.clock import refuse_moved_clock

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stajseferberligi.settings")

app = Celery("stajseferberligi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["offers", "stajseferberligi.notifications", "stajseferberligi.jobs", "stajseferberligi.requests"])
app.autodiscover_tasks(["stajseferberligi"], related_name="checks")


def clock(task: str, *, every: int) -> dict[str, Any]:
    """A clock that is not worth running once its next slot has come expires there."""
    return {"task": task, "schedule": every, "kwargs": {"every": every}, "options": {"expires": every}}


app.conf.beat_schedule = {
    "expire": clock("offers.expire", every=30),
    "lapse": clock("offers.lapse", every=30),
    "settle": clock("offers.settle", every=10),
    "continue batches": clock("offers.continue_batches", every=10),
    "remind": clock("offers.remind", every=300),
    "void stranded": clock("offers.void_stranded", every=60),
    "write letters": clock("notifications.compose", every=5),
    "send letters": clock("notifications.send", every=5),
    "verify": clock("stajseferberligi.verify", every=3600),
    "forget old answers": clock("requests.forget_answers", every=3600),
    "forget old runs": clock("jobs.forget_old_runs", every=86400),
}


@worker_init.connect
def look_at_the_clock(**_: Any) -> None:
    """Production's worker does not start on a simulation's database."""
    refuse_moved_clock()
