"""`manage.py seed_demo`: the small season of the demonstration."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from stajseferberligi import clock
from stajseferberligi.programme.models import Programme
from stajseferberligi.season.demo import Demo


class Command(BaseCommand):
    help = "Fill an empty database with a small season for looking around. A second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION or not settings.SIMULATION:
            raise CommandError("The demonstration is made with a simulated clock: STAJ_MODE=demo SIMULATION=1.")
        if Programme.objects.exists():
            self.stdout.write("Already seeded.")
            return
        began = time.monotonic()
        # In one transaction: the season is there or it is not, and nobody sees the clock of its making.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            Demo(clock.now()).play()
        self.stdout.write(f"Seeded a small season in {time.monotonic() - began:.0f} s. `manage.py demo_accounts` tells who signs in.")
