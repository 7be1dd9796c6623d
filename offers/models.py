"""What an employer and a candidate promise each other. Every rule that can be a constraint is one (see migrations/sql)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from candidates.models import CODE_ALPHABET, Application
from employers.models import Employer, Quota
from offers.querysets import BatchQuerySet, OfferQuerySet, PlacementQuerySet
from offers.states import LIVE, BatchKind, DeclineReason, EndReason, OfferStatus, ReversalKind
from stajseferberligi.clock import Now
from stajseferberligi.programme.models import Programme
from stajseferberligi.provinces import choices as province_choices

S = OfferStatus


def new_offer_code() -> str:
    """A code for addresses and conversation; says nothing about how many offers there are."""
    return f"T-{get_random_string(8, CODE_ALPHABET)}"


class Terms(models.Model):
    """What is offered. Fixed once sent: a candidate answers exactly what they read."""

    quota = models.ForeignKey(Quota, models.PROTECT, related_name="+", verbose_name=_("unit and quota"))
    title = models.CharField(_("position"), max_length=120)
    description = models.TextField(_("tasks"), blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    working_days = models.DecimalField(_("working days"), max_digits=5, decimal_places=1)
    monthly_wage = models.DecimalField(_("net wage per month, TRY"), max_digits=9, decimal_places=2, validators=[MinValueValidator(0)])
    gives_meal = models.BooleanField(_("meals"), default=False)
    gives_transport = models.BooleanField(_("transport"), default=False, help_text=_("Otherwise the candidate's own responsibility (Q14)."))
    gives_accommodation = models.BooleanField(
        _("accommodation"), default=False, help_text=_("Otherwise the candidate's own responsibility (Q15).")
    )
    supervisor = models.CharField(_("internship supervisor"), max_length=120)
    response_due_at = models.DateTimeField(_("answer by"))

    class Meta:
        abstract = True


class Batch(Terms):
    """Long work on many rows at once, with progress that anyone may leave and come back to. The rows are the queue.

    A sending batch carries the terms that each of its offers gets. A confirming batch stamps all its offers at the start, in one
    statement, so nobody loses a place by standing at the end of a long job.
    """

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=BatchKind)
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="batches", verbose_name=_("employer"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("started by"))
    created_at = models.DateTimeField(_("started"), db_default=Now())
    stopped_at = models.DateTimeField(_("stopped"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    # Only a sending batch has terms; the abstract fields are given once more so that the others may leave them empty.
    quota = models.ForeignKey(Quota, models.PROTECT, null=True, related_name="+", verbose_name=_("unit and quota"))  # type: ignore[assignment]
    starts_on = models.DateField(_("first day"), null=True)  # type: ignore[assignment]
    ends_on = models.DateField(_("last day"), null=True)  # type: ignore[assignment]
    working_days = models.DecimalField(_("working days"), max_digits=5, decimal_places=1, null=True)  # type: ignore[assignment]
    monthly_wage = models.DecimalField(_("net wage per month, TRY"), max_digits=9, decimal_places=2, null=True)  # type: ignore[assignment]
    response_due_at = models.DateTimeField(_("answer by"), null=True)  # type: ignore[assignment]

    objects: ClassVar[BatchQuerySet] = BatchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("bulk work")
        verbose_name_plural = _("bulk work")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=BatchKind.SEND)
                | Q(quota__isnull=False, starts_on__isnull=False, ends_on__isnull=False, response_due_at__isnull=False),
                name="sending_batch_has_terms",
            ),
            models.UniqueConstraint(fields=["employer", "kind", "key"], name="one_batch_per_key"),
        ]
        indexes = [models.Index(fields=["id"], name="batch_unfinished", condition=Q(finished_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class Offer(Terms):
    """A place offered by one employer to one application. Stamps are set by the database; status moves only along `MOVES`."""

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_offer_code, editable=False)
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="offers", verbose_name=_("employer"))
    application = models.ForeignKey(Application, models.PROTECT, related_name="offers", verbose_name=_("application"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="offers", verbose_name=_("programme"))
    quota = models.ForeignKey(Quota, models.PROTECT, related_name="offers", verbose_name=_("unit and quota"))
    province = models.PositiveSmallIntegerField(_("city"), choices=province_choices, help_text=_("Where the internship takes place (Q5)."))
    status = models.CharField(_("state"), max_length=10, choices=OfferStatus, default=S.SENT)
    confirmation_due_at = models.DateTimeField(_("confirm by"), null=True)
    deadline_version = models.PositiveSmallIntegerField(default=1, editable=False)
    sent_at = models.DateTimeField(_("sent"), db_default=Now())
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    moved_at = models.DateTimeField(_("last change"), db_default=Now())
    end_reason = models.CharField(_("reason of the end"), max_length=20, choices=EndReason, blank=True)
    decline_reason = models.CharField(_("reason of the decline"), max_length=20, choices=DeclineReason, blank=True)
    cancel_reason = models.TextField(_("reason of the cancellation"), blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("sent by"))
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="offers", verbose_name=_("bulk work"))
    request_key = models.UUIDField(null=True, editable=False)

    objects: ClassVar[OfferQuerySet] = OfferQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "application"],
                condition=Q(status__in=LIVE),
                name="one_live_offer_per_employer_and_application",
                violation_error_message=_("This candidate already has an open offer of yours."),
            ),
            models.UniqueConstraint(
                fields=["employer", "request_key"], condition=Q(request_key__isnull=False), name="one_offer_per_request"
            ),
            models.CheckConstraint(condition=Q(status__in=OfferStatus.values), name="offer_status_known"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="offer_dates_in_order"),
            models.CheckConstraint(condition=Q(sent_at__lt=F("response_due_at")), name="offer_leaves_time_to_answer"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(accepted_at__lt=F("response_due_at")), name="offer_accepted_before_its_deadline"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__lt=F("confirmation_due_at")),
                name="offer_confirmed_before_its_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[S.ACCEPTED, S.CONFIRMED, S.PLACED, S.LAPSED, S.CANCELLED])
                | Q(accepted_at__isnull=False, confirmation_due_at__isnull=False),
                name="offer_accepted_has_its_stamps",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[S.CONFIRMED, S.PLACED]) | Q(confirmed_at__isnull=False), name="offer_confirmed_has_its_stamp"
            ),
            models.CheckConstraint(
                condition=~Q(status=S.EXPIRED) | Q(moved_at__gte=F("response_due_at")), name="offer_expires_after_its_deadline"
            ),
            models.CheckConstraint(
                condition=~Q(status=S.LAPSED) | Q(moved_at__gte=F("confirmation_due_at")), name="offer_lapses_after_its_deadline"
            ),
            models.CheckConstraint(condition=~Q(status=S.VOIDED) | ~Q(end_reason=""), name="offer_voided_has_its_reason"),
            models.CheckConstraint(condition=~Q(status=S.CANCELLED) | ~Q(cancel_reason=""), name="offer_cancelled_has_its_reason"),
        ]
        indexes = [
            models.Index(fields=["response_due_at"], name="offer_unanswered", condition=Q(status=S.SENT)),
            models.Index(fields=["confirmation_due_at"], name="offer_unconfirmed", condition=Q(status=S.ACCEPTED)),
            models.Index(fields=["confirmed_at"], name="offer_unsettled", condition=Q(status=S.CONFIRMED)),
            models.Index(fields=["employer", "-id"], name="offer_by_employer"),
        ]

    def __str__(self) -> str:
        return self.code


class Placement(models.Model):
    """A confirmed internship in slot 1 or 2 (Q10). Never edited: only a cancellation may be stamped on it."""

    offer = models.OneToOneField(Offer, models.PROTECT, related_name="placement", verbose_name=_("offer"))
    application = models.ForeignKey(Application, models.PROTECT, related_name="placements", verbose_name=_("application"))
    slot = models.PositiveSmallIntegerField(_("slot"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    placed_at = models.DateTimeField(_("final since"), db_default=Now())
    cancelled_at = models.DateTimeField(_("cancelled"), null=True)

    objects: ClassVar[PlacementQuerySet] = PlacementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("internship")
        verbose_name_plural = _("internships")
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(slot__in=[1, 2]), name="placement_slot_is_one_or_two"),
            models.UniqueConstraint(
                fields=["application", "slot"], condition=Q(cancelled_at__isnull=True), name="one_active_placement_per_slot"
            ),
            ExclusionConstraint(
                name="active_placements_do_not_overlap",
                expressions=[
                    ("application", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(cancelled_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["application"], name="placement_by_application")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class BatchRow(models.Model):
    """One row of bulk work. Waiting while it has neither an offer nor a refusal; a confirmed row's outcome is its offer's state."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows", verbose_name=_("bulk work"))
    application = models.ForeignKey(Application, models.PROTECT, related_name="+", verbose_name=_("application"))
    offer = models.ForeignKey(Offer, models.PROTECT, null=True, related_name="+", verbose_name=_("offer"))
    refusal = models.CharField(_("refused because"), max_length=40, blank=True)
    refusal_text = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("row of bulk work")
        verbose_name_plural = _("rows of bulk work")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["batch", "application"], name="an_application_once_per_batch")]
        indexes = [models.Index(fields=["batch", "id"], name="batch_row_waiting", condition=Q(offer__isnull=True, refusal=""))]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Reminder(models.Model):
    """That somebody was reminded of a deadline, once per rung and version of the deadline."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=12, choices=[("response", _("answer")), ("confirmation", _("confirmation"))])
    hours = models.PositiveSmallIntegerField()
    deadline_version = models.PositiveSmallIntegerField()
    reminded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [models.UniqueConstraint(fields=["offer", "kind", "hours", "deadline_version"], name="one_reminder_per_rung")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Reversal(models.Model):
    """An irrevocable step taken back: a reason, a ticket, and two different administrators."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="reversals", verbose_name=_("offer"))
    kind = models.CharField(_("what is taken back"), max_length=15, choices=ReversalKind)
    reason = models.TextField(_("reason"))
    ticket = models.CharField(_("ticket"), max_length=60)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by"))
    requested_at = models.DateTimeField(_("requested"), db_default=Now())
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"))
    approved_at = models.DateTimeField(_("approved"), null=True)
    rejected_at = models.DateTimeField(_("rejected"), null=True)
    applied_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("reversal")
        verbose_name_plural = _("reversals")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(ticket=""), name="reversal_has_reason_and_ticket"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="reversal_needs_a_second_administrator",
                violation_error_message=_("Somebody else must approve this."),
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(rejected_at__isnull=True, decided_by__isnull=False),
                name="reversal_is_decided_once",
            ),
            models.UniqueConstraint(
                fields=["offer"], condition=Q(approved_at__isnull=True, rejected_at__isnull=True), name="one_open_reversal_per_offer"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def is_open(self) -> bool:
        return self.approved_at is None and self.rejected_at is None
