"""`manage.py demo_accounts`: who signs in to the demonstration, with which words, and where they arrive."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from stajseferberligi.season.accounts import PASSWORD, accounts


class Command(BaseCommand):
    help = "Print the accounts of the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("There are no demonstration accounts in production.")
        found = accounts()
        if not found:
            raise CommandError("Nothing is seeded yet: run `manage.py seed_demo` or `manage.py season` first.")
        rows = [("role", "name", "e-mail", "password", "page")]
        rows += [(account.role, account.name, account.email, PASSWORD, account.page) for account in found]
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        for row in rows:
            self.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
