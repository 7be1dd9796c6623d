"""The one clock: the database's time plus an offset that only a simulation may set.

Guards, querysets, triggers, jobs and pages ask `staj_now()` in SQL or `now()` here; nobody reads an application host's clock. Inside a
verb, call `now()` after the lock is held: it is the time of the decision, not of the transaction's start.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import DateTimeField, Func


class Now(Func):
    """`staj_now()` in an expression: database time, timezone-aware."""

    function = "staj_now"
    output_field = DateTimeField()
    arity = 0


def now() -> datetime:
    """The programme's time at this instant, timezone-aware (UTC)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT staj_now()")
        (instant,) = cursor.fetchone()
    return instant  # type: ignore[no-any-return]  # psycopg's row is untyped


def offset() -> timedelta:
    """How far the programme's time stands ahead of the database's; zero outside a simulation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT shift FROM staj_clock")
        (shift,) = cursor.fetchone()
    return shift  # type: ignore[no-any-return]  # psycopg's row is untyped


def set_offset(shift: timedelta) -> None:
    """Move the programme's time; a database that was not opened for a simulation refuses."""
    if not settings.SIMULATION:
        raise ImproperlyConfigured("Only a simulation may move the clock (SIMULATION is off).")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE staj_clock SET shift = make_interval(secs => %s)", [shift.total_seconds()])


def move_to(instant: datetime) -> None:
    """Set the programme's time to `instant`; it flows on from there."""
    set_offset(offset() + (instant - now()))


def refuse_moved_clock() -> None:
    """Stop a production process whose database still carries a simulation's offset."""
    if settings.PRODUCTION and offset():
        raise ImproperlyConfigured("This database's clock was moved by a simulation; production does not start on it.")
