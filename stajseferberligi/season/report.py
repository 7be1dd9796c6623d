"""What came of the season, beside what was published."""

import os
from collections.abc import Iterable, Sequence

from django.db import connection

from stajseferberligi.season.season_2020 import Published, Season
from stajseferberligi.verification import Answer

FUNNEL = """
    SELECT (SELECT count(*) FROM candidates_application) AS candidates,
           (SELECT count(*) FROM employers_employer WHERE status = 'approved') AS employers,
           (SELECT count(DISTINCT employer_id) FROM offers_offer) AS active,
           (SELECT count(DISTINCT application_id) FROM offers_offer) AS offered,
           (SELECT count(*) FROM offers_offer WHERE accepted_at IS NOT NULL) AS accepted
"""
# The columns' names are what the report prints.
MORE = """
    WITH sent AS (SELECT * FROM offers_offer),
         accepting AS (SELECT application_id, count(*) AS times FROM sent WHERE accepted_at IS NOT NULL GROUP BY application_id),
         intern AS (SELECT application_id, count(*) AS held FROM offers_placement WHERE cancelled_at IS NULL GROUP BY application_id)
    SELECT (SELECT count(*) FROM sent WHERE sent_at < timestamptz '2020-08-22 00:00 Europe/Istanbul')
               AS "Offers in the first three days (published: more than 2,700)",
           (SELECT count(*) FROM sent) AS "Offers sent",
           (SELECT count(*) FROM accepting) AS "Candidates who accepted something",
           (SELECT count(*) FROM accepting WHERE times > 2) AS "Candidates who accepted three or more",
           (SELECT count(*) FROM sent WHERE confirmed_at IS NOT NULL) AS "Confirmations",
           (SELECT coalesce(sum(held), 0) FROM intern) AS "Final internships",
           (SELECT count(*) FROM intern WHERE held = 1) AS "Candidates with one internship",
           (SELECT count(*) FROM intern WHERE held = 2) AS "Candidates with two internships",
           (SELECT count(DISTINCT employer_id) FROM sent WHERE status = 'placed') AS "Employers with an intern",
           (SELECT sum(places) FROM employers_quota WHERE employer_id IN (SELECT employer_id FROM sent))
               AS "Places of the employers that took part",
           (SELECT count(*) FROM employers_disclosure) AS "Names opened",
           (SELECT count(*) FROM offers_reminder) AS "Reminders",
           (SELECT count(*) FROM journal_event) AS "Journal entries"
"""
LABELS = {
    "candidates": "Candidates in the pool",
    "employers": "Employers with access to the pool",
    "active": "Employers that took part",
    "offered": "Candidates with at least one offer",
    "accepted": "Offers accepted",
}
LINE = 92


def figures() -> Published:
    """The five published numbers, as this database counts them."""
    with connection.cursor() as cursor:
        cursor.execute(FUNNEL)
        return Published(*cursor.fetchone())


def report(season: Season, answers: Sequence[Answer], *, seed: int, scale: float) -> str:
    target, found = season.target, figures()
    lines = [
        "The season of 2020, acted out through the product's own verbs",
        "=" * LINE,
        "",
        "Published: the pool of 15,868 candidates and some 390 employers with access on 19 August 2020; 231 employers that took part,",
        "14,115 candidates with an offer and 4,382 accepted offers on 20 November 2020. How people behaved was not published: here",
        "they act at random from a seed, led so that these numbers come out. Every move went through the verbs that pages and API",
        "call; the clock ran through 93 days, and deadlines passed in it.",
        "",
        f"Seed {seed}, scale {scale:g}, {os.cpu_count()} processor cores, one process. Written by `manage.py season --report FILE`.",
        "",
        *_heading("Funnel", "published" if scale == 1 else "published, scaled", "simulated", "difference"),
    ]
    for name, label in LABELS.items():
        published, simulated = getattr(target, name), getattr(found, name)
        lines.append(_row(label, f"{published:,}", f"{simulated:,}", f"{simulated / published - 1:+.1%}"))
    lines += ["", *_heading("Beyond what was published", "simulated")]
    with connection.cursor() as cursor:
        cursor.execute(MORE)
        lines += [_row(column.name, f"{count:,}") for column, count in zip(cursor.description, cursor.fetchone(), strict=True)]
    lines += ["", *_counted("Offers by state", "SELECT status, count(*) FROM offers_offer GROUP BY status ORDER BY 2 DESC, 1")]
    lines += [
        "",
        *_counted(
            "Void because", "SELECT end_reason, count(*) FROM offers_offer WHERE status = 'voided' GROUP BY end_reason ORDER BY 2 DESC, 1"
        ),
    ]
    lines += ["", *_heading("Refused by a rule", "times"), *(_row(code, f"{times:,}") for code, times in season.refused.most_common())]
    lines += ["", *_heading("Verbs", "offers or rows", "seconds", "per second")]
    for name, (count, seconds) in sorted(season.watch.verbs.items(), key=lambda item: -item[1][1]):
        lines.append(_row(name, f"{count:,}", f"{seconds:.1f}", f"{count / seconds:,.0f}" if seconds else ""))
    lines += ["", *_heading("Stages", "seconds"), *(_row(name, f"{seconds:.1f}") for name, seconds in season.watch.stages.items())]
    lines.append(_row("Together", f"{sum(season.watch.stages.values()):.1f}"))
    lines += ["", "Violations, by the independent checker (plain SQL, none of the verbs' code)", "-" * LINE]
    lines += [f"{len(answer.violations):>6,}  {answer.promise}" for answer in answers]
    lines.append(f"{sum(len(answer.violations) for answer in answers):>6,}  {len(answers)} checks together")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _heading(title: str, *columns: str) -> list[str]:
    return [_row(title, *columns), "-" * (LINE if len(columns) < 3 else LINE + 22)]


def _row(label: str, *cells: str) -> str:
    width = LINE - 12 if len(cells) == 1 else 60
    return f"{label:<{width}}" + "".join(f"{cell:>{12 if len(cells) == 1 else 18}}" for cell in cells)


def _counted(title: str, sql: str) -> Iterable[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [*_heading(title, "offers"), *(_row(name, f"{count:,}") for name, count in cursor.fetchall())]
