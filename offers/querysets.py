"""Adjectives for offers. What is open is asked here and nowhere else, always against a given instant of the one clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Aggregate, Case, Count, DurationField, F, Func, IntegerField, Q, Value, When

from candidates.states import ApplicationStatus
from employers.states import EmployerStatus
from offers.states import LIVE, EndReason, OfferStatus

if TYPE_CHECKING:
    from offers.models import Batch, Offer, Placement


def live(now: datetime) -> Q:
    """Live at `now`: a dead line is dead before a job has written it down."""
    return (
        Q(status=OfferStatus.SENT, response_due_at__gt=now)
        | Q(status=OfferStatus.ACCEPTED, confirmation_due_at__gt=now)
        | Q(status=OfferStatus.CONFIRMED)
    )


class Turn(models.IntegerChoices):
    """Where an offer stands for its candidate, in the order in which their pages show it."""

    CANDIDATE = 0
    EMPLOYER = 1
    FINAL = 2
    OVER = 3


ENOUGH = 5  # acceptances whose outcome is known; fewer would make a record of chance


@dataclass(frozen=True, slots=True)
class EmployerRecord:
    """How an employer treated its acceptances in one programme.

    Counted are acceptances whose outcome was the employer's: confirmed, left to lapse, or cancelled. Those that still wait, or that fell
    because of the candidate's other internships, say nothing about it.
    """

    acceptances: int
    confirmed: int
    lapsed: int
    cancelled: int
    median_time: timedelta | None

    @property
    def is_enough(self) -> bool:
        return self.acceptances >= ENOUGH

    @property
    def share(self) -> float:
        """Share of the counted acceptances that were confirmed, between 0 and 1."""
        return self.confirmed / self.acceptances if self.acceptances else 0.0


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


class Epoch(Func):
    """Seconds since 1970 as a number, so that instants and days sort in one column."""

    template = "EXTRACT(EPOCH FROM %(expressions)s)"
    output_field: models.Field[Any, Any] = models.DecimalField(max_digits=20, decimal_places=6)


class OfferQuerySet(models.QuerySet["Offer"]):
    def live(self, now: datetime) -> OfferQuerySet:
        return self.filter(live(now))

    def standing(self) -> OfferQuerySet:
        """Stored as live, whether or not its deadline has passed: what a settlement has to look at."""
        return self.filter(status__in=LIVE)

    def awaiting_answer(self, now: datetime) -> OfferQuerySet:
        return self.filter(status=OfferStatus.SENT, response_due_at__gt=now)

    def awaiting_confirmation(self, now: datetime) -> OfferQuerySet:
        return self.filter(status=OfferStatus.ACCEPTED, confirmation_due_at__gt=now)

    def unanswered(self, now: datetime) -> OfferQuerySet:
        """SENT and past the response deadline: to be written down as expired (Q12)."""
        return self.filter(status=OfferStatus.SENT, response_due_at__lte=now)

    def unconfirmed(self, now: datetime) -> OfferQuerySet:
        """ACCEPTED and past the confirmation deadline: to be written down as lapsed."""
        return self.filter(status=OfferStatus.ACCEPTED, confirmation_due_at__lte=now)

    def unsettled(self) -> OfferQuerySet:
        return self.filter(status=OfferStatus.CONFIRMED)

    def of_user(self, user_id: int) -> OfferQuerySet:
        """The offers made to one candidate."""
        return self.filter(application__candidate__user_id=user_id)

    def of_employer(self, employer_id: int) -> OfferQuerySet:
        return self.filter(employer_id=employer_id)

    def by_turn(self, now: datetime) -> OfferQuerySet:
        """With `turn` (a Turn) and `place`, ordered as a candidate reads them: nearest deadline, nearest day, latest end first."""
        stands = ~Q(employer__status=EmployerStatus.SUSPENDED) & ~Q(application__status=ApplicationStatus.LEFT)
        turn = Case(
            When(Q(status=OfferStatus.SENT, response_due_at__gt=now) & stands, then=Value(Turn.CANDIDATE)),
            When(Q(status=OfferStatus.ACCEPTED, confirmation_due_at__gt=now) & stands, then=Value(Turn.EMPLOYER)),
            When(status=OfferStatus.CONFIRMED, then=Value(Turn.EMPLOYER)),
            When(status=OfferStatus.PLACED, then=Value(Turn.FINAL)),
            default=Value(Turn.OVER),
            output_field=IntegerField(),
        )
        place = Case(
            When(turn=Turn.CANDIDATE, then=Epoch("response_due_at")),
            When(turn=Turn.EMPLOYER, then=Epoch("confirmation_due_at")),
            When(turn=Turn.FINAL, then=Epoch("starts_on")),
            default=-Epoch("moved_at"),
        )
        return self.annotate(turn=turn).annotate(place=place).order_by("turn", "place", "pk")

    def record_of(self, employer_id: int, programme_id: int, *, now: datetime) -> EmployerRecord:
        """How one employer treated its acceptances in one programme, as of `now`."""
        return self.records_of([employer_id], programme_id, now=now)[employer_id]

    def records_of(self, employer_ids: Collection[int], programme_id: int, *, now: datetime) -> Mapping[int, EmployerRecord]:
        """The records of several employers, by id, in one query. A confirmation that is late counts as lapsed before a job wrote it."""
        confirmed = Q(confirmed_at__isnull=False)
        lapsed = Q(status=OfferStatus.LAPSED) | Q(status=OfferStatus.ACCEPTED, confirmation_due_at__lte=now)
        cancelled = Q(status=OfferStatus.CANCELLED) & ~Q(end_reason=EndReason.REVERSAL)
        rows = (
            self.filter(employer_id__in=employer_ids, programme_id=programme_id, accepted_at__isnull=False)
            .order_by()
            .values("employer_id")
            .annotate(
                acceptances=Count("pk", filter=confirmed | lapsed | cancelled),
                confirmed=Count("pk", filter=confirmed),
                lapsed=Count("pk", filter=lapsed),
                cancelled=Count("pk", filter=cancelled),
                median_time=Median(F("confirmed_at") - F("accepted_at"), filter=confirmed),
            )
        )
        known = {
            row["employer_id"]: EmployerRecord(row["acceptances"], row["confirmed"], row["lapsed"], row["cancelled"], row["median_time"])
            for row in rows
        }
        return {pk: known.get(pk, EmployerRecord(0, 0, 0, 0, None)) for pk in employer_ids}

    def standing_as(self, status: str, now: datetime) -> OfferQuerySet:
        """In this state as a person sees it at `now`, whether or not a clock has written the end of a deadline down."""
        match status:
            case OfferStatus.SENT:
                return self.awaiting_answer(now)
            case OfferStatus.ACCEPTED:
                return self.awaiting_confirmation(now)
            case OfferStatus.EXPIRED:
                return self.filter(Q(status=status) | Q(status=OfferStatus.SENT, response_due_at__lte=now))
            case OfferStatus.LAPSED:
                return self.filter(Q(status=status) | Q(status=OfferStatus.ACCEPTED, confirmation_due_at__lte=now))
        return self.filter(status=status)

    def with_due(self, now: datetime) -> OfferQuerySet:
        """`due_at`: the deadline that runs at `now`, for whoever acts next; NULL when none does."""
        return self.annotate(
            due_at=Case(
                When(status=OfferStatus.SENT, response_due_at__gt=now, then=F("response_due_at")),
                When(status=OfferStatus.ACCEPTED, confirmation_due_at__gt=now, then=F("confirmation_due_at")),
                output_field=models.DateTimeField(),
            )
        )

    def tally(self, now: datetime) -> dict[str, int]:
        """How many were sent, accepted and made final, and how many still wait for an answer or a confirmation."""
        return self.aggregate(
            sent=Count("pk"),
            accepted=Count("pk", filter=Q(accepted_at__isnull=False)),
            placed=Count("pk", filter=Q(status=OfferStatus.PLACED)),
            awaiting_answer=Count("pk", filter=Q(status=OfferStatus.SENT, response_due_at__gt=now)),
            awaiting_confirmation=Count("pk", filter=Q(status=OfferStatus.ACCEPTED, confirmation_due_at__gt=now)),
        )

    def by_quota(self, now: datetime) -> dict[int, dict[str, int]]:
        """For each quota: final places, acceptances on their way to a confirmation, and offers awaiting an answer."""
        rows = (
            self.order_by()
            .values("quota_id")
            .annotate(
                placed=Count("pk", filter=Q(status=OfferStatus.PLACED)),
                accepted=Count("pk", filter=Q(status=OfferStatus.CONFIRMED) | Q(status=OfferStatus.ACCEPTED, confirmation_due_at__gt=now)),
                waiting=Count("pk", filter=Q(status=OfferStatus.SENT, response_due_at__gt=now)),
            )
        )
        return {row["quota_id"]: {name: row[name] for name in ("placed", "accepted", "waiting")} for row in rows}


class PlacementQuerySet(models.QuerySet["Placement"]):
    def active(self) -> PlacementQuerySet:
        return self.filter(cancelled_at__isnull=True)

    def of_user(self, user_id: int) -> PlacementQuerySet:
        return self.filter(application__candidate__user_id=user_id)

    def of_employer(self, employer_id: int) -> PlacementQuerySet:
        return self.filter(offer__employer_id=employer_id)


class BatchQuerySet(models.QuerySet["Batch"]):
    def unfinished(self) -> BatchQuerySet:
        return self.filter(finished_at__isnull=True)

    def of_employer(self, employer_id: int) -> BatchQuerySet:
        return self.filter(employer_id=employer_id)
