"""What the database itself refuses, with raw SQL and no Python of ours running.

Each test is one transaction on a plain connection; it is rolled back in the end. `Refused` constraints are named, so a test cannot pass
because something else was wrong.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection as django_connection

from candidates.states import MOVES as APPLICATION_MOVES
from candidates.states import ApplicationStatus
from employers.states import MOVES as EMPLOYER_MOVES
from employers.states import EmployerStatus
from offers.models import Terms
from offers.states import MOVES, REVERSED_MOVES, OfferStatus

pytestmark = pytest.mark.django_db

DAY = date(2030, 3, 4)
number = itertools.count(1)


class Raw:
    """A plain connection and the shortest way to the rows that a refusal needs."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.programme = self.a_programme()
        self.employer = self.an_employer()
        self.quota = self.a_quota(self.employer)
        self.application = self.an_application()

    def __call__(self, statement: str, *values: Any) -> Any:
        """Run one statement; the first value of its first row, if it has any."""
        cursor = self.connection.execute(statement, values)
        if cursor.description is None:
            return None
        row = cursor.fetchone()
        return row[0] if row else None

    @contextmanager
    def refuses(self, constraint: str) -> Iterator[None]:
        with pytest.raises(psycopg.errors.IntegrityError) as refused, self.connection.transaction():
            yield
        assert refused.value.diag.constraint_name == constraint

    def insert(self, table: str, **columns: Any) -> int:
        names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
        return int(self(f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id", *columns.values()))

    def pass_time(self, interval: str) -> None:
        self("UPDATE staj_clock SET shift = shift + %s::interval", interval)

    def check_as_at_commit(self) -> None:
        self("SET CONSTRAINTS ALL IMMEDIATE")
        self("SET CONSTRAINTS ALL DEFERRED")

    def a_user(self) -> int:
        return self.insert(
            "accounts_user",
            email=f"raw{next(number)}@example.org",
            password="!",
            full_name="",
            language="tr",
            is_staff=False,
            is_superuser=False,
            is_active=True,
            date_joined=DAY,
        )

    def a_programme(self) -> int:
        return self.insert(
            "programme_programme",
            code=f"raw-{next(number)}",
            name="Sınama dönemi",
            is_current=False,
            applications_open_at="2029-01-01",
            applications_close_at="2029-02-01",
            offers_open_at="2029-02-01",
            offers_close_at="2031-01-01",
            complete_by="2031-12-31",
            response_min_days=1,
            response_max_days=30,
            response_default_days=7,
            confirmation_days=7,
            max_placements=2,
            recommended_working_days=20,
            quota_rule="strict",
        )

    def an_employer(self, status: str = "approved") -> int:
        return self.insert(
            "employers_employer",
            name=f"İşveren {next(number)}",
            kind="private",
            sector="",
            province=25,
            about="",
            website="",
            status=status,
        )

    def a_quota(self, employer: int, *, places: int = 20, programme: int | None = None, **columns: Any) -> int:
        return self.insert(
            "employers_quota",
            employer_id=employer,
            programme_id=programme or self.programme,
            unit=f"Birim {next(number)}",
            province=25,
            places=places,
            **columns,
        )

    def an_application(self, *, programme: int | None = None, status: str = "pool") -> int:
        candidate = self.insert("candidates_candidate", user_id=self.a_user())
        return self.insert(
            "candidates_application",
            candidate_id=candidate,
            programme_id=programme or self.programme,
            code=f"A-{next(number)}",
            status=status,
            level="bachelor",
            field="Elektrik",
            class_year=3,
            city_preferences=[],
            languages=[],
            skills=[],
        )

    def an_offer(self, *, employer: int | None = None, starts_on: date = DAY, days: int = 20, **columns: Any) -> int:
        """A sent offer; of an employer of its own unless one is named."""
        owner = employer or self.an_employer()
        return self.insert(
            "offers_offer",
            **{
                "code": f"T-{next(number)}",
                "employer_id": owner,
                "application_id": self.application,
                "programme_id": self.programme,
                "quota_id": columns.pop("quota_id", None) or self.a_quota(owner),
                "province": 25,
                "title": "Saha",
                "description": "",
                "starts_on": starts_on,
                "ends_on": starts_on + timedelta(days=days - 1),
                "working_days": 15,
                "monthly_wage": 8422,
                "gives_meal": False,
                "gives_transport": False,
                "gives_accommodation": False,
                "supervisor": "Bora",
                "response_due_at": self("SELECT staj_now() + interval '7 days'"),
                "status": "sent",
                "deadline_version": 1,
                "end_reason": "",
                "decline_reason": "",
                "cancel_reason": "",
                **columns,
            },
        )

    def set_status(self, offer: int, status: str) -> None:
        """Ask for a move together with everything a legal one would bring, so that only the move itself can be refused."""
        columns = {"status": status}
        if status == "accepted":
            columns["confirmation_due_at"] = self(
                "SELECT coalesce(confirmation_due_at, staj_now() + interval '7 days') FROM offers_offer WHERE id = %s", offer
            )
        if status == "voided":
            columns["end_reason"] = "cap"
        if status == "cancelled":
            columns["cancel_reason"] = "Bütçe"
        marks = ", ".join(f"{name} = %s" for name in columns)
        self(f"UPDATE offers_offer SET {marks} WHERE id = %s", *columns.values(), offer)

    def turn_to(self, offer: int, column: str, margin: str = "0 seconds") -> None:
        """Set the clock to `margin` after the offer's deadline."""
        deadline = self(f"SELECT {column} + %s::interval FROM offers_offer WHERE id = %s", margin, offer)
        self("UPDATE staj_clock SET shift = shift + (%s - staj_now())", deadline)

    def brought_to(self, status: str, **columns: Any) -> int:
        """An offer that reached `status` along the table of moves."""
        offer = self.an_offer(**columns)
        for step in PATHS[status]:
            if step in {"expired", "lapsed"}:
                self.pass_time("8 days")
            self.set_status(offer, step)
            if step == "placed":
                self.place(offer)
        return offer

    def place(self, offer: int, *, slot: int | None = None, **columns: Any) -> int:
        application, starts_on, ends_on = self.connection.execute(
            "SELECT application_id, starts_on, ends_on FROM offers_offer WHERE id = %s", [offer]
        ).fetchone()
        free = slot or 1 + int(
            self("SELECT count(*) FROM offers_placement WHERE application_id = %s AND cancelled_at IS NULL", application)
        )
        return self.insert(
            "offers_placement",
            **{"offer_id": offer, "application_id": application, "slot": free, "starts_on": starts_on, "ends_on": ends_on, **columns},
        )


PATHS: dict[str, tuple[str, ...]] = {
    "sent": (),
    "accepted": ("accepted",),
    "confirmed": ("accepted", "confirmed"),
    "placed": ("accepted", "confirmed", "placed"),
    "declined": ("declined",),
    "expired": ("expired",),
    "withdrawn": ("withdrawn",),
    "lapsed": ("accepted", "lapsed"),
    "cancelled": ("accepted", "cancelled"),
    "voided": ("voided",),
}


def connect(*, simulation: bool = True) -> psycopg.Connection[Any]:
    database = django_connection.settings_dict
    return psycopg.connect(
        dbname=database["NAME"],
        host=database["HOST"] or None,
        port=database["PORT"] or None,
        user=database["USER"] or None,
        password=database["PASSWORD"] or None,
        options="-c staj.simulation=on" if simulation else "",
    )


@pytest.fixture(scope="module")
def plain(django_db_setup: None) -> Iterator[psycopg.Connection[Any]]:
    with connect() as connection:
        yield connection


@pytest.fixture
def raw(plain: psycopg.Connection[Any]) -> Iterator[Raw]:
    yield Raw(plain)
    plain.rollback()


# The table of moves


@pytest.mark.parametrize("before", OfferStatus.values)
@pytest.mark.parametrize("after", OfferStatus.values)
def test_an_offer_moves_only_along_the_table(raw: Raw, before: str, after: str) -> None:
    offer = raw.brought_to(before)
    if after in {"expired", "lapsed"}:
        raw.pass_time("8 days")
    stamp = raw("SELECT moved_at FROM offers_offer WHERE id = %s", offer)
    if after == before:
        raw.set_status(offer, after)
        assert raw("SELECT moved_at FROM offers_offer WHERE id = %s", offer) == stamp
    elif OfferStatus(after) in MOVES[OfferStatus(before)]:
        raw.set_status(offer, after)
        assert raw("SELECT moved_at FROM offers_offer WHERE id = %s", offer) > stamp
    else:
        with raw.refuses("offer_move_is_in_the_table"):
            raw.set_status(offer, after)


def test_the_moves_that_need_a_reversal_are_the_only_others(raw: Raw) -> None:
    assert {(OfferStatus.DECLINED, OfferStatus.SENT)} == REVERSED_MOVES
    offer = raw.brought_to("declined")
    reversal = raw.insert("offers_reversal", offer_id=offer, kind="reopen", reason="Yanlış tuş", ticket="D-1", requested_by_id=raw.a_user())
    with raw.refuses("offer_move_is_in_the_table"):  # nobody has approved it
        raw.set_status(offer, "sent")
    raw("UPDATE offers_reversal SET decided_by_id = %s, approved_at = staj_now() WHERE id = %s", raw.a_user(), reversal)
    raw.set_status(offer, "sent")
    raw("UPDATE offers_reversal SET applied_at = staj_now() WHERE id = %s", reversal)
    raw.set_status(offer, "declined")
    with raw.refuses("offer_move_is_in_the_table"):  # it was used once
        raw.set_status(offer, "sent")


def test_a_reversal_of_another_kind_reopens_nothing(raw: Raw) -> None:
    offer = raw.brought_to("declined")
    raw.insert(
        "offers_reversal",
        offer_id=offer,
        kind="release",
        reason="Hata",
        ticket="D-2",
        requested_by_id=raw.a_user(),
        decided_by_id=raw.a_user(),
        approved_at=DAY,
    )
    with raw.refuses("offer_move_is_in_the_table"):
        raw.set_status(offer, "sent")


@pytest.mark.parametrize("status", [status for status in OfferStatus.values if status != "sent"])
def test_an_offer_begins_as_sent(raw: Raw, status: str) -> None:
    with raw.refuses("offer_begins_as_sent"):
        raw.an_offer(status=status)


def test_a_state_that_nobody_knows(raw: Raw) -> None:
    offer = raw.an_offer()
    with raw.refuses("offer_move_is_in_the_table"):
        raw.set_status(offer, "maybe")


@pytest.mark.parametrize(("before", "after"), list(itertools.permutations(ApplicationStatus.values, 2)))
def test_an_application_moves_only_along_its_table(raw: Raw, before: str, after: str) -> None:
    application = raw.an_application(status=before)
    statement = "UPDATE candidates_application SET status = %s WHERE id = %s"
    if ApplicationStatus(after) in APPLICATION_MOVES[ApplicationStatus(before)]:
        raw(statement, after, application)
    else:
        with raw.refuses("application_move_is_in_the_table"):
            raw(statement, after, application)


@pytest.mark.parametrize(("before", "after"), list(itertools.permutations(EmployerStatus.values, 2)))
def test_an_employer_moves_only_along_its_table(raw: Raw, before: str, after: str) -> None:
    employer = raw.an_employer(status=before)
    statement = "UPDATE employers_employer SET status = %s WHERE id = %s"
    if EmployerStatus(after) in EMPLOYER_MOVES[EmployerStatus(before)]:
        raw(statement, after, employer)
    else:
        with raw.refuses("employer_move_is_in_the_table"):
            raw(statement, after, employer)


# Two internships at most, never on the same day (Q10)


def test_a_third_active_placement(raw: Raw) -> None:
    for month in (3, 4):
        raw.brought_to("placed", starts_on=date(2030, month, 1))
    third = raw.brought_to("confirmed", starts_on=date(2030, 6, 1))
    raw.set_status(third, "placed")
    for slot in (1, 2):
        with raw.refuses("one_active_placement_per_slot"):
            raw.place(third, slot=slot)
    for slot in (0, 3):
        with raw.refuses("placement_slot_is_one_or_two"):
            raw.place(third, slot=slot)


def test_a_cancelled_placement_makes_room(raw: Raw) -> None:
    first = raw.brought_to("placed")
    raw.set_status(first, "cancelled")
    raw("UPDATE offers_placement SET cancelled_at = staj_now() WHERE offer_id = %s", first)
    raw.brought_to("placed")
    raw.check_as_at_commit()


@pytest.mark.parametrize("days_later", [0, 1, 19])
def test_two_active_placements_that_share_a_day(raw: Raw, days_later: int) -> None:
    raw.brought_to("placed", starts_on=DAY, days=20)
    second = raw.brought_to("confirmed", starts_on=DAY + timedelta(days=days_later))
    raw.set_status(second, "placed")
    with raw.refuses("active_placements_do_not_overlap"):
        raw.place(second)


def test_two_placements_may_touch(raw: Raw) -> None:
    raw.brought_to("placed", starts_on=DAY, days=20)
    raw.brought_to("placed", starts_on=DAY + timedelta(days=20))
    raw.check_as_at_commit()


def test_a_placement_is_never_edited(raw: Raw) -> None:
    offer = raw.brought_to("placed")
    other = raw.brought_to("confirmed", starts_on=date(2030, 8, 1))
    for column, value in (
        ("slot", 2),
        ("starts_on", DAY + timedelta(days=1)),
        ("ends_on", DAY),
        ("offer_id", other),
        ("application_id", raw.an_application()),
    ):
        with raw.refuses("placement_is_fixed"):
            raw(f"UPDATE offers_placement SET {column} = %s WHERE offer_id = %s", value, offer)
    with raw.refuses("placement_is_fixed"):
        raw("UPDATE offers_placement SET placed_at = placed_at - interval '1 day' WHERE offer_id = %s", offer)
    raw.set_status(offer, "cancelled")
    raw("UPDATE offers_placement SET cancelled_at = 'epoch' WHERE offer_id = %s", offer)
    assert raw("SELECT cancelled_at > staj_now() - interval '1 minute' FROM offers_placement WHERE offer_id = %s", offer)
    with raw.refuses("placement_is_fixed"):
        raw("UPDATE offers_placement SET cancelled_at = NULL WHERE offer_id = %s", offer)


def test_a_placement_repeats_its_offer(raw: Raw) -> None:
    offer = raw.brought_to("confirmed")
    raw.set_status(offer, "placed")
    for column, value in (
        ("starts_on", DAY + timedelta(days=1)),
        ("ends_on", DAY + timedelta(days=2)),
        ("application_id", raw.an_application()),
    ):
        with raw.refuses("placement_repeats_its_offer"):
            raw.place(offer, **{column: value})


def test_placed_without_a_placement(raw: Raw) -> None:
    offer = raw.brought_to("confirmed")
    with raw.refuses("placed_offer_has_a_placement"):
        raw.set_status(offer, "placed")
        raw.check_as_at_commit()


@pytest.mark.parametrize("status", ["sent", "accepted", "confirmed", "declined", "voided"])
def test_a_placement_of_an_offer_that_is_not_placed(raw: Raw, status: str) -> None:
    offer = raw.brought_to(status)
    with raw.refuses("placed_offer_has_a_placement"):
        raw.place(offer)
        raw.check_as_at_commit()


def test_a_placement_cancelled_while_its_offer_stays_placed(raw: Raw) -> None:
    offer = raw.brought_to("placed")
    raw.check_as_at_commit()
    with raw.refuses("placed_offer_has_a_placement"):
        raw("UPDATE offers_placement SET cancelled_at = staj_now() WHERE offer_id = %s", offer)
        raw.check_as_at_commit()


def test_an_offer_cancelled_while_its_placement_stays(raw: Raw) -> None:
    offer = raw.brought_to("placed")
    raw.check_as_at_commit()
    with raw.refuses("placed_offer_has_a_placement"):
        raw.set_status(offer, "cancelled")
        raw.check_as_at_commit()


def test_a_placed_offer_without_placement_is_not_committed() -> None:
    """The same with a real COMMIT, which is when the deferred check runs without anybody asking for it."""
    with connect() as connection:
        raw = Raw(connection)
        raw.set_status(raw.brought_to("confirmed"), "placed")
        with pytest.raises(psycopg.errors.CheckViolation) as refused:
            connection.commit()
        assert refused.value.diag.constraint_name == "placed_offer_has_a_placement"


# One live offer of one employer to one application


@pytest.mark.parametrize("status", ["sent", "accepted", "confirmed"])
def test_two_live_offers_of_one_employer_to_one_application(raw: Raw, status: str) -> None:
    raw.brought_to(status, employer=raw.employer)
    with raw.refuses("one_live_offer_per_employer_and_application"):
        raw.an_offer(employer=raw.employer)


@pytest.mark.parametrize("status", ["placed", "declined", "expired", "withdrawn", "lapsed", "cancelled", "voided"])
def test_another_offer_after_the_last_one_is_over(raw: Raw, status: str) -> None:
    raw.brought_to(status, employer=raw.employer)
    raw.an_offer(employer=raw.employer)


def test_one_request_makes_one_offer(raw: Raw) -> None:
    key = "6d0cfa4e-0000-4000-8000-000000000001"
    raw.brought_to("withdrawn", employer=raw.employer, request_key=key)
    with raw.refuses("one_offer_per_request"):
        raw.an_offer(employer=raw.employer, request_key=key)


# Stamps and deadlines


def test_stamps_are_the_databases_own(raw: Raw) -> None:
    offer = raw.an_offer(sent_at="2001-01-01", accepted_at="2001-01-01", confirmed_at="2001-01-01", moved_at="2001-01-01")
    recent = "> staj_now() - interval '1 minute'"
    assert raw(
        f"SELECT sent_at {recent} AND moved_at {recent} AND accepted_at IS NULL AND confirmed_at IS NULL FROM offers_offer WHERE id = %s",
        offer,
    )
    raw("UPDATE offers_offer SET accepted_at = '2001-01-01', confirmed_at = '2001-01-01', moved_at = '2001-01-01' WHERE id = %s", offer)
    assert raw(f"SELECT moved_at {recent} AND accepted_at IS NULL AND confirmed_at IS NULL FROM offers_offer WHERE id = %s", offer)
    raw("UPDATE offers_offer SET confirmation_due_at = staj_now() + interval '1 day' WHERE id = %s", offer)
    raw("UPDATE offers_offer SET status = 'accepted', accepted_at = '2001-01-01' WHERE id = %s", offer)
    assert raw(f"SELECT accepted_at {recent} FROM offers_offer WHERE id = %s", offer)
    raw("UPDATE offers_offer SET status = 'confirmed', confirmed_at = '2001-01-01' WHERE id = %s", offer)
    assert raw(f"SELECT confirmed_at {recent} FROM offers_offer WHERE id = %s", offer)


def test_accepted_without_a_deadline_to_confirm(raw: Raw) -> None:
    offer = raw.an_offer()
    with raw.refuses("offer_accepted_has_its_stamps"):
        raw("UPDATE offers_offer SET status = 'accepted' WHERE id = %s", offer)


@pytest.mark.parametrize("status", ["accepted", "confirmed", "placed"])
def test_the_deadline_to_confirm_is_never_taken_away(raw: Raw, status: str) -> None:
    offer = raw.brought_to(status)
    with raw.refuses("offer_accepted_has_its_stamps"):
        raw("UPDATE offers_offer SET confirmation_due_at = NULL, deadline_version = 2 WHERE id = %s", offer)


@pytest.mark.parametrize("late", ["0 seconds", "1 day"])
def test_an_acceptance_at_or_after_its_deadline(raw: Raw, late: str) -> None:
    offer = raw.an_offer()
    raw.turn_to(offer, "response_due_at", late)
    with raw.refuses("offer_accepted_before_its_deadline"):
        raw.set_status(offer, "accepted")


@pytest.mark.parametrize("late", ["0 seconds", "1 day"])
def test_a_confirmation_at_or_after_its_deadline(raw: Raw, late: str) -> None:
    offer = raw.brought_to("accepted")
    raw.turn_to(offer, "confirmation_due_at", late)
    with raw.refuses("offer_confirmed_before_its_deadline"):
        raw.set_status(offer, "confirmed")


def test_the_last_second_is_inside(raw: Raw) -> None:
    offer = raw.an_offer()
    raw.turn_to(offer, "response_due_at", "-5 seconds")
    raw.set_status(offer, "accepted")


def test_expired_before_its_deadline(raw: Raw) -> None:
    offer = raw.an_offer()
    with raw.refuses("offer_expires_after_its_deadline"):
        raw.set_status(offer, "expired")


def test_lapsed_before_its_deadline(raw: Raw) -> None:
    offer = raw.brought_to("accepted")
    with raw.refuses("offer_lapses_after_its_deadline"):
        raw.set_status(offer, "lapsed")


def test_an_offer_that_leaves_no_time_to_answer(raw: Raw) -> None:
    with raw.refuses("offer_leaves_time_to_answer"):
        raw.an_offer(response_due_at=raw("SELECT staj_now() - interval '1 second'"))


@pytest.mark.parametrize(("status", "column"), [("sent", "response_due_at"), ("accepted", "confirmation_due_at")])
def test_a_deadline_moves_only_under_a_new_version(raw: Raw, status: str, column: str) -> None:
    offer = raw.brought_to(status)
    for version in ("deadline_version", "deadline_version + 2"):
        with raw.refuses("offer_deadline_has_a_version"):
            raw(f"UPDATE offers_offer SET {column} = {column} + interval '1 day', deadline_version = {version} WHERE id = %s", offer)
    raw(f"UPDATE offers_offer SET {column} = {column} + interval '1 day', deadline_version = deadline_version + 1 WHERE id = %s", offer)


def test_voided_and_cancelled_have_a_reason(raw: Raw) -> None:
    offer = raw.brought_to("accepted")
    with raw.refuses("offer_voided_has_its_reason"):
        raw("UPDATE offers_offer SET status = 'voided' WHERE id = %s", offer)
    with raw.refuses("offer_cancelled_has_its_reason"):
        raw("UPDATE offers_offer SET status = 'cancelled' WHERE id = %s", offer)


# What was offered stays what was offered


TERMS = {
    "code": "T-XX",
    "title": "Başka",
    "description": "Başka",
    "starts_on": DAY + timedelta(days=1),
    "ends_on": DAY + timedelta(days=40),
    "working_days": 1,
    "monthly_wage": 1,
    "gives_meal": True,
    "gives_transport": True,
    "gives_accommodation": True,
    "supervisor": "Başka",
    "province": 6,
    "sent_at": "2001-01-01",
}


@pytest.mark.parametrize("column", TERMS)
@pytest.mark.parametrize("status", ["sent", "accepted"])
def test_terms_are_fixed_once_sent(raw: Raw, column: str, status: str) -> None:
    offer = raw.brought_to(status)
    with raw.refuses("offer_terms_are_fixed"):
        raw(f"UPDATE offers_offer SET {column} = %s WHERE id = %s", TERMS[column], offer)


def test_an_offer_keeps_its_parties(raw: Raw) -> None:
    offer = raw.an_offer(employer=raw.employer, quota_id=raw.quota)
    others = {
        "employer_id": raw.an_employer(),
        "application_id": raw.an_application(),
        "programme_id": raw.a_programme(),
        "quota_id": raw.a_quota(raw.employer),
        "sent_by_id": raw.a_user(),
    }
    for column, value in others.items():
        with raw.refuses("offer_terms_are_fixed"):
            raw(f"UPDATE offers_offer SET {column} = %s WHERE id = %s", value, offer)


def test_every_term_is_covered_by_these_tests() -> None:
    assert {field.attname for field in Terms._meta.local_fields} - {"quota_id", "response_due_at"} <= set(TERMS)


def test_dates_in_order(raw: Raw) -> None:
    with raw.refuses("offer_dates_in_order"):
        raw.an_offer(days=0)


def test_the_quota_of_another_employer(raw: Raw) -> None:
    with raw.refuses("offer_quota_is_the_employers_own"):
        raw.an_offer(employer=raw.employer, quota_id=raw.a_quota(raw.an_employer()))


def test_the_quota_of_another_programme(raw: Raw) -> None:
    with raw.refuses("offer_quota_is_the_employers_own"):
        raw.an_offer(employer=raw.employer, quota_id=raw.a_quota(raw.employer, programme=raw.a_programme()))


def test_an_application_of_another_programme(raw: Raw) -> None:
    with raw.refuses("offer_application_is_in_the_programme"):
        raw.an_offer(application_id=raw.an_application(programme=raw.a_programme()))


@pytest.mark.parametrize("table", ["offers_offer", "offers_placement"])
def test_promises_are_never_deleted(raw: Raw, table: str) -> None:
    raw.brought_to("placed")
    with raw.refuses("promises_are_kept"):
        raw(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", ["offers_placement", "offers_offer CASCADE", "journal_event CASCADE", "staj_clock"])
def test_nothing_is_truncated_outside_a_simulation(table: str) -> None:
    with connect(simulation=False) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(f"TRUNCATE {table}")


# The quota


def test_more_placements_than_the_quota(raw: Raw) -> None:
    quota = raw.a_quota(raw.employer, places=1)
    raw.brought_to("placed", employer=raw.employer, quota_id=quota)
    second = raw.brought_to("accepted", employer=raw.employer, quota_id=quota, application_id=raw.an_application())
    with raw.refuses("quota_is_not_exceeded"):
        raw.set_status(second, "confirmed")


def test_a_whole_statement_too_many(raw: Raw) -> None:
    quota = raw.a_quota(raw.employer, places=2)
    offers = [raw.brought_to("accepted", employer=raw.employer, quota_id=quota, application_id=raw.an_application()) for _ in range(3)]
    with raw.refuses("quota_is_not_exceeded"):
        raw("UPDATE offers_offer SET status = 'confirmed' WHERE id = ANY(%s)", offers)
    raw("UPDATE offers_offer SET status = 'confirmed' WHERE id = ANY(%s)", offers[:2])
    assert raw("SELECT taken FROM employers_quota WHERE id = %s", quota) == 2


def test_taken_follows_every_move(raw: Raw) -> None:
    def taken() -> int:
        return int(raw("SELECT taken FROM employers_quota WHERE id = %s", raw.quota))

    offer = raw.brought_to("accepted", employer=raw.employer, quota_id=raw.quota)
    assert taken() == 0
    raw.set_status(offer, "confirmed")
    assert taken() == 1
    raw.set_status(offer, "placed")
    assert taken() == 1
    raw.set_status(offer, "cancelled")
    assert taken() == 0
    other = raw.brought_to("confirmed", employer=raw.employer, quota_id=raw.quota, application_id=raw.an_application())
    assert taken() == 1
    raw.set_status(other, "voided")
    assert taken() == 0


def test_taken_is_counted_not_written(raw: Raw) -> None:
    raw.brought_to("confirmed", employer=raw.employer, quota_id=raw.quota)
    for value in (0, 5):
        with raw.refuses("quota_taken_is_counted"):
            raw("UPDATE employers_quota SET taken = %s WHERE id = %s", value, raw.quota)
    with raw.refuses("quota_taken_is_counted"):
        raw.a_quota(raw.employer, taken=1)


def test_a_quota_below_what_is_taken(raw: Raw) -> None:
    raw.brought_to("confirmed", employer=raw.employer, quota_id=raw.quota)
    with raw.refuses("quota_is_not_exceeded"):
        raw("UPDATE employers_quota SET places = 0 WHERE id = %s", raw.quota)


# The journal and the clock


def test_the_journal_is_never_edited(raw: Raw) -> None:
    event = raw.insert("journal_event", kind="offer.sent", at=DAY, actor_role="system", data="{}")
    assert raw("SELECT count(*) FROM journal_outbox WHERE event_id = %s", event) == 1
    with raw.refuses("journal_is_append_only"):
        raw("UPDATE journal_event SET kind = 'offer.withdrawn' WHERE id = %s", event)
    with raw.refuses("journal_is_append_only"):
        raw("DELETE FROM journal_event WHERE id = %s", event)


def test_the_clock_is_moved_by_a_simulation_only() -> None:
    statements = (
        "UPDATE staj_clock SET shift = '1 day'",
        "DELETE FROM staj_clock",
        "INSERT INTO staj_clock (the_only_row, shift) VALUES (false, '1 day')",
        "INSERT INTO staj_clock (shift) VALUES ('1 day') ON CONFLICT (the_only_row) DO UPDATE SET shift = '1 day'",
    )
    for statement in statements:
        with connect(simulation=False) as connection, pytest.raises(psycopg.errors.CheckViolation) as refused:
            connection.execute(statement)
        assert refused.value.diag.constraint_name == "clock_is_not_moved"


def test_the_clock_has_one_row(raw: Raw) -> None:
    for statement in ("DELETE FROM staj_clock", "INSERT INTO staj_clock DEFAULT VALUES"):
        with raw.refuses("clock_is_not_moved"):
            raw(statement)


# Reversals, reminders, batches


def a_reversal(raw: Raw, **columns: Any) -> int:
    values = {"offer_id": raw.brought_to("accepted"), "kind": "release", "reason": "Hata", "ticket": "D-3", "requested_by_id": raw.a_user()}
    return raw.insert("offers_reversal", **{**values, **columns})


def test_a_reversal_by_the_same_administrator(raw: Raw) -> None:
    administrator = raw.a_user()
    with raw.refuses("reversal_needs_a_second_administrator"):
        a_reversal(raw, requested_by_id=administrator, decided_by_id=administrator, approved_at=DAY)
    reversal = a_reversal(raw, requested_by_id=administrator)
    with raw.refuses("reversal_needs_a_second_administrator"):
        raw("UPDATE offers_reversal SET decided_by_id = requested_by_id, approved_at = staj_now() WHERE id = %s", reversal)


def test_a_reversal_that_nobody_decided(raw: Raw) -> None:
    with raw.refuses("reversal_is_decided_once"):
        a_reversal(raw, approved_at=DAY)
    with raw.refuses("reversal_is_decided_once"):
        a_reversal(raw, approved_at=DAY, rejected_at=DAY, decided_by_id=raw.a_user())


@pytest.mark.parametrize("column", ["reason", "ticket"])
def test_a_reversal_without_reason_or_ticket(raw: Raw, column: str) -> None:
    with raw.refuses("reversal_has_reason_and_ticket"):
        a_reversal(raw, **{column: ""})


def test_two_open_reversals_of_one_offer(raw: Raw) -> None:
    offer = raw.brought_to("accepted")
    a_reversal(raw, offer_id=offer)
    with raw.refuses("one_open_reversal_per_offer"):
        a_reversal(raw, offer_id=offer, kind="undo_placement")


def test_the_same_reminder_twice(raw: Raw) -> None:
    reminder = {"offer_id": raw.an_offer(), "kind": "response", "hours": 24}
    raw.insert("offers_reminder", **reminder, deadline_version=1)
    raw.insert("offers_reminder", **reminder, deadline_version=2)
    with raw.refuses("one_reminder_per_rung"):
        raw.insert("offers_reminder", **reminder, deadline_version=1)


def test_a_clocks_slot_is_claimed_once(raw: Raw) -> None:
    run = {"name": "offers.expire", "slot_at": DAY, "due": 0, "done": 0, "failed": 0, "error": ""}
    raw.insert("jobs_jobrun", **run)
    with raw.refuses("one_run_per_slot"):
        raw.insert("jobs_jobrun", **run)


def test_a_name_opens_once(raw: Raw) -> None:
    opening = {"employer_id": raw.employer, "application_id": raw.application}
    raw.insert("employers_disclosure", **opening)
    with raw.refuses("a_name_opens_once"):
        raw.insert("employers_disclosure", **opening)


@pytest.mark.parametrize("places", [0, 3])
def test_a_programme_with_more_than_two_internships(raw: Raw, places: int) -> None:
    with raw.refuses("programme_places_at_most_two"):
        raw("UPDATE programme_programme SET max_placements = %s WHERE id = %s", places, raw.programme)
