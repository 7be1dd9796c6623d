"""`manage.py verify`: ask the database whether anything impossible stands in it."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stajseferberligi.verification import MOST_SHOWN, PATIENCE, Answer, run_checks

SHOWN = 5


class Command(BaseCommand):
    help = "Check cap, overlap, order of confirmations, deadlines, quotas, journal and letters with plain SQL. Exits 1 on any violation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--live", action="store_true", help="also ask whether the clocks keep up")
        parser.add_argument(
            "--patience", type=int, default=int(PATIENCE.total_seconds() // 60), help="minutes a clock may be late (default: %(default)s)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        answers = run_checks(live=options["live"], patience=timedelta(minutes=options["patience"]))
        self.stdout.writelines(table(answers))
        broken = [answer.name for answer in answers if answer.violations]
        if broken:
            raise CommandError(f"{len(broken)} of {len(answers)} checks found violations: {', '.join(broken)}")
        self.stdout.write(f"{len(answers)} checks, zero violations.")


def table(answers: list[Answer]) -> list[str]:
    """One line per check with its number of violations, and the first few offending rows below it."""
    width = max(len(answer.name) for answer in answers)
    lines = []
    for answer in answers:
        found = len(answer.violations)
        lines.append(f"{answer.name:<{width}}  {f'{found}+' if found >= MOST_SHOWN else found:>5}  {answer.promise}\n")
        lines += [
            f"{'':<{width}}         {', '.join(f'{column}={value}' for column, value in row.items())}\n"
            for row in answer.violations[:SHOWN]
        ]
    return lines
