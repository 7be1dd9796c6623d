"""A season: its windows and the rules that an administrator sets for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class QuotaRule(models.TextChoices):
    STRICT = "strict", _("Live offers and placements never exceed the quota")
    OVERBOOK = "overbook", _("More offers than places may be sent; only confirmations count")


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def in_force(self) -> Programme | None:
        """The season that public pages speak of, or None before the first one is opened."""
        return self.filter(is_current=True).first()


class Programme(models.Model):
    """One season. Instants are timezone-aware and shown in Europe/Istanbul; durations are whole days of 24 hours."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_current = models.BooleanField(_("in force"), default=False, help_text=_("Public pages speak of this season. One at a time."))
    applications_open_at = models.DateTimeField(_("applications open"))
    applications_close_at = models.DateTimeField(_("applications close"))
    offers_open_at = models.DateTimeField(_("pool opens to employers"), help_text=_("From this moment offers can be sent (Q1)."))
    offers_close_at = models.DateTimeField(_("last moment to send an offer"))
    complete_by = models.DateField(_("internships are completed by"), help_text=_("No offer may end later (Q3)."))
    response_min_days = models.PositiveSmallIntegerField(_("shortest time to answer, days"), default=3, validators=[MinValueValidator(1)])
    response_max_days = models.PositiveSmallIntegerField(_("longest time to answer, days"), default=21)
    response_default_days = models.PositiveSmallIntegerField(_("usual time to answer, days"), default=7)
    confirmation_days = models.PositiveSmallIntegerField(
        _("extra time to confirm, days"), default=7, validators=[MinValueValidator(1)], help_text=_("After an acceptance (Q8).")
    )
    max_placements = models.PositiveSmallIntegerField(_("internships per candidate"), default=2, help_text=_("At most two (Q10)."))
    max_open_acceptances = models.PositiveSmallIntegerField(
        _("open acceptances per candidate"), null=True, blank=True, help_text=_("Empty: no limit, as in the example of Q10.")
    )
    recommended_working_days = models.PositiveSmallIntegerField(_("recommended working days"), default=20, help_text=_("Q4"))
    quota_rule = models.CharField(_("quota rule"), max_length=10, choices=QuotaRule, default=QuotaRule.STRICT)

    objects: ClassVar[ProgrammeQuerySet] = ProgrammeQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types managers loosely

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["-offers_open_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=Q(is_current=True),
                name="one_programme_in_force",
                violation_error_message=_("Another season is in force. Take it out of force first."),
            ),
            models.CheckConstraint(
                condition=Q(applications_open_at__lt=F("applications_close_at")) & Q(offers_open_at__lt=F("offers_close_at")),
                name="programme_windows_in_order",
                violation_error_message=_("A window must open before it closes."),
            ),
            models.CheckConstraint(
                condition=Q(response_min_days__gte=1)
                & Q(response_min_days__lte=F("response_default_days"))
                & Q(response_default_days__lte=F("response_max_days")),
                name="programme_response_days_in_order",
                violation_error_message=_("The usual time to answer must lie between the shortest and the longest."),
            ),
            models.CheckConstraint(
                condition=Q(max_placements__in=[1, 2]),
                name="programme_places_at_most_two",
                violation_error_message=_("A candidate can have one or two internships (Q10)."),
            ),
            models.CheckConstraint(condition=Q(confirmation_days__gte=1), name="programme_confirmation_takes_a_day"),
        ]

    def __str__(self) -> str:
        return self.name

    def sends_offers(self, now: datetime) -> bool:
        """Whether the offer phase is on at `now`."""
        return self.offers_open_at <= now < self.offers_close_at

    @property
    def confirmation_window(self) -> timedelta:
        return timedelta(days=self.confirmation_days)
