"""The whole life of an offer, on one screen. The database holds the same table in `offers_guard_offer()`; a test compares the two."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfferStatus(models.TextChoices):
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    CONFIRMED = "confirmed", _("Confirmed")
    PLACED = "placed", _("Final")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Not answered in time")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Not confirmed in time")
    CANCELLED = "cancelled", _("Cancelled by the employer")
    VOIDED = "voided", _("Void")


S = OfferStatus

MOVES: dict[OfferStatus, frozenset[OfferStatus]] = {
    S.SENT: frozenset({S.ACCEPTED, S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.VOIDED}),
    S.ACCEPTED: frozenset({S.CONFIRMED, S.LAPSED, S.CANCELLED, S.VOIDED}),
    S.CONFIRMED: frozenset({S.PLACED, S.VOIDED}),
    S.PLACED: frozenset({S.CANCELLED}),
    S.DECLINED: frozenset(),
    S.EXPIRED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.LAPSED: frozenset(),
    S.CANCELLED: frozenset(),
    S.VOIDED: frozenset(),
}

# Only with a reversal that a second administrator approved.
REVERSED_MOVES: frozenset[tuple[OfferStatus, OfferStatus]] = frozenset({(S.DECLINED, S.SENT)})

LIVE = (S.SENT, S.ACCEPTED, S.CONFIRMED)  # may still become an internship
OVER = (S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.LAPSED, S.CANCELLED, S.VOIDED)


class EndReason(models.TextChoices):
    """Why the system or an administrator ended an offer. `cap` and `overlap` are the candidate's data: no employer reads them."""

    CAP = "cap", _("Both internships were already final")
    OVERLAP = "overlap", _("The dates collide with a final internship")
    CANDIDATE_LEFT = "candidate_left", _("The candidate left the programme")
    EMPLOYER_SUSPENDED = "employer_suspended", _("The employer was suspended")
    REVERSAL = "reversal", _("Taken back by two administrators")


class DeclineReason(models.TextChoices):
    TOO_FAR = "too_far", _("Too far away")
    DATES = "dates", _("The dates do not suit me")
    FIELD = "field", _("It is not my field")
    CONDITIONS = "conditions", _("Pay or conditions")
    OTHER_OFFER = "other_offer", _("I prefer another offer")
    OTHER = "other", _("Another reason")


class ReversalKind(models.TextChoices):
    RELEASE = "release", _("Release the candidate from an acceptance")
    REOPEN = "reopen", _("Reopen a declined offer")
    UNDO_PLACEMENT = "undo_placement", _("Take back a final internship")


class BatchKind(models.TextChoices):
    SEND = "send", _("Sending offers")
    CONFIRM = "confirm", _("Confirming acceptances")
