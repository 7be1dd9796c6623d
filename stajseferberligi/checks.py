"""The clock that looks for impossible states; what it finds, nobody may overlook."""

import logging

from celery import shared_task

from stajseferberligi.jobs.sweep import claimed
from stajseferberligi.verification import run_checks

logger = logging.getLogger(__name__)


@shared_task(name="stajseferberligi.verify")
def verify(*, every: int) -> None:
    with claimed("stajseferberligi.verify", every=every) as tally:
        if tally is not None:
            for number, check in enumerate(run_checks(), start=1):
                tally.due += 1
                if check.violations:
                    logger.critical("%s: %s violations", check.name, len(check.violations))
                    tally.errors[number] = f"{check.name}: {len(check.violations)}"
                else:
                    tally.done += 1
