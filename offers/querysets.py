"""Adjectives for offers. What is open is asked here and nowhere else, always against a given instant of the one clock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from offers.states import LIVE, OfferStatus

if TYPE_CHECKING:
    pass


def live(now: datetime) -> Q:
    """Live at `now`: a dead line is dead before a job has written it down."""
    return (
        Q(status=OfferStatus.SENT, response_due_at__gt=now)
        | Q(status=OfferStatus.ACCEPTED, confirmation_due_at__gt=now)
        | Q(status=OfferStatus.CONFIRMED)
    )


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
