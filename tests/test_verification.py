"""The checker finds every impossible state, also the ones that the database would never let in."""

import uuid
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from offers.actions.confirming import cancel_offer, confirm_offer
from offers.actions.reversing import approve_reversal, request_reversal
from offers.actions.sending import start_sending
from offers.models import Offer
from offers.states import ReversalKind
from stajseferberligi.notifications.writing import write_letters
from stajseferberligi.verification import CHECKS, run_checks
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    """Two internships of Ayşe and what they made void, a collision, an open offer, an acceptance, bulk work and a reversal."""
    ayse, zeynep, can = cast.a_candidate(), cast.a_candidate("Zeynep Ak"), cast.a_candidate("Can Er")
    first, second, third = (cast.an_accepted_offer(ayse, starts_on=cast.on(month)) for month in (2, 3, 4))
    stays, falls = (cast.an_accepted_offer(zeynep, starts_on=cast.on(2, day)) for day in (1, 9))
    for offer in (first, second, stays):
        confirm_offer(offer_id=offer.pk, actor=cast.acting_for(offer.employer))
    sent, accepted = cast.a_sent_offer(can), cast.an_accepted_offer(can)
    released = cast.an_accepted_offer(can)
    derya, deniz = cast.an_administrator(), cast.an_administrator("Deniz Arslan")
    reversal = request_reversal(
        offer_id=released.pk, kind=ReversalKind.RELEASE, reason="Belgeli", ticket="DS-1", actor=cast.administering(derya)
    )
    approve_reversal(reversal_id=reversal.pk, actor=cast.administering(deniz))
    quota = cast.a_quota(cast.an_employer("Kuzey Lojistik A.Ş."))
    batch = start_sending(
        proposal=cast.a_proposal(quota), application_ids=[can.pk], actor=cast.acting_for(quota.employer), key=uuid.uuid4()
    )
    write_letters()
    return SimpleNamespace(
        ayse=ayse.pk,
        can=can.pk,
        first=first.pk,
        second=second.pk,
        third=third.pk,
        falls=falls.pk,
        sent=sent.pk,
        accepted=accepted.pk,
        employer=sent.employer_id,
        reversal=reversal.pk,
        quota=quota.pk,
        batch=batch.pk,
    )


def a_copy_of(table, row, **changes):
    """SQL for the same row again under another id."""
    built = ", ".join(f"'{column}', '{value}'" for column, value in {"id": 900001, **changes}.items())
    return f"INSERT INTO {table} SELECT (jsonb_populate_record(t, jsonb_build_object({built}))).* FROM {table} t WHERE {row}"


# For each check: what the database must stop refusing, and the statements that then contradict its promise.
PLANTS = {
    "cap": (
        ["offers_placement.placement_slot_is_one_or_two"],
        """
        INSERT INTO offers_placement (offer_id, application_id, slot, starts_on, ends_on)
        SELECT id, application_id, 3, starts_on, ends_on FROM offers_offer WHERE id = {third}
        """,
    ),
    "slots": (["one_active_placement_per_slot"], "UPDATE offers_placement SET slot = 1 WHERE offer_id = {second}"),
    "overlap": (
        ["offers_placement.active_placements_do_not_overlap"],
        "UPDATE offers_placement SET starts_on = starts_on - 31 WHERE offer_id = {second}",
    ),
    "placed_offers": ([], "UPDATE offers_offer SET status = 'confirmed' WHERE id = {first}"),
    "placement_terms": ([], "UPDATE offers_placement SET ends_on = ends_on + 1 WHERE offer_id = {second}"),
    "full": ([], "UPDATE candidates_application SET status = 'pool' WHERE id = {ayse}"),
    "order_of_loss": (
        [],
        """
        UPDATE offers_offer SET confirmed_at = (SELECT confirmed_at - interval '1 second' FROM offers_offer WHERE id = {first})
         WHERE id = {third}
        """,
    ),
    "order_of_places": (
        [],
        """
        UPDATE offers_offer SET confirmed_at = (SELECT confirmed_at + interval '1 second' FROM offers_offer WHERE id = {second})
         WHERE id = {first}
        """,
    ),
    "cause_of_cap": ([], "UPDATE offers_offer SET end_reason = 'cap' WHERE id = {falls}"),
    "cause_of_overlap": ([], "UPDATE offers_offer SET end_reason = 'overlap' WHERE id = {third}"),
    "open_overlap": ([], "UPDATE offers_offer SET status = 'accepted' WHERE id = {falls}"),
    "open_though_full": ([], "UPDATE offers_offer SET status = 'accepted' WHERE id = {third}"),
    "acceptance_in_time": (
        ["offers_offer.offer_accepted_before_its_deadline"],
        "UPDATE offers_offer SET accepted_at = response_due_at WHERE id = {accepted}",
    ),
    "confirmation_in_time": (
        ["offers_offer.offer_confirmed_before_its_deadline"],
        "UPDATE offers_offer SET confirmed_at = confirmation_due_at WHERE id = {first}",
    ),
    "stamps": (["offers_offer.offer_accepted_has_its_stamps"], "UPDATE offers_offer SET accepted_at = NULL WHERE id = {accepted}"),
    "not_expired_early": (
        ["offers_offer.offer_expires_after_its_deadline"],
        "UPDATE offers_offer SET status = 'expired' WHERE id = {sent}",
    ),
    "not_lapsed_early": (
        ["offers_offer.offer_lapses_after_its_deadline"],
        "UPDATE offers_offer SET status = 'lapsed' WHERE id = {accepted}",
    ),
    "quota": ([], "UPDATE employers_quota SET taken = taken + 1 WHERE id = {quota}"),
    "one_open_offer": (
        ["one_live_offer_per_employer_and_application", "one_offer_per_request"],
        a_copy_of("offers_offer", "id = {sent}", code="T-COPY"),
    ),
    "belonging": (
        ["offers_offer.offer_quota_is_the_employers_own"],
        "UPDATE offers_offer SET quota_id = {quota} WHERE id = {sent}",
    ),
    "finished_work": ([], "UPDATE offers_batch SET finished_at = staj_now() WHERE id = {batch}"),
    "two_administrators": (
        ["offers_reversal.reversal_needs_a_second_administrator"],
        "UPDATE offers_reversal SET decided_by_id = requested_by_id WHERE id = {reversal}",
    ),
    "journal_of_offers": ([], "DELETE FROM journal_event WHERE offer_id = {sent} AND kind = 'offer.sent'"),
    "journal_of_nothing": ([], "UPDATE journal_event SET offer_id = 900001 WHERE offer_id = {sent}"),
    "journal_of_causes": ([], "UPDATE journal_event SET cause_id = NULL WHERE offer_id = {first} AND kind = 'offer.placed'"),
    "names": ([], "DELETE FROM employers_disclosure WHERE application_id = {ayse}"),
    "letters": (
        ["notifications_notification.one_letter_per_event_recipient_channel"],
        a_copy_of("notifications_notification", "id = (SELECT min(id) FROM notifications_notification)"),
    ),
    "reminders": (
        ["offers_reminder.one_reminder_per_rung"],
        "INSERT INTO offers_reminder (offer_id, kind, hours, deadline_version) SELECT {sent}, 'response', 24, 1 FROM generate_series(1, 2)",
    ),
    "late_expiry": (
        ["offers_offer.offer_leaves_time_to_answer"],
        "UPDATE offers_offer SET response_due_at = staj_now() - interval '1 hour' WHERE id = {sent}",
    ),
    "late_lapse": ([], "UPDATE offers_offer SET confirmation_due_at = staj_now() - interval '1 hour' WHERE id = {accepted}"),
    "late_settlement": (
        [],
        "UPDATE offers_offer SET status = 'confirmed', confirmed_at = staj_now() - interval '1 hour' WHERE id = {accepted}",
    ),
    "late_tidying": ([], "UPDATE candidates_application SET status = 'left' WHERE id = {can}"),
    "late_sending": ([], "UPDATE offers_batch SET created_at = created_at - interval '1 hour' WHERE id = {batch}"),
    "late_letters": (
        [],
        "INSERT INTO journal_outbox (event_id, next_at) SELECT min(id), staj_now() - interval '1 hour' FROM journal_event",
    ),
    "late_mail": ([], "UPDATE notifications_notification SET next_at = next_at - interval '1 hour' WHERE channel = 'email'"),
}


def plant(sql, *, without):
    """Run `sql` with triggers, foreign keys and the named constraints or unique indexes out of the way; a rollback restores them."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in without:
            table, _, constraint = name.rpartition(".")
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}" if table else f"DROP INDEX {name}")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        assert cursor.rowcount > 0, "nothing was planted"
        cursor.execute("SET LOCAL session_replication_role = origin")


def broken(*, live=True):
    return {answer.name for answer in run_checks(live=live) if answer.violations}


def test_what_the_verbs_leave_behind_has_no_violation(house):
    assert broken() == set()


def test_every_check_has_a_violation_to_find():
    assert set(PLANTS) == {check.name for check in CHECKS}
    assert len(PLANTS) == len(CHECKS)


def test_every_planted_violation_is_found(house):
    overlooked = []
    for name, (without, sql) in PLANTS.items():
        with transaction.atomic():
            plant(sql.format(**vars(house)), without=without)
            if name not in broken():
                overlooked.append(name)
            transaction.set_rollback(True)
    assert overlooked == []
    assert broken() == set()


@pytest.mark.parametrize(
    "sql",
    [
        a_copy_of("journal_event", "offer_id = {sent} AND kind = 'offer.sent'"),
        a_copy_of("journal_event", "offer_id = {sent} AND kind = 'offer.sent'", kind="offer.declined"),
        "UPDATE journal_event SET kind = 'offer.confirmed' WHERE offer_id = {accepted} AND kind = 'offer.accepted'",
    ],
    ids=["told twice", "told though it never happened", "told as something else"],
)
def test_a_journal_that_tells_it_wrongly_is_found(house, sql):
    plant(sql.format(**vars(house)), without=[])
    assert "journal_of_offers" in broken()


def test_an_opened_name_without_an_acceptance_is_found(house):
    plant(f"INSERT INTO employers_disclosure (employer_id, application_id) VALUES ({house.employer}, {house.ayse})", without=[])
    assert "names" in broken()


def test_a_freed_slot_taken_by_a_later_confirmation_is_no_violation(house):
    """The order counts among those who stood at the same time; a cancelled internship opens a new race."""
    first = Offer.objects.select_related("employer", "application__candidate").get(pk=house.first)
    cancel_offer(offer_id=first.pk, reason="Birim kapandı.", actor=cast.acting_for(first.employer))
    later = cast.an_accepted_offer(first.application, starts_on=cast.on(5))
    confirm_offer(offer_id=later.pk, actor=cast.acting_for(later.employer))
    assert broken() == set()


def test_lateness_is_asked_only_of_a_house_whose_clocks_run(house):
    plant(PLANTS["late_lapse"][1].format(**vars(house)), without=[])
    assert broken(live=False) == set()
    assert {answer.name for answer in run_checks(live=True, patience=timedelta(hours=2)) if answer.violations} == set()


def test_the_command_prints_zero_violations(house):
    output = StringIO()
    call_command("verify", stdout=output)
    assert "zero violations" in output.getvalue()
    assert f"{sum(not check.is_live for check in CHECKS)} checks" in output.getvalue()


def test_the_command_fails_with_the_offending_rows(house):
    plant(PLANTS["full"][1].format(**vars(house)), without=[])
    output = StringIO()
    with pytest.raises(CommandError, match="full"):
        call_command("verify", "--live", stdout=output)
    assert f"application_id={house.ayse}" in output.getvalue()
