"""`manage.py season`: the season of 2020 at its published size, through the real verbs, with a compressed clock."""

import sys
import time
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import translation

from stajseferberligi.accounts.models import User
from stajseferberligi.programme.models import Programme
from stajseferberligi.season.report import report
from stajseferberligi.season.season_2020 import ENDS, Season
from stajseferberligi.verification import run_checks

WIDTH = 30
TOLERANCE = 0.03  # how far the number of acceptances may lie from the published one


class Command(BaseCommand):
    help = "Act out the season of 2020 in an empty database. The clock stays at noon of 20 November 2020."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--report", type=Path, metavar="FILE", help="also write the report to a file")
        parser.add_argument("--seed", type=int, default=2020)
        parser.add_argument("--scale", type=float, default=1.0, help="a smaller season: 0.1 has a tenth of the people and employers")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION or not settings.SIMULATION:
            raise CommandError("A season is acted out with a simulated clock: STAJ_MODE=demo SIMULATION=1.")
        if not 0 < options["scale"] <= 1:
            raise CommandError("The scale lies between 0 and 1.")
        if Programme.objects.exists() or User.objects.exists():
            raise CommandError("This database is not empty. A season needs one of its own.")
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SET synchronous_commit = off")  # a power cut would cost a simulation, nothing else
        season = Season(seed=options["seed"], scale=options["scale"], told=_Bar(self.stderr if sys.stderr.isatty() else None, self.stderr))
        season.play()
        _forget_letters()
        with season.watch.stage("Checker"):
            answers = run_checks()
        with translation.override("en"):
            text = report(season, answers, seed=options["seed"], scale=options["scale"])
        self.stdout.write(text)
        if options["report"]:
            options["report"].write_text(text, encoding="utf-8")
        if any(answer.violations for answer in answers):
            raise CommandError("The checker found violations.")
        if abs(season.accepted / season.target.accepted - 1) > TOLERANCE:
            raise CommandError(f"{season.accepted:,} acceptances are too far from {season.target.accepted:,}.")


def _forget_letters() -> None:
    """A simulation's right: sixty thousand letters of a past season are written to nobody, only those of its last day are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM journal_outbox o USING journal_event e WHERE e.id = o.event_id AND e.at < %s", [ENDS - timedelta(days=1)]
        )


class _Bar:
    """A bar that moves on a terminal; elsewhere a line now and then."""

    def __init__(self, terminal: Any, log: Any) -> None:
        self.terminal, self.log = terminal, log
        self.began = self.logged = time.monotonic()

    def __call__(self, label: str, share: float) -> None:
        seconds = time.monotonic() - self.began
        if self.terminal:
            full = round(WIDTH * min(share, 1.0))
            end = "\n" if share >= 1 else ""
            self.terminal.write(f"\r[{'█' * full}{'·' * (WIDTH - full)}] {share:4.0%}  {label}  {seconds:4.0f} s  ", ending=end)
        elif time.monotonic() - self.logged > 10 or not share or share >= 1:
            self.logged = time.monotonic()
            self.log.write(f"{share:4.0%}  {label}  {seconds:.0f} s")
