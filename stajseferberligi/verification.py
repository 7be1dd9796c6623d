"""Is what the database holds possible at all? An independent answer: plain SQL against the tables, none of the verbs' code.

Every check is a query for rows that must not exist. It shares neither functions nor querysets with the verbs, so a mistake there cannot
hide here; a new move of an offer brings its check with it. `manage.py verify` prints the answers, a clock asks every hour.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_SHOWN = 200  # offending rows per check; whoever sees two hundred has seen enough
PATIENCE = timedelta(minutes=10)  # how late a clock may be before `live` calls it stale


@dataclass(frozen=True, slots=True)
class Check:
    """`sql` returns the rows that contradict `promise`. `is_live` marks a question about lateness, which needs running clocks."""

    name: str
    promise: Promise
    sql: str
    is_live: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What one check found: at most MOST_SHOWN offending rows, by column."""

    name: str
    promise: Promise
    violations: list[Mapping[str, Any]]


def run_checks(*, live: bool = False, patience: timedelta = PATIENCE) -> list[Answer]:
    """Ask everything. `live` also asks whether the clocks keep up; it is meant for a house whose worker has run for a while."""
    checks = [check for check in CHECKS if live or not check.is_live]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '5min'")
        return [Answer(check.name, check.promise, _ask(cursor, check, patience)) for check in checks]


def _ask(cursor: Any, check: Check, patience: timedelta) -> list[Mapping[str, Any]]:
    sql = f"SELECT * FROM ({check.sql}) AS offending LIMIT {MOST_SHOWN}"  # noqa: S608  (both are constants of this module)
    cursor.execute(sql, {"patience": patience} if check.is_live else None)
    columns = [column.name for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


PLACEMENTS = (
    Check(
        "cap",
        _("Nobody holds more internships than the programme allows (Q10)."),
        """
        SELECT a.id AS application_id, count(*) AS held, g.max_placements AS allowed
          FROM offers_placement p
          JOIN candidates_application a ON a.id = p.application_id
          JOIN programme_programme g ON g.id = a.programme_id
         WHERE p.cancelled_at IS NULL
         GROUP BY a.id, g.max_placements HAVING count(*) > g.max_placements
        """,
    ),
    Check(
        "slots",
        _("The internships of one candidate stand in different slots, 1 and 2."),
        """
        SELECT application_id, slot, count(*) AS times
          FROM offers_placement WHERE cancelled_at IS NULL
         GROUP BY application_id, slot HAVING count(*) > 1 OR slot NOT IN (1, 2)
        """,
    ),
    Check(
        "overlap",
        _("The internships of one candidate share no day (Q10)."),
        """
        SELECT a.application_id, a.offer_id, b.offer_id AS other_offer_id
          FROM offers_placement a
          JOIN offers_placement b ON b.application_id = a.application_id AND b.id > a.id
         WHERE a.cancelled_at IS NULL AND b.cancelled_at IS NULL AND a.starts_on <= b.ends_on AND b.starts_on <= a.ends_on
        """,
    ),
    Check(
        "placed_offers",
        _("An offer is final exactly when it has an active internship."),
        """
        SELECT o.id AS offer_id, o.status, p.id AS placement_id, p.cancelled_at
          FROM offers_offer o LEFT JOIN offers_placement p ON p.offer_id = o.id
         WHERE (o.status = 'placed') <> (p.id IS NOT NULL AND p.cancelled_at IS NULL)
        """,
    ),
    Check(
        "placement_terms",
        _("An internship has the candidate and the dates of its offer."),
        """
        SELECT p.id AS placement_id, o.id AS offer_id
          FROM offers_placement p JOIN offers_offer o ON o.id = p.offer_id
         WHERE (p.application_id, p.starts_on, p.ends_on) <> (o.application_id, o.starts_on, o.ends_on)
        """,
    ),
    Check(
        "full",
        _("A candidate is out of the pool exactly when every internship they may have is final."),
        """
        SELECT a.id AS application_id, a.status, count(p.id) AS held, g.max_placements AS allowed
          FROM candidates_application a
          JOIN programme_programme g ON g.id = a.programme_id
          LEFT JOIN offers_placement p ON p.application_id = a.id AND p.cancelled_at IS NULL
         WHERE a.status IN ('pool', 'full')
         GROUP BY a.id, a.status, g.max_placements HAVING (a.status = 'full') <> (count(p.id) >= g.max_placements)
        """,
    ),
)

CONFIRMATIONS = (
    Check(
        "order_of_loss",
        _("No confirmation lost its place to one that came later (Q10)."),
        # The later one was stamped while the earlier still stood, so one settlement had both before it.
        """
        SELECT lost.application_id, lost.id AS offer_id, later.id AS placed_offer_id, lost.confirmed_at, later.confirmed_at AS later_at
          FROM offers_offer lost
          JOIN offers_offer later ON later.application_id = lost.application_id AND later.id <> lost.id
          JOIN offers_placement p ON p.offer_id = later.id
         WHERE lost.status = 'voided' AND lost.end_reason = 'cap' AND lost.confirmed_at IS NOT NULL
           AND (later.confirmed_at, later.id) > (lost.confirmed_at, lost.id) AND later.confirmed_at <= lost.moved_at
        """,
    ),
    Check(
        "order_of_places",
        _("Internships of one candidate became final in the order of their confirmations."),
        """
        SELECT first.application_id, first.id AS offer_id, second.id AS overtaken_by
          FROM offers_offer first
          JOIN offers_offer second ON second.application_id = first.application_id
           AND (second.confirmed_at, second.id) > (first.confirmed_at, first.id)
          JOIN journal_event e1 ON e1.offer_id = first.id AND e1.kind = 'offer.placed'
          JOIN journal_event e2 ON e2.offer_id = second.id AND e2.kind = 'offer.placed'
         WHERE e1.id > e2.id
        """,
    ),
    Check(
        "cause_of_cap",
        _("An offer fell because both internships were final only when they were."),
        # Places of the same settlement are stamped within the same statement, a moment before or after.
        """
        SELECT o.id AS offer_id, count(p.id) AS held, g.max_placements AS allowed
          FROM offers_offer o
          JOIN programme_programme g ON g.id = o.programme_id
          LEFT JOIN offers_placement p ON p.application_id = o.application_id
           AND p.placed_at <= o.moved_at + interval '1 second' AND (p.cancelled_at IS NULL OR p.cancelled_at >= o.moved_at)
         WHERE o.status = 'voided' AND o.end_reason = 'cap'
         GROUP BY o.id, g.max_placements HAVING count(p.id) < g.max_placements
        """,
    ),
    Check(
        "cause_of_overlap",
        _("An offer fell because of its dates only when an internship shared a day with them."),
        """
        SELECT o.id AS offer_id, o.application_id
          FROM offers_offer o
         WHERE o.status = 'voided' AND o.end_reason = 'overlap'
           AND NOT EXISTS (SELECT FROM offers_placement p
                            WHERE p.application_id = o.application_id AND p.starts_on <= o.ends_on AND o.starts_on <= p.ends_on
                              AND p.placed_at <= o.moved_at + interval '1 second'
                              AND (p.cancelled_at IS NULL OR p.cancelled_at >= o.moved_at))
        """,
    ),
    Check(
        "open_overlap",
        _("No open offer shares a day with a final internship of its candidate."),
        """
        SELECT o.id AS offer_id, o.status, p.offer_id AS placed_offer_id
          FROM offers_offer o
          JOIN offers_placement p ON p.application_id = o.application_id AND p.cancelled_at IS NULL
           AND p.starts_on <= o.ends_on AND o.starts_on <= p.ends_on
         WHERE o.status IN ('sent', 'accepted')
        """,
    ),
    Check(
        "open_though_full",
        _("Nobody whose internships are all final has an open offer."),
        """
        SELECT o.id AS offer_id, o.status, o.application_id
          FROM offers_offer o JOIN candidates_application a ON a.id = o.application_id
         WHERE a.status = 'full' AND o.status IN ('sent', 'accepted', 'confirmed')
        """,
    ),
)

DEADLINES = (
    Check(
        "acceptance_in_time",
        _("Every acceptance came before its deadline (Q12)."),
        """
        SELECT id AS offer_id, accepted_at, response_due_at FROM offers_offer
         WHERE accepted_at >= response_due_at OR accepted_at < sent_at
        """,
    ),
    Check(
        "confirmation_in_time",
        _("Every confirmation came after an acceptance and before its deadline (Q8)."),
        """
        SELECT id AS offer_id, accepted_at, confirmed_at, confirmation_due_at FROM offers_offer
         WHERE confirmed_at IS NOT NULL
           AND (accepted_at IS NULL OR confirmation_due_at IS NULL OR confirmed_at < accepted_at OR confirmed_at >= confirmation_due_at)
        """,
    ),
    Check(
        "stamps",
        _("An offer has the stamps that its state supposes."),
        """
        SELECT id AS offer_id, status, accepted_at, confirmed_at FROM offers_offer
         WHERE (status IN ('accepted', 'confirmed', 'placed', 'lapsed', 'cancelled') AND accepted_at IS NULL)
            OR (status IN ('confirmed', 'placed') AND confirmed_at IS NULL)
            OR (status IN ('sent', 'declined', 'expired', 'withdrawn') AND accepted_at IS NOT NULL)
            OR (status IN ('accepted', 'lapsed') AND confirmed_at IS NOT NULL)
            OR (status = 'voided' AND end_reason = '')
            OR (status = 'cancelled' AND cancel_reason = '')
        """,
    ),
    Check(
        "not_expired_early",
        _("No offer expired before its deadline (Q12)."),
        "SELECT id AS offer_id, moved_at, response_due_at FROM offers_offer WHERE status = 'expired' AND moved_at < response_due_at",
    ),
    Check(
        "not_lapsed_early",
        _("No acceptance lapsed before the employer's time was over (Q8)."),
        "SELECT id AS offer_id, moved_at, confirmation_due_at FROM offers_offer WHERE status = 'lapsed' AND moved_at < confirmation_due_at",
    ),
)

EMPLOYERS = (
    Check(
        "quota",
        _("The places taken in a quota are its confirmed and final offers, and never more than it has."),
        """
        SELECT q.id AS quota_id, q.places, q.taken, count(o.id) AS counted
          FROM employers_quota q LEFT JOIN offers_offer o ON o.quota_id = q.id AND o.status IN ('confirmed', 'placed')
         GROUP BY q.id HAVING q.taken <> count(o.id) OR q.taken > q.places
        """,
    ),
    Check(
        "one_open_offer",
        _("An employer has at most one open offer to a candidate."),
        """
        SELECT employer_id, application_id, count(*) AS open FROM offers_offer
         WHERE status IN ('sent', 'accepted', 'confirmed')
         GROUP BY employer_id, application_id HAVING count(*) > 1
        """,
    ),
    Check(
        "belonging",
        _("An offer belongs to the employer and programme of its quota and to an application of that programme."),
        """
        SELECT o.id AS offer_id
          FROM offers_offer o
          JOIN employers_quota q ON q.id = o.quota_id
          JOIN candidates_application a ON a.id = o.application_id
         WHERE (o.employer_id, o.programme_id) <> (q.employer_id, q.programme_id) OR o.programme_id <> a.programme_id
        """,
    ),
    Check(
        "finished_work",
        _("Finished bulk work has no row left to work on."),
        """
        SELECT b.id AS batch_id, r.id AS row_id
          FROM offers_batch b
          JOIN offers_batchrow r ON r.batch_id = b.id
          LEFT JOIN offers_offer o ON o.id = r.offer_id
         WHERE b.finished_at IS NOT NULL
           AND CASE b.kind WHEN 'send' THEN r.offer_id IS NULL AND r.refusal = '' AND b.stopped_at IS NULL
                           ELSE o.status = 'confirmed' AND r.refusal = '' END
        """,
    ),
    Check(
        "two_administrators",
        _("Every approved reversal has two different administrators."),
        """
        SELECT id AS reversal_id FROM offers_reversal
         WHERE approved_at IS NOT NULL AND (decided_by_id IS NULL OR decided_by_id = requested_by_id)
        """,
    ),
)

JOURNAL = (
    Check(
        "journal_of_offers",
        _("The journal tells of every move of every offer exactly once, and of none that did not happen."),
        """
        WITH told AS (
            SELECT offer_id, kind, count(*) AS times FROM journal_event WHERE offer_id IS NOT NULL GROUP BY offer_id, kind
        ), expected AS (
            SELECT o.id AS offer_id, e.kind, e.times
              FROM offers_offer o
              LEFT JOIN offers_placement p ON p.offer_id = o.id
              LEFT JOIN LATERAL (SELECT count(*) AS times FROM offers_reversal r
                                  WHERE r.offer_id = o.id AND r.kind = 'reopen' AND r.approved_at IS NOT NULL) AS reopened ON true
             CROSS JOIN LATERAL (VALUES
                ('offer.sent', 1),
                ('offer.accepted', (o.accepted_at IS NOT NULL)::int),
                ('offer.declined', (o.status = 'declined')::int + reopened.times),
                ('offer.reopened', reopened.times),
                ('offer.confirmed', (o.confirmed_at IS NOT NULL)::int),
                ('offer.placed', (p.id IS NOT NULL)::int),
                ('offer.expired', (o.status = 'expired')::int),
                ('offer.withdrawn', (o.status = 'withdrawn')::int),
                ('offer.lapsed', (o.status = 'lapsed')::int),
                ('offer.cancelled', (o.status = 'cancelled')::int),
                ('offer.voided', (o.status = 'voided')::int)
             ) AS e(kind, times)
        )
        SELECT e.offer_id, e.kind, e.times AS expected, coalesce(t.times, 0) AS told
          FROM expected e LEFT JOIN told t ON t.offer_id = e.offer_id AND t.kind = e.kind
         WHERE e.times <> coalesce(t.times, 0)
        """,
    ),
    Check(
        "journal_of_nothing",
        _("No journal entry speaks of an offer that does not exist, or of another candidate or employer than the offer's."),
        """
        SELECT e.id AS event_id, e.kind, e.offer_id
          FROM journal_event e LEFT JOIN offers_offer o ON o.id = e.offer_id
         WHERE e.offer_id IS NOT NULL
           AND (o.id IS NULL OR e.application_id IS DISTINCT FROM o.application_id OR e.employer_id IS DISTINCT FROM o.employer_id)
        """,
    ),
    Check(
        "journal_of_causes",
        _("Every final internship names the confirmation that made it final."),
        """
        SELECT e.id AS event_id, e.offer_id
          FROM journal_event e LEFT JOIN journal_event c ON c.id = e.cause_id
         WHERE e.kind = 'offer.placed' AND (c.kind, c.offer_id) IS DISTINCT FROM ('offer.confirmed', e.offer_id)
        """,
    ),
    Check(
        "names",
        _("A name is open to an employer exactly where an acceptance opened it, and the journal says when."),
        """
        SELECT coalesce(d.employer_id, n.employer_id, a.employer_id) AS employer_id,
               coalesce(d.application_id, n.application_id, a.application_id) AS application_id,
               d.id IS NOT NULL AS is_open, coalesce(n.times, 0) AS told, a.employer_id IS NOT NULL AS accepted
          FROM employers_disclosure d
          FULL JOIN (SELECT employer_id, application_id, count(*) AS times FROM journal_event WHERE kind = 'name.opened'
                      GROUP BY employer_id, application_id) AS n
            ON n.employer_id = d.employer_id AND n.application_id = d.application_id
          FULL JOIN (SELECT DISTINCT employer_id, application_id FROM offers_offer WHERE accepted_at IS NOT NULL) AS a
            ON a.employer_id = coalesce(d.employer_id, n.employer_id)
           AND a.application_id = coalesce(d.application_id, n.application_id)
         WHERE d.id IS NULL OR n.times IS DISTINCT FROM 1 OR a.employer_id IS NULL
        """,
    ),
    Check(
        "letters",
        _("Nobody got the same letter twice on the same way."),
        """
        SELECT event_id, recipient_id, channel, count(*) AS times FROM notifications_notification
         GROUP BY event_id, recipient_id, channel HAVING count(*) > 1
        """,
    ),
    Check(
        "reminders",
        _("Nobody was reminded twice at the same rung of a deadline."),
        """
        SELECT offer_id, kind, hours, deadline_version, count(*) AS times FROM offers_reminder
         GROUP BY offer_id, kind, hours, deadline_version HAVING count(*) > 1
        """,
    ),
)

LATENESS = (
    Check(
        "late_expiry",
        _("Offers past their deadline are written down as such in time."),
        "SELECT id AS offer_id, response_due_at FROM offers_offer WHERE status = 'sent' AND response_due_at < staj_now() - %(patience)s",
        is_live=True,
    ),
    Check(
        "late_lapse",
        _("Acceptances past the employer's time are written down as such in time."),
        """
        SELECT id AS offer_id, confirmation_due_at FROM offers_offer
         WHERE status = 'accepted' AND confirmation_due_at < staj_now() - %(patience)s
        """,
        is_live=True,
    ),
    Check(
        "late_settlement",
        _("Confirmations become final, or are told that they came too late, in time."),
        "SELECT id AS offer_id, confirmed_at FROM offers_offer WHERE status = 'confirmed' AND confirmed_at < staj_now() - %(patience)s",
        is_live=True,
    ),
    Check(
        "late_tidying",
        _("Offers of suspended employers and of candidates who left are closed in time."),
        """
        SELECT o.id AS offer_id, o.status
          FROM offers_offer o
          JOIN candidates_application a ON a.id = o.application_id
          JOIN employers_employer e ON e.id = o.employer_id
         WHERE o.status IN ('sent', 'accepted') AND (a.status = 'left' OR e.status = 'suspended')
           AND NOT EXISTS (SELECT FROM journal_event j
                            WHERE j.at >= staj_now() - %(patience)s
                              AND ((j.kind = 'application.left' AND j.application_id = a.id)
                                OR (j.kind = 'employer.suspended' AND j.employer_id = e.id)))
        """,
        is_live=True,
    ),
    Check(
        "late_sending",
        _("Bulk sending goes on."),
        """
        SELECT b.id AS batch_id, b.created_at FROM offers_batch b
         WHERE b.kind = 'send' AND b.finished_at IS NULL AND b.stopped_at IS NULL AND b.created_at < staj_now() - %(patience)s
        """,
        is_live=True,
    ),
    Check(
        "late_letters",
        _("Letters are written in time."),
        "SELECT event_id, attempts, error FROM journal_outbox WHERE next_at < staj_now() - %(patience)s",
        is_live=True,
    ),
    Check(
        "late_mail",
        _("Letters are sent in time."),
        """
        SELECT id AS notification_id, attempts FROM notifications_notification
         WHERE channel = 'email' AND status = 'queued' AND next_at < staj_now() - %(patience)s
        """,
        is_live=True,
    ),
)

CHECKS = PLACEMENTS + CONFIRMATIONS + DEADLINES + EMPLOYERS + JOURNAL + LATENESS
