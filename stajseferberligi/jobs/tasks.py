"""The clock that tidies after the clocks."""

from datetime import timedelta

from celery import shared_task

from stajseferberligi import clock
from stajseferberligi.jobs.models import JobRun
from stajseferberligi.jobs.sweep import claimed

KEPT = timedelta(days=7)


@shared_task(name="jobs.forget_old_runs")
def forget_old_runs(*, every: int) -> None:
    """Runs older than a week tell nobody anything."""
    with claimed("jobs.forget_old_runs", every=every) as tally:
        if tally is not None:
            tally.due, _ = JobRun.objects.filter(started_at__lt=clock.now() - KEPT).delete()
            tally.done = tally.due
